from __future__ import annotations

import re
import shutil
from collections import Counter
from itertools import chain, product
from pathlib import Path

import pytest
import yaml

from skill_runtime.adapters.vocabulary import load_vocabulary
from skill_runtime.core.routing import Router
from skill_runtime.core.routing.vocabulary import Vocabulary
from skill_runtime.errors import DataError
from skill_runtime.model.utterance import Utterance
from tests.routing.conftest import INTENTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(INTENTS, tmp_path / "intents"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_language_is_added_by_adding_a_file(folder: Path) -> None:
    folder.joinpath("de.yaml").write_text(
        "letters: äöüß\nwords:\n  export_verb: exportieren, herunterladen\n  courtesy: bitte\n"
        "  the: das, den\n",
        encoding="utf-8",
    )
    router = Router.build(load_vocabulary(folder))
    assert router.route(Utterance("bitte das Video exportieren")).plan.actions == ("export",)
    assert router.route(Utterance("bitte das Pferd exportieren")).plan.actions == ("chat",)
    assert router.route(Utterance("导出")).plan.actions == ("export",)


@pytest.fixture(scope="module")
def with_japanese(tmp_path_factory: pytest.TempPathFactory) -> Router:
    folder = Path(shutil.copytree(INTENTS, tmp_path_factory.mktemp("data") / "intents"))
    shutil.copy(Path(__file__).with_name("ja.yaml"), folder)
    return Router.build(load_vocabulary(folder))


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("動画を書き出してください", [("export", {})]),
        ("縦型で書き出して", [("export", {"orientation": ("vertical",)})]),
        ("完成した動画をスマホに保存して", [("export", {})]),
        ("mp4でダウンロードしたい", [("export", {"format": ("mp4",)})]),
        ("クレジットはあといくつ残っていますか", [("credits", {})]),
        ("残高を教えて", [("credits", {})]),
        ("もうできましたか？", [("status", {})]),
        ("タイムラインを見せて", [("status", {})]),
        ("写真をアップロードしたい", [("upload", {})]),
        ("どうやって書き出しますか", [("help", {})]),
        ("何ができますか", [("help", {})]),
        ("レンダリングを中止して", [("cancel", {})]),
        ("まだ書き出さないで", []),
        ("後で書き出す", []),
        ("雪の山の動画を作って", [("chat", {})]),
        ("空をもっと青くして", [("chat", {})]),
        ("ダウンロードボタンのアニメーション", [("chat", {})]),
        ("クレジットカードの広告", [("chat", {})]),
        ("「書き出し完了」という文字を入れて", [("chat", {})]),
        ("export it", [("export", {})]),
        ("导出视频", [("export", {})]),
    ],
)  # fmt: skip
def test_japanese_added_as_a_file_works(
    with_japanese: Router, text: str, plan: list[tuple[str, dict[str, tuple[str, ...]]]]
) -> None:
    steps = with_japanese.route(Utterance(text)).plan.steps
    assert [(step.action.value, dict(step.slots.given())) for step in steps] == plan


