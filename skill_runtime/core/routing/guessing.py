"""What the rules leave to chat, weighed by a linear model (DESIGN, The router, 5).

Its features are the characters of a clause, one to four at a time, and the classes of its words, so
that it knows "pop it in my email" beside a hundred ways of sending. It only ever decides where no
rule did, and only far above doubt: a miss is answered by the backend's agent, a wrong export acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, sqrt
from typing import Final

from skill_runtime.core.routing.clauses import Clause, Verdict
from skill_runtime.core.routing.lexicon import Lexicon, Token
from skill_runtime.core.routing.vocabulary import LIFTED, Guesses, Part

SURE: Final = 0.7
"""So probable has a guess to be."""
_SURER: Final = {"help": 0.9}
"""A question about the picture is much like one about the tool."""
LONGEST: Final = 120
"""Characters. A longer clause is a description."""
_HARMLESS: Final = frozenset({"aside", "help"})
"""What may be guessed beside a word of editing."""
_GRAMS = (1, 2, 3, 4)
_FIELD = 24
"""Bits of one outcome's sum; its sign has to fit as well."""
_HALF = 1 << (_FIELD - 1)


class Features:
    """What the model sees of a clause; training and routing share it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lifted = lexicon.mask(LIFTED)
        self._names = ("", *(f"\t{name}" for name in lexicon.classes))

    def of(self, tokens: Sequence[Token], asked: bool) -> list[str]:
        """Runs of characters, classes of words, and pairs of neighbouring words' main classes."""
        text = self._text(tokens) + ("?" if asked else "")
        found = {text[at : at + size] for size in _GRAMS for at in range(len(text) - size + 1)}
        total, unknown, before = 0, 0, ""
        for token in tokens:
            total |= token.classes
            unknown += not token.classes
            main = self._names[(token.classes & -token.classes).bit_length()]
            found.add(before + (main or "\t"))
            before = main
        found.add(f"\t{min(unknown, 3)} unknown")
        found.update(self._names[bit] for bit in _bits(total))
        return list(found)

    def _text(self, tokens: Sequence[Token]) -> str:
        """The words as they were understood, without what was quoted or lifted out."""
        parts, end = [" "], tokens[0].start
        for token in tokens:
            if token.start > end:
                parts.append(" ")
            parts.append("…" if token.classes & self._lifted else token.text)
            end = token.end
        return "".join(parts) + " "


class Guesser:
    """Weighs clauses with one table."""

    def __init__(self, guesses: Guesses, lexicon: Lexicon) -> None:
        self._features = Features(lexicon)
        self._outcomes = guesses.outcomes
        self._scale = guesses.scale
        self._bias = [own / guesses.scale for own in guesses.bias]
        self._edit = lexicon.mask([Part.EDIT])
        self._lifted = lexicon.mask(LIFTED)
        # All outcomes' weights in one number, so that one addition adds them all.
        self._weights = {name: _packed(weights) for name, weights in guesses.weights.items()}

    def settle(self, clauses: Sequence[Clause]) -> list[Clause]:
        """The clauses of a message, those that no rule decided with the model's verdict.

        A message of which a part stays unknown is a description: nothing in it is guessed.
        """
        settled = [self._settled(clause) if clause.verdict.open else clause for clause in clauses]
        return list(clauses) if any(clause.verdict.open for clause in settled) else settled

    def _settled(self, clause: Clause) -> Clause:
        verdict = self._guess(clause)
        if verdict is None or verdict.outcome == "chat":
            return clause
        if (verdict.score or 0) < _SURER.get(verdict.outcome, SURE):
            return clause
        if verdict.outcome not in _HARMLESS and self._edits(clause):
            return clause
        return clause._replace(verdict=verdict)

    def _edits(self, clause: Clause) -> bool:
        """Whether a clause has a word of editing, or none at all."""
        total = 0
        for token in clause.tokens:
            total |= token.classes
        return bool(total & self._edit) or not any(
            not token.classes & self._lifted for token in clause.tokens
        )

    def _guess(self, clause: Clause) -> Verdict | None:
        """The likeliest outcome; None where the clause is too long to be a command."""
        if not self._weights or clause.end - clause.start > LONGEST:
            return None
        names = self._features.of(clause.tokens, clause.asked)
        known = [weight for weight in map(self._weights.get, names) if weight is not None]
        if not known:
            return None
        length = sqrt(len(known)) * self._scale
        sums = _unpacked(sum(known), len(self._outcomes))
        scores = [total / length + own for total, own in zip(sums, self._bias, strict=True)]
        best = max(scores)
        probability = 1 / sum(exp(score - best) for score in scores)
        return Verdict(self._outcomes[scores.index(best)], score=probability)


def _bits(classes: int) -> Iterator[int]:
    while classes:
        low = classes & -classes
        yield low.bit_length()
        classes ^= low


def _packed(weights: Sequence[int]) -> int:
    return sum(weight << (_FIELD * place) for place, weight in enumerate(weights))


def _unpacked(total: int, count: int) -> Iterator[int]:
    """The sums that went into one number: each is taken off before the next, for its sign."""
    for _ in range(count):
        own = ((total + _HALF) & (2 * _HALF - 1)) - _HALF
        yield own
        total = (total - own) >> _FIELD
