"""Colours: hex to float, and mixing in OKLab so that ramps keep their brightness and never go grey.

A colour is a float32 array of three sRGB-encoded values, 0..1 (above 1: brighter than white, which
the grade turns into glow). OKLab: Björn Ottosson, "A perceptual color space for image processing".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from skill_runtime.studio.painting.raster import Array

_TO_CONE = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])
_TO_LAB = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])
_FROM_CONE = np.linalg.inv(_TO_CONE)
_FROM_LAB = np.linalg.inv(_TO_LAB)

_RAMP_EASE = 0.35
"""How far a ramp lingers on its stops: 0 is straight lines, 1 stands still at each stop."""
_TINT_CHROMA = 0.09
"""The least colourfulness that a tint gives to a grey."""


@lru_cache(maxsize=512)
def rgb(code: str) -> Array:
    """`#rrggbb` as a colour; read-only, for it is shared."""
    channels = [int(code[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    color = np.array(channels, np.float32)
    color.setflags(write=False)
    return color


def to_oklab(colors: Array) -> Array:
    """sRGB (..., 3) → OKLab (..., 3)."""
    wide = np.asarray(colors, np.float64)
    linear = np.where(wide <= 0.04045, wide / 12.92, ((wide + 0.055) / 1.055) ** 2.4)
    lab: Array = np.cbrt(linear @ _TO_CONE.T) @ _TO_LAB.T
    return lab


def from_oklab(lab: Array) -> Array:
    """OKLab (..., 3) → sRGB (..., 3), clipped to 0..1."""
    linear = np.clip((lab @ _FROM_LAB.T) ** 3 @ _FROM_CONE.T, 0.0, None)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    colors: Array = np.clip(encoded, 0.0, 1.0).astype(np.float32)
    return colors


def mix(first: Array, second: Array, share: float) -> Array:
    """`share` 0 is the first colour, 1 the second."""
    return from_oklab(to_oklab(first) * (1.0 - share) + to_oklab(second) * share)


def ramp(stops: Sequence[Array], count: int) -> Array:
    """`count` colours (count, 3) through evenly spaced stops."""
    lab = to_oklab(np.stack(stops))
    place = np.linspace(0, len(stops) - 1, max(count, 1))
    left = np.minimum(place.astype(int), len(stops) - 2)
    share = (place - left)[:, None]
    eased = share * share * (3 - 2 * share)
    share = eased * _RAMP_EASE + share * (1 - _RAMP_EASE)
    return from_oklab(lab[left] * (1 - share) + lab[left + 1] * share)


def tint(color: Array, hue: float, amount: float) -> Array:
    """The colour pulled towards a hue (OKLab angle, radians), its lightness kept."""
    lab = to_oklab(color)
    chroma = max(_TINT_CHROMA, float(np.hypot(lab[1], lab[2])))
    lab[1] = lab[1] * (1 - amount) + amount * chroma * np.cos(hue)
    lab[2] = lab[2] * (1 - amount) + amount * chroma * np.sin(hue)
    return from_oklab(lab)


def turn(color: Array, angle: float) -> Array:
    """The colour with its hue turned by an angle in radians."""
    lab = to_oklab(color)
    sine, cosine = np.sin(angle), np.cos(angle)
    lab[1], lab[2] = lab[1] * cosine - lab[2] * sine, lab[1] * sine + lab[2] * cosine
    return from_oklab(lab)


def lightness(color: Array) -> float:
    """OKLab lightness, 0..1."""
    return float(to_oklab(color)[0])


def scaled(color: Array, factor: float) -> Array:
    """Brighter or darker by a plain factor; may leave 0..1."""
    return color * np.float32(factor)
