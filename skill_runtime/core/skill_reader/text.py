"""A text in numbered lines that is quick to search, and a value that remembers where it was
read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

from skill_runtime.model.values import dataclass

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Fact(Generic[Value]):
    """Something that a file says, and the 1-based line that says it."""

    value: Value
    line: int


def shown(text: str, limit: int = 80) -> str:
    """Words of a hostile file, fit for a message: printable, on one line, not too long."""
    line = "".join(c if c.isprintable() else " " for c in text[: limit * 2])
    line = " ".join(line.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


class NumberedText:
    """Text with `\\n` line ends.

    Patterns that ignore case have to be tried at every character. So each search names words of
    which one must be in the line (lower case); only those lines meet the pattern. That makes a file
    ten times cheaper to read.
    """

    __slots__ = ("_lowered", "_numbers", "_starts", "lines", "text")

    def __init__(self, text: str, numbers: Sequence[int] = ()) -> None:
        """`numbers` are those of the lines, where they aren't simply 1, 2, 3 …"""
        self.text = text
        self.lines = text.split("\n")
        self._numbers = numbers
        # Lowering may change the length of a line, never the number of lines.
        self._lowered = text.lower()
        lengths = (len(line) + 1 for line in self._lowered.split("\n"))
        self._starts = [0, *accumulate(lengths)][: len(self.lines)]

    def part(self, word: str) -> NumberedText:
        """The lines that hold a word, with their numbers: cheaper to search again and again."""
        found = list(self.lines_with((word,)))
        return NumberedText("\n".join(line for _, line in found), [n for n, _ in found])

    def line_of(self, place: int) -> int:
        """The number of the line that holds a place of `text`."""
        return self.text.count("\n", 0, place) + 1

    def lines_with(self, words: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Number and text of each line that holds one of the words."""
        numbers: set[int] = set()
        for word in words:
            place = self._lowered.find(word)
            while place >= 0:
                number = bisect_right(self._starts, place)
                numbers.add(number)
                if number == len(self.lines):
                    break
                place = self._lowered.find(word, self._starts[number])
        for number in sorted(numbers):
            yield self._numbers[number - 1] if self._numbers else number, self.lines[number - 1]

    def matches(self, pattern: re.Pattern[str], *words: str) -> Iterator[Fact[re.Match[str]]]:
        """Every match of a pattern within a line that holds one of the words."""
        for number, line in self.lines_with(words):
            for match in pattern.finditer(line):
                yield Fact(match, number)

    def first(self, pattern: re.Pattern[str], *words: str) -> Fact[str] | None:
        """What the pattern's first group that took part holds, at its first match."""
        for fact in self.matches(pattern, *words):
            match = fact.value
            return Fact(match[match.lastindex or 0], fact.line)
        return None
