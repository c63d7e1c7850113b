"""A storyboard that is written as a table: rows of cells between bars or tabs, with or without a
heading that says what each column is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import lexicon

__all__ = ["table_in"]

_LINE = re.compile(r"[^\n]*(?:\n|$)")
_RULE = re.compile(r"[\s|:+=-]*-{2,}[\s|:+=-]*")
_TIME = re.compile(
    r"[\d:.]+ ?(?:s|秒)? ?[-–—~到至] ?[\d:.]+ ?(?:s|秒)?|\d{1,3}(?:\.\d)? ?(?:s|secs?|秒)"
)
_COLUMNS = ("number", "time", "words", "sound", "picture")


def table_in(masked: str, folded: str) -> tuple[int, int, list[dict[str, str]]] | None:
    """Where the table stands, and of each row its cells by the names of the columns; None where
    there are not two rows with a picture in each.
    """
    lines = [m for m in _LINE.finditer(masked) if m[0]]
    rows = [m for m in lines if len(_cells(m[0])) > 1]
    first = next((n for n, m in enumerate(lines) if m in rows), None)
    if first is None:
        return None
    block = lines[first : first + len(rows)]
    if block != rows or len(rows) < 2:
        return None
    cells = [_cells(m[0]) for m in rows if not _RULE.fullmatch(m[0])]
    headed = _headed(cells[0])
    columns = headed or _guessed(cells)
    found = [dict(zip(columns, row, strict=False)) for row in cells[1 if headed else 0 :]]
    role = cells[0][columns.index("words")] if headed and "words" in columns else ""
    found = [{**row, "role": role} for row in found]
    if not found or any(not row.get("picture") for row in found):
        return None
    return rows[0].start(), rows[-1].end(), found


def _cells(line: str) -> list[str]:
    line = line.strip()
    if "|" in line or "｜" in line:
        cells = re.split(r"[|｜]", line.strip("|｜"))
    else:
        cells = line.split("\t")
    return [cell.strip() for cell in cells]


def _headed(cells: Sequence[str]) -> list[str]:
    """The names of the columns, if the row is a heading."""
    words = lexicon().shot_list
    names = [
        next((c for c in _COLUMNS if words[f"column_{c}"].fullmatch(fold(cell, lexicon()))), "")
        for cell in cells
    ]
    if "picture" not in names and "number" in names:
        last = max(n for n, name in enumerate(names) if name == "number")
        names[last] = "picture"  # "# | Scene | Sound"
    return names if "picture" in names else []


def _guessed(rows: Sequence[Sequence[str]]) -> list[str]:
    """What the columns of a table without a heading are: numbers, times, then the picture."""
    names = list[str]()
    for column in zip(*rows, strict=False):
        if all(_is_number(cell) for cell in column) and "number" not in names:
            names.append("number")
        elif all(_TIME.fullmatch(fold(cell, lexicon())) for cell in column):
            names.append("time")
        else:
            names.append("words" if "picture" in names else "picture")
    return names


def _is_number(cell: str) -> bool:
    """ "1", "shot 1", 镜头一."""
    return (
        cell.isdigit() or lexicon().shot_list["mark"].fullmatch(fold(cell, lexicon())) is not None
    )
