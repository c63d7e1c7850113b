from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.skill_reader.mojibake import repair_mojibake
from tests.skill_reader.reading import HEAD, read


def _latin1(text: str) -> str:
    return text.encode().decode("latin-1")


def _windows(text: str) -> str:
    return "".join(
        chr(byte) if byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else bytes([byte]).decode("cp1252")
        for byte in text.encode()
    )


@pytest.mark.parametrize("damage", [_latin1, _windows])
@pytest.mark.parametrize(
    "text",
    [
        "导出",
        "🎬",
        "don’t",
        "→ §3.5 Export — ✅",
        "“积分” / “余额”",
        "word导出word",
        "naïve — café",
    ],
)
def test_a_damaged_run_is_mended(damage: object, text: str) -> None:
    assert callable(damage)
    assert repair_mojibake(damage(text)) == text


def test_text_that_was_damaged_twice_is_mended() -> None:
    assert repair_mojibake(_latin1(_latin1("导出"))) == "导出"


@pytest.mark.parametrize(
    ("damaged", "right"),
    [
        ("\x93quoted\x94 \x96 it\x92s\x85", "“quoted” – it’s…"),  # Windows-1252 read as Latin-1
        ("Â§3.5 cafÃ© Â° 5Â±1", "§3.5 café ° 5±1"),
        ("Ã¼ber\n\nSÃ£o — NÃO", "über\n\nSão — NÃO"),
    ],
)
def test_what_no_word_goes_on_with_is_mended_without_more_evidence(
    damaged: str, right: str
) -> None:
    assert repair_mojibake(damaged) == right


def test_only_the_damaged_part_of_a_file_is_touched() -> None:
    assert repair_mojibake(f"“导出” {_windows('导出')} café") == "“导出” 导出 café"


@pytest.mark.parametrize(
    "text",
    [
        "SÃO, NÃO, Â»",
        "IRMÃ “x”",
        "café…",
        "“café…”",
        "“créé…”",
        "« CAFÉ »",
        "garçon",
        "naïve",
        "Ünïcödé",
        "导出 🎬 — “x”",
    ],
)
def test_text_that_is_right_stays_as_it_is(text: str) -> None:
    assert repair_mojibake(text) == text


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=20))
def test_any_chinese_text_survives_the_damage(text: str) -> None:
    assert repair_mojibake(_windows(text)) == text


def test_a_mended_skill_says_so() -> None:
    body = _windows(
        '| User says | Action |\n|---|---|\n| "导出" | Export |\n| "余额" | Credits |\n'
    )
    skill = read(HEAD + body)
    assert skill.intents == {"export": ("导出",), "credits": ("余额",)}
    assert [(warning.code, warning.line) for warning in skill.warnings] == [
        ("mojibake-repaired", 8)
    ]
