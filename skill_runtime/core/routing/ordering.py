"""Clauses → wishes in the order in which they are to be run (LABELS P1, P6 and P7).

Here is what a condition, a "before" or an "after" makes of the clause that it joins. Where two
readings remain, the one that runs nothing is taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from skill_runtime.core.routing.clauses import CHECKS, Clause
from skill_runtime.core.routing.lexicon import Lexicon
from skill_runtime.core.routing.neighbours import CAN_WAIT, DROPPED, TALK, Neighbours
from skill_runtime.core.routing.parts import ACTIONS, Part
from skill_runtime.model.tuples import NamedTuple

_AFTERWARDS = frozenset({"credits", "status", "upload", "export", "publishing"})
_HANGING = frozenset({Part.AFTER, Part.IF})
"""Behind a question they are part of it: "what happens to my credits when a render fails"."""
_NEAR = 6
"""So far away is the clause looked for that another one hangs on."""


class Wish(NamedTuple):
    """A clause and what becomes of it; the outcome is empty where it is only mentioned."""

    outcome: str
    clause: Clause
    place: int
    """Its place among the clauses of the text."""


class Ordering:
    """Orders with the joining words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._neighbours = Neighbours(lexicon)
        self._first = lexicon.mask([Part.FIRST])
        self._opening = lexicon.mask([Part.ASK])

    def wishes(self, clauses: Sequence[Clause]) -> list[Wish]:
        """One for each clause, in execution order."""
        if len(clauses) == 1 and not clauses[0].link:
            return [Wish(clauses[0].verdict.outcome, clauses[0], 0)]
        outcomes = self._neighbours.outcomes(clauses)
        linked = [_linked(clauses, outcomes, place) for place in range(len(clauses))]
        ordered: list[Wish] = []
        waits = False
        for place, (clause, outcome) in enumerate(zip(clauses, linked, strict=True)):
            wish = Wish(outcome, clause, place)
            if outcome and place and self._comes_earlier(clause, outcome, ordered[-1], waits):
                ordered.insert(self._earlier_place(clause, ordered), wish)
            else:
                ordered.append(wish)
            waits = waits or outcome in CAN_WAIT
        return ordered

    def _comes_earlier(self, clause: Clause, outcome: str, last: Wish, waits: bool) -> bool:
        if outcome not in ACTIONS | TALK:
            return False
        if clause.link == Part.AFTER or (clause.link == Part.IF and outcome in CHECKS):
            return last.clause.sentence == clause.sentence
        first = next((t for t in clause.tokens if not t.classes & self._opening), clause.tokens[0])
        marked = first.classes & self._first or clause.tokens[-1].classes & self._first
        return bool(marked) and waits

    def _earlier_place(self, clause: Clause, ordered: Sequence[Wish]) -> int:
        """Before the clause that it hangs on ("export it, but only after …"); for "first", before
        everything.
        """
        if clause.link not in {Part.AFTER, Part.IF}:
            return 0
        same = [n for n, wish in enumerate(ordered) if wish.clause.sentence == clause.sentence]
        meant = [n for n in same if ordered[n].outcome not in {"aside", DROPPED}]
        return (meant or same)[-1]


def _linked(clauses: Sequence[Clause], outcomes: Sequence[str], place: int) -> str:
    """What is left of a clause that hangs on another one by before, after or if."""
    link, outcome = clauses[place].link, outcomes[place]
    if link in _HANGING and _main(clauses, outcomes, place) == "help":
        return DROPPED
    if link == Part.BEFORE:
        return outcome if outcome in TALK else DROPPED
    if link == Part.AFTER:
        if outcome == "status":
            return DROPPED
        return _after(outcome, _main(clauses, outcomes, place))
    if link == Part.IF and outcome not in CHECKS:
        main = _main(clauses, outcomes, place)
        return "chat" if main in TALK or not main else DROPPED
    return outcome


def _after(outcome: str, main: str) -> str:
    """After exporting … is a complaint before talk, and a wish before another action."""
    if outcome not in ACTIONS or main in _AFTERWARDS:
        return outcome
    return "chat" if main in TALK or not main else DROPPED


def _main(clauses: Sequence[Clause], outcomes: Sequence[str], place: int) -> str:
    """The outcome of the clause that this one hangs on: the next one when it opens the sentence."""
    sentence = clauses[place].sentence
    opens = place == 0 or clauses[place - 1].sentence != sentence
    following = list(range(place + 1, min(place + _NEAR, len(clauses))))
    preceding = list(range(place - 1, max(place - _NEAR, -1), -1))
    for other in following if opens else preceding + following:
        if clauses[other].sentence == sentence and outcomes[other] != "aside":
            return outcomes[other]
    return ""
