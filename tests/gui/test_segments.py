from __future__ import annotations

import pytest

from skill_runtime.core.gui.segments import Segment, Segmenter

SENTENCES = {
    "At 0.5x speed. It runs 3.2 s.": ["At 0.5x speed.", "It runs 3.2 s."],
    "Use e.g. a fade. Done!": ["Use e.g. a fade.", "Done!"],
    "He said “Go! Now.” and left.": ["He said “Go! Now.” and left."],
    "看《出发！》吧。好的！": ["看《出发！》吧。", "好的！"],
    "**Done.** Next?": ["**Done.**", "Next?"],
    "See https://a.example/b.c?d=1. Then go.": ["See https://a.example/b.c?d=1.", "Then go."],
    "Run `a. b` now. Bye.": ["Run `a. b` now.", "Bye."],
    "一段。”然后（好！）继续。": ["一段。”", "然后（好！）继续。"],
    "- one\n- two. three": ["one", "two.", "three"],
    "- one\n- two... three": ["one", "two... three"],
    "Wait... What?": ["Wait...", "What?"],
    "1. one\n2、二": ["one", "二"],
    "## Title\ntext": ["Title", "text"],
    "at 5 p.m. today": ["at 5 p.m. today"],
}


def segments(text: str) -> list[Segment]:
    segmenter = Segmenter()
    return [*segmenter.feed(text), *segmenter.close()]


@pytest.mark.parametrize(("text", "expected"), SENTENCES.items(), ids=SENTENCES.keys())
def test_text_is_cut_at_the_ends_of_sentences(text: str, expected: list[str]) -> None:
    assert [s.text for s in segments(text) if s.text] == expected


@pytest.mark.parametrize(
    "text",
    [
        "> Click Export.",
        "```\nClick Export.\n```",
        "~~~py\nx\n\ny\n~~~",
        "| Click | Export |",
        "  ```\n  a\n  ```",
    ],
)
def test_quotes_code_and_tables_are_verbatim(text: str) -> None:
    assert all(segment.verbatim for segment in segments(text))


def test_prose_goes_on_after_a_code_block() -> None:
    assert [s.verbatim for s in segments("```\na\n```\nText.")] == [True, True, True, False]
