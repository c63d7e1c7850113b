from __future__ import annotations

import pickle
import re
from dataclasses import astuple
from itertools import chain, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.adapters.derived_cache import DerivedCache
from skill_runtime.core.gui import GuiRules, GuiTranslator
from skill_runtime.core.gui.expressions import Expressions
from skill_runtime.core.gui.grammar import Grammar
from skill_runtime.core.gui.prescan import Scan
from skill_runtime.core.gui.rewriting import rewrite
from skill_runtime.core.gui.segments import Segmenter
from skill_runtime.core.gui.spans import Context
from skill_runtime.model.plan import Action
from skill_runtime.model.skill import GuiRow

from .replies import REPLIES


@pytest.mark.parametrize(
    ("row", "text", "action"),
    [
        (GuiRow(("click the Deliver pill",), "export"), "Tap the Deliver pill.", Action.EXPORT),
        (GuiRow(("piggy bank",), "credits"), "Open the piggy bank.", Action.CREDITS),
        (GuiRow(("点击出片",), "export"), "请点击出片。", Action.EXPORT),
    ],
)
def test_a_skills_row_adds_a_name_for_a_known_action(
    rules: GuiRules, row: GuiRow, text: str, action: Action
) -> None:
    translation = GuiTranslator.build(rules, [row]).translate(text)
    assert [found.action for found in translation.actions] == [action]


def test_a_translator_that_was_kept_says_the_same(
    translator: GuiTranslator, rules: GuiRules, tmp_path: Path
) -> None:
    cache = DerivedCache(tmp_path)
    cache.get(GuiTranslator, (), lambda: GuiTranslator.build(rules).completed())
    kept = cache.find(GuiTranslator, ())
    assert kept
    for reply in REPLIES[::20]:
        assert kept.translate(reply.text) == translator.translate(reply.text)


def test_a_completed_translator_has_nothing_left_to_compile(rules: GuiRules) -> None:
    completed = GuiTranslator.build(rules).completed()
    size = len(pickle.dumps(completed))
    for reply in REPLIES[::5]:
        completed.translate(reply.text)
    assert len(pickle.dumps(completed)) == size


@pytest.mark.parametrize("phrase", ["click", "click [button]", "点击", "open [panel]", "打开"])
def test_a_row_that_is_a_verb_alone_changes_nothing(rules: GuiRules, phrase: str) -> None:
    translator = GuiTranslator.build(rules, [GuiRow((phrase,), "show_state")])
    assert translator.translate("Open the door. Click goes the pen.").actions == ()


@pytest.mark.parametrize("do", ["run_api", "something_new"])
def test_a_row_for_no_known_action_is_ignored(rules: GuiRules, do: str) -> None:
    translator = GuiTranslator.build(rules, [GuiRow(("the Deliver pill",), do)])
    assert translator.translate("Look at the Deliver pill.").actions == ()


def test_the_language_is_decided_sentence_by_sentence(translator: GuiTranslator) -> None:
    text = translator.translate("Click Export. 请打开音频面板查看。").text
    assert text == "I'm exporting it now. 当前的音频与轨道概况如下。"


@pytest.mark.parametrize("language", ["en", "zh", None])
def test_a_reply_in_another_language_than_the_users_is_translated_too(
    translator: GuiTranslator, language: str | None
) -> None:
    for text, expected in (
        ("Click Export.", "I'm exporting it now."),
        ("请点击导出。", "正在为您导出。"),
        ("点 Export 按钮。", "正在为您导出。"),
        ("Click the 导出 button.", "I'm exporting it now."),
        ("Open 导出面板 and press 开始.", "I'm exporting it now."),
    ):
        assert translator.translate(text, language).text == expected


def test_another_spelling_asks_for_the_same(translator: GuiTranslator, rules: GuiRules) -> None:
    spellings = next(each.spellings for each in rules.languages if each.name == "zh")
    written = str.maketrans({read: sign for sign, read in spellings.items() if len(sign) == 1})
    for reply in REPLIES:
        if reply.language == "zh":
            actions = translator.translate(reply.text.translate(written)).actions
            assert actions == translator.translate(reply.text).actions, reply.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("請點右上角的「匯出」。", "正在為您匯出。"),
        ("若您滿意，就到「下載」頁面取檔。", "若您滿意，告訴我「匯出」，我來生成成片。"),
        ("請打開轉場面板。", "當前的轉場與軌道概況如下。"),
        ("歌還沒收到。按 Upload。", "歌還沒收到。請把檔案或連結發給我。"),
        ("先別點匯出，否則會掉幀。", "請稍等，否則會掉幀。"),
        ("著名的桥段留着，请点导出。", "著名的桥段留着，正在为您导出。"),
    ],
)
def test_what_is_said_instead_is_spelled_as_the_reply_is(
    translator: GuiTranslator, text: str, expected: str
) -> None:
    assert translator.translate(text, "zh").text == expected


