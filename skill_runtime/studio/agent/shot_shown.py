"""Which shot a text or a sound is wanted over, and when that is shown."""

from __future__ import annotations

from . import slots
from .edits import (
    Span,
)
from .naming import Names
from .span import span_within
from .wish import Wish

__all__ = ["place_of", "shot_shown", "time_of_shot", "within_shot"]


def within_shot(span: Span | None, shot: Span | None) -> Span | None:
    """A time of the shot that is named, as one of the timeline."""
    if span is None or shot is None or shot.start is None or shot.end is None:
        return span or shot
    start, end = span_within(span, shot.end - shot.start, default=shot.end - shot.start)
    return Span(start=shot.start + start, end=shot.start + end)


def place_of(number: int, count: int) -> int:
    """A number that may count from the end, as one from the start."""
    if number == 0:
        return count // 2 + 1
    return number if number > 0 else count + 1 + number


def shot_shown(wish: Wish, named: Names) -> int | None:
    """The shot that a text or a sound is wanted over."""
    shots = slots.ordinals(wish.folded)
    it = wish.it
    if not shots and it is not None and it.kind == "shot" and it.number and _points_there(wish):
        shots = [it.number]
    there = any(wish.has(k) for k in ("same_time", "there", "on_it"))
    if len(shots) != 1 or not there:
        return None
    place = place_of(shots[0], len(named.shots))
    return place if 0 < place <= len(named.shots) else None


def _points_there(wish: Wish) -> bool:
    on_it = wish.going_on and wish.has("on_it")
    return on_it or wish.has("that_shot") or wish.has("there")


def time_of_shot(wish: Wish, named: Names) -> Span | None:
    """When that shot is shown."""
    place = shot_shown(wish, named)
    if place is None or place > len(named.times):
        return None
    start, end = named.times[place - 1]
    return Span(start=start, end=end)
