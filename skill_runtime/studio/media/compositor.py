"""Layers to frames: only what can be seen is drawn, and what didn't change is sent again."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

from skill_runtime.studio.media.layers import Layer
from skill_runtime.studio.media.output import Canvas
from skill_runtime.studio.media.planes import Buffer, Planes, blank
from skill_runtime.studio.media.rect import Rect

__all__ = ["compose"]

_BUFFERS = 3
"""The encoder may still read the buffer before the one that is being drawn."""


def compose(layers: Sequence[Layer], canvas: Canvas, moments: Iterable[float]) -> Iterator[Buffer]:
    """One buffer for each moment (ms, ascending), the lowest layer first in `layers`.

    The same buffer comes again when nothing on screen changed; a consumer reads it before asking
    for the next.
    """
    pages = [blank(canvas.width, canvas.height) for _ in range(_BUFFERS)]
    whole = Rect(0, 0, canvas.width, canvas.height)
    shown: Hashable = None
    drawn, page = 0, pages[0]
    opened: set[Layer] = set()
    try:
        for at in moments:
            visible, bare = _visible(_on_screen(layers, opened, at), whole, at)
            state = tuple((id(layer), tuple(parts), layer.state(at)) for layer, parts in visible)
            if not drawn or state != shown:
                page = pages[drawn % _BUFFERS]
                _draw(page[1], visible, bare, at)
                shown, drawn = state, drawn + 1
            yield page[0]
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


def _draw(
    canvas: Planes, visible: Sequence[tuple[Layer, list[Rect]]], bare: Sequence[Rect], at: float
) -> None:
    for rect in bare:
        canvas.window(rect).blacken()
    for layer, parts in visible:
        layer.draw(canvas, parts, at)
