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
from skill_runtime.studio.media.lettering import draw_title
from skill_runtime.studio.media.placing import Placed
from skill_runtime.studio.media.planes import Planes, from_rgb
from skill_runtime.studio.media.rect import Rect
from skill_runtime.studio.media.sources import open_picture
from skill_runtime.studio.media.still import treated_pixels

__all__ = ["Mark", "Sprite", "TextSprite"]

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
        rgba = self.pixels()
        planes = from_rgb(rgba[..., :3], self.rect.width, self.rect.height)
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
        strength = self._strength(at)
        for part in parts:
            inner = part.seen_from(self.rect)
            for plane, color, alpha, step in zip(
                canvas.window(part), self._colors, self._alphas, (1, 2, 2), strict=True
            ):
                own = np.s_[
                    inner.top // step : inner.bottom // step,
                    inner.left // step : inner.right // step,
                ]
                share = alpha[own] if strength == 128 else alpha[own] * strength >> _ALPHA_BITS
                below = plane.astype(np.int16)
                below += (color[own] - below) * share >> _ALPHA_BITS
                plane[...] = below

    def _strength(self, at: float) -> np.int16:
        return np.int16(round(self.span.gain(at) * self._opacity * 128))


class TextSprite(Sprite):
    """A title."""

    def __init__(self, placed: Placed) -> None:
        super().__init__(placed.title.span, _sprite_rect(placed), placed.title.opacity)
        self._placed = placed

    def pixels(self) -> NDArray[np.uint8]:
        return draw_title(self._placed, self.rect)


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
