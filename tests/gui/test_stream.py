from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill_runtime.core.gui import GuiTranslator
from skill_runtime.core.gui.segments import LIMIT, QUOTE_LIMIT, Segmenter
from skill_runtime.model.gui import GuiAction, Mode, Translation
from skill_runtime.model.plan import Action

from .replies import REPLIES

TEXTS = [reply.text for reply in REPLIES]
PIECES = st.sampled_from([
    *TEXTS,
    *(
        "\n\n",
        "\n",
        " ",
        "- ",
        "1. ",
        "> ",
        "```\n",
        "`click`",
        "**",
        "“",
        "”",
        '"',
        "(",
        ")",
        "《",
    ),
    *(
        "Click Export. ",
        "点击导出。",
        "If you like it, ",
        "3.5 dB. ",
        "e.g. ",
        "…",
        "：\n",
        "a" * 300,
    ),
])
REPLY = st.lists(PIECES, max_size=12).map("".join)


def chunked(translator: GuiTranslator, chunks: list[str]) -> Translation:
    stream = translator.stream()
    parts = [stream.feed(chunk) for chunk in chunks]
    parts.append(stream.close())
    return Translation("".join(parts), stream.actions)


def cut(text: str, sizes: list[int]) -> list[str]:
    chunks, at = [], 0
    for size in sizes:
        chunks.append(text[at : at + size])
        at += size
    return [*chunks, text[at:]]


def test_character_by_character_gives_the_same(translator: GuiTranslator) -> None:
    for text in TEXTS:
        assert chunked(translator, list(text)) == translator.translate(text)


@settings(max_examples=150)
@given(text=REPLY, sizes=st.lists(st.integers(0, 60), max_size=40))
def test_any_chunking_gives_the_same(
    translator: GuiTranslator, text: str, sizes: list[int]
) -> None:
    assert chunked(translator, cut(text, sizes)) == translator.translate(text)


@settings(max_examples=150)
@given(text=REPLY | st.text(max_size=2500), sizes=st.lists(st.integers(0, 400), max_size=20))
def test_segments_are_the_input_to_the_letter(text: str, sizes: list[int]) -> None:
    segmenter = Segmenter()
    segments = [s for chunk in cut(text, sizes) for s in segmenter.feed(chunk)]
    segments += list(segmenter.close())
    assert "".join(segment.glue + segment.text for segment in segments) == text


def test_a_sentence_is_released_as_soon_as_it_is_known_to_end(translator: GuiTranslator) -> None:
    stream = translator.stream()
    assert stream.feed("The intro is shorter") == ""
    assert stream.feed(".") == ""  # "shorter.mp4" may still follow
    assert stream.feed(" ") == "The intro is shorter."
    assert stream.feed("Click Export") == ""
    assert stream.feed(".\n") == " I'm exporting it now."


def test_a_sentence_below_a_table_is_released_like_any_other(translator: GuiTranslator) -> None:
    stream = translator.stream()
    stream.feed("| 版本 | 时长 |\n|---|---|\n| 横版 | 6秒 |\n\n成片22秒。")
    assert stream.feed("它").endswith("成片22秒。")


