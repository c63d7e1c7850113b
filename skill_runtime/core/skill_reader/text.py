"""A text in numbered lines that is quick to search, and a value that remembers where it was
read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Fact(Generic[Value]):
    """Something that a file says, and the 1-based line that says it."""

    value: Value
    line: int


class NumberedText:
    """Text with `\\n` line ends.

    Patterns that ignore case have to be tried at every character. So each search names words of
    which one must be in the line (lower case); only those lines meet the pattern. That makes a file
    ten times cheaper to read.
    """

    __slots__ = ("_lowered", "_starts", "lines", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        # Lowering may change the length of a line, never the number of lines.
        self._lowered = text.lower()
        self._starts = [0, *(match.end() for match in re.finditer("\n", self._lowered))]

    def lines_with(self, words: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Number and text of each line that holds one of the words."""
        numbers: set[int] = set()
        for word in words:
            place = self._lowered.find(word)
            while place >= 0:
                number = bisect_right(self._starts, place)
                numbers.add(number)
                place = (
                    self._lowered.find(word, self._starts[number])
                    if number < len(self.lines)
                    else -1
                )
        for number in sorted(numbers):
            yield number, self.lines[number - 1]

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
