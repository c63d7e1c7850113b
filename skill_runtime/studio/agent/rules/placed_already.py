"""Uploads that are in the video already: what is said of them is said of the shot, or of the
picture over the others, that they are.
"""

from __future__ import annotations

from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    ChangeInset,
    ChangeText,
    CutRange,
    Duration,
    InsetLook,
    MoveShot,
    Request,
    Span,
    Talk,
    UseUpload,
)
from skill_runtime.studio.agent.references.naming import SONGS, Names
from skill_runtime.studio.agent.words import slots

from .inset_rules import inset_look
from .text_rules import times_on_screen
from .wish import Wish

__all__ = ["used_already"]


def used_already(request: Request, wish: Wish, named: Names) -> list[Request]:
    """What is to be done instead of a request; none where it is as it was understood."""
    match request:
        case UseUpload() if is_there(request, wish, named):
            return [Talk("kept")]
        case UseUpload() if (inset := of_inset(request, wish, named)) is not None:
            return [inset]
        case UseUpload() if (there := moved(request, wish, named)) is not None:
            shown = None if request.length is None else Duration(request.length, there.to)
            return [there, *([] if shown is None else [shown])]
        case MoveShot() if (length := shown_there(request, wish)) is not None:
            return [request, length]
        case ChangeText(role="watermark"):
            return [of_mark(request, wish, named)]
        case Talk(topic="needs_text" | "unclear" | "needs_inset") if wish.has("watermark"):
            return [of_mark(request, wish, named)]
        case CutRange(keep=True) if _is_of_inset(wish) and named.over:
            return [_with_times(ChangeInset(), wish)]
        case _:
            return []


def is_there(request: UseUpload, wish: Wish, named: Names) -> bool:
    """Whether what is to be used is in the video: a slideshow of what is shown, or "… then the
    clip" behind another wish for its shots.
    """
    there_already = {*named.shots, *named.over}
    waiting = [f for f in named.files if f not in there_already and not f.lower().endswith(SONGS)]
    if wish.has("slideshow"):
        return bool(named.shots) and not waiting
    named_alone = request.name is None and not request.every and not wish.verb()
    there = {*named.shots} & {*named.files} and not waiting
    return bool(named_alone and wish.inherited and there)


def moved(request: UseUpload, wish: Wish, named: Names) -> MoveShot | None:
    """ "先放鲸鱼", of an upload that is in the video: it comes first, and is not there twice."""
    if named.shots.count(request.name or "") != 1 or not wish.has("move"):
        return None
    number = named.shots.index(request.name or "") + 1
    if wish.has("front"):
        return MoveShot(number, 1)
    return MoveShot(number, -1) if wish.has("back") else None


def of_inset(request: UseUpload, wish: Wish, named: Names) -> ChangeInset | None:
    """ "The logo should be fainter", of an upload that lies over the others already."""
    if request.name not in named.over or wish.has("uses"):
        return None
    changed = _with_times(ChangeInset(inset_look(wish)), wish)
    return None if changed == ChangeInset() else changed


def of_mark(request: ChangeText | Talk, wish: Wish, named: Names) -> Request:
    """ "The logo a bit smaller": a picture over the others, where no text is such a mark."""
    if any(role == "watermark" for role, _, _ in named.shown) or not named.over:
        return request
    changed = ChangeInset()
    if isinstance(request, ChangeText):
        if request.text is not None:
            return request
        look = request.look
        changed = ChangeInset(InsetLook(look.position, look.scale, look.opacity))
    changed = _with_times(changed, wish)
    return request if changed == ChangeInset() else changed


def _with_times(changed: ChangeInset, wish: Wish) -> ChangeInset:
    """With when it is shown from now on: told by times, or by the one shot that is named."""
    span, shift, longer = times_on_screen(wish)
    shots = slots.ordinals(wish.folded)
    if span is None and shift is None and longer is None and len(set(shots)) == 1:
        return replace(changed, over=shots[0])
    return replace(changed, span=span, shift=shift, longer=longer)


def _is_of_inset(wish: Wish) -> bool:
    """ "Let it stay for the first 4 seconds only", of a picture over the others."""
    about = wish.it is not None and wish.it.kind in {"inset", "watermark"}
    return about and wish.has("it") and not (wish.has("cut") or wish.has("trims"))


def shown_there(request: MoveShot, wish: Wish) -> Duration | None:
    """ "The lake first, for 4 seconds": how long the shot is shown where it is moved."""
    time, span = slots.first_time(wish.folded), slots.span(wish.folded)
    timed = span is None or span == Span(length=span.length)
    if request.beside or time is None or not timed or wish.has("each_shot"):
        return None
    return Duration(time, request.to)
