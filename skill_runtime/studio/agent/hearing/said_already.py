"""What only goes on about the wish before: says it once more ("the cuts are too hard, softer
please"), or what becomes of the pieces of a cut ("cut it at 12 s, what comes after goes").
"""

from __future__ import annotations

from collections.abc import Sequence

from skill_runtime.studio.agent.edits import (
    AddText,
    ChangeText,
    CutRange,
    Dissolve,
    RemoveShot,
    Request,
    Span,
    Split,
)
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.rules.shot_shown import place_of
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

__all__ = ["found_again", "gone_at_cut", "is_said_already"]

_TWO = 2


def is_said_already(clause: Clause, requests: Sequence[Request]) -> bool:
    """Whether the wish before does it already: "keep 3 to 9 s, drop the rest", "delete the first,
    start right from the hill", "the title stays all the time, it must not go away".
    """
    before = requests[-1] if requests else None
    match before:
        case Dissolve() if before.length:
            return _says(clause, "smoothly")
        case ChangeText() | AddText():
            return before.span == Span(whole=True) and _says(clause, "stays_on")
        case CutRange():
            return before.keep and _says(clause, "rest_gone")
        case RemoveShot():
            first = slots.ordinals(clause.folded) == [1] and _says(clause, "starts_there")
            return first or _says(clause, "rest_gone")
        case _:
            return False


def found_again(before: Request, found: Request) -> bool:
    """ "The title is small, make it bigger": what found fault, and then says what is wanted, of the
    same thing.
    """
    shots = [getattr(r, "shot", None) for r in (before, found)]
    return type(before) is type(found) and (None in shots or shots[0] == shots[1])


def gone_at_cut(clause: Clause, requests: Sequence[Request], named: Names) -> CutRange | None:
    """What takes one of the two pieces of the cut before away, in the place of that cut; `named`:
    what there was before it. None: the clause says no such.
    """
    last = requests[-1] if requests else None
    behind = _says(clause, "behind_gone")
    if not isinstance(last, Split) or last.parts > _TWO or len(named.times) != len(named.shots):
        return None
    if not named.shots or not (behind or _says(clause, "front_gone")):
        return None
    shot, at = last.shot, last.at
    if shot is None and at is None:
        if len(named.shots) > 1:
            return None
        shot = 1
    if shot is not None:
        start, end = named.times[place_of(shot, len(named.times)) - 1]
        at = (end - start) // 2 if at is None else at
        shot = shot if at < end - start else None  # beyond its length it is a time of the film
    span = Span(start=at, whole=True) if behind else Span(start=0, end=at)
    return CutRange(span, shot=shot)


def _says(clause: Clause, concept: str) -> bool:
    return lexicon().concepts[concept].search(clause.folded) is not None