def test_the_answer_to_japanese_is_in_japanese(with_japanese: Router) -> None:
    assert with_japanese.route(Utterance("動画を書き出して")).language == "ja"
    assert with_japanese.route(Utterance("视频导出")).language == "zh"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("en.yaml", "  praise:", "  prayse:", "en.yaml, words, prayse: is no class"),
        ("en.yaml", "spelling:", "speling:", "en.yaml: 'speling' is not one of"),
        ("en.yaml", "  format:\n", "  colour:\n", "en.yaml, values, colour: is not one of"),
        ("en.yaml", "(good|great|nice", "(good|great|nice(", "a bracket without its other half"),
        ("zh.yaml", "letters: 一-鿿", "letters: 鿿-一", "zh.yaml, letters: '鿿-一' is no range"),
        ("zh.yaml", "words:", "words: [", "zh.yaml: is not YAML"),
        ("catalogue.yaml", "is: cancel,", "is: cancle,", "rule 1: 'cancle' is not one of"),
        ("catalogue.yaml", "is: prices,", "is: price,", "topic 1: 'price' is not one of"),
        ("catalogue.yaml", "topics:", "topic:", "catalogue.yaml: 'topic' is not one of"),
        ("catalogue.yaml", "needs: stop_doing,", "needs: stopdoing,", "'stopdoing' is neither"),
        ("catalogue.yaml", "needs: stop_doing,", "need: stop_doing,", "'need' is not one of"),
        ("catalogue.yaml", "may: polite", "open: true, may: polite", "it can't be open"),
        ("catalogue.yaml", "  quoted  ", "  qouted  ", "the router relies on quoted"),
        ("catalogue.yaml", "  praise ", "  courtesy ", "courtesy stands there twice"),
        ("catalogue.yaml", "topic: prices", "topic: money", "'money' is not one of"),
        ("traditional.yaml", "pairs: |\n", "pairs: |\n  abc\n", "'abc' is not a pair"),
        ("homophones.yaml", "下载: |", "下载: [", "homophones.yaml: is not YAML"),
        ("guesses.json", '"scale"', '"scaled"', "guesses.json: is no table of weights"),
        ("guesses.json", '"bias": [', '"bias": [1, ', "'bias': has to have 9 weights"),
        ("guesses.json", '"aside"]', '"asides"]', "'asides' is not one of"),
        ("guesses.json", '"weights"', "weights", "guesses.json: can't be read"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_file_and_its_row(
    folder: Path, file: str, old: str, new: str, told: str
) -> None:
    edit(folder / file, old, new)
    with pytest.raises(DataError) as caught:
        load_vocabulary(folder)
    assert told in str(caught.value)


def test_a_missing_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"catalogue\.yaml: can't be read"):
        load_vocabulary(tmp_path)


def test_a_folder_without_a_language_is_told(tmp_path: Path) -> None:
    shutil.copy(INTENTS / "catalogue.yaml", tmp_path)
    with pytest.raises(DataError, match="no language file"):
        load_vocabulary(tmp_path)


def test_words_are_written_as_they_are_compared(vocabulary: Vocabulary) -> None:
    """A traditional or capital letter in a phrase would make it a phrase that nobody can say."""
    folded = str.maketrans(dict(vocabulary.simplified))
    wrong = [
        phrase
        for language in vocabulary.languages
        for phrases in (
            *language.words.values(),
            *(p for values in language.values.values() for p in values.values()),
        )
        for phrase in phrases
        if phrase != phrase.translate(folded).casefold()
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_phrase_of_a_class_adds_something(language: str) -> None:
    """What stands there twice is mended in one place and goes on in the other."""
    data = yaml.safe_load((INTENTS / f"{language}.yaml").read_text("utf-8"))
    rows = {
        **data["words"],
        **{k: v for values in data["values"].values() for k, v in values.items()},
    }
    superfluous = []
    for name, text in rows.items():
        written = [phrases_of(part) for part in re.split(r"[,\n]", str(text)) if part.strip()]
        counts = Counter(chain.from_iterable(written))
        superfluous += [(name, one) for one in written if all(counts[each] > 1 for each in one)]
    assert superfluous == []


def phrases_of(written: str) -> set[str]:
    """One phrase, or those of its choices: "(a|b) c"."""
    parts = re.split(r"[()]", written)
    choices = product(*(part.split("|") if n % 2 else [part] for n, part in enumerate(parts)))
    return {" ".join("".join(choice).split()) for choice in choices}


def test_every_traditional_character_leads_to_one_of_the_vocabulary(vocabulary: Vocabulary) -> None:
    said = "".join(p for ps in vocabulary.languages[1].words.values() for p in ps)
    values = vocabulary.languages[1].values.values()
    said += "".join(p for slot in values for ps in slot.values() for p in ps)
    assert [old for old, new in vocabulary.simplified.items() if new not in said] == []


def test_every_class_that_rules_use_has_words_or_is_made_by_the_code(
    vocabulary: Vocabulary,
) -> None:
    filled = {name for language in vocabulary.languages for name in language.words}
    filled |= {name for language in vocabulary.languages for name in language.values}
    made = {
        "number",
        "spec",
        "filename",
        "path",
        "media_url",
        "web_url",
        "quoted",
        "address",
        "folder_name",
        "epithet",
        "someone",
        "asked",
        "attached",
    }
    used = {n for rule in vocabulary.rules for need in rule.needs for n in need}
    used |= {n for rule in vocabulary.rules for n in rule.may}
    assert used - filled - made == set()
