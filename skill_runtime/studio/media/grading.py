"""Colour filters laid on planar YUV with a strength from 0 to 1 (their table: `looks`).

A look works on luma by one table of 256 entries and on colour by another; its tint follows the
light of the picture, so that black stays black. What costs more (a blur) is done by the scaler.
Unknown filters are refused where the draft is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from skill_runtime.studio.media.looks import BLUR, LOOKS
from skill_runtime.studio.media.planes import Planes, rescaled

__all__ = ["blurred_image", "graded", "without_blur"]

_BLUR_SHARE = 0.022
"""Of the shorter side: the radius of the strongest blur."""
_DARKEST, _LIGHT_RANGE = 16, 219
_MIDDLE = 128


def graded(planes: Planes, filters: Mapping[str, float]) -> Planes:
    """The picture with the filters laid on in their order, in memory of its own."""
    for name, strength in filters.items():
        planes = _blurred(planes, strength) if name == BLUR else _toned(planes, name, strength)
    return planes


def without_blur(filters: Mapping[str, float]) -> Mapping[str, float]:
    """The filters that a still's planes still lack once its pixels are blurred."""
    return {name: strength for name, strength in filters.items() if name != BLUR}


def blurred_image(pixels: NDArray[np.uint8], strength: float) -> NDArray[np.uint8]:
    """A still's RGB pixels blurred as `graded` blurs a clip, once instead of for each frame."""
    radius = min(pixels.shape[:2]) * _BLUR_SHARE * strength
    image = Image.fromarray(np.ascontiguousarray(pixels)).filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(image)


def _toned(planes: Planes, name: str, strength: float) -> Planes:
    light, color, tints = _tables(name, strength)
    luma = light[planes.y]
    if not any(tint.any() for tint in tints):
        return Planes(luma, color[planes.u], color[planes.v])
    sampled = planes.y[::2, ::2]
    blue, red = (
        np.clip(color[plane] + tint[sampled], 0, 255).astype(np.uint8)
        for plane, tint in zip((planes.u, planes.v), tints, strict=True)
    )
    return Planes(luma, blue, red)


@lru_cache(maxsize=64)
def _tables(
    name: str, strength: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], tuple[NDArray[np.int16], NDArray[np.int16]]]:
    """For luma, for both colour differences, and what is added to these by luma."""
    look = LOOKS[name]
    level = np.arange(256, dtype=np.float64)
    share = np.clip((level - _DARKEST) / _LIGHT_RANGE, 0, 1)
    toned = (share**look.gamma - 0.5) * look.contrast + 0.5 + look.lift / _LIGHT_RANGE
    wanted = _DARKEST + np.clip(toned, 0, 1) * _LIGHT_RANGE
    light = np.clip(np.round(level + (wanted - level) * strength), 0, 255).astype(np.uint8)
    saturation = 1 + (look.saturation - 1) * strength
    color = np.round(np.clip(_MIDDLE + (level - _MIDDLE) * saturation, 0, 255)).astype(np.uint8)
    # Strongest in the middle tones and above, none in black.
    weight = np.minimum(1.0, share * 2.2) * strength
    blue, red = (np.round(weight * shift).astype(np.int16) for shift in (look.blue, look.red))
    return light, color, (blue, red)


def _blurred(planes: Planes, strength: float) -> Planes:
    """By way of a small copy: the scaler averages going down and smooths going up."""
    height, width = planes.y.shape
    factor = 1 + min(height, width) * _BLUR_SHARE * strength * 1.6
    small = rescaled(planes, width / factor, height / factor, how="AREA")
    return rescaled(small, width, height, how="BICUBIC")
