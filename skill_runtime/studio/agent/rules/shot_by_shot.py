"""One wish with a value of its own for each of several shots: "trim the lake to 2 seconds and the
hill to 3".

A clause of which not every piece gives an edit of the same kind is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    CutRange,
    Duration,
    Filter,
    Request,
    SetMotion,
    Speed,
    Turn,
)
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import is_chinese
from skill_runtime.studio.agent.words.splitting import AND, cut_at

from .distributing import by_shots
from .ruling import ruled
from .wish import Wish

__all__ = ["one_by_one"]

_BARE = re.compile(
    r"(?:first|last|final) (?:\d{1,2}|one|two|three|four|five)(?= (?:of|from|off)(?![a-z]))"
)
_MOST_AT_ONCE = 12
"""Shots that one names with something to be done to each."""


def one_by_one(request: Request, wish: Wish) -> list[Request]:
    """ "trim the lake to 2 seconds and the hill to 3": each shot with what is said of it; none
    where not every one of them has its own.
    """
    if not isinstance(request, CutRange | Duration | Filter | Speed | SetMotion | Turn):
        return []
    if isinstance(request, CutRange):
        wish = _with_units(wish)
    for pieces in (_sides(wish), by_shots(wish)):
        found = [_alike(piece, request) for piece in pieces[:_MOST_AT_ONCE]]
        if len(found) > 1 and None not in found:
            return [f for f in found if f is not None]
    return []


def _sides(wish: Wish) -> list[Wish]:
    """ "less contrast on the road and some blur on the lake": the sides of an "and", if each names
    a shot.
    """
    pieces = [wish.clause.part(a, b) for a, b in cut_at(wish.folded, AND)]
    named = all(len(slots.ordinals(piece.folded)) == 1 for piece in pieces)
    return [replace(wish, clause=piece) for piece in pieces] if named else []


def _alike(piece: Wish, request: Request) -> Request | None:
    """What the piece asks for if it is of the same kind; a bare number is one of seconds."""
    for said in (piece, piece.followed_by(" s"), *_cuts(piece, request)):
        found = ruled(said, empty=False)
        if type(found) is type(request) and getattr(found, "shot", None) is not None:
            return found
    return None


def _with_units(wish: Wish) -> Wish:
    """ "… and the last 2 of the motel": seconds, as on the side before."""
    said = _BARE.sub(r"\g<0> s", wish.folded)
    return replace(wish, clause=replace(wish.clause, text=said, folded=said))


def _cuts(piece: Wish, request: Request) -> list[Wish]:
    """The same with the verb of the side before."""
    if not isinstance(request, CutRange):
        return []
    han = is_chinese(piece.folded)
    said = f"剪掉{piece.folded}" if han else f"cut {piece.folded}"
    return [replace(piece, clause=replace(piece.clause, text=said, folded=said))]
