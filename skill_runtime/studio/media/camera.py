"""A camera over a still: its way, and sampling what it sees of an enlarged picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skill_runtime.studio.media.planes import Planes

__all__ = ["MOVES", "TILE", "Move", "View", "gather", "resample", "sampled"]

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


def resample(source: Planes, into: Planes, view: View) -> None:
    """Point-samples a view of an enlarged picture."""
    for large, small in zip(source, into, strict=True):
        rows = sampled(large.shape[0], small.shape[0], view.zoom, view.down)
        columns = sampled(large.shape[1], small.shape[1], view.zoom, view.across)
        gather(large, rows, columns, small)


def gather(
    large: NDArray[np.uint8],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    into: NDArray[np.uint8],
) -> None:
    """The samples of a plane at these rows and (ascending) columns."""
    if not len(rows):
        return
    first, last = int(columns[0]), int(columns[-1]) + 1
    columns = columns - first
    for top in range(0, len(rows), TILE):
        strip = large[rows[top : top + TILE], first:last]
        np.take(strip, columns, axis=1, out=into[top : top + TILE], mode="clip")


def sampled(length: int, count: int, zoom: float, look: float) -> NDArray[np.intp]:
    """Which of `length` samples the middles of `count` pixels meet."""
    middles = (np.arange(count) + 0.5) / zoom + (1 - 1 / zoom) * look * count
    return np.minimum((middles * (length / count)).astype(np.intp), length - 1)
