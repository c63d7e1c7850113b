"""A sky that goes its own way behind the land of a painted still.

What is all sky or all land is sampled once, as without parallax; only where both meet are they
mixed. What the land hides of the sky is filled in with what is around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.extremes import greatest
from skill_runtime.studio.media.camera import Box, Move, View, sampled
from skill_runtime.studio.media.planes import Planes, Sheet, sheet_of
from skill_runtime.studio.media.rect import even

__all__ = ["Parallax", "sky_move", "without_land"]

ENLARGED = 2
"""A sky is soft: half the enlargement of the land is enough."""
_FILL = 8
"""What is hidden is filled in on a copy that is so much smaller."""
_ANY_LAND = 8
_EDGE = 90
"""The land is grown by half this part of the width,"""
_WIDEST = 7
"""and by so many pixels at most."""
_SLOWER = 0.4
"""Share of the land's movement that the sky takes part in."""
_MARGIN = 1.05
_DRIFT = 0.38
"""How far the sky drifts to each side, a share of the room that the margin leaves."""
_SOLID, _CLEAR = 252, 3
"""From here on alpha counts as all land, or all sky."""
_CELL = 128
"""Pixels of a side: so large are the squares of which it is known what is in them. In smaller ones
less is mixed, but each costs some calls.
"""
_ROUNDING = 4
"""Pixels by which a square may be drawn off its place."""


def sky_move(move: Move, seed: int) -> Move:
    """The sky's way: slower than the land's, and drifting to a side."""
    drift = _DRIFT if seed % 2 else -_DRIFT
    low, high = (0.5 + (look - 0.5) * _SLOWER for look in move.across)
    return Move(
        zoom=(_MARGIN + (move.zoom[0] - 1) * _SLOWER, _MARGIN + (move.zoom[1] - 1) * _SLOWER),
        across=(min(1.0, max(0.0, low - drift)), min(1.0, max(0.0, high + drift))),
        down=move.down,
    )