@pytest.mark.parametrize("filler", ["a", "word ", "“", "点击", "(", "- "])
def test_no_more_than_the_limit_is_ever_held_back(translator: GuiTranslator, filler: str) -> None:
    stream = translator.stream()
    fed = released = 0
    for _ in range(6 * LIMIT // len(filler)):
        fed += len(filler)
        released += len(stream.feed(filler))
        assert fed - released <= 2 * LIMIT + QUOTE_LIMIT


@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000,
        "“" * 20_000,
        "(click " * 5_000,
        "- " * 20_000,
        "." * 50_000,
        "请在编辑器" * 8_000,
        "`" * 20_000,
        " " * 50_000,
        "\n" * 50_000,
        "如果您满意" * 8_000,
        "in the top-right " * 4_000,
        "\u202eclick\u202c " * 4_000,
        "\x1b[31mpanel\x1b[0m " * 4_000,
        "\n".join("  " * (depth % 500) + "- item" for depth in range(500)),
        "> " * 20_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_gigantic_line_without_an_instruction_passes_unchanged(
    translator: GuiTranslator, text: str
) -> None:
    assert chunked(translator, cut(text, [7_000] * 4)).text == text


def test_an_action_is_listed_once_where_it_was_first_and_execute_wins(
    translator: GuiTranslator,
) -> None:
    text = "If you like it, click Export. Open the Audio panel. Now click Export."
    assert translator.translate(text).actions == (
        GuiAction(Action.EXPORT, Mode.EXECUTE),
        GuiAction(Action.STATUS, Mode.EXECUTE),
    )


def test_a_second_announcement_of_the_same_action_is_left_out(translator: GuiTranslator) -> None:
    text = "Click Export. It is 20 s long. Press the Export button to save it."
    assert translator.translate(text).text == "I'm exporting it now. It is 20 s long."


CASES = {
    "an excuse in the sentence before goes with the step": (
        "It is done. I can't export from this chat. Please click Export.",
        "It is done. I'm exporting it now.",
    ),
    "an excuse without a step stays": (
        "I can't export from this chat yet. It is 20 s long.",
        "I can't export from this chat yet. It is 20 s long.",
    ),
    "an announced list of steps goes with its steps": (
        "To export:\n\n1. Open the File menu\n2. Choose Export\n3. Pick 4K and press Start\n\nBye.",
        "2. I'm exporting it now\n\nBye.",
    ),
    "a list item whose content was dropped takes its bullet along": (
        "- Title: 2 s\n- Click the bell icon\n- Music: soft",
        "- Title: 2 s\n- Music: soft",
    ),
    "bold around a step stays in pairs": ("**Click Export to save.**", "**I'm exporting it now.**"),
    "bold inside a step goes with it": (
        "Done. Click **Export** now!",
        "Done. I'm exporting it now!",
    ),
    "a label without its content goes": (
        "It is done.\n\nNext step: click the bell icon.",
        "It is done.",
    ),
    "a relative clause becomes a sentence of its own": (
        "The cut, which you can get from the Export tab, is 20 s long.",
        "The cut is 20 s long. You can say 'export' whenever you want the file.",
    ),
    "a trailing error is dropped after a normal reply": (
        "The intro is shorter. I encountered a temporary issue. Please try again later.",
        "The intro is shorter.",
    ),
    "a trailing error is dropped with the blanks behind it": (
        "The intro is shorter. I encountered a temporary issue.\n\n",
        "The intro is shorter.",
    ),
    "after a script, its list and a new paragraph instructions count again": (
        "Script:\n\nClick Export and smile.\n\n- Press the button\n\nClick Export.",
        "Script:\n\nClick Export and smile.\n\n- Press the button\n\nI'm exporting it now.",
    ),
    "a bare button means what the question before it named": (
        "Ready to export? Click the button in the top-right corner.",
        "Ready to export? Say 'export' and I'll make the file.",
    ),
    "an error in the middle stays": (
        "I encountered a temporary issue. Then it worked: the intro is shorter.",
        "I encountered a temporary issue. Then it worked: the intro is shorter.",
    ),
    "a URL inside of a step survives": (
        "Click the Download button at https://a.example/x?y=1 to save it.",
        "I'm exporting it now (https://a.example/x?y=1).",
    ),
    "a subordinate step becomes an offer": (
        "Once you click Export, the file takes two minutes.",
        "Once you say 'export', the file takes two minutes.",
    ),
    "who acts in the clause before acts on": (
        "演示里光标打开设置菜单，点击深色模式。",
        "演示里光标打开设置菜单，点击深色模式。",
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_left_reads_well(translator: GuiTranslator, text: str, expected: str) -> None:
    assert translator.translate(text).text == expected
