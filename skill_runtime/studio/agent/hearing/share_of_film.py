"""How much of the film a shot is: "the lake takes two thirds of it", 夜景占全片的三分之二."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from skill_runtime.studio.agent.edits import Duration, Request
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.rules.shot_shown import place_of
from skill_runtime.studio.agent.rules.wish import Wish
from skill_runtime.studio.agent.words import amounts, slots
from skill_runtime.studio.agent.words.lexicon import lexicon

__all__ = ["shared_so", "with_total"]

_LEAST_MS = 500
_WHOLE = 0.99


def shared_so(
    wish: Wish, requests: Sequence[Request], named: Names
) -> tuple[list[Request], list[Request]] | None:
    """What stays of the requests, and the length of every shot where one shall have that share of
    all; the others keep theirs in proportion. None: it says no such.
    """
    match = lexicon().concepts["takes_share"].search(wish.folded)
    count = len(named.shots)
    if match is None or count < 2 or len(named.times) != count:
        return None
    before = [n for at, n in slots.numbered(wish.folded) if at < match.start()]
    it = wish.it.number if wish.it is not None and wish.it.kind == "shot" else None
    shot = before[-1] if before else it
    if shot is None:
        return None
    share = amounts.share(match[0]) or amounts.fraction(match[0])
    place = place_of(shot, count)
    if share is None or not 0 < share < _WHOLE or not 0 < place <= count:
        return None
    last = requests[-1] if requests else None
    of_film = isinstance(last, Duration) and last == Duration(last.length)
    film = last.length if of_film and isinstance(last, Duration) else named.times[-1][1]
    total = slots.first_time(wish.folded) or film
    lengths = [end - start for start, end in named.times]
    others = sum(lengths) - lengths[place - 1]
    told = [
        total * share if n == place else total * (1 - share) * length / others
        for n, length in enumerate(lengths, 1)
    ]
    if min(told) < _LEAST_MS:
        return None
    edits: list[Request] = [Duration(round(length), n) for n, length in enumerate(told, 1)]
    return [*requests[: len(requests) - of_film]], edits


def with_total(requests: Sequence[Request], found: Request, count: int) -> list[Request] | None:
    """The requests with "15 seconds in all" for shots that were just given their shares; None: it
    is none, or they were not.
    """
    row = [r for r in requests[-count:] if isinstance(r, Duration)] if count else []
    each = [r.shot for r in row] == list(range(1, count + 1))
    if not each or count < 2 or not isinstance(found, Duration) or found != Duration(found.length):
        return None
    scale = found.length / sum(r.length for r in row)
    return [*requests[:-count], *(replace(r, length=round(r.length * scale)) for r in row)]
