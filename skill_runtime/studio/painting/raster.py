"""Operations on float planes: stretch, smooth, step. Knows nothing of scenes.

A plane is an array (height, width) or (height, width, channels) of float32.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array: TypeAlias = NDArray[Any]

_STRIP = 64
"""Rows worked on at a time: a strip stays in the cache, which halves the time."""


def strips(rows: int) -> Iterator[slice]:
    """A plane's rows, a few at a time."""
    return (slice(top, min(rows, top + _STRIP)) for top in range(0, rows, _STRIP))


def smoothstep(low: float, high: float, values: Array) -> Array:
    """0 at `low`, 1 at `high`, an S curve between; `low` may be above `high` for a falling step."""
    ramp = np.clip((values - low) * (1.0 / (high - low)), 0.0, 1.0)
    return ramp * ramp * (3.0 - 2.0 * ramp)


def gaussian(values: Array, width: float) -> Array:
    """A bell around 0: 1 in the middle, 1/e at `width`."""
    scaled = values * (1.0 / max(width, 1e-6))
    return np.exp(-(scaled * scaled))


def resize(plane: Array, width: int, height: int, *, smooth: bool = True) -> Array:
    """The plane stretched to (height, width), bicubic when `smooth`, else bilinear."""
    method = Image.Resampling.BICUBIC if smooth else Image.Resampling.BILINEAR
    if plane.ndim == 2:
        source = Image.fromarray(np.ascontiguousarray(plane, np.float32))
        return np.asarray(source.resize((width, height), method))
    channels = [
        resize(plane[..., index], width, height, smooth=smooth) for index in range(plane.shape[2])
    ]
    return np.stack(channels, axis=-1)


def shrink(plane: Array, factor: int) -> Array:
    """Block means; what is left over at the right and bottom edge is dropped."""
    height, width = plane.shape[0] // factor, plane.shape[1] // factor
    channels = [
        np.asarray(Image.fromarray(np.ascontiguousarray(plane[..., index])).reduce(factor))
        for index in range(plane.shape[2])
    ]
    return np.stack(channels, axis=-1)[:height, :width]


def median(picture: Array, size: int) -> Array:
    """The median of each square of `size` (odd) around a pixel of a picture (h, w, channels): all
    pixels go through one sorting network, a tenth of the price of sorting each square.
    """
    reach = size // 2
    padded = np.pad(picture, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    height, width = picture.shape[:2]
    found = np.empty_like(picture)
    for rows in strips(height):
        values = [
            padded[rows.start + down : rows.stop + down, across : across + width]
            for down in range(size)
            for across in range(size)
        ]
        for low, high in _to_the_middle(size * size):
            one, other = values[low], values[high]
            values[low], values[high] = np.minimum(one, other), np.maximum(one, other)
        found[rows] = values[size * size // 2]
    return found


@cache
def _to_the_middle(count: int) -> list[tuple[int, int]]:
    """The exchanges that bring the median of so many values to its place: Batcher's merge exchange
    (Knuth, 5.2.2 M) without those that don't matter to it.
    """
    exchanges = []
    merged = 1
    while merged < count:
        gap = merged
        while gap:
            exchanges += [
                (low, low + gap)
                for start in range(gap % merged, count - gap, 2 * gap)
                for low in range(start, min(start + gap, count - gap))
                if low // (2 * merged) == (low + gap) // (2 * merged)
            ]
            gap //= 2
        merged *= 2
    needed, kept = {count // 2}, []
    for pair in reversed(exchanges):
        if needed & set(pair):
            needed |= set(pair)
            kept.append(pair)
    return kept[::-1]


def blur(plane: Array, radius_x: float, radius_y: float | None = None) -> Array:
    """Two box passes an axis, by running sums: close to a Gaussian, any radius at one price."""
    radius_y = radius_x if radius_y is None else radius_y
    for _ in range(2):
        plane = _box(_box(plane, int(radius_x), axis=1), int(radius_y), axis=0)
    return plane


def _box(plane: Array, radius: int, axis: int) -> Array:
    if radius < 1:
        return plane
    window = 2 * radius + 1
    padding = [(0, 0)] * plane.ndim
    padding[axis] = (radius + 1, radius)
    sums = np.cumsum(np.pad(plane, padding, mode="edge"), axis=axis, dtype=np.float64)
    ahead = np.take(sums, range(window, sums.shape[axis]), axis=axis)
    behind = np.take(sums, range(sums.shape[axis] - window), axis=axis)
    return ((ahead - behind) / window).astype(np.float32)


def smooth_line(line: Array, reach: float) -> Array:
    """A line of values averaged over about `reach` samples with a Hann window."""
    size = max(3, int(reach) | 1)
    window = np.hanning(size + 2)[1:-1]
    padded = np.pad(line, size // 2, mode="edge")
    return np.convolve(padded, window / window.sum(), mode="valid")
