"""A camera over a still: its way, and sampling what it sees of an enlarged picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.media.planes import Planes, sheet_of

__all__ = ["MOVES", "TILE", "Move", "Panorama", "Sampling", "View"]


TILE = 64
"""Rows that are gathered at once: they stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class View:
    """What a camera sees at a moment: its zoom, and where it looks in the room that this leaves
    (0…1).
    """

    zoom: float
    across: float
    down: float

    def box(self, width: int, height: int) -> tuple[float, float, float, float]:
        """What it sees of a picture of that size: left, top, right and bottom."""
        room = 1 - 1 / self.zoom
        left, top = room * self.across * width, room * self.down * height
        right, bottom = left + width / self.zoom, top + height / self.zoom
        return left, top, min(width, right), min(height, bottom)

    def seen_at(
        self, xs: NDArray[np.float64], ys: NDArray[np.float64], width: int, height: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where pixels of a picture of that size come to lie."""
        room = 1 - 1 / self.zoom
        return (
            (xs - room * self.across * width) * self.zoom,
            (ys - room * self.down * height) * self.zoom,
        )


@dataclass(frozen=True, slots=True)
class Move:
    """A camera's way over a still."""

    zoom: tuple[float, float]
    across: tuple[float, float] = (0.5, 0.5)
    down: tuple[float, float] = (0.5, 0.5)

    def view(self, share: float) -> View:
        """What it sees after a share of the way; a zoom looks even when it is geometric."""
        first, last = self.zoom
        return View(
            first * (last / first) ** share,
            _between(self.across, share),
            _between(self.down, share),
        )

    def farthest(self, width: int, height: int) -> float:
        """The longest way that any pixel goes, in pixels."""
        first, last = self.zoom
        room = 1 - 1 / max(self.zoom)
        return max(
            abs(last - first) / min(self.zoom) * max(width, height) / 2,
            abs(self.across[1] - self.across[0]) * width * room,
            abs(self.down[1] - self.down[0]) * height * room,
        )


MOVES = {
    "push": Move(zoom=(1.0, 1.10)),
    "pull": Move(zoom=(1.12, 1.0)),
    "pan-left": Move(zoom=(1.12, 1.12), across=(0.9, 0.1)),
    "pan-right": Move(zoom=(1.12, 1.12), across=(0.1, 0.9)),
}


def _between(ends: tuple[float, float], share: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * share


class Panorama:
    """An enlarged picture, of which a camera sees a part: of its samples some are taken."""

    def __init__(self, source: Planes) -> None:
        # Memory of numpy's own has large pages: sampling all over it is a fifth faster.
        self._source = sheet_of(source.copy())

    def draw(self, into: Planes, view: View, share: float) -> None:
        """What it sees now, whatever share of the way it went; `into` is a `copy`."""
        del share
        for large, small in zip(self._source, sheet_of(into), strict=True):
            small.paste(large.resize(small.size, Image.Resampling.NEAREST, view.box(*large.size)))


@dataclass(frozen=True, slots=True)
class Sampling:
    """Which samples of an enlarged plane the pixels of a view meet."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]

    @classmethod
    def of(cls, large: tuple[int, ...], small: tuple[int, ...], view: View) -> Sampling:
        """For planes of these shapes."""
        return cls(
            _sampled(large[0], small[0], view.zoom, view.down),
            _sampled(large[1], small[1], view.zoom, view.across),
        )

    def seen(self, plane: NDArray[np.uint8], rows: slice, columns: slice) -> NDArray[np.uint8]:
        """The pixels in these rows and columns of the view; best no more than `TILE` rows."""
        down, across = self.rows[rows], self.columns[columns]
        if not across.size:
            return np.empty((len(down), 0), np.uint8)
        first, last = across[0], across[-1] + 1
        # Whole rows first: they come as fast as memory is.
        strip = plane[down, first:last]
        pixels: NDArray[np.uint8] = strip.take(across - first, axis=1, mode="clip")
        return pixels


def _sampled(length: int, count: int, zoom: float, look: float) -> NDArray[np.intp]:
    """Which of `length` samples the middles of `count` pixels meet."""
    middles = (np.arange(count) + 0.5) / zoom + (1 - 1 / zoom) * look * count
    return np.minimum((middles * (length / count)).astype(np.intp), length - 1)
