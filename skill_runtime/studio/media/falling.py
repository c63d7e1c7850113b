"""Snow, rain and twinkling lights over a still: small stamps on the luma plane, all at once.

A stamp is a few pixels of weights; the stamps of one size are laid with one indexed assignment, so
that a frame costs about a millisecond. Where they are depends on the seed and the moment alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skill_runtime.studio.extremes import greatest

__all__ = ["Falling", "Twinkling", "falling"]

Floats = NDArray[np.float64]
Luma = NDArray[np.uint8]

WHITE = 235
_REFERENCE = 1080 * 1920
_SNOW = ((1.8, 300, 0.60, 120.0), (3.4, 110, 0.62, 210.0), (8.0, 16, 0.30, 360.0))
"""Radius in units, flakes on a canvas of 1080x1920, opacity, units fallen a second: far to near."""
_RAIN = ((46, 80, 0.24, 1500.0), (84, 60, 0.28, 2100.0))
"""Length in units, streaks on that canvas, opacity, units fallen a second."""
_SWAY = 26.0
_BREATH = 2.4
"""Seconds between two dimmings of a light, about."""
_LIGHTS = 90
_CELL = 12
"""One light at most in a square of so many pixels."""
_CONTRAST = 46
"""A light is so much brighter than what is around it."""


@dataclass(frozen=True, slots=True)
class _Stamps:
    """Marks of one size, falling alike."""

    xs: Floats
    ys: Floats
    speed: Floats
    """Pixels a second."""
    lean: float
    """Pixels to the left for a pixel down."""
    sway: Floats
    """Pixels to either side; 0 for what falls straight."""
    across: NDArray[np.intp]
    """Offsets of the stamp's pixels from its middle."""
    down: NDArray[np.intp]
    weights: NDArray[np.uint16]
    """Of these pixels, 0 to 256."""


class Falling:
    """What falls over a picture of this size."""

    def __init__(self, kind: str, seed: int, width: int, height: int) -> None:
        self._size = width, height
        dice = np.random.default_rng(seed)
        self._stamps = falling(kind, dice, width, height)

    def draw(self, luma: Luma, seconds: float) -> None:
        """Lays it on a luma plane as it is after so many seconds."""
        width, height = self._size
        for stamps in self._stamps:
            reach = int(max(-stamps.down.min(), stamps.down.max())) + 1
            fallen = (stamps.ys + stamps.speed * seconds) % (height + 2 * reach) - reach
            turn = stamps.xs + seconds * 0.9
            aside = stamps.sway * np.sin(turn) - stamps.lean * (fallen - stamps.ys)
            xs = (stamps.xs + aside) % width
            _lay(luma, xs, fallen, stamps, WHITE)


class Twinkling:
    """Lights of a picture that dim now and then."""

    def __init__(self, luma: Luma, seed: int) -> None:
        self._size = luma.shape[1], luma.shape[0]
        dice = np.random.default_rng(seed)
        self._xs, self._ys, self._around = _lights(luma, dice)
        self._phase = dice.uniform(0, 2 * np.pi, len(self._xs))
        self._pace = dice.uniform(0.6, 1.5, len(self._xs)) * (2 * np.pi / _BREATH)
        offsets = np.arange(-3, 4)
        down, across = (grid.ravel() for grid in np.meshgrid(offsets, offsets, indexing="ij"))
        self._down, self._across = down, across
        self._bell = np.exp(-(across**2 + down**2) / 6.0)

    def draw(
        self, luma: Luma, seconds: float, place: Callable[[Floats, Floats], tuple[Floats, Floats]]
    ) -> None:
        """Dims the lights to what is around them, on a plane where `place` tells where the
        picture's pixels went.
        """
        dimmed = np.clip(np.sin(self._phase + self._pace * seconds), 0, 1) ** 2 * 0.75
        active = dimmed > 0.05
        xs, ys = place(self._xs[active], self._ys[active])
        weights = (dimmed[active][:, None] * self._bell[None, :] * 256).astype(np.uint16)
        found = _indices(luma, xs, ys, self._across, self._down)
        inside = found[2]
        around = np.broadcast_to(self._around[active][:, None], inside.shape)[inside]
        _stamp(luma, found, weights, np.minimum(around, luma[found[0][inside], found[1][inside]]))


