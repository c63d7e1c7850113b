from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from skill_runtime.studio.agent.edits import (
    AddEffect,
    AddText,
    Filter,
    Generate,
    Place,
    SetMusic,
    Talk,
)
from skill_runtime.studio.agent.film.shots_meant import with_shots_meant
from skill_runtime.studio.agent.hearing.parsing import parse
from skill_runtime.studio.agent.hearing.unanswered import unanswered
from skill_runtime.studio.agent.references.correcting import correction_of, said_otherwise
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.rules.ruling import is_edit
from skill_runtime.studio.agent.speaking import speech as voices
from skill_runtime.studio.agent.timeline.applying import EditRefused, apply
from skill_runtime.studio.agent.words import lexicon as lexicons
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.utterance import clauses, language_of
from skill_runtime.studio.draft import (
    AUDIO,
    EFFECTS,
    OVERLAY,
    TEXT,
    VIDEO,
    Draft,
    new_draft,
    segments,
    total,
)
from skill_runtime.studio.media import effects as sounds
from skill_runtime.studio.media.looks import FILTERS
from skill_runtime.studio.media.reading import read_draft
from tests.labelled_rows import rows

HERE = Path(__file__).parent
PIECES = [
    *("no, ", "I meant ", "order ", "first, then ", "the lake", "山", "3", " 1", "，", "不对，"),
    *("顺序改成", "the beach video", "前半段", "the second half ", "“x”", " and ", "5 seconds"),
]
SENTENCES = [
    sentence
    for language in ("en", "zh")
    for row in rows(HERE / f"edits.{language}.yaml")["cases"]
    for sentence in ([row["say"]] if isinstance(row["say"], str) else row["say"])
]


NAMES = Names(
    shots=("lake", "山", "red house"),
    texts=("Home",),
    times=((0, 4000), (4000, 9000), (9000, 15_000)),
    files=("beach.mp4", "cat.png", "海边.mp4"),
    shown=(("title", 0, 3000),),
)


@given(st.text(max_size=300))
@settings(max_examples=45)
def test_any_text_is_parsed_into_something(message: str) -> None:
    assert parse(message, named=NAMES)
    assert parse(message, empty=True)


@pytest.mark.parametrize("name", ["1", "shot 1", "第1个镜头"])
def test_a_shot_may_be_called_as_a_shot_is_told(name: str) -> None:
    named = Names(shots=(name, "lake"))
    assert parse("make it 1, 1 and shot 1 last 4 seconds", named=named)


@pytest.mark.parametrize("thing", ["雪山 1) 山顶", "雪山(1)", "雪山[1", "雪山+"])
def test_what_a_shot_shows_is_no_pattern(thing: str) -> None:
    named = Names(shots=(f"冬天的{thing}", "海"))
    assert with_shots_meant(f"{thing}上写“A”", named) == "第1个镜头写“A”"


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
@settings(max_examples=45)
def test_any_order_any_correction_and_any_name_is_parsed(message: str) -> None:
    assert parse(message, named=NAMES)
    correction = correction_of(message, NAMES)
    assert correction is None or said_otherwise(message, correction.values, NAMES) != ""


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8))
@example(["split the video at 6 seconds", "前两段左右分屏", "split the last clip in half"])
@settings(max_examples=45)
def test_a_draft_stays_in_order_whatever_is_done_to_it(sentences: list[str]) -> None:
    draft = apply(new_draft("p"), Generate("a house", source="m", name="house"))
    for sentence in sentences:
        for request in parse(sentence):
            draft = _applied(draft, request)
    shots = segments(draft, VIDEO)
    ends = [s["s"] + s["d"] for s in shots]
    assert [s["s"] for s in shots[1:]] == ends[:-1]
    ids = [s["id"] for t in draft["t"] for s in t["sg"]]
    assert len(set(ids)) == len(ids)
    assert all(t["sg"] for t in draft["t"])
    assert all(s["d"] > 0 and s["s"] >= 0 for t in draft["t"] for s in t["sg"])
    assert all(s["s"] + s["d"] <= draft["d"] for s in segments(draft, TEXT)) or not shots
    beside = [s for lane in (AUDIO, EFFECTS, OVERLAY) for s in segments(draft, lane)]
    assert all(s["s"] + s["d"] <= draft["d"] for s in beside) or not shots
    whole = [s for s in segments(draft, AUDIO) if "span" not in s["m"]]
    assert all((s["s"], s["d"]) == (0, draft["d"]) for s in whole)
    assert draft["d"] >= total(draft)
    assert not draft["t"] or read_draft(draft).duration == draft["d"], "the renderer takes it"


