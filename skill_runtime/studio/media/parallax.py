"""A sky that goes its own way behind the land of a painted still.

What is all sky or all land is sampled once, as without parallax; only where both meet are they
mixed. What the land hides of the sky is filled in with what is around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.extremes import greatest
from skill_runtime.studio.media.camera import Move, Samples, View, sampled
from skill_runtime.studio.media.planes import Planes, sheet_of

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
_STRIP = 64
"""Rows that are drawn at once: what is mixed stays in the processor's cache."""
_SOLID, _CLEAR = 252, 3
"""From here on a row's alpha counts as all land, or all sky."""


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


@dataclass(frozen=True, slots=True)
class _Reach:
    """From which column of each row (first) to before which (last) there is some of a layer."""

    first: NDArray[np.intp]
    last: NDArray[np.intp]

    def within(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> list[slice]:
        """For each strip of the sampled rows, which of the sampled columns can show the layer."""
        tops = range(0, len(rows), _STRIP)
        first = np.searchsorted(columns, np.minimum.reduceat(self.first[rows], tops))
        last = np.searchsorted(columns, np.maximum.reduceat(self.last[rows], tops))
        return list(map(slice, first.tolist(), np.maximum(first, last).tolist()))


class _Alpha:
    """How much of each sample is land, for one plane of a picture, and where both layers are."""

    def __init__(self, values: NDArray[np.uint8]) -> None:
        self._height, self._width = values.shape
        self._land, self._sky = _reach(values > _CLEAR), _reach(values < _SOLID)
        [self.image] = sheet_of([(values >> 1) + (values >> 7)])  # 0 … 255 → 0 … 128

    def strips(self, shape: tuple[int, ...], view: View) -> Iterator[tuple[slice, slice, slice]]:
        """Of a page of this shape, the rows of each strip, and its columns that can show the sky
        and the land.
        """
        rows = sampled(self._height, shape[0], view.zoom, view.down)
        columns = sampled(self._width, shape[1], view.zoom, view.across)
        tops = range(0, shape[0], _STRIP)
        strips = [slice(top, min(top + _STRIP, shape[0])) for top in tops]
        sky, land = (reach.within(rows, columns) for reach in (self._sky, self._land))
        return zip(strips, sky, land, strict=True)


class Parallax:
    """Two layers of one still: `land` over `sky`, parted by `alpha` (255: land), all enlarged."""

    def __init__(self, land: Planes, sky: Planes, alpha: NDArray[np.uint8], move: Move) -> None:
        # Copies, for the large pages of numpy's own memory (as in `Panorama`).
        light, *colors = map(_Pair, sheet_of(land.copy()), sheet_of(sky.copy()))
        self._light = [light], _Alpha(alpha)
        self._color = colors, _Alpha(alpha[::2, ::2])
        self._move = move

    def draw(self, into: Planes, view: View, share: float) -> None:
        """The whole picture after a share of the way; `view` is the land's, `into` a `copy`."""
        views = view, self._move.view(share)
        _draw(*self._light, [into.y], views)
        _draw(*self._color, [into.u, into.v], views)


class _Pair(NamedTuple):
    """The same plane of both layers."""

    land: Image.Image
    sky: Image.Image


def _reach(there: NDArray[np.bool_]) -> _Reach:
    some, width = there.any(axis=1), there.shape[1]
    first = np.where(some, there.argmax(axis=1), width)
    return _Reach(first, np.where(some, width - there[:, ::-1].argmax(axis=1), 0))


def _draw(
    pairs: Sequence[_Pair],
    alpha: _Alpha,
    into: Sequence[NDArray[np.uint8]],
    views: tuple[View, View],
) -> None:
    """Strip by strip, planes of one size: the sky where there is some, over it the land where there
    is some, and both mixed only where they meet.
    """
    of_land, of_sky = views
    share = np.empty_like(into[0])
    [mask] = sheet_of([share])
    shares = Samples(alpha.image, of_land, mask)
    layers = [
        (plane, Samples(pair.sky, of_sky, page), Samples(pair.land, of_land, page))
        for plane, page, pair in zip(into, sheet_of(into), pairs, strict=True)
    ]
    for rows, with_sky, with_land in alpha.strips(share.shape, of_land):
        met = rows, _met(with_sky, with_land)
        shares.draw(_box(*met))
        for plane, sky, land in layers:
            sky.draw(_box(rows, with_sky))
            behind = plane[met].astype(np.int16)
            land.draw(_box(rows, with_land))
            _mix(plane[met], behind, share[met])


def _met(one: slice, other: slice) -> slice:
    start = max(one.start, other.start)
    return slice(start, max(start, min(one.stop, other.stop)))


def _box(rows: slice, columns: slice) -> tuple[int, int, int, int]:
    return columns.start, rows.start, columns.stop, rows.stop


def _mix(over: NDArray[np.uint8], under: NDArray[np.int16], share: NDArray[np.uint8]) -> None:
    """Into `over`, of which a share of 128 leaves all."""
    total = over.astype(np.int16)
    total -= under
    total *= share
    total += np.int16(64)
    total >>= np.int16(7)
    total += under
    over[...] = total
