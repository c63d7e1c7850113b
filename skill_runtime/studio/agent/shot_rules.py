"""The rules for shots in time: how long, how fast, in which order, what is cut."""

from __future__ import annotations

from typing import Literal

from . import slots
from .edits import (
    CutRange,
    Duration,
    MoveShot,
    RemoveShot,
    Request,
    ReverseShots,
    Speed,
    SwapShots,
)
from .wish import Wish

__all__ = ["cut", "duration", "order", "remove_shot", "speed"]


def speed(wish: Wish) -> Request | None:
    named = any(wish.has(k) for k in ("speed", "faster", "slower", "half_speed", "double_speed"))
    factor = slots.factor(wish.folded) if named else None
    if factor is None or wish.has("volume"):
        return None
    return Speed(factor, slots.ordinal(wish.folded))


def order(wish: Wish) -> Request | None:
    if wish.has("reverse_order"):
        return ReverseShots()
    shots = _pair(wish) or slots.ordinals(wish.folded)
    if wish.has("swap") and len(shots) == 2:
        return SwapShots(shots[0], shots[1])
    if not (wish.has("move") and wish.has("shot") and shots):
        return None
    if len(shots) > 1:
        return MoveShot(shots[0], shots[1], _side(wish))
    if wish.has("front"):
        return MoveShot(shots[0], 1)
    return MoveShot(shots[0], -1) if wish.has("back") else None


def _side(wish: Wish) -> Literal["before", "after"] | None:
    if wish.has("before"):
        return "before"
    return "after" if wish.has("behind") else None


def _pair(wish: Wish) -> list[int]:
    """ "the first two clips", "后两个镜头"."""
    if wish.has("last_two"):
        return [-2, -1]
    return [1, 2] if wish.has("first_two") else []


def cut(wish: Wish) -> Request | None:
    span = slots.span(wish.folded)
    if span is None or (span.start is None and span.tail is None):
        return None
    if wish.has("keep"):
        return CutRange(span, keep=True)
    return CutRange(span) if wish.has("cut") else None


def remove_shot(wish: Wish) -> Request | None:
    if not wish.removes() or not wish.has("shot"):
        return None
    if slots.first_time(wish.folded) is not None:
        return None
    shot = slots.ordinal(wish.folded)
    return RemoveShot(shot if shot is not None else -1)


def duration(wish: Wish) -> Request | None:
    time = slots.first_time(wish.folded)
    if time is None or not (wish.has("duration") or wish.has("longer") or wish.has("shorter")):
        return None
    shot = slots.ordinal(wish.folded) if wish.has("shot") else None
    relative = wish.has("by") or (wish.says_relative() and not wish.has("trim"))
    if relative and (wish.has("longer") or wish.has("shorter")):
        return Duration(-time if wish.has("shorter") else time, shot, relative=True)
    return Duration(time, shot)