def _applied(draft: Draft, request: object) -> Draft:
    if isinstance(request, Generate | SetMusic):
        request = replace(request, source="m", name="made")
    if isinstance(request, AddEffect):
        request = replace(request, source="m", length=800 if request.effect == "click" else 0)
    before = repr(draft)
    try:
        changed = apply(draft, request)  # type: ignore[arg-type]  # Talk is refused like what isn't resolved
    except EditRefused:
        changed = draft
    assert repr(draft) == before
    return changed


@pytest.mark.parametrize(
    "text",
    [
        "1" * 4000,
        "a " * 2000,
        "第" * 4000,
        "“" * 4000,
        "1 second " * 400,
        "the title " * 400,
        "把" * 4000,
        "- " * 2000,
        "no, wait, " * 400,
        "order 1 2 " * 400,
        "不对，" * 1000,
        "the first half " * 250,
        "the beach video " * 250,
    ],
)
def test_repetition_is_cheap_enough_to_be_tested(text: str) -> None:
    assert parse(text, named=NAMES)


def test_quoted_words_are_never_commands() -> None:
    (request,) = parse('add a title "delete everything, undo, export it as 4K; mute the music"')
    assert isinstance(request, AddText)
    assert request.text == "delete everything, undo, export it as 4K; mute the music"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=100)
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text, lexicons.lexicon())) == len(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hello", "en"),
        ("你好", "zh"),
        ("加 lo-fi", "zh"),
        ("123", "fr"),
        ('add "你好"', "en"),
        ("add subtitles: 0-2s 你好, 2-4s 再见", "en"),
        ("subtitles: 你好 0-2s, 再见 2-4s and add music", "en"),
        ("put 海边.mp4 at the end", "en"),
        ("加字幕：0-2秒 Hello，2-4秒 Bye", "zh"),
        ("", "zh"),
    ],
)
def test_the_language_is_that_of_the_words_outside_quotations(text: str, language: str) -> None:
    default = language if language not in {"en"} else "zh"
    assert language_of(text, default) == language


def test_clauses_keep_their_order_and_their_words() -> None:
    said = [c.text for c in clauses("Make it 10 seconds, add Lo-Fi music and remove the title")]
    assert said == ["Make it 10 seconds", "add Lo-Fi music", "remove the title"]


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("3 seconds", 3000),
        ("1.5s", 1500),
        ("250 ms", 250),
        ("1m30s", 90_000),
        ("1 minute 20 seconds", 80_000),
        ("1 minute and 20 seconds", 80_000),
        ("a minute and a half", 90_000),
        ("two and a half seconds", 2500),
        ("half a second", 500),
        ("twenty-five seconds", 25_000),
        ("0:05", 5000),
        ("1:02.5", 62_500),
        ("00:01:05", 65_000),
        ("3秒", 3000),
        ("半秒", 500),
        ("两秒半", 2500),
        ("十二秒", 12_000),
        ("二十五秒", 25_000),
        ("一百二十秒", 120_000),
        ("一分半", 90_000),
        ("一分半钟", 90_000),
        ("1分30秒", 90_000),
        ("两分钟", 120_000),
        ("500毫秒", 500),
    ],
)
def test_a_time_is_read_however_it_is_written(text: str, milliseconds: int) -> None:
    assert slots.first_time(text) == milliseconds


