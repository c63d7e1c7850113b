"""The phrases of a vocabulary, found by their first item.

A table is kept between processes in two halves, one for scripts that are written with spaces and
one for those without, and a half is read when an utterance has a letter of its own for the first
time. Within it all phrases of a first item are one text, taken apart when that item occurs: a
command looks at a few of the thousands.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Sequence

from skill_runtime.core.routing.scan import Item, Scanner

Values = tuple[tuple[str, str], ...]
"""Pairs of slot and value."""

Entry = tuple[int, Values]
"""The classes of a phrase and what it says about slots."""

UNSPACED = "\u3040"
"""From here on scripts are written without spaces."""
_BETWEEN = "\n"
"""Stands in no phrase."""


class PhraseTable:
    """Phrase → entry. Phrases are folded text; words in them are separated by one space."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        # None: no phrase, but some begin so.
        self._entries: dict[str, Entry | None] = {}
        # First item → its phrases as they were kept, as long as nobody asked for them.
        self._asleep: dict[str, str] = {}
        # Whether unspaced → that half of the table, as long as nobody asked for it.
        self._unread: dict[bool, bytes] = {}
        self._kinds: list[Entry] = []
        """What the kept phrases count their entries by."""

    def __getstate__(self) -> tuple[Scanner, dict[bool, bytes], list[Entry]]:
        self._wake_all()
        numbers: dict[Entry, int] = {}
        rows: dict[str, list[str]] = {}
        for key, entry in self._entries.items():
            if entry is not None:
                number = numbers.setdefault(entry, len(numbers))
                rows.setdefault(self._outline(key)[1], []).extend((key, str(number)))
        halves: dict[bool, dict[str, str]] = {False: {}, True: {}}
        for head, row in rows.items():
            halves[head[0] >= UNSPACED][head] = _BETWEEN.join(row)
        kept = {half: marshal.dumps(texts) for half, texts in halves.items()}
        return self._scanner, kept, list(numbers)

    def __setstate__(self, state: tuple[Scanner, dict[bool, bytes], list[Entry]]) -> None:
        self._entries, self._asleep = {}, {}
        self._scanner, self._unread, self._kinds = state

    def get(self, phrase: str) -> Entry | None:
        """What is known about exactly this phrase."""
        key, head = self._outline(phrase)
        self._wake(head)
        return self._entries.get(key)

    def add(self, phrase: str, classes: int, values: Values = ()) -> None:
        """Learn one phrase; a phrase that is known already gets further classes."""
        key, head = self._outline(" ".join(phrase.split()))
        self._wake(head)
        known = self._entries.get(key)
        if known is not None:
            classes |= known[0]
            values = known[1] + values
        self._learn(key, (classes, values))

    def longest(self, items: Sequence[Item], place: int) -> tuple[Entry | None, int]:
        """The entry of the longest phrase that begins at `place`, and where it ends."""
        key = items[place].text
        entries, count = self._entries, len(items)
        if key not in entries:
            self._wake(key)
        best, end, at = None, place, place
        while key in entries:
            entry = entries[key]
            at += 1
            if entry is not None:
                best, end = entry, at
            if at == count:
                break
            item = items[at].text
            key += f" {item}" if key[-1] < UNSPACED > item[0] else item
        return best, end

    def _learn(self, key: str, entry: Entry) -> None:
        self._entries[key] = entry
        for beginning in self._beginnings(key):
            self._entries.setdefault(beginning, None)

    def _wake(self, head: str) -> None:
        """Takes the phrases of a first item apart, if it begins any."""
        if self._unread:
            self._read(head[0] >= UNSPACED)
        if head in self._asleep:
            row = self._asleep.pop(head).split(_BETWEEN)
            for key, number in zip(row[::2], row[1::2], strict=True):
                self._learn(key, self._kinds[int(number)])

    def _read(self, half: bool) -> None:
        kept = self._unread.pop(half, None)
        if kept is not None:
            self._asleep.update(marshal.loads(kept))  # noqa: S302 - by __getstate__

    def _wake_all(self) -> None:
        for half in list(self._unread):
            self._read(half)
        for head in list(self._asleep):
            self._wake(head)

    def _outline(self, phrase: str) -> tuple[str, str]:
        """A phrase as it is looked up, and its first item."""
        if _is_spaced(phrase):
            return phrase, phrase.partition(" ")[0]
        if _is_unspaced(phrase):
            return phrase, phrase[0]
        *_, key = self._runs(phrase)
        return key, next(self._runs(phrase))

    def _beginnings(self, key: str) -> Iterable[str]:
        """Each shorter run of the items of a phrase, from its first."""
        if _is_spaced(key):
            return [key[:at] for at, letter in enumerate(key) if letter == " "]
        if _is_unspaced(key):
            return [key[:at] for at in range(1, len(key))]
        return list(self._runs(key))[:-1]

    def _runs(self, phrase: str) -> Iterator[str]:
        """The first item of a phrase, the first two …: a space stands between words, none between
        characters of unspaced scripts.
        """
        run = ""
        for item in self._scanner.items(phrase):
            space = " " if run and run[-1] < UNSPACED and item.text[0] < UNSPACED else ""
            run = f"{run}{space}{item.text}"
            yield run


# Plain words and plain Han, which is nearly all there is, need no scan.
def _is_spaced(phrase: str) -> bool:
    return phrase.isascii() and phrase.replace(" ", "").isalnum()


def _is_unspaced(phrase: str) -> bool:
    return phrase.isalpha() and min(phrase) >= UNSPACED and max(phrase) <= "\u9fff"
