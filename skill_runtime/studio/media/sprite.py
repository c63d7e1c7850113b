"""Titles and marks as layers: pixels with alpha, blended inside the box of their ink only."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Hashable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.media.draft import Shot, Span
from skill_runtime.studio.media.layers import Layer, fitted
from skill_runtime.studio.media.lettering import draw_title, typed
from skill_runtime.studio.media.placing import Placed
from skill_runtime.studio.media.planes import Planes, from_rgb
from skill_runtime.studio.media.rect import Rect, even
from skill_runtime.studio.media.sources import open_picture
from skill_runtime.studio.media.still import treated_pixels

__all__ = ["Mark", "Sprite", "TextSprite"]

_SLIDES = {"slide-right": (-1, 0), "slide-left": (1, 0), "slide-up": (0, 1), "slide-down": (0, -1)}
"""From which side a title comes."""
_SLIDE_EM, _SLIDE_MS = 3, 500
_LETTER_MS = 75
_ALPHA_BITS = 7
"""(-255 … 255) * (0 … 128) fits into 16 bits."""


class Sprite(Layer):
    """RGBA pixels on the canvas, as strong as `opacity` lets them be."""

    def __init__(self, span: Span, rect: Rect, opacity: float) -> None:
        super().__init__(span, rect)
        self._opacity = opacity
        self._colors: list[NDArray[np.int16]] = []
        self._alphas: list[NDArray[np.int16]] = []

    @abstractmethod
    def pixels(self) -> NDArray[np.uint8]:
        """Its rectangle, (h, w, 4); may settle `rect`."""

    def open(self) -> None:
        self.take(self.pixels())

    def take(self, rgba: NDArray[np.uint8]) -> None:
        """These pixels are drawn from now on."""
        planes = from_rgb(rgba[..., :3], rgba.shape[1], rgba.shape[0])
        self._colors = [plane.astype(np.int16) for plane in planes]
        alpha = rgba[..., 3].astype(np.int16)
        alpha = (alpha + (alpha >> _ALPHA_BITS)) >> 1  # 0 … 255 → 0 … 128
        rows, columns = alpha.shape
        halved = alpha.reshape(rows // 2, 2, columns // 2, 2).mean((1, 3)).astype(np.int16)
        self._alphas = [alpha, halved, halved]

    def close(self) -> None:
        self._colors, self._alphas = [], []

    def hides(self, at: float) -> bool:
        return False

    def state(self, at: float) -> Hashable:
        return self._strength(at)

    def draw(self, canvas: Planes, parts: Sequence[Rect], at: float) -> None:
        strength, here = self._strength(at), self.where(at)
        for seen in filter(None, (part.meet(here) for part in parts)):
            inner = seen.seen_from(here)
            for plane, color, alpha, step in zip(
                canvas.window(seen), self._colors, self._alphas, (1, 2, 2), strict=True
            ):
                own = np.s_[
                    inner.top // step : inner.bottom // step,
                    inner.left // step : inner.right // step,
                ]
                share = alpha[own] if strength == 128 else alpha[own] * strength >> _ALPHA_BITS
                below = plane.astype(np.int16)
                below += (color[own] - below) * share >> _ALPHA_BITS
                plane[...] = below

    def where(self, at: float) -> Rect:
        """Where its pixels lie at a moment, inside `rect`."""
        return self.rect

    def _strength(self, at: float) -> np.int16:
        return np.int16(round(self.span.gain(at) * self._opacity * 128))


class TextSprite(Sprite):
    """A title, which may slide in or be typed."""

    def __init__(self, placed: Placed) -> None:
        self._home = _sprite_rect(placed)
        self._placed = placed
        across, down = _SLIDES.get(placed.title.enter, (0, 0))
        way = placed.block.type.size * _SLIDE_EM
        self._way = even(across * way), even(down * way)
        start = _moved(self._home, *self._way)
        path = Rect(
            min(start.left, self._home.left), min(start.top, self._home.top),
            max(start.right, self._home.right), max(start.bottom, self._home.bottom),
        )  # fmt: skip
        super().__init__(placed.title.span, path, placed.title.opacity)
        self._order: NDArray[np.int16] | None = None
        self._letters, self._shown = 0, -1

    def pixels(self) -> NDArray[np.uint8]:
        return draw_title(self._placed, self._home)

    def open(self) -> None:
        if self._placed.title.enter == "typewriter":
            self._order, self._letters = typed(self._placed, self._home)
            self._whole = self.pixels()
            self._bare = draw_title(self._placed, self._home, letters=False)
        else:
            super().open()

    def state(self, at: float) -> Hashable:
        return super().state(at), self.where(at), self._typed(at)

    def draw(self, canvas: Planes, parts: Sequence[Rect], at: float) -> None:
        if self._order is not None and self._typed(at) != self._shown:
            self._shown = self._typed(at)
            here = (self._order > 0) & (self._order <= self._shown)
            done = self._shown >= self._letters
            self.take(self._whole if done else np.where(here[..., None], self._whole, self._bare))
        super().draw(canvas, parts, at)

    def where(self, at: float) -> Rect:
        rest = max(0.0, 1 - (at - self.span.start) / _SLIDE_MS) ** 3
        across, down = self._way
        return _moved(self._home, even(across * rest), even(down * rest))

    def _typed(self, at: float) -> int:
        """How many letters stand there; all of them long before it is over."""
        if self._order is None:
            return 0
        pace = min(_LETTER_MS, (self.span.end - self.span.start) * 0.6 / max(1, self._letters))
        return min(self._letters, int((at - self.span.start) / pace) + 1)


class Mark(Sprite):
    """A picture with its own transparency, fitted into an area: a logo over everything."""

    def __init__(self, shot: Shot, path: Path, area: Rect) -> None:
        super().__init__(shot.span, area, shot.opacity)
        self._shot = shot
        self._path = path
        self._area = area

    def pixels(self) -> NDArray[np.uint8]:
        picture = np.asarray(open_picture(self._path, transparent=True))
        picture = treated_pixels(picture, self._shot.treatment)
        height, width = picture.shape[:2]
        self.rect, _ = fitted(width, height, self._area, "contain")
        size = self.rect.width, self.rect.height
        return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))


def _moved(rect: Rect, across: int, down: int) -> Rect:
    return Rect(rect.left + across, rect.top + down, rect.right + across, rect.bottom + down)


def _sprite_rect(placed: Placed) -> Rect:
    """The title's box and the soft edge of its shadow, with even edges."""
    edge = math.ceil(placed.block.type.size * 0.5)
    box = placed.box
    return Rect(
        int(box.left - edge) & ~1,
        int(box.top - edge) & ~1,
        int(box.right + edge + 2) & ~1,
        int(box.bottom + edge + 2) & ~1,
    )