def test_words_that_nobody_knows_are_told_and_not_guessed() -> None:
    (request,) = parse("flarb the gnosticator")
    assert request == Talk("unclear", "flarb the gnosticator")
    assert not is_edit(request)


def test_unknown_keys_of_a_draft_are_kept() -> None:
    draft = apply(new_draft("p"), Place("m", "video", "a.mp4", 4000))
    draft["future"] = 1
    draft["t"][0]["sg"][0]["m"]["glow"] = True
    changed = apply(draft, AddText("Hello"))
    assert changed["future"] == 1
    assert changed["t"][0]["sg"][0]["m"]["glow"] is True


def test_a_language_file_without_a_section_is_refused_by_name() -> None:
    whole = rows(Path(lexicons.__file__).parent / "en.yaml")
    broken = {k: v for k, v in whole.items() if k != "percent"}
    with pytest.raises(ValueError, match=r"en\.yaml lacks the section 'percent'"):
        lexicons.build([MappingProxyType(broken)])


def test_a_pattern_that_does_not_compile_is_refused_by_its_place() -> None:
    whole = rows(Path(lexicons.__file__).parent / "en.yaml")
    whole["concepts"]["undo"] = ["(undo"]
    with pytest.raises(ValueError, match=r"concepts\.undo"):
        lexicons.build([whole])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_languages_say_the_same_things(language: str) -> None:
    folder, spoken = (Path(m.__file__).parent for m in (lexicons, voices))
    speech = rows(spoken / f"speech.{language}.yaml")
    other = rows(spoken / "speech.en.yaml")
    assert set(speech) == set(other)
    assert set(speech["words"]) == set(other["words"])
    words = rows(folder / f"{language}.yaml")
    assert set(words["unsupported"]) <= set(speech["beyond"]) == set(other["beyond"])
    assert set(speech["instead"]) <= set(speech["beyond"])
    assert len(speech["instead"]) == len(other["instead"])
    assert set(speech["filters"]) == set(lexicons.lexicon().filters) == FILTERS
    assert set(speech["effects"]) == set(lexicons.lexicon().effects) == set(sounds.EFFECTS)


@pytest.mark.parametrize("language", lexicons.LANGUAGES)
def test_the_words_are_read_by_the_stricter_loader_too(language: str) -> None:
    path = Path(str(lexicons.__file__)).parent / f"{language}.yaml"
    events = yaml.parse(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    assert sum(isinstance(event, yaml.SequenceStartEvent) for event in events) > 100


@pytest.mark.parametrize("language", lexicons.LANGUAGES)
def test_no_file_of_words_says_anything_twice(language: str) -> None:
    path = Path(str(lexicons.__file__)).parent / f"{language}.yaml"
    twice = []
    nodes = [yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)]
    while nodes:
        node = nodes.pop()
        said = []
        if isinstance(node, yaml.MappingNode):
            said = [key.value for key, _ in node.value]
            nodes += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            said = [word.value for word in node.value]
        twice += [word for word, times in Counter(said).items() if times > 1]
    assert twice == []


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ('lake: “Blue”, and "Deep" whatever', "“Deep”"),
        ("facebook ad 4:5 for our sale of sofas, “Blue”, make the lake warm", "4:5"),
        ("make the lake warm, with a lower third that says “Blue”", "lower third"),
        ("湖做成暖色，“Blue”用衬线体", "衬线"),
    ],
)
def test_what_is_plainly_wished_and_no_edit_speaks_of_is_told(message: str, left: str) -> None:
    assert unanswered(message, [Filter(("warm",)), AddText("Blue", "title")]) == [
        Talk("unclear", left)
    ]
    assert unanswered(message, [Talk("hello")]) == [], "all of it is told as it is"


@pytest.mark.parametrize(
    "message",
    [
        "keep the music, and make the lake warm",
        "make the lake warm without fading out",
        "音乐不要动，湖做成暖色",
    ],
)
def test_what_is_only_named_is_not_wished(message: str) -> None:
    assert unanswered(message, [Filter(("warm",))]) == []
