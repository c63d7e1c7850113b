"""The Markdown of a SKILL.md as far as the reader needs it: fences, headings, quotes, lists,
tables.

Tolerant by design, for the files are written by hand and by generators: tables without outer pipes,
without a rule line, with escaped or full-width pipes, right under their heading. What stands inside
a code fence is text, never a table or a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from skill_runtime.core.skill_reader.text import Fact, NumberedText

_FENCE = re.compile(r"[ \t]*(?:[-*+] +|\d+[.)] +)?(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<title>\S.*)")
_QUOTE = re.compile(r"[ \t]*>[ \t]?(.*)")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(\S.*)")
_PIPE = re.compile(r"(?<!\\)\|")
_ARROW = re.compile(r"→|⇒|->|=>|\s[—–-]{1,2}\s|(?<=[`\"”*）)])\s?[:：]")
_RULE_CHARACTERS = frozenset("|-: \t")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, its cells without outer blanks."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or a list whose items read "this → that": then without a header."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A body, taken apart once. All line numbers are those of the file."""

    text: NumberedText
    prose: tuple[Fact[str], ...]
    """Every line that stands in no code fence."""
    headings: tuple[Fact[str], ...]
    quotes: tuple[Fact[str], ...]
    """Block quotes, their lines joined with a newline."""
    lists: tuple[tuple[Fact[str], ...], ...]
    """Runs of items that stand together, without bullets and numbers."""
    tables: tuple[Table, ...]
    """The tables, then the lists that read like one."""


def read_markdown(text: str) -> Document:
    """Takes a body apart. Never fails: what is no Markdown is plain text."""
    numbered = NumberedText(text)
    open_lines = list(_outside_fences(numbered.lines))
    lists = tuple(tuple(run) for run in _runs(open_lines, _ITEM))
    return Document(
        text=numbered,
        prose=tuple(Fact(line, number) for number, line in open_lines),
        headings=tuple(
            Fact(match["title"].rstrip("# \t"), number)
            for number, line in open_lines
            if (match := _HEADING.match(line))
        ),
        quotes=tuple(
            Fact("\n".join(fact.value for fact in run).strip(), run[0].line)
            for run in _runs(open_lines, _QUOTE)
        ),
        lists=lists,
        tables=(*_tables(open_lines), *_lists_as_tables(lists)),
    )


def _outside_fences(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Numbered lines that stand in no code fence. A fence that is never closed ends with the
    file.
    """
    fence = ""
    for number, line in enumerate(lines, start=1):
        match = _FENCE.match(line) if "``" in line or "~~" in line else None
        if match is None:
            if not fence:
                yield number, line
        elif not fence:
            # An info string with a backtick is inline code that begins a paragraph, no fence.
            if "`" in match[2]:
                yield number, line
            else:
                fence = match[1]
        elif match[1].startswith(fence) and not match[2].strip():
            fence = ""


def _runs(lines: Sequence[tuple[int, str]], pattern: re.Pattern[str]) -> Iterator[list[Fact[str]]]:
    """Groups of consecutive lines that a pattern matches; group 1 is what is kept."""
    run: list[Fact[str]] = []
    for number, line in lines:
        if match := pattern.match(line):
            if run and run[-1].line != number - 1:
                yield run
                run = []
            run.append(Fact(match[1].rstrip(), number))
    if run:
        yield run


def _tables(lines: Sequence[tuple[int, str]]) -> Iterator[Table]:
    block: list[tuple[int, str]] = []
    for number, raw in [*lines, (0, "")]:
        line = raw.replace("｜", "|")
        adjoins = not block or block[-1][0] == number - 1
        if block and not ("|" in line and adjoins):
            if table := _table(block):
                yield table
            block = []
        if "|" in line and line.strip():
            block.append((number, line))


def _table(block: Sequence[tuple[int, str]]) -> Table | None:
    """A block of lines that hold pipes, if it is a table: by a rule line, or by its outer pipes."""
    rule = next((index for index, (_, line) in enumerate(block) if _is_rule(line)), None)
    if rule is None:
        piped = all(line.lstrip().startswith("|") for _, line in block)
        head, body = (0, block[1:]) if piped and len(block) > 1 else (-1, ())
    else:
        head, body = rule - 1, block[rule + 1 :]
    if head < 0:
        return None
    rows = tuple(Row(number, _cells(line)) for number, line in body if not _is_rule(line))
    return Table(_cells(block[head][1]), rows)


def _is_rule(line: str) -> bool:
    return "-" in line and "|" in line and _RULE_CHARACTERS.issuperset(line)


def _cells(line: str) -> tuple[str, ...]:
    cells = [cell.replace("\\|", "|").strip() for cell in _PIPE.split(line.strip())]
    if cells and not cells[0]:
        cells = cells[1:]
    if cells and not cells[-1]:
        cells = cells[:-1]
    return tuple(cells)


def _lists_as_tables(lists: Sequence[Sequence[Fact[str]]]) -> Iterator[Table]:
    for items in lists:
        split = [(item.line, _ARROW.split(item.value, maxsplit=1)) for item in items]
        rows = tuple(
            Row(line, tuple(cell.strip() for cell in cells))
            for line, cells in split
            if len(cells) == 2
        )
        if len(rows) > 1:
            yield Table((), rows)
