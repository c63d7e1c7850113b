"""The decision table: the first rule of the catalogue that a clause satisfies decides it.

Coverage decides (DESIGN, The router): a closed rule fires when each of its needs is met and every
other token belongs to a class that it may contain. One foreign word, and the clause is chat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

from skill_runtime.core.routing.lexicon import Lexicon, Token
from skill_runtime.core.routing.parts import Part
from skill_runtime.model.tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from skill_runtime.core.routing.vocabulary import Rule, Vocabulary

_FAR = 4
"""A rule that so many words block says nothing about them."""


class Row(NamedTuple):
    """A rule of the catalogue, its classes as bits."""

    outcome: str
    need: int
    """The first of its needs: most rules are out for want of it."""
    others: tuple[int, ...]
    allowed: int
    starts: int
    without: int
    open: bool
    topic: str | None
    number: int
    """Its place among the rules of the catalogue, from 1."""
    line: int
    """Its line there, from 1."""


class Guess(NamedTuple):
    """The likeliest outcome of some tokens."""

    outcome: str
    score: float
    """Its probability, 0 to 1."""
    chat: float
    """The probability of chat."""


class Verdict(NamedTuple):
    """What the rules say about some tokens."""

    outcome: str
    rule: Row | None = None
    anchor: str | None = None
    """The word that the nearest rule hangs on."""
    blocked_by: str | None = None
    """The word that this rule does not know."""
    guess: Guess | None = None
    """What the model makes of them; None where it was not asked."""

    @property
    def open(self) -> bool:
        """Whether nothing has decided."""
        return self.outcome == "chat" and self.rule is None

    @property
    def undone(self) -> Verdict:
        """The same without a decision, unless it is the backend's to do."""
        return (
            self
            if self.outcome in {"chat", "publishing"}
            else Verdict("chat", None, self.anchor, self.blocked_by)
        )

    @property
    def lax(self) -> bool:
        """Whether words that nobody knows would have made no difference."""
        return self.outcome == "chat" or (self.rule is not None and self.rule.open)

    @property
    def guessed(self) -> bool:
        """Whether the model has decided."""
        return self.guess is not None and not self.open


class Decisions:
    """The rules of a vocabulary, side by side: one bit of an integer for each.

    A phrase of some classes *gives* needs (a field of bits for the first need of each rule, one for
    the second …, and a last one for what a rule must not have) and is *allowed* by some rules. So a
    clause is decided with two operations a word, not by looking at two hundred rules.
    """

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._asked = lexicon.mask([Part.ASKED])
        self._courtesy = lexicon.mask([Part.COURTESY, Part.GREETING, Part.THEN])
        self._attached = lexicon.mask([Part.ATTACHED])
        self._rows = tuple(_row(rule, lexicon) for rule in vocabulary.rules)
        self._all = (1 << len(self._rows)) - 1
        self._open = sum(1 << n for n, row in enumerate(self._rows) if row.open)
        self._needs = max((1 + len(row.others) for row in self._rows), default=1)
        # A rule with fewer needs than others has the rest for nothing.
        self._free = 0
        for place in range(self._needs):
            free = sum(1 << n for n, row in enumerate(self._rows) if place > len(row.others))
            self._free |= free << (place * len(self._rows))
        self._columns: dict[int, tuple[int, int]] = {}
        self.anchors = lexicon.mask(
            name for rule in vocabulary.rules if not rule.open for name in rule.needs[0]
        )

    def decide(self, tokens: Sequence[Token], asked: bool, attached: bool) -> Verdict:
        """What a clause asks for; `chat` with the blocking token where no rule knows it."""
        applying, allowing, unknown = self._applying(tokens, asked, attached)
        if unknown is not None:
            for row in self._these(applying & self._open):
                if not row.starts or self._opens(tokens, row.starts):
                    return Verdict(row.outcome, row, _anchor(tokens, row.need))
            return Verdict("chat", None, _anchor(tokens, self.anchors), unknown.text)
        for row in self._these(applying & (allowing | self._open)):
            if not row.starts or self._opens(tokens, row.starts):
                return Verdict(row.outcome, row, _anchor(tokens, row.need))
        for row in self._these(applying & ~(allowing | self._open)):
            blocking = _outside(tokens, row.allowed)
            return Verdict("chat", None, _anchor(tokens, row.need), blocking)
        return Verdict("chat", None, _anchor(tokens, self.anchors))

    def nearest(self, tokens: Sequence[Token], asked: bool) -> Mapping[str, int]:
        """Outcome → how many words keep the nearest of its closed rules from firing, up to a few.

        The model weighs this: one word that nobody knows in an otherwise plain wish is mostly some
        filler, and two are mostly what a picture is made of.
        """
        applying, _, _ = self._applying(tokens, asked, False)
        classes = [token.classes for token in tokens]
        found: dict[str, int] = {}
        for row in self._these(applying & ~self._open):
            allowed = row.allowed
            blocking = len([1 for own in classes if not own & allowed])
            if blocking < found.get(row.outcome, _FAR):
                found[row.outcome] = blocking
        return found

    def _applying(
        self, tokens: Sequence[Token], asked: bool, attached: bool
    ) -> tuple[int, int, Token | None]:
        """The rules whose needs are met, those that allow every known word, the first unknown."""
        given = self._column(self._asked)[0] if asked else 0
        if attached:
            given |= self._column(self._attached)[0]
        allowing, unknown = self._all, None
        columns = self._columns
        for token in tokens:
            classes = token.classes
            if classes:
                gives, allowed = columns.get(classes) or self._column(classes)
                given |= gives
                allowing &= allowed
            elif unknown is None:
                unknown = token
        width = len(self._rows)
        met, applying = given | self._free, self._all
        for place in range(self._needs):
            applying &= met >> (place * width)
        return applying & ~(given >> (self._needs * width)), allowing, unknown

    def _column(self, classes: int) -> tuple[int, int]:
        """What a phrase of these classes gives, and the rules that allow it; kept once asked."""
        known = self._columns.get(classes)
        if known is None:
            given = allowing = 0
            width = len(self._rows)
            for n, row in enumerate(self._rows):
                fields = (row.need, *row.others)
                for place, need in enumerate(fields):
                    given |= bool(need & classes) << (place * width + n)
                given |= bool(row.without & classes) << (self._needs * width + n)
                allowing |= bool(row.allowed & classes) << n
            known = self._columns[classes] = given, allowing
        return known

    def _these(self, bits: int) -> Iterator[Row]:
        while bits:
            low = bits & -bits
            yield self._rows[low.bit_length() - 1]
            bits ^= low

    def _opens(self, tokens: Sequence[Token], starts: int) -> bool:
        for token in tokens:
            if token.classes & starts:
                return True
            if not token.classes & self._courtesy:
                return False
        return False


def _row(rule: Rule, lexicon: Lexicon) -> Row:
    need, *others = (lexicon.mask(alternatives) for alternatives in rule.needs)
    allowed = reduce(or_, others, need | lexicon.mask(rule.may))
    starts, without = lexicon.mask(rule.starts), lexicon.mask(rule.without)
    told = (rule.open, rule.topic, rule.number, rule.line)
    return Row(rule.outcome, need, tuple(others), allowed, starts, without, *told)


def _outside(tokens: Sequence[Token], allowed: int) -> str | None:
    for token in tokens:
        if not token.classes & allowed:
            return token.text
    return None


def _anchor(tokens: Sequence[Token], classes: int) -> str | None:
    for token in tokens:
        if token.classes & classes:
            return token.text
    return None
