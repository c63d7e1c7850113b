"""A sky that goes its own way behind the land of a painted still.

What is all sky or all land is sampled once, as without parallax; only where both meet are they
mixed. What the land hides of the sky is filled in with what is around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.media.camera import TILE, Move, View, gather, sampled
from skill_runtime.studio.media.planes import Planes

__all__ = ["Parallax", "sky_move", "without_land"]

ENLARGED = 2
"""A sky is soft: half the enlargement of the land is enough."""
_FILL = 8
"""What is hidden is filled in on a copy that is so much smaller."""
_ANY_LAND = 8
_EDGE = 90
"""The land is grown by half this part of the width."""
_SLOWER = 0.4
"""Share of the land's movement that the sky takes part in."""
_MARGIN = 1.05
_DRIFT = 0.38
"""How far the sky drifts to each side, a share of the room that the margin leaves."""
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
    land = _grown(np.where(land > _ANY_LAND, 255, 0).astype(np.uint8), width // _EDGE // 2)
    size = max(4, width // _FILL), max(4, height // _FILL)
    small = np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX), np.float32)
    hidden = np.asarray(Image.fromarray(land).resize(size, Image.Resampling.BOX), np.float32)
    share = np.clip(1 - hidden / 128, 0, 1).astype(np.float32)[..., None]
    fill = np.zeros_like(small)
    known = np.zeros_like(share)
    for reach in (2, 8, 40):
        colors, weight = _spread(small * share, reach), _spread(share, reach)
        here = np.clip(weight * 40, 0, 1) * (1 - known)
        fill += here * colors / np.maximum(weight, 1e-4)
        known += here
    fill += (1 - known) * small.mean(axis=(0, 1))
    large = np.asarray(
        Image.fromarray(np.clip(fill, 0, 255).astype(np.uint8)).resize(
            (width, height), Image.Resampling.BILINEAR
        )
    )
    alpha = land[..., None].astype(np.uint16)
    mixed: NDArray[np.uint8] = ((image * (255 - alpha) + large * alpha) // 255).astype(np.uint8)
    return mixed


def _grown(land: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """The greatest of each square of 2 * reach + 1, by windows that double: Pillow's own filter
    takes a second for it.
    """
    reach = min(7, max(1, reach))
    for _ in range(2):
        land = np.pad(land, ((reach, reach), (0, 0)))
        covered, whole = 1, 2 * reach + 1
        while covered < whole:
            step = min(covered, whole - covered)
            land = np.maximum(land[:-step], land[step:])
            covered += step
        land = np.ascontiguousarray(land.T)
    return land


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

    def within(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> list[tuple[int, int]]:
        """For each strip of the sampled rows, which of the sampled columns can show the layer."""
        tops = range(0, len(rows), TILE)
        first = np.searchsorted(columns, np.minimum.reduceat(self.first[rows], tops))
        last = np.searchsorted(columns, np.maximum.reduceat(self.last[rows], tops))
        return list(zip(first.tolist(), np.maximum(first, last).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Alpha:
    """How much of each sample is land, for one plane of a picture, and where both layers are."""

    values: NDArray[np.uint8]
    land: _Reach
    sky: _Reach


class Parallax:
    """Two layers of one still: `land` over `sky`, parted by `alpha` (255: land), all enlarged."""

    def __init__(self, land: Planes, sky: Planes, alpha: NDArray[np.uint8], move: Move) -> None:
        self._land = land
        self._sky = sky
        self._move = move
        half = _measured(np.ascontiguousarray(alpha[::2, ::2]))
        self._alphas = (_measured(alpha), half, half)

    def draw(self, into: Planes, view: View, share: float) -> None:
        """The whole picture after a share of the way; `view` is the land's."""
        behind = self._move.view(share)
        for land, sky, alpha, plane in zip(self._land, self._sky, self._alphas, into, strict=True):
            _draw_plane((land, sky), alpha, plane, (view, behind))


def _measured(values: NDArray[np.uint8]) -> _Alpha:
    return _Alpha(values, _reach(values > _CLEAR), _reach(values < _SOLID))


def _reach(there: NDArray[np.bool_]) -> _Reach:
    some, width = there.any(axis=1), there.shape[1]
    first = np.where(some, there.argmax(axis=1), width)
    return _Reach(first, np.where(some, width - there[:, ::-1].argmax(axis=1), 0))


def _draw_plane(
    sources: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    alpha: _Alpha,
    into: NDArray[np.uint8],
    views: tuple[View, View],
) -> None:
    """Strip by strip: the sky where there is some, the land where there is some, and both mixed
    only where they meet.
    """
    land, sky = (
        _Sampled.of(source, into.shape, view) for source, view in zip(sources, views, strict=True)
    )
    mask = _Sampled.of(alpha.values, into.shape, views[0])
    with_sky = alpha.sky.within(mask.rows, mask.columns)
    with_land = alpha.land.within(mask.rows, mask.columns)
    for strip, of_sky, of_land in zip(count(), with_sky, with_land):
        rows = slice(strip * TILE, (strip + 1) * TILE)
        sky.draw(into, rows, of_sky)
        begin, end = max(of_sky[0], of_land[0]), min(of_sky[1], of_land[1])
        if begin >= end:
            land.draw(into, rows, of_land)
            continue
        land.draw(into, rows, (of_land[0], begin))
        land.draw(into, rows, (end, of_land[1]))
        over, share = (layer.seen(rows, (begin, end)) for layer in (land, mask))
        _mix(into[rows, begin:end], over, share)


@dataclass(frozen=True, slots=True)
class _Sampled:
    """An enlarged plane, and which of its samples the pixels of a view meet."""

    plane: NDArray[np.uint8]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]

    @classmethod
    def of(cls, plane: NDArray[np.uint8], size: tuple[int, ...], view: View) -> _Sampled:
        height, width = size
        rows = sampled(plane.shape[0], height, view.zoom, view.down)
        return cls(plane, rows, sampled(plane.shape[1], width, view.zoom, view.across))

    def draw(self, into: NDArray[np.uint8], rows: slice, columns: tuple[int, int]) -> None:
        if columns[0] < columns[1]:
            across = slice(*columns)
            gather(self.plane, self.rows[rows], self.columns[across], into[rows, across])

    def seen(self, rows: slice, columns: tuple[int, int]) -> NDArray[np.uint8]:
        found = self.rows[rows], self.columns[slice(*columns)]
        pixels = np.empty((len(found[0]), len(found[1])), np.uint8)
        gather(self.plane, *found, pixels)
        return pixels


def _mix(under: NDArray[np.uint8], over: NDArray[np.uint8], share: NDArray[np.uint8]) -> None:
    """In place; a share of 255 is all of `over`."""
    weight = share.astype(np.uint16)
    total = over * weight
    total += under * (np.uint16(255) - weight)
    total += np.uint16(128)
    # An exact division by 255 of what lies within 16 bits.
    under[...] = (total + (total >> np.uint16(8))) >> np.uint16(8)
