"""The phrases of a vocabulary, found by their first item.

A table is kept between processes in two halves, one for scripts that are written with spaces and
one for those without, and a half is read when an utterance has a letter of its own for the first
time. Within it all phrases of a first item are one text, taken apart when that item occurs: a
command looks at a few of the thousands.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence

from skill_runtime.core.routing.scan import Item, scan

Values = tuple[tuple[str, str], ...]
"""Pairs of slot and value."""

Entry = tuple[int, Values]
"""The classes of a phrase and what it says about slots."""

_HAN = "\u3040"
"""From here on scripts are written without spaces."""
_BETWEEN = "\n"
"""Stands in no phrase."""


class PhraseTable:
    """Phrase → entry. Phrases are folded text; words in them are separated by one space."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        # First item → how many items its longest phrase has.
        self._reach: dict[str, int] = {}
        # First item → its phrases as they were kept, as long as nobody asked for them.
        self._asleep: dict[str, str] = {}
        # Whether unspaced → that half of the table, as long as nobody asked for it.
        self._unread: dict[bool, bytes] = {}
        self._kinds: list[Entry] = []
        """What the kept phrases count their entries by."""

    def __getstate__(self) -> tuple[dict[bool, bytes], list[Entry]]:
        self._wake_all()
        numbers: dict[Entry, int] = {}
        rows: dict[str, list[str]] = {}
        for key, entry in self._entries.items():
            _, head, size = _outline(key)
            number = numbers.setdefault(entry, len(numbers))
            rows.setdefault(head, []).extend((key, str(size), str(number)))
        halves: dict[bool, dict[str, str]] = {False: {}, True: {}}
        for head, row in rows.items():
            halves[head[0] >= _HAN][head] = _BETWEEN.join(row)
        return {half: marshal.dumps(texts) for half, texts in halves.items()}, list(numbers)

    def __setstate__(self, state: tuple[dict[bool, bytes], list[Entry]]) -> None:
        self._entries, self._reach, self._asleep = {}, {}, {}
        self._unread, self._kinds = state

    def get(self, phrase: str) -> Entry | None:
        """What is known about exactly this phrase."""
        key, head, _ = _outline(phrase)
        self._wake(head)
        return self._entries.get(key)

    def add(self, phrase: str, classes: int, values: Values = ()) -> None:
        """Learn one phrase; a phrase that is known already gets further classes."""
        key, head, size = _outline(" ".join(phrase.split()))
        self._wake(head)
        known = self._entries.get(key)
        if known is not None:
            classes |= known[0]
            values = known[1] + values
        self._learn(key, head, size, (classes, values))

    def longest(self, items: Sequence[Item], place: int) -> tuple[Entry | None, int]:
        """The entry of the longest phrase that begins at `place`, and where it ends."""
        key = items[place].text
        reach = self._reach.get(key) or self._wake(key)
        if not reach:
            return None, place
        best, end = self._entries.get(key), place + 1
        for at in range(place + 1, min(place + reach, len(items))):
            key = _extended(key, items[at].text)
            entry = self._entries.get(key)
            if entry is not None:
                best, end = entry, at + 1
        return best, end

    def _learn(self, key: str, head: str, size: int, entry: Entry) -> None:
        self._entries[key] = entry
        if size > self._reach.get(head, 0):
            self._reach[head] = size

    def _wake(self, head: str) -> int:
        """The reach of a first item, its phrases taken apart; 0 where it begins none."""
        if self._unread:
            self._read(head[0] >= _HAN)
        if head in self._asleep:
            row = self._asleep.pop(head).split(_BETWEEN)
            for key, size, number in zip(row[::3], row[1::3], row[2::3], strict=True):
                self._learn(key, head, int(size), self._kinds[int(number)])
        return self._reach.get(head, 0)

    def _read(self, half: bool) -> None:
        kept = self._unread.pop(half, None)
        if kept is not None:
            self._asleep.update(marshal.loads(kept))  # noqa: S302 - by __getstate__

    def _wake_all(self) -> None:
        for half in list(self._unread):
            self._read(half)
        for head in list(self._asleep):
            self._wake(head)


def _outline(phrase: str) -> tuple[str, str, int]:
    """A phrase as it is looked up, its first item, and how many items it has.

    Plain words and plain Han, which is nearly all there is, need no scan.
    """
    if phrase.isascii() and phrase.replace(" ", "").isalnum():
        return phrase, phrase.partition(" ")[0], phrase.count(" ") + 1
    if phrase.isalpha() and min(phrase) >= _HAN and max(phrase) <= "\u9fff":
        return phrase, phrase[0], len(phrase)
    items = [item.text for item in scan(phrase)]
    key = items[0]
    for item in items[1:]:
        key = _extended(key, item)
    return key, items[0], len(items)


def _extended(key: str, item: str) -> str:
    """Words have a space between them, characters of unspaced scripts have none."""
    return f"{key} {item}" if key[-1] < _HAN and item[0] < _HAN else key + item
