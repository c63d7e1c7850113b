"""The rules for shots in time: how long, how fast, in which order, what is cut."""

from __future__ import annotations

from typing import Literal

from . import slots
from .edits import (
    Backwards,
    CutRange,
    Duration,
    Freeze,
    MoveShot,
    RemoveShot,
    Repeat,
    Request,
    ReverseShots,
    Span,
    Speed,
    Split,
    SwapShots,
    Talk,
)
from .inset_rules import pair
from .wish import Wish

__all__ = [
    "backwards",
    "cut",
    "duration",
    "freeze",
    "order",
    "remove_shot",
    "repeat",
    "speed",
    "split",
]

FREEZE_MS = 2000


def speed(wish: Wish) -> Request | None:
    named = any(wish.has(k) for k in ("speed", "faster", "slower", "half_speed", "double_speed"))
    factor = slots.factor(wish.folded) if named else None
    if factor is None or wish.has("volume"):
        return None
    return Speed(factor, wish.shot())


def order(wish: Wish) -> Request | None:
    if wish.has("reverse_order"):
        return ReverseShots()
    shots = pair(wish) or slots.ordinals(wish.folded)
    if wish.has("swap") and len(shots) == 2:
        return SwapShots(shots[0], shots[1])
    if not (wish.has("move") and shots and (wish.has("shot") or len(shots) > 1)):
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


def cut(wish: Wish) -> Request | None:
    """A piece taken out: "trim the first 2 seconds", "cut from 2 to 6"; or kept: "trim it to the
    first 5 seconds", "trim it from 2 to 6".
    """
    span = slots.span(wish.folded)
    if span is None or (span.start is None and span.tail is None):
        return None
    shot = slots.ordinal(wish.folded)
    between = span.start is not None and span.end is not None and span.start > 0
    if wish.has("keep") or (between and wish.has("trims") and not wish.has("cut")):
        return CutRange(span, keep=True, shot=shot)
    return CutRange(span, shot=shot) if wish.has("cut") or wish.has("trims") else None


def split(wish: Wish) -> Request | None:
    if not wish.has("split"):
        return None
    return Split(slots.first_time(wish.folded), wish.shot(), slots.parts(wish.folded))


def freeze(wish: Wish) -> Request | None:
    """ "freeze the frame at 2 seconds for 3 seconds", "最后一帧定格两秒"."""
    if not wish.has("freeze"):
        return None
    span = slots.span(wish.folded) or Span()
    at = span.start if span.tail is None else None
    length = span.length or span.tail or slots.last_time(wish.folded)
    return Freeze(at, length or FREEZE_MS, wish.shot())


def repeat(wish: Wish) -> Request | None:
    """ "loop it 3 times", "repeat the second clip twice", "循环到10秒"."""
    if not (wish.has("repeat") or wish.has("duplicate")):
        return None
    if wish.has("music"):
        return Talk("music_repeats")
    until = slots.first_time(wish.folded)
    return Repeat(slots.times(wish.folded) or 2, until, wish.shot())


def backwards(wish: Wish) -> Request | None:
    if wish.has("forwards") or (wish.has("backwards") and wish.removes()):
        return Backwards(on=False, shot=wish.shot())
    return Backwards(shot=wish.shot()) if wish.has("backwards") else None


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