def falling(kind: str, dice: np.random.Generator, width: int, height: int) -> list[_Stamps]:
    """The stamps of `snow` or `rain`."""
    unit = min(width, height) / 1080
    area = width * height / (_REFERENCE * unit * unit)
    lean = 0.0 if kind == "snow" else float(dice.uniform(0.08, 0.2))
    made = []
    for size, count, opacity, speed in _SNOW if kind == "snow" else _RAIN:
        number = max(2, round(count * area))
        shape = _flake if kind == "snow" else _streak
        across, down, weights = shape(max(0.7, size * unit), lean)
        made.append(
            _Stamps(
                xs=dice.uniform(0, width, number),
                ys=dice.uniform(0, height, number),
                speed=dice.uniform(0.75, 1.25, number) * speed * unit,
                lean=lean,
                sway=dice.uniform(0.3, 1.0, number) * _SWAY * unit * (kind == "snow"),
                across=across,
                down=down,
                weights=(weights * opacity * 256).astype(np.uint16),
            )
        )
    return made


def _flake(radius: float, lean: float) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    reach = int(radius * 1.4) + 1
    offsets = np.arange(-reach, reach + 1)
    down, across = (grid.ravel() for grid in np.meshgrid(offsets, offsets, indexing="ij"))
    weights = np.clip((radius - np.hypot(across, down)) / max(1.0, radius * 0.5) + 0.5, 0, 1)
    kept = weights > 0.02
    return across[kept], down[kept], weights[kept]


def _streak(length: float, lean: float) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Two pixels wide, brightest in its lower half."""
    down = np.repeat(np.arange(-int(length / 2), int(length / 2) + 1), 2)
    across = np.round(-down * lean).astype(np.intp) + np.tile([0, 1], len(down) // 2)
    share = (down - down.min()) / max(1, int(np.ptp(down)))
    return across, down, np.sin(np.pi * share**1.5) * np.tile([1.0, 0.45], len(down) // 2)


def _lay(luma: Luma, xs: Floats, ys: Floats, stamps: _Stamps, level: int) -> None:
    found = _indices(luma, xs, ys, stamps.across, stamps.down)
    weights = np.broadcast_to(stamps.weights, (len(xs), len(stamps.weights)))
    _stamp(luma, found, weights, level)


def _indices(
    luma: Luma, xs: Floats, ys: Floats, across: NDArray[np.intp], down: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
    """Rows and columns of all the stamps' pixels, and which of them lie on the plane."""
    height, width = luma.shape
    rows = np.round(ys).astype(np.intp)[:, None] + down
    columns = np.round(xs).astype(np.intp)[:, None] + across
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    return rows, columns, inside


def _stamp(
    luma: Luma,
    at: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]],
    weights: NDArray[np.uint16],
    level: int | NDArray[np.int32],
) -> None:
    """Mixes a level into a plane, or one for each pixel that lies on it; 256 is all of it."""
    rows, columns, inside = at
    rows, columns, share = rows[inside], columns[inside], weights[inside].astype(np.int32)
    under = luma[rows, columns].astype(np.int32)
    luma[rows, columns] = (under + ((level - under) * share >> 8)).astype(np.uint8)


def _lights(luma: Luma, dice: np.random.Generator) -> tuple[Floats, Floats, NDArray[np.int32]]:
    """The middles of small bright spots, a seeded choice of them, and the levels around them. The
    rim of something large, such as the moon, is none.
    """
    height, width = luma.shape[0] // _CELL * _CELL, luma.shape[1] // _CELL * _CELL
    blocks = luma[:height, :width].reshape(height // _CELL, _CELL, width // _CELL, _CELL)
    cells = blocks.transpose(0, 2, 1, 3).reshape(height // _CELL, width // _CELL, -1)
    brightest = cells.argmax(axis=2)
    around = np.median(cells, axis=2).astype(np.int32)
    beside = greatest(around.astype(np.uint8), 3)
    rows, columns = np.nonzero(cells.max(axis=2) > np.maximum(around, beside) + _CONTRAST)
    chosen = dice.permutation(len(rows))[:_LIGHTS]
    rows, columns = rows[chosen], columns[chosen]
    spot = brightest[rows, columns]
    xs = columns * _CELL + spot % _CELL
    ys = rows * _CELL + spot // _CELL
    return xs.astype(np.float64), ys.astype(np.float64), around[rows, columns]
