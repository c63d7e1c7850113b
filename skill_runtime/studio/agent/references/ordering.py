"""A whole order of shots told by listing it: "put clip 3 first, then 1, then 2", 顺序改成3 1 2.

The list is found before a message is split into clauses, whose commas would tear it apart. Fewer
than two shots, or one of them twice, are no list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import Lexicon, lexicon
from skill_runtime.studio.agent.words.utterance import Clause

from .pointing import called, part_of_one

__all__ = ["listed_order"]

_GAP = re.compile(r"[\s,、;:>→-]+")
_COMMA = re.compile(r"[,、;:>→-]")
_NUMBER = re.compile(r"第?#?(\d{1,2})(?![\d.:%])")
_RUN = re.compile(r"(?<!\d)([1-9]{2,9})(?!\d)")
_LETTERS = re.compile(r"[a-z0-9]")
_AT_LAST = re.compile(r"(?:最后|最末|末了)(?:才?是)?|(?:finally|lastly|last)(?: the)? +")
_BEYOND = 12
"""How far behind the list a word may stand that makes it one ("… in that order")."""


def listed_order(
    clause: Clause, shots: Sequence[str]
) -> tuple[Clause, int, tuple[int, ...]] | None:
    """The message without the list, where it stood, and the shots in their new order."""
    if len(shots) < 2:
        return None
    words, calls = lexicon(), called(tuple(shots))
    for kind in ("nouns", "verbs"):
        for head in words.orders[kind].finditer(clause.folded):
            end, numbers = _Items(clause.folded, words, calls, shots).read(head.end())
            around = clause.folded[head.start() : end + _BEYOND]
            if len(numbers) < 2 or (kind == "verbs" and not words.orders["marks"].search(around)):
                continue
            return clause.with_words(head.start(), end, " "), head.start(), tuple(numbers)
    return None


class _Items:
    """Reads shots that stand in a row."""

    def __init__(
        self, folded: str, words: Lexicon, calls: Mapping[str, int], shots: Sequence[str]
    ) -> None:
        self._folded = folded
        self._words = words
        self._calls = calls
        self._names = [fold(shot, words) for shot in shots]
        self._count = len(shots)

    def read(self, at: int) -> tuple[int, list[int]]:
        """Where the list ends, and its numbers; none where it is no list."""
        run = _RUN.search(self._folded, at, at + _BEYOND)
        if run and self._good(numbers := [int(digit) for digit in run[1]]):
            return run.end(), numbers
        found, end = list[int](), at
        while (item := self._item(at)) is not None:
            at, number = item
            found.append(number)
            end = at = self._place_told(at)
        return (end, found) if self._good(found) else (end, [])

    def _good(self, found: Sequence[int]) -> bool:
        places = {n if n > 0 else self._count + 1 + n for n in found}
        return len(places) == len(found) and places <= set(range(1, self._count + 1))

    def _item(self, at: int) -> tuple[int, int] | None:
        at = self._skipped(at)
        if self._words.words["any_time"].match(self._folded, at):
            return None
        for call, number in self._calls.items():
            if self._folded.startswith(call, at) and not _LETTERS.match(
                self._folded, at + len(call)
            ):
                return at + len(call), number
        if part := part_of_one(self._folded, at, self._names):
            return part
        if match := _NUMBER.match(self._folded, at):
            return match.end(), int(match[1])
        if match := self._words.words["ordinals"].match(self._folded, at):
            return match.end(), int(self._words.values["ordinals"][match[0]])
        match = self._words.words["numbers"].match(self._folded, at)
        value = self._words.number(match[0]) if match else 0.5
        return (match.end(), int(value)) if match and value == int(value) else None

    def _skipped(self, at: int) -> int:
        """Behind the commas and the small words."""
        patterns = (_GAP, self._words.orders["between"])
        while match := next((m for p in patterns if (m := p.match(self._folded, at))), None):
            at = match.end()
        last = _AT_LAST.match(self._folded, at)
        named = last and any(self._folded.startswith(call, last.end()) for call in self._calls)
        if last and (named or part_of_one(self._folded, last.end(), self._names)):
            return last.end()  # 最后雪山: the mountain, and not the last one
        return at

    def _place_told(self, at: int) -> int:
        """Behind "one", "clip", and a place that is said of the shot before it: "3 first"."""
        patterns = (self._words.orders["behind"], self._words.words["ordinals"])
        for pattern in patterns:
            gap = re.compile(r"\s*").match(self._folded, at)
            if gap and (match := pattern.match(self._folded, gap.end())):
                at = match.end()
        return at
