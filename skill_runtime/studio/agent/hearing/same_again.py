"""The wish before, of other shots: "the same length for the tea", "the cabin too", "take them from
the lake", "everything brighter, but leave the cabin alone".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    AddEffect,
    AddText,
    Duration,
    Fade,
    OfOneShot,
    RemoveShot,
    Repeat,
    Request,
    Talk,
    Volume,
)
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.rules.shot_shown import place_of
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

from .going_on import place_told

__all__ = ["said_again"]

_OVER_ONE = AddEffect | AddText


def said_again(
    clause: Clause, requests: list[Request], begun: int, named: Names, before: Names
) -> tuple[list[Request], list[Request]]:
    """What stays of the requests, of which the last wish `begun` there, and what the clause asks
    for of them again; nothing where it says something of its own. `before`: what there was before
    the last wish.
    """
    if (rest := _without_that_shot(clause, requests, begun, len(named.shots))) is not None:
        return rest, []
    again = _as_long_as_before(clause, requests) or _time_given(clause, requests, named, before)
    again = again or _given_on(clause, requests)
    again = again or _for_another(clause, requests[begun:])
    instead = _but_for_shot(clause, requests, len(named.shots))
    if instead := instead or _alike_long(clause, requests, named):
        return _without_that_of_all(requests), instead
    return requests, again


def _as_long_as_before(clause: Clause, before: Sequence[Request]) -> list[Request]:
    """ "The same length for the tea", after a shot was given one."""
    last = before[-1] if before else None
    if not isinstance(last, Duration) or last.shot is None or last.relative or last.scale:
        return []
    shot = place_told(clause)
    again = lexicon().concepts["same_length"].search(clause.folded) is not None
    told = slots.first_time(clause.folded) is not None
    return [Duration(last.length, shot)] if again and not told and shot is not None else []


def _without_that_shot(
    clause: Clause, requests: Sequence[Request], begun: int, count: int
) -> list[Request] | None:
    """ "Fade every shot in, the first not": without that one's; None: it has none."""
    places = {place_of(n, count) for n in slots.ordinals(clause.folded)}
    if lexicon().concepts["untouched"].search(clause.folded) is None or not places:
        return None
    of_it = [r for r in requests[begun:] if isinstance(r, Fade) and r.shot in places]
    return [r for r in requests if r not in of_it] if of_it else None


def _time_given(
    clause: Clause, requests: Sequence[Request], named: Names, before: Names
) -> list[Request]:
    """ "The hill can go, give its time to the lake": so much longer is that."""
    last, shot = (requests[-1] if requests else None), place_told(clause)
    told = lexicon().concepts["time_given"].search(clause.folded) is not None
    if not (told and isinstance(last, RemoveShot)) or shot is None or not named.times:
        return []
    freed = before.times[-1][1] - named.times[-1][1] if before.times else 0
    return [Duration(freed, shot, relative=True)] if freed > 0 else []


def _given_on(clause: Clause, before: Sequence[Request]) -> list[Request]:
    """ "… and give them to the cabin": what one shot was shortened by, another is longer; "take
    them from the lake": the other way round.
    """
    last = before[-1] if before else None
    if isinstance(last, RemoveShot) and lexicon().concepts["gives_them"].search(clause.folded):
        return [Talk("unclear", clause.restore(clause.text))]  # it would go as well
    if not isinstance(last, Duration) or not last.relative or last.scale:
        return []
    shot, kind = place_told(clause), "gives_them" if last.length < 0 else "takes_them"
    given = lexicon().concepts[kind].search(clause.folded) is not None
    return [replace(last, length=-last.length, shot=shot)] if given and shot is not None else []


def _for_another(clause: Clause, before: Sequence[Request]) -> list[Request]:
    """ "The cabin too", 小屋也是: what the clause before asked for, of another shot."""
    shot = place_told(clause)
    if shot is None or lexicon().concepts["also_so"].search(clause.folded) is None:
        return []
    of_one = [replace(r, shot=shot) for r in before if isinstance(r, OfOneShot | Repeat) and r.shot]
    over_one = [replace(r, over=shot) for r in before if isinstance(r, _OVER_ONE) and r.over]
    return [*of_one, *over_one]


def _but_for_shot(clause: Clause, before: Sequence[Request], count: int) -> list[Request]:
    """What was asked of all shots, but for the one that is to be left as it is: "brighten
    everything, but leave the cabin alone".
    """
    places = {place_of(n, count) for n in slots.ordinals(clause.folded)}
    left = any(lexicon().concepts[k].search(clause.folded) for k in ("untouched", "left_alone"))
    last = before[-1] if before else None
    if not (left and places) or not isinstance(last, OfOneShot) or last.shot is not None:
        return []
    if isinstance(last, Fade | RemoveShot | Volume) or getattr(last, "each", False):
        return []
    return [replace(last, shot=n) for n in range(1, count + 1) if n not in places]


def _alike_long(clause: Clause, before: Sequence[Request], named: Names) -> list[Request]:
    """ "12 seconds in all, all the same length": an equal share for each shot."""
    if lexicon().concepts["alike_long"].search(clause.folded) is None or not named.times:
        return []
    last = before[-1] if before else None
    whole = isinstance(last, Duration) and last.shot is None and not (last.relative or last.each)
    total = last.length if whole and isinstance(last, Duration) else named.times[-1][1]
    return [Duration(total // len(named.shots), each=True)]


def _without_that_of_all(requests: list[Request]) -> list[Request]:
    """Without the last one, where it is of all the shots and is said otherwise now."""
    last = requests[-1] if requests else None
    of_all = isinstance(last, OfOneShot) and last.shot is None
    return requests[:-1] if of_all else requests
