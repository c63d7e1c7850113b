"""Text as it is compared (one width, one case, one script) and the way back to the user's words.

Nothing is dropped or reordered, so that a span of the folded text can be cut out of the original.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from skill_runtime.core.routing.expressions import compiled
from skill_runtime.model.tuples import NamedTuple

_FULL_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)}
# Controls, zero-width characters and direction marks separate words and say nothing.
_INVISIBLE = dict.fromkeys(
    [
        *(c for c in range(0x20) if c != 0x0A),
        *range(0x7F, 0xA1),
        0xAD,
        0x061C,
        *range(0x2000, 0x2010),
        *range(0x2028, 0x2030),
        *range(0x205F, 0x2070),
        0x3000,
        0xFEFF,
        *range(0xFE00, 0xFE10),
    ],
    0x20,
)
# What a terminal takes for an order rather than for text (ECMA-48: CSI and OSC).
_ESCAPES = r"(?:\x1b\[|\x9b)[0-?]{0,32}[ -/]{0,4}[@-~]?|\x1b\][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\)?"
_APOSTROPHES = {0x2018: 0x27, 0x2019: 0x27, 0x02BC: 0x27, 0x60: 0x27, 0xB4: 0x27}


_MOST = 4
"""A character becomes at most so many."""


class Folded(NamedTuple):
    """The comparable text of an original."""

    text: str
    offsets: Sequence[int] | None
    """For each character of `text`, and for its end, the place in the original; None: the same."""

    def place(self, index: int) -> int:
        """Where in the original the folded character `index` came from."""
        return index if self.offsets is None else self.offsets[index]


class Folding:
    """Folds text with one table of characters."""

    def __init__(self, simplified: Mapping[str, str]) -> None:
        self._escapes = compiled(_ESCAPES)
        self._table: dict[int, int] = {**_FULL_WIDTH, **_INVISIBLE, **_APOSTROPHES}
        self._table.update({ord(old): ord(new) for old, new in simplified.items()})

    def fold(self, text: str) -> Folded:
        """NFKC, casefold, simplified, plain apostrophes; what can't be seen becomes a space."""
        if text.isascii() and text.isprintable():
            return Folded(text.lower().replace("`", "'"), None)
        if "\x1b" in text or "\x9b" in text:
            text = self._escapes.sub(lambda found: " " * len(found[0]), text)
        from unicodedata import is_normalized  # not for plain English

        quick = text.translate(self._table).casefold()
        if len(quick) == len(text) and is_normalized("NFKC", quick):
            return Folded(quick, None)
        return self._fold_each(text)

    def _fold_each(self, text: str) -> Folded:
        """The slow way, for text where one character becomes none or several."""
        from unicodedata import normalize

        pieces: list[str] = []
        offsets: list[int] = []
        for place, character in enumerate(text):
            piece = normalize("NFKC", character.translate(self._table)).casefold()
            piece = piece.translate(self._table)
            if len(piece) > _MOST:
                piece = character  # a ligature of a whole phrase is no word of ours
            pieces.append(piece)
            offsets.extend([place] * len(piece))
        offsets.append(len(text))
        return Folded("".join(pieces), offsets)
