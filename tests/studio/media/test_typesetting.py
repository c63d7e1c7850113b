from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from skill_runtime.studio.media.fonts import font, runs
from skill_runtime.studio.media.titling import TYPEFACES
from skill_runtime.studio.media.typesetting import Limits, Type, set_text, width_of

LIMITS = Limits(width=928, height=600, lines=3)
TITLE = Type(size=96, weight=800)


@pytest.mark.parametrize(
    ("line", "faces"),
    [
        ("Urban Dreams", ["latin"]),
        ("未来之城", ["cjk"]),
        ("你好 world", ["cjk", "latin"]),
        ("一杯☕好", ["cjk", "emoji", "cjk"]),
        ("“混排”", ["cjk", "cjk", "cjk"]),
        ("“mixed”", ["latin"]),
        ("Привет", ["latin"]),
        ("한국어 カナ", ["cjk"]),
        ("مرحبا بالعالم", ["arabic"]),
        ("a\ufe0f", ["latin"]),
    ],
)
def test_each_script_is_shown_by_its_own_face(line: str, faces: list[str]) -> None:
    assert [run.face for run in runs(line)] == faces


@pytest.mark.parametrize(
    ("line", "faces"),
    [
        ("Café Łódź – Привет", ["hand"]),
        ("你好 world", ["cjk", "hand"]),
        ("Hi ☕", ["hand", "emoji"]),
        ("Ελλάδα", ["latin"]),
    ],
)
def test_a_typeface_is_for_the_letters_that_it_has(line: str, faces: list[str]) -> None:
    assert [run.face for run in runs(line, "hand")] == faces


@pytest.mark.parametrize("typeface", sorted(TYPEFACES - {"sans"}))
def test_a_typeface_has_every_letter_that_it_is_taken_for(typeface: str) -> None:
    face = font(typeface, 40, 400)
    lacking = bytes(face.getmask("\U000fffff"))
    latin = [chr(code) for code in range(0x21, 0x460) if runs_as(chr(code), typeface)]
    assert len(latin) > 400
    assert [letter for letter in latin if bytes(face.getmask(letter)) == lacking] == []


def runs_as(letter: str, typeface: str) -> bool:
    """Whether this letter is shown in the typeface."""
    return [run.face for run in runs(letter, typeface)] == [typeface]


def test_a_family_emoji_stays_in_one_run() -> None:
    family = "👨\u200d👩\u200d👧"
    assert [run.text for run in runs(f"hi {family}")] == ["hi ", family]


def test_a_short_title_is_one_line_at_its_own_size() -> None:
    block = set_text("Urban Dreams", TITLE, LIMITS)
    assert (block.lines, block.type) == (("Urban Dreams",), TITLE)


def test_a_title_that_is_a_little_too_long_becomes_smaller_rather_than_two_lines() -> None:
    block = set_text("Urban Dreams at Nightfall", TITLE, LIMITS)
    assert len(block.lines) == 1
    assert 0.74 * 96 <= block.type.size < 96


def test_two_lines_are_about_equally_long() -> None:
    block = set_text("The quick brown fox jumps over the lazy dog", TITLE, LIMITS)
    first, second = (width_of(line, TITLE) for line in block.lines)
    assert 0.6 < first / second < 1.7


def test_chinese_wraps_without_a_mark_at_the_beginning_of_a_line() -> None:
    block = set_text("一杯好咖啡，从清晨的第一缕阳光开始；然后，慢慢来。", TITLE, LIMITS)
    assert len(block.lines) > 1
    assert not any(line[0] in "，；。" for line in block.lines)


def test_line_breaks_of_the_text_are_kept() -> None:
    assert set_text("one\ntwo", TITLE, LIMITS).lines == ("one", "two")


def test_a_word_longer_than_the_screen_is_cut_rather_than_lost() -> None:
    word = "Donaudampfschifffahrtsgesellschaft" * 4
    block = set_text(word, TITLE, LIMITS)
    assert "".join(block.lines) == word
    assert block.width <= LIMITS.width + 1


@settings(max_examples=60)
@example("x" * 500)
@example("国" * 500)
@given(st.text(st.sampled_from("ab W国，。（ 🚀\n-"), min_size=1, max_size=200))
def test_a_text_always_fits_and_loses_no_letter(text: str) -> None:
    if not text.strip():
        return
    block = set_text(text, TITLE, LIMITS)
    assert block.width <= LIMITS.width + 1
    assert block.height <= LIMITS.height + 1
    assert "".join("".join(block.lines).split()) == "".join(text.split())
