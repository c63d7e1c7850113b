"""Chance and cloudiness: one seeded source for a picture, and fractal noise made from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from PIL import Image

from skill_runtime.studio.painting.raster import Array

Item = TypeVar("Item")


class Dice:
    """Seeded chance that gives plain floats, so that float32 planes stay float32."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)

    def uniform(self, low: float, high: float) -> float:
        return float(self._generator.uniform(low, high))

    def chance(self, probability: float) -> bool:
        return float(self._generator.random()) < probability

    def pick(self, items: Sequence[Item]) -> Item:
        return items[int(self._generator.integers(len(items)))]

    def integers(self, high: int, count: int) -> Array:
        return self._generator.integers(high, size=count)

    def plane(self, *shape: int) -> Array:
        """Even noise in 0..1, float32, of any shape."""
        return self._generator.random(shape, dtype=np.float32)

    def spread(self, low: float, high: float, count: int) -> Array:
        """`count` even values between `low` and `high`, float32."""
        return low + (high - low) * self.plane(count)

    def normal(self, *shape: int) -> Array:
        return self._generator.standard_normal(shape, dtype=np.float32)


def fractal(
    dice: Dice,
    size: tuple[int, int],
    cell: float,
    octaves: int = 5,
    gain: float = 0.5,
    stretch: float = 1.0,
) -> Array:
    """Fractal noise (height, width), about 0..1 around 0.5.

    `cell` is the height in pixels of the largest lumps, `stretch` how much wider than high they
    are. Each octave doubles a small lattice and adds to it, so that only the last enlargement
    touches every pixel.
    """
    height, width = max(size[0], 1), max(size[1], 1)
    tall, wide = height / max(cell, 1.01), width / max(cell * stretch, 1.01)
    lattice = dice.plane(int(tall) + 4, int(wide) + 4)
    amplitude, total, scale = 1.0, 1.0, 1
    for _ in range(octaves - 1):
        if cell / scale < 2.0:
            break
        scale *= 2
        rows, columns = lattice.shape[0] * 2, lattice.shape[1] * 2
        enlarged = Image.fromarray(lattice).resize((columns, rows), Image.Resampling.BICUBIC)
        amplitude *= gain
        total += amplitude
        lattice = np.asarray(enlarged) + amplitude * dice.plane(rows, columns)
    box = (scale, scale, scale + wide * scale, scale + tall * scale)
    picture = Image.fromarray(np.ascontiguousarray(lattice / total, np.float32))
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC, box=box))


def profile(
    dice: Dice,
    count: int,
    cell: float,
    octaves: int = 5,
    gain: float = 0.5,
    *,
    ridged: bool = False,
) -> Array:
    """A fractal line of `count` values, about 0..1; `ridged` folds it into sharp crests."""
    total, amplitude = 0.0, 1.0
    line = np.zeros(count)
    positions = np.arange(count)
    for _ in range(octaves):
        place = positions / max(cell, 1.5) + dice.uniform(0, 1)
        left = place.astype(int)
        share = place - left
        share = share * share * (3 - 2 * share)
        knots = dice.plane(int(left[-1]) + 2)
        values = knots[left] * (1 - share) + knots[left + 1] * share
        line += amplitude * (1 - np.abs(2 * values - 1) if ridged else values)
        total += amplitude
        amplitude *= gain
        cell /= 2
    return line / total
