"""The Markdown of a SKILL.md as far as the reader needs it: fences, headings, paragraphs, quotes,
lists and tables.

Tolerant by design, for the files are written by hand and by generators. What stands inside a code
fence is text, never a table or a list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from skill_runtime.core.skill_reader.sections import Sections
from skill_runtime.core.skill_reader.tables import Table, find_tables, lists_as_tables
from skill_runtime.core.skill_reader.text import Fact, NumberedText
from skill_runtime.model.values import dataclass

_FENCE = re.compile(r"[ \t]*(?:>[ \t]?)?(?:[-*+] +|\d+[.)] +)?(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<title>\S.*)")
_QUOTE = re.compile(r"[ \t]*>[ \t]?(.*)")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(\S.*)")
_NO_PROSE = ("#", "|", ">", "-", "*", "+", "•")


@dataclass(frozen=True, slots=True)
class Document:
    """A body, taken apart once. All line numbers are those of the file."""

    text: NumberedText
    paragraphs: tuple[Fact[str], ...]
    """Sentences that stand in no fence, table or list, their lines joined with a blank."""
    headings: tuple[Fact[str], ...]
    quotes: tuple[Fact[str], ...]
    """Block quotes, their lines joined with a newline."""
    fences: tuple[Fact[str], ...]
    """What stands in each code fence, under the line that opens it."""
    lists: tuple[tuple[Fact[str], ...], ...]
    """Runs of items that stand together, without bullets and numbers."""
    tables: tuple[Table, ...]
    """The tables, then the lists that read like one."""
    sections: Sections

    def heading_above(self, line: int) -> str:
        """The heading that a line stands under; empty where there is none."""
        index = bisect_left(self.headings, line, key=lambda heading: heading.line) - 1
        return self.headings[index].value if index >= 0 else ""


def read_markdown(text: str) -> Document:
    """Takes a body apart. Never fails: what is no Markdown is plain text."""
    numbered = NumberedText(text)
    open_lines, fences = _parted(numbered.lines)
    lists = tuple(tuple(run) for run in _runs(open_lines, _ITEM))
    headings = tuple(
        Fact(match["title"].rstrip("# \t"), number)
        for number, line in open_lines
        if (match := _HEADING.match(line))
    )
    sections = Sections(heading.value for heading in headings)
    return Document(
        text=numbered,
        paragraphs=tuple(_paragraphs(open_lines)),
        headings=headings,
        quotes=tuple(
            Fact("\n".join(fact.value for fact in run).strip(), run[0].line)
            for run in _runs(open_lines, _QUOTE)
        ),
        fences=tuple(fences),
        lists=lists,
        tables=(*find_tables(open_lines, sections), *lists_as_tables(lists, sections)),
        sections=sections,
    )


def _parted(lines: Sequence[str]) -> tuple[list[tuple[int, str]], list[Fact[str]]]:
    """Numbered lines that stand in no code fence, and the fences. One that is never closed ends
    with the file.
    """
    outside: list[tuple[int, str]] = []
    fences: list[Fact[list[str]]] = []
    mark = ""
    for number, line in enumerate(lines, start=1):
        match = _FENCE.match(line) if "``" in line or "~~" in line else None
        if mark:
            if match and match[1].startswith(mark) and not match[2].strip():
                mark = ""
            else:
                fences[-1].value.append(line)
        # An info string with a backtick is inline code that begins a paragraph, no fence.
        elif match and "`" not in match[2]:
            mark = match[1]
            fences.append(Fact([], number))
        else:
            outside.append((number, line))
    return outside, [Fact("\n".join(fence.value), fence.line) for fence in fences]


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


def _paragraphs(lines: Sequence[tuple[int, str]]) -> Iterator[Fact[str]]:
    paragraph: list[tuple[int, str]] = []
    for number, line in [*lines, (0, "")]:
        words = line.strip()
        is_prose = words and (not words.startswith(_NO_PROSE) or words.startswith("**"))
        if paragraph and not (is_prose and paragraph[-1][0] == number - 1):
            yield Fact(" ".join(part for _, part in paragraph), paragraph[0][0])
            paragraph = []
        if is_prose:
            paragraph.append((number, words))
