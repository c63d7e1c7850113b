"""The decision table: the first rule of the catalogue that a clause satisfies decides it.

Coverage decides (DESIGN, The router): a closed rule fires when each of its needs is met and every
other token belongs to a class that it may contain. One foreign word, and the clause is chat.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from skill_runtime.core.routing.lexicon import Lexicon, Token
from skill_runtime.core.routing.parts import Part

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
    def undone(self) -> "Verdict":
        """The same without a decision, unless it is the backend's to do."""
        return (
            self
            if self.outcome == "publishing"
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
    """The rules of a vocabulary as bits."""

    def __init__(self, vocabulary: "Vocabulary", lexicon: Lexicon) -> None:
        self._asked = lexicon.mask([Part.ASKED])
        self._courtesy = lexicon.mask([Part.COURTESY, Part.GREETING, Part.THEN])
        self._attached = lexicon.mask([Part.ATTACHED])
        compiled = [_row(rule, lexicon) for rule in vocabulary.rules]
        # The first need stands beside its rule: most of a hundred rules are out by it alone.
        self._rules = tuple((row.need, row) for row in compiled)
        # By each class of the first need, for `nearest`: it looks at all rules that may apply.
        closed = [row for row in compiled if not row.open]
        self._near = {
            bit: tuple(_near(row) for row in closed if row.need & bit)
            for bit in (lexicon.mask([name]) for name in lexicon.classes)
        }
        self._open = tuple((row.need, row) for row in compiled if row.open)
        self.anchors = lexicon.mask(
            name for rule in vocabulary.rules if not rule.open for name in rule.needs[0]
        )

    def decide(self, tokens: Sequence[Token], asked: bool, attached: bool) -> Verdict:
        """What a clause asks for; `chat` with the blocking token where no rule knows it."""
        total = (self._asked if asked else 0) | (self._attached if attached else 0)
        unknown: Token | None = None
        for token in tokens:
            if token.classes:
                total |= token.classes
            elif unknown is None:
                unknown = token
        if unknown is None:
            return self._closed(tokens, total)
        for need, row in self._open:
            if need & total and _applies(row, total):
                return Verdict(row.outcome, row, _anchor(tokens, row.need))
        return Verdict("chat", None, _anchor(tokens, self.anchors), unknown.text)

    def _closed(self, tokens: Sequence[Token], total: int) -> Verdict:
        near: Verdict | None = None
        for need, row in self._rules:
            if not need & total or not _applies(row, total):
                continue
            blocking = None if row.open else _outside(tokens, row.allowed)
            if blocking is None and row.starts and not self._opens(tokens, row.starts):
                continue
            if blocking is None:
                return Verdict(row.outcome, row, _anchor(tokens, row.need))
            if near is None:
                near = Verdict("chat", None, _anchor(tokens, row.need), blocking.text)
        return near or Verdict("chat", None, _anchor(tokens, self.anchors))

    def nearest(self, tokens: Sequence[Token], asked: bool) -> Mapping[str, int]:
        """Outcome → how many words keep the nearest of its closed rules from firing, up to a few.

        The model weighs this: one word that nobody knows in an otherwise plain wish is mostly some
        filler, and two are mostly what a picture is made of.
        """
        classes = [token.classes for token in tokens]
        total = reduce(or_, classes, self._asked if asked else 0)
        found: dict[str, int] = {}
        rest = total
        while rest:
            bit = rest & -rest
            rest ^= bit
            for others, without, allowed, outcome in self._near[bit]:
                if without & total:
                    continue
                for other in others:
                    if not other & total:
                        break
                else:
                    blocking = len([1 for own in classes if not own & allowed])
                    if blocking < found.get(outcome, _FAR):
                        found[outcome] = blocking
        return found

    def _opens(self, tokens: Sequence[Token], starts: int) -> bool:
        for token in tokens:
            if token.classes & starts:
                return True
            if not token.classes & self._courtesy:
                return False
        return False


def _row(rule: "Rule", lexicon: Lexicon) -> Row:
    need, *others = (lexicon.mask(alternatives) for alternatives in rule.needs)
    allowed = reduce(or_, others, need | lexicon.mask(rule.may))
    starts, without = lexicon.mask(rule.starts), lexicon.mask(rule.without)
    told = (rule.open, rule.topic, rule.number, rule.line)
    return Row(rule.outcome, need, tuple(others), allowed, starts, without, *told)


def _near(row: Row) -> tuple[tuple[int, ...], int, int, str]:
    """What `nearest` asks of a rule, flat."""
    return row.others, row.without, row.allowed, row.outcome


def _applies(row: Row, total: int) -> bool:
    for need in row.others:  # a generator in all() would take three times as long
        if not need & total:
            break
    else:
        return not row.without & total
    return False


def _outside(tokens: Sequence[Token], allowed: int) -> Token | None:
    for token in tokens:
        if not token.classes & allowed:
            return token
    return None


def _anchor(tokens: Sequence[Token], classes: int) -> str | None:
    for token in tokens:
        if token.classes & classes:
            return token.text
    return None
