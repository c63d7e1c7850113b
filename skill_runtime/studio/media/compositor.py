"""Layers to frames: only what can be seen is drawn, and what didn't change is sent again."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import cycle

import av

from skill_runtime.studio.media.layers import Layer
from skill_runtime.studio.media.output import Canvas
from skill_runtime.studio.media.planes import Planes, blank, planes_of
from skill_runtime.studio.media.rect import Rect

__all__ = ["compose"]

_PAGES = 3
"""The encoder may still read the page before the one that is being drawn."""


def compose(
    layers: Sequence[Layer], canvas: Canvas, moments: Iterable[float]
) -> Iterator[av.VideoFrame]:
    """One frame for each moment (ms, ascending), the lowest layer first in `layers`.

    The same frame comes again when nothing on screen changed; a consumer reads it before asking
    for the next. A picture that covers the canvas by itself comes as it is, without a copy.
    """
    pages = cycle([blank(canvas.width, canvas.height) for _ in range(_PAGES)])
    whole = Rect(0, 0, canvas.width, canvas.height)
    shown: Hashable = None
    page = next(pages)
    opened: set[Layer] = set()
    try:
        for at in moments:
            visible, bare = _visible(_on_screen(layers, opened, at), whole, at)
            state = tuple((id(layer), tuple(parts), layer.state(at)) for layer, parts in visible)
            if state != shown:
                whole_picture = _whole_picture(visible, whole, at)
                page = whole_picture or next(pages)
                if not whole_picture:
                    _draw(planes_of(page), visible, bare, at)
                shown = state
            yield page
    finally:
        for layer in opened:
            layer.close()


def _on_screen(layers: Sequence[Layer], opened: set[Layer], at: float) -> list[Layer]:
    """The layers of a moment, opened; those that are over are closed."""
    present = []
    for layer in layers:
        if layer.span.holds(at):
            if layer not in opened:
                layer.open()
                opened.add(layer)
            present.append(layer)
        elif layer in opened:
            layer.close()
            opened.remove(layer)
    return present


def _visible(
    present: Sequence[Layer], whole: Rect, at: float
) -> tuple[list[tuple[Layer, list[Rect]]], list[Rect]]:
    """Each layer with the parts of it that nothing hides, lowest first, and what is left bare."""
    free = [whole]
    visible: list[tuple[Layer, list[Rect]]] = []
    for layer in reversed(present):
        parts = [met for rect in free if (met := rect.meet(layer.rect))]
        if not parts:
            continue
        visible.append((layer, parts))
        if layer.hides(at):
            free = [rest for rect in free for rest in rect.without(layer.rect)]
    return visible[::-1], free


def _whole_picture(
    visible: Sequence[tuple[Layer, list[Rect]]], whole: Rect, at: float
) -> av.VideoFrame | None:
    if len(visible) != 1:
        return None
    [(layer, parts)] = visible
    return layer.picture(at) if parts == [whole] == [layer.rect] else None


def _draw(
    canvas: Planes, visible: Sequence[tuple[Layer, list[Rect]]], bare: Sequence[Rect], at: float
) -> None:
    for rect in bare:
        canvas.window(rect).blacken()
    for layer, parts in visible:
        layer.draw(canvas, parts, at)