def without_land(image: NDArray[np.uint8], land: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture (h, w, 3) with what isn't sky painted over from the sky around it."""
    height, width = image.shape[:2]
    # The soft edge of the land, and what shines around it, are not of the sky either.
    reach = min(_WIDEST, max(1, width // _EDGE // 2))
    land = greatest(np.where(land > _ANY_LAND, 255, 0).astype(np.uint8), 2 * reach + 1)
    size = max(4, width // _FILL), max(4, height // _FILL)
    whole, covered = Image.fromarray(image), Image.fromarray(land)
    small = np.asarray(whole.resize(size, Image.Resampling.BOX), np.float32)
    hidden = np.asarray(covered.resize(size, Image.Resampling.BOX), np.float32)
    share = np.clip(1 - hidden / 128, 0, 1).astype(np.float32)[..., None]
    fill = np.zeros_like(small)
    known = np.zeros_like(share)
    for reach in (2, 8, 40):
        colors, weight = _spread(small * share, reach), _spread(share, reach)
        here = np.clip(weight * 40, 0, 1) * (1 - known)
        fill += here * colors / np.maximum(weight, 1e-4)
        known += here
    fill += (1 - known) * small.mean(axis=(0, 1))
    filled = Image.fromarray(np.clip(fill, 0, 255).astype(np.uint8))
    large = filled.resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(Image.composite(large, whole, covered))


def _spread(plane: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """Means over squares of 2 * reach + 1, by running sums, twice."""
    for axis in (0, 1, 0, 1):
        padding = [(0, 0)] * plane.ndim
        padding[axis] = (reach + 1, reach)
        sums = np.cumsum(np.pad(plane, padding, mode="edge"), axis=axis, dtype=np.float64)
        count = plane.shape[axis]
        ahead = np.take(sums, range(2 * reach + 1, 2 * reach + 1 + count), axis=axis)
        behind = np.take(sums, range(count), axis=axis)
        plane = ((ahead - behind) / (2 * reach + 1)).astype(np.float32)
    return plane


class Parallax:
    """Two layers of one still: `land` over `sky`, parted by `alpha` (255: land), all enlarged, for
    a picture of `size`.
    """

    def __init__(
        self,
        land: Planes,
        sky: Planes,
        alpha: NDArray[np.uint8],
        move: Move,
        size: tuple[int, int],
    ) -> None:
        half = alpha[::2, ::2].copy()
        share = sheet_of(Planes(alpha, half, half))
        self._layers = list(map(_Layers, sheet_of(land), sheet_of(sky), share))
        cells = list(_cells(alpha, *size))
        self._pieces = [*_joined(map(_sky_of, cells)), *_joined(map(_land_of, cells))]
        self._move = move

    def draw(self, into: Sheet, view: View, share: float) -> None:
        """The whole picture after a share of the way; `view` is the land's."""
        views = view, self._move.view(share)
        width, height = into[0].size
        for there, columns, rows in self._pieces:
            xs, ys = view.seen_at(columns, rows, width, height)
            left, right = (min(width, max(0, even(x))) for x in xs)
            top, bottom = (min(height, max(0, even(y))) for y in ys)
            if left < right and top < bottom:
                for plane, layers, step in zip(into, self._layers, (1, 2, 2), strict=True):
                    part = left // step, top // step, right // step, bottom // step
                    _draw(plane, layers, there, views, part)


class _There(Enum):
    """What there is in a square of a picture, and what is drawn of it: the sky, the land, or the
    land over a sky that is there already.
    """

    SKY = auto()
    LAND = auto()
    BOTH = auto()


class _Layers(NamedTuple):
    """The same plane of both layers, and how much of each sample is land."""

    land: Image.Image
    sky: Image.Image
    share: Image.Image


_Run = tuple[_There, int, int]
"""Cells of a row that hold the same: the first, and the one after the last."""


class _Piece(NamedTuple):
    """What is to be drawn in a rectangle of the land's picture."""

    there: _There
    columns: NDArray[np.float64]
    """Its left and its right edge, in pixels."""
    rows: NDArray[np.float64]


def _cells(alpha: NDArray[np.uint8], width: int, height: int) -> Iterator[list[_There]]:
    """What there is in the squares of a picture of that size, row by row."""
    fine = len(alpha) // height
    edge, side = _ROUNDING * fine, _CELL * fine
    for top in range(0, height * fine, side):
        rows = alpha[max(0, top - edge) : top + side + edge]
        lefts = range(0, width * fine, side)
        yield [_there(rows[:, max(0, left - edge) : left + side + edge]) for left in lefts]


def _there(alpha: NDArray[np.uint8]) -> _There:
    if alpha.max() <= _CLEAR:
        return _There.SKY
    return _There.LAND if alpha.min() >= _SOLID else _There.BOTH


def _sky_of(row: Sequence[_There]) -> list[_Run]:
    """From the first to the last of a row's squares that are not all land."""
    found = [number for number, there in enumerate(row) if there is not _There.LAND]
    return [(_There.SKY, found[0], found[-1] + 1)] if found else []


def _land_of(row: Sequence[_There]) -> list[_Run]:
    runs = []
    for there, same in groupby(enumerate(row), key=itemgetter(1)):
        numbers = [number for number, _ in same]
        if there is not _There.SKY:
            runs.append((there, numbers[0], numbers[-1] + 1))
    return runs


def _joined(rows: Iterable[list[_Run]]) -> Iterator[_Piece]:
    """Rows that are alike as one: each piece costs some calls."""
    top = 0
    for runs, alike in groupby(rows):
        bottom = top + len(list(alike))
        for there, left, right in runs:
            yield _Piece(there, np.array([left, right]) * _CELL, np.array([top, bottom]) * _CELL)
        top = bottom


def _draw(
    into: Image.Image, layers: _Layers, there: _There, views: tuple[View, View], part: Box
) -> None:
    if there is _There.SKY:
        into.paste(sampled(layers.sky, into.size, views[1], part), part)
        return
    land = sampled(layers.land, into.size, views[0], part)
    if there is _There.LAND:
        into.paste(land, part)
    else:
        into.paste(land, part, sampled(layers.share, into.size, views[0], part))
