"""A camera over a still: its way, and sampling what it sees of an enlarged picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.media.planes import Planes, sheet_of

__all__ = ["MOVES", "Move", "Panorama", "Samples", "View", "sampled"]

_AFFINE, _NEAREST = Image.Transform.AFFINE, Image.Resampling.NEAREST


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
        # Memory of numpy's own has large pages: sampling all over it is a seventh faster.
        self._source = sheet_of(source.copy())

    def draw(self, into: Planes, view: View, share: float) -> None:
        """What it sees now, whatever share of the way it went; `into` is a `copy`."""
        del share
        for large, small in zip(self._source, sheet_of(into), strict=True):
            Samples(large, view, small).draw((0, 0, *small.size))


class Samples:
    """The samples of an enlarged plane that the pixels of a page meet in a view."""

    def __init__(self, large: Image.Image, view: View, page: Image.Image) -> None:
        left, top, right, bottom = view.box(*large.size)
        self._across = (right - left) / page.width, left
        self._down = (bottom - top) / page.height, top
        self._large, self._page = large.im, page.im

    def draw(self, box: tuple[int, int, int, int]) -> None:
        """On a part of the page: its left, top, right and bottom."""
        if box[0] >= box[2]:
            return
        (across, left), (down, top) = self._across, self._down
        way = across, 0, left + across * box[0], 0, down, top + down * box[1]
        # `Image.transform` would make a picture of its own, to be copied from: a sixth dearer.
        self._page.transform(box, self._large, _AFFINE, way, _NEAREST, 0)


def sampled(length: int, count: int, zoom: float, look: float) -> NDArray[np.intp]:
    """Which of `length` samples the middles of `count` pixels meet."""
    middles = (np.arange(count) + 0.5) / zoom + (1 - 1 / zoom) * look * count
    return np.minimum((middles * (length / count)).astype(np.intp), length - 1)
