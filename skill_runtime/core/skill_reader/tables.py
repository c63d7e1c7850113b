"""Tables as people write them: without outer pipes, without a rule line, with escaped or full-width
pipes, right under their heading, inside a block quote. A list whose items read "this → that" is a
table without a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skill_runtime.core.skill_reader.sections import Sections
from skill_runtime.core.skill_reader.text import Fact
from skill_runtime.model.values import dataclass

_PIPE = re.compile(r"(?<!\\)\|")
_QUOTE_MARK = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_ARROW = re.compile(
    r"""→|⇒|⟶|->|=>|——|：|\s[—–-]{1,2}\s
    |(?<=[`"”'’*)」\d])\s?:(?=[\s*]|$)  # a plain colon divides after a mark or a number alone
    |:(?=\*\*)""",
    re.VERBOSE,
)
_RULE_CHARACTERS = frozenset("|-–—: \t")
_DASHES = frozenset("-–—")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, its cells without outer blanks."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """Rows may be shorter than their header."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A header and at least one row."""

    header: tuple[str, ...]
    """Empty for a list."""
    rows: tuple[Row, ...]
    sections: Sections
    """Of the file, for cells that name one."""

    def label(self, column: int) -> str:
        return self.header[column] if column < len(self.header) else ""


def find_tables(lines: Sequence[tuple[int, str]], sections: Sections) -> Iterator[Table]:
    """The tables among numbered lines."""
    block: list[tuple[int, str]] = []
    for number, raw in [*lines, (0, "")]:
        line = raw.replace("｜", "|")
        adjoins = not block or block[-1][0] == number - 1
        if block and not ("|" in line and adjoins):
            yield from _in_block(block, sections)
            block = []
        if "|" in line and line.strip():
            block.append((number, _QUOTE_MARK.sub("", line) if ">" in line else line))


def lists_as_tables(lists: Sequence[Sequence[Fact[str]]], sections: Sections) -> Iterator[Table]:
    """The lists that read like tables, whose items all stand in two cells."""
    for items in lists:
        split = [(item.line, _ARROW.split(item.value, maxsplit=1)) for item in items]
        rows = tuple(
            Row(line, tuple(cell.strip() for cell in cells))
            for line, cells in split
            if len(cells) == 2
        )
        if len(rows) > 1:
            yield Table((), rows, sections)


def _in_block(block: Sequence[tuple[int, str]], sections: Sections) -> Iterator[Table]:
    """The tables in adjoining lines that hold pipes: known by their rule lines, or failing those by
    the outer pipes of all lines.
    """
    heads = [index - 1 for index, (_, line) in enumerate(block) if _is_rule(line) and index]
    if not heads:
        if len(block) < 2 or not all(line.lstrip().startswith("|") for _, line in block):
            return
        heads = [0]
    for head, end in zip(heads, [*heads[1:], len(block)], strict=True):
        body = [(number, line) for number, line in block[head + 1 : end] if not _is_rule(line)]
        if body:
            rows = tuple(Row(number, _cells(line)) for number, line in body)
            yield Table(_cells(block[head][1]), rows, sections)


def _is_rule(line: str) -> bool:
    return "|" in line and _RULE_CHARACTERS.issuperset(line) and not _DASHES.isdisjoint(line)


def _cells(line: str) -> tuple[str, ...]:
    cells = [cell.replace("\\|", "|").strip() for cell in _PIPE.split(line.strip())]
    if cells and not cells[0]:
        cells = cells[1:]
    if cells and not cells[-1]:
        cells = cells[:-1]
    return tuple(cells)
