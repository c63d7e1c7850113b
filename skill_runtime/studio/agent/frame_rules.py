"""The rules for what a shot looks like: the picture itself, the camera, the format of the frame."""

from __future__ import annotations

from . import slots
from .edits import Canvas, Request, SetMotion
from .generation import generation
from .generation import motion as movement
from .wish import Wish

__all__ = ["canvas", "motion", "picture"]


def picture(wish: Wish) -> Request | None:
    return generation(wish.clause)


def motion(wish: Wish) -> Request | None:
    if wish.has("no_motion"):
        return SetMotion("none", slots.ordinal(wish.folded))
    kind = movement(wish.folded)
    return SetMotion(kind, slots.ordinal(wish.folded)) if kind else None


def canvas(wish: Wish) -> Request | None:
    size = slots.size_of_canvas(wish.folded)
    return Canvas(*size) if size else None