def test_no_wording_keeps_a_simplified_sign_for_readers_of_traditional_ones(
    rules: GuiRules,
) -> None:
    chinese = next(each for each in rules.languages if each.name == "zh")
    grammar = Grammar(chinese)
    simplified = {read for sign, read in chinese.spellings.items() if len(sign) == 1}
    simplified -= {*chinese.spellings, *"出的了在效"}
    own = [row.wording for row in chinese.verbs if row.wording]
    own += [row.wording for row in chinese.objects if row.wording]
    wordings = [astuple(each) for each in (*chinese.wording.values(), *own)]
    said = [*chain.from_iterable(wordings), *chinese.details.values(), chinese.patience]
    for words in said:
        assert simplified.isdisjoint(grammar.written_like("請點選", words)), words


MIXED = {
    "a word is read in its own language, the text around it stays": (
        "Logo 缩小了。把 clip drag 到 timeline 上。",
        "Logo 缩小了。想移到哪里，告诉我就行，我来移动。",
    ),
    "words that touch each other are told apart": (
        "Done. Open the 导出面板 and press 开始.",
        "Done. I'm exporting it now.",
    ),
    "a URL between them survives": (
        "点 Export 按钮，见 https://a.example/导出?x=1 。",
        "正在为您导出，见 https://a.example/导出?x=1 。",
    ),
    "a clause of one language beside one of the other": (
        "The intro is shorter, 请点击右上角的 Export.",
        "The intro is shorter, 正在为您导出.",
    ),
}


@pytest.mark.parametrize(("text", "expected"), MIXED.values(), ids=MIXED.keys())
def test_a_mixed_sentence_is_read_word_by_word(
    translator: GuiTranslator, text: str, expected: str
) -> None:
    assert translator.translate(text).text == expected


def test_the_prescan_never_passes_over_an_instruction(rules: GuiRules) -> None:
    grammars = [Grammar(language) for language in rules.languages]
    for reply in REPLIES:
        segmenter = Segmenter()
        segments = [*segmenter.feed(reply.text), *segmenter.close()]
        for grammar, segment in product(grammars, segments):
            if not grammar.may_hold_step(segment.text):
                assert not rewrite(segment.text, grammar, Context()).changed, segment.text


@given(
    st.sampled_from([
        "click",
        "Clicking",
        "double-click",
        "go back to",
        "tabs",
        "timelines",
        "over",
        "it",
    ])
)
def test_a_prescan_finds_every_word_that_its_expressions_can_begin_with(word: str) -> None:
    forms = ["(?:double-)?click(?:ing)?", "go(?: back)? to", "tabs?(?! of)", "time ?lines?"]
    scan = Scan.of(forms, spaced=True)
    assert scan.matches(f"Then {word} now") is (word not in {"over", "it"})


def test_a_finder_finds_all_that_its_expression_matches(rules: GuiRules) -> None:
    for language in rules.languages:
        expressions = Expressions(language.name, spaced=language.spaced)
        groups = [(verb.name, verb.forms) for verb in language.verbs if not verb.fallback]
        pattern, finder = expressions.named(groups), expressions.finder(groups)
        for text in (reply.text for reply in REPLIES[::5]):
            found = finder.finditer(text, 0, len(text))
            assert [(m.span(), m.lastgroup) for m in found] == [
                (m.span(), m.lastgroup) for m in pattern.finditer(text)
            ]


def test_every_packaged_expression_begins_with_a_plain_sign(rules: GuiRules) -> None:
    """One that doesn't makes ordinary replies ten times as dear: `re` can't skip to it."""
    plain = re.compile(r"\\\W|[^\\\[\](){}?*+|.^$]")
    words = [Grammar(language).words for language in rules.languages]
    assert [p for scan in words for p in scan.patterns if not plain.match(p)] == []
