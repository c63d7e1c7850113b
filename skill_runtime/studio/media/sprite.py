"""A title as a layer: pixels with alpha, blended inside the box of its ink only."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from skill_runtime.studio.media.layers import Layer
from skill_runtime.studio.media.lettering import draw_title
from skill_runtime.studio.media.placing import Placed
from skill_runtime.studio.media.planes import Planes, Rect, from_rgb

__all__ = ["TextSprite"]

_ALPHA_BITS = 7
"""(-255 … 255) * (0 … 128) fits into 16 bits."""


class TextSprite(Layer):
    """A title on the canvas."""

    def __init__(self, placed: Placed) -> None:
        super().__init__(placed.title.span, _sprite_rect(placed))
        self._placed = placed
        self._colors: list[NDArray[np.int16]] = []
        self._alphas: list[NDArray[np.int16]] = []

    def open(self) -> None:
        rgba = draw_title(self._placed, self.rect)
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
        return np.int16(round(self.span.gain(at) * 128))


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
