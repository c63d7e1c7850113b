"""Repetition that looks for a catastrophic pattern; the tests route it, the benchmark times it."""

from __future__ import annotations

from collections.abc import Iterator

UNITS = (
    "a", "export ", "and export ", "if hi, after hi, ", " 'a", '"', "“a", "/a", " ~/a", "a.",
    "https://", "http://a,", "😀", "\ud800", "\u202eexport\u200f", "\x00\x07\x1b",
    "导出", "「", "先再后完导", "ﷺ", "exprot ", "1", "says ",
    "e\u0301", "export\n", "\\\\a", "title: ", "a, ", " 海a", "/", "before after if 之前 ",
)  # fmt: skip


def hostile_texts(*lengths: int) -> Iterator[str]:
    """Each unit, over and over, up to each length in characters."""
    for unit in UNITS:
        for length in lengths:
            yield (unit * (length // len(unit) + 1))[:length]
