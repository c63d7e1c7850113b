"""A sky that goes its own way behind the land of a painted still.

Rows that are all sky or all land are sampled once, as without parallax; only where both meet are
they mixed. What the land hides of the sky is filled in with what is around it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from skill_runtime.studio.media.camera import Move, View, gather, sampled
from skill_runtime.studio.media.planes import Planes

__all__ = ["Parallax", "sky_move", "without_land"]

ENLARGED = 2
"""A sky is soft: half the enlargement of the land is enough."""
_FILL = 8
"""What is hidden is filled in on a copy that is so much smaller."""
_ANY_LAND = [255 if value > 8 else 0 for value in range(256)]
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
    grown = Image.fromarray(land).point(_ANY_LAND)
    reach = max(3, width // _EDGE) | 1
    land = np.asarray(grown.filter(ImageFilter.MaxFilter(min(reach, 15))))
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
class _Alpha:
    """How much of each sample is land, for one plane of a picture."""

    values: NDArray[np.uint8]
    sky_rows: int
    """The first rows, which are all sky."""
    mixed_rows: int
    """Below this one all is land."""


class Parallax:
    """Two layers of one still: `land` over `sky`, parted by `alpha` (255: land), all enlarged.

    The sky and the alpha may end above the land's foot, where nothing of the sky is seen.
    """

    def __init__(self, land: Planes, sky: Planes, alpha: NDArray[np.uint8], move: Move) -> None:
        self._land = land
        self._sky = sky
        self._move = move
        half = np.ascontiguousarray(alpha[::2, ::2])
        self._alphas = (_measured(alpha), _measured(half), _measured(half))

    def draw(self, into: Planes, view: View, share: float) -> None:
        """The whole picture after a share of the way; `view` is the land's."""
        behind = self._move.view(share)
        for land, sky, alpha, plane in zip(self._land, self._sky, self._alphas, into, strict=True):
            _draw_plane((land, sky), alpha, plane, (view, behind))


def _measured(values: NDArray[np.uint8]) -> _Alpha:
    lows, highs = values.min(axis=1), values.max(axis=1)
    some_land = np.flatnonzero(highs > _CLEAR)
    some_sky = np.flatnonzero(lows < _SOLID)
    return _Alpha(
        values,
        int(some_land[0]) if len(some_land) else len(values),
        int(some_sky[-1]) + 1 if len(some_sky) else 0,
    )


def _draw_plane(
    sources: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    alpha: _Alpha,
    into: NDArray[np.uint8],
    views: tuple[View, View],
) -> None:
    land, sky = sources
    view, behind = views
    height, width = into.shape
    where = sampled(alpha.values.shape[0], height, view.zoom, view.down)
    first = int(np.searchsorted(where, alpha.sky_rows))
    last = max(first, int(np.searchsorted(where, alpha.mixed_rows)))
    columns = sampled(sky.shape[1], width, behind.zoom, behind.across)
    rows = sampled(sky.shape[0], height, behind.zoom, behind.down)[:last]
    gather(sky, rows, columns, into[:last])
    over = np.empty((last - first, width), np.uint8)
    columns = sampled(land.shape[1], width, view.zoom, view.across)
    rows = sampled(land.shape[0], height, view.zoom, view.down)
    gather(land, rows[last:], columns, into[last:])
    gather(land, rows[first:last], columns, over)
    share = np.empty((last - first, width), np.uint8)
    columns = sampled(alpha.values.shape[1], width, view.zoom, view.across)
    gather(alpha.values, where[first:last], columns, share)
    _mix(into[first:last], over, share)


def _mix(under: NDArray[np.uint8], over: NDArray[np.uint8], share: NDArray[np.uint8]) -> None:
    """Where nearly all is land or sky, it is all."""
    for top in range(0, len(under), 64):
        part = slice(top, top + 64)
        weight = share[part].astype(np.uint16)
        total = over[part] * weight
        total += under[part] * (np.uint16(255) - weight)
        total += np.uint16(128)
        # An exact division by 255 of what lies within 16 bits.
        under[part] = (total + (total >> np.uint16(8))) >> np.uint16(8)
