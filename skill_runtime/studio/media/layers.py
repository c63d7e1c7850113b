"""What can lie on the canvas: the base of all layers, and where a source lies inside a rectangle.

A layer is opened when its time comes and closed when it is over, so that a long draft holds only
what is on screen. Its state says what it would draw: equal states paint equal pixels, and the
compositor then sends the frame before again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence

import av

from skill_runtime.studio.media.draft import Span
from skill_runtime.studio.media.entering import entered
from skill_runtime.studio.media.planes import Planes, mix
from skill_runtime.studio.media.rect import Rect, even

__all__ = ["Layer", "Solid", "fitted", "scaled_size"]


class Layer(ABC):
    """Something that covers a rectangle of the canvas for a while."""

    def __init__(self, span: Span, rect: Rect) -> None:
        self.span = span
        self.rect = rect

    @abstractmethod
    def open(self) -> None:
        """Gets ready to draw; may settle `rect`."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of what `open` took."""

    def hides(self, at: float) -> bool:
        """Whether nothing below its rectangle can be seen."""
        return self.span.gain(at) >= 1

    def state(self, at: float) -> Hashable:
        """What the layer looks like at a moment (ms of the draft)."""
        return self.span.gain(at)

    def picture(self, at: float) -> av.VideoFrame | None:
        """Its whole rectangle as a frame that nobody writes to any more, where it has one."""
        del at
        return None

    @abstractmethod
    def draw(self, canvas: Planes, parts: Sequence[Rect], at: float) -> None:
        """Draws the visible parts of its rectangle."""


class Solid(Layer):
    """A layer of opaque pixels, which come and go by fading."""

    def draw(self, canvas: Planes, parts: Sequence[Rect], at: float) -> None:
        if self.span.enters(at):
            self._enter(canvas, parts, at)
            return
        gain = self.span.gain(at)
        for part in parts:
            window = canvas.window(part)
            pixels = self.pixels(at).window(part.seen_from(self.rect))
            if gain >= 1:
                window.put(pixels)
            elif gain > 0:
                mix(window, pixels, gain)

    def _enter(self, canvas: Planes, parts: Sequence[Rect], at: float) -> None:
        share = (at - self.span.start) / self.span.fade_in
        shown, lies = entered(self.rect, self.span.entry, share)
        for seen in filter(None, (part.meet(shown) for part in parts)):
            canvas.window(seen).put(self.pixels(at).window(seen.seen_from(lies)))

    @abstractmethod
    def pixels(self, at: float) -> Planes:
        """The whole rectangle at a moment."""


def scaled_size(width: float, height: float, canvas: Rect, fit: str) -> tuple[int, int]:
    """A source's size once scaled to cover the canvas or to be contained in it."""
    ratios = canvas.width / width, canvas.height / height
    scale = max(ratios) if fit == "cover" else min(ratios)
    return max(2, even(width * scale)), max(2, even(height * scale))


def fitted(width: float, height: float, canvas: Rect, fit: str) -> tuple[Rect, Rect]:
    """Where a source lies on the canvas, and which part of the scaled source that is."""
    full_width, full_height = scaled_size(width, height, canvas, fit)
    left = canvas.left + even((canvas.width - full_width) / 2)
    top = canvas.top + even((canvas.height - full_height) / 2)
    full = Rect(left, top, left + full_width, top + full_height)
    rect = full.meet(canvas) or canvas
    return rect, rect.seen_from(full)
