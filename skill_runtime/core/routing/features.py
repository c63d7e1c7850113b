"""What the linear model sees of a clause (DESIGN, The router, 5).

The characters of a clause, one to four at a time, the classes of its words, and how near each
outcome's rules came, so that the model knows "pop it in my email" beside a hundred ways of sending,
and a plain wish with one odd word in it. Nothing is weighed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import add

from skill_runtime.core.routing.lexicon import Lexicon, Token
from skill_runtime.core.routing.parts import LIFTED
from skill_runtime.core.routing.rules import Decisions

STRANGE = 3
"""So many unknown words."""


class Features:
    """What the model sees of a clause; training and routing share it."""

    def __init__(self, lexicon: Lexicon, decisions: Decisions) -> None:
        self._decisions = decisions
        self._lifted = lexicon.mask(LIFTED)
        self._names = ("", *(f"\t{name}" for name in lexicon.classes))
        self._words: dict[int, tuple[str, list[str]]] = {}
        """The classes of a word → the name of the first, and of all."""

    def of(self, tokens: Sequence[Token], asked: bool) -> set[str]:
        """Runs of characters, classes of words, pairs of neighbours' main classes, near rules."""
        text = self._text(tokens) + ("?" if asked else "")
        found = _grams(text)
        unknown, before = 0, ""
        for token in tokens:
            classes = token.classes
            unknown += not classes
            main, names = self._words.get(classes) or self._word(classes)
            found.add(before + (main or "\t"))
            found.update(names)
            before = main
        found.add(f"\t{min(unknown, 3)} unknown")
        for outcome, blocking in self._decisions.nearest(tokens, asked).items():
            found.add(f"\t{blocking} from {outcome}")
        return found

    def _word(self, classes: int) -> tuple[str, list[str]]:
        names = [self._names[bit] for bit in _bits(classes)]
        word = self._words[classes] = (names[0] if names else "", names)
        return word

    def strange(self, tokens: Sequence[Token]) -> bool:
        """Whether no rule is near and several words are unknown: no message with it is a wish."""
        unknown = sum(not token.classes for token in tokens)
        return unknown >= STRANGE and not self._decisions.nearest(tokens, False)

    def _text(self, tokens: Sequence[Token]) -> str:
        """The words as they were understood, without what was quoted or lifted out."""
        parts, end = [" "], tokens[0].start
        for token in tokens:
            if token.start > end:
                parts.append(" ")
            parts.append("…" if token.classes & self._lifted else token.text)
            end = token.end
        return "".join(parts) + " "


def _grams(text: str) -> set[str]:
    """Every run of one to four characters; each is made from the one that is shorter by one."""
    pairs = list(map(add, text, text[1:]))
    triples = list(map(add, pairs, text[2:]))
    return {*text, *pairs, *triples, *map(add, triples, text[3:])}


def _bits(classes: int) -> Iterator[int]:
    while classes:
        low = classes & -classes
        yield low.bit_length()
        classes ^= low
