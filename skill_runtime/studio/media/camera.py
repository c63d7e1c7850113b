"""A camera over a still: its way, and sampling what it sees of an enlarged picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.media.planes import Planes, Sheet, sheet_of

__all__ = ["MOVES", "Box", "Move", "Panorama", "View", "sampled"]


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


Box = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""


class Panorama:
    """An enlarged picture, of which a camera sees a part: of its samples some are taken."""

    def __init__(self, source: Planes) -> None:
        self._source = sheet_of(source)

    def draw(self, into: Sheet, view: View, share: float) -> None:
        """What it sees now, whatever share of the way it went."""
        del share
        for large, small in zip(self._source, into, strict=True):
            small.paste(sampled(large, small.size, view, (0, 0, *small.size)))


def sampled(large: Image.Image, size: tuple[int, int], view: View, part: Box) -> Image.Image:
    """A part of what a view shows of an enlarged plane on that many pixels, point-sampled."""
    width, height = large.size
    room = 1 - 1 / view.zoom
    left, top = room * view.across * width, room * view.down * height
    across, down = width / view.zoom / size[0], height / view.zoom / size[1]
    seen = (
        left + part[0] * across,
        top + part[1] * down,
        min(width, left + part[2] * across),
        min(height, top + part[3] * down),
    )
    return large.resize((part[2] - part[0], part[3] - part[1]), Image.Resampling.NEAREST, seen)
