"""What the router is made from, as plain values; `adapters.vocabulary` reads them from `intents/`.

The catalogue owns the classes and the rules over them and holds no words; a language file fills the
classes with words. Nothing here is needed to route: a router that was kept does not import it.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Rule(NamedTuple):
    """One row of the decision table: the first rule that a clause satisfies decides it."""

    outcome: str
    needs: tuple[tuple[str, ...], ...]
    """For each of these alternatives the clause has a word of one of the classes."""
    may: tuple[str, ...]
    """Every other word of the clause belongs to one of these classes."""
    starts: tuple[str, ...] = ()
    """The first word that is no courtesy belongs to one of these classes; empty: any."""
    without: tuple[str, ...] = ()
    """No word of the clause belongs to one of these classes."""
    open: bool = False
    """Words that nobody knows are let through. Only for outcomes that run nothing."""
    topic: str | None = None
    """For `help` alone: what is asked about, when the rule knows."""
    number: int = 0
    """Its place among the rules, from 1."""
    line: int = 0
    """Its line in the catalogue, from 1."""


class About(NamedTuple):
    """One row of the table of topics: the first that a question satisfies is what it is about."""

    topic: str
    needs: tuple[tuple[str, ...], ...]
    """As in a rule."""


class Language(NamedTuple):
    """One file of words."""

    code: str
    letters: tuple[tuple[str, str], ...]
    """The ranges of its letters, both ends included; empty for the default language."""
    words: Mapping[str, tuple[str, ...]]
    """Class → phrases."""
    values: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Slot → value → phrases."""
    spelling: tuple[str, ...] = ()
    """Words that are recognised one slip of the finger away."""
    lookalikes: frozenset[str] = frozenset()
    """Real words within such a slip, which stay what they are."""


class Guesses(NamedTuple):
    """The weights of the linear model for what no rule decides."""

    outcomes: tuple[str, ...] = ()
    scale: int = 1
    """Weights are whole numbers; divided by this, they add up to log odds."""
    bias: tuple[int, ...] = ()
    """For each outcome."""
    weights: Mapping[str, tuple[int, ...]] = {}
    """Feature → a weight for each outcome. Empty: nothing is guessed."""


class Vocabulary(NamedTuple):
    """Everything that `Router.build` needs."""

    classes: tuple[str, ...]
    fixed: tuple[str, ...]
    """Classes whose phrases are never taken apart."""
    rules: tuple[Rule, ...]
    topics: tuple[About, ...]
    languages: tuple[Language, ...]
    simplified: Mapping[str, str]
    """Traditional character → simplified character."""
    homophones: Mapping[str, tuple[str, ...]] = {}
    """Word → slips of a pinyin keyboard, which are read as the word."""
    guesses: Guesses = Guesses()
