"""A still image on the canvas, with a camera that may move slowly over it."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skill_runtime.studio.media.draft import Shot
from skill_runtime.studio.media.grading import blurred_image, graded, without_blur
from skill_runtime.studio.media.layers import Solid, fitted
from skill_runtime.studio.media.looks import BLUR
from skill_runtime.studio.media.planes import Planes, blank, from_rgb
from skill_runtime.studio.media.rect import Rect
from skill_runtime.studio.media.sources import open_picture
from skill_runtime.studio.media.treatment import Treatment

__all__ = ["Still", "treated_pixels"]


@dataclass(frozen=True, slots=True)
class Move:
    """A camera's way over a still: its zoom, and where it looks in the room that this leaves
    (0…1).
    """

    zoom: tuple[float, float]
    across: tuple[float, float] = (0.5, 0.5)
    down: tuple[float, float] = (0.5, 0.5)

    def view(self, share: float) -> tuple[float, float, float]:
        """Zoom and place after a share of the way; a zoom looks even when it is geometric."""
        first, last = self.zoom
        return (
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
ENLARGED = 4
"""A moving still is sampled from this enlargement: in quarters of a pixel nothing judders."""
STEP = 0.5
"""A moving still is drawn again when some pixel has gone this far."""
_TILE = 64
"""Rows that are gathered at once: they stay in the processor's cache."""


class Still(Solid):
    """An image, cropped to fill the canvas or fitted into it, and the camera over it."""

    def __init__(self, shot: Shot, path: Path, canvas: Rect) -> None:
        super().__init__(shot.span, canvas)
        self._shot = shot
        self._path = path
        self._canvas = canvas
        self._move = MOVES.get(shot.motion)
        self._steps = 0
        self._source: Planes | None = None
        self._drawn: Planes | None = None
        self._drawn_step = -1

    def open(self) -> None:
        image = treated_pixels(np.asarray(open_picture(self._path)), self._shot.treatment)
        height, width = image.shape[:2]
        self.rect, crop = fitted(width, height, self._canvas, self._shot.fit)
        image = _cropped(image, crop, self.rect)
        factor = ENLARGED if self._move else 1
        source = from_rgb(image, self.rect.width * factor, self.rect.height * factor)
        source = graded(source, without_blur(self._shot.treatment.filters))
        if self._move:
            self._steps = math.ceil(self._move.farthest(self.rect.width, self.rect.height) / STEP)
            self._drawn = blank(self.rect.width, self.rect.height)[1]
            self._drawn_step = -1
        self._source = source

    def close(self) -> None:
        self._source = self._drawn = None

    def state(self, at: float) -> Hashable:
        return self.span.gain(at), self._step(at)

    def pixels(self, at: float) -> Planes:
        if self._source is None:
            raise RuntimeError("a still draws only while it is open")
        if self._move is None or self._drawn is None:
            return self._source
        step = self._step(at)
        if step != self._drawn_step:
            self._drawn_step = step
            _resample(self._source, self._drawn, self._move.view(step / max(1, self._steps)))
        return self._drawn

    def _step(self, at: float) -> int:
        share = (at - self.span.start) / (self.span.end - self.span.start)
        return round(min(1.0, max(0.0, share)) * self._steps)


def treated_pixels(pixels: NDArray[np.uint8], treatment: Treatment) -> NDArray[np.uint8]:
    """An image (h, w, 3 or 4) turned, mirrored, cropped and blurred."""
    pixels = np.rot90(pixels, treatment.turn)
    pixels = pixels[:: -1 if treatment.flip in {"vertical", "both"} else 1]
    pixels = pixels[:, :: -1 if treatment.flip in {"horizontal", "both"} else 1]
    height, width = pixels.shape[:2]
    crop = treatment.crop
    left, top = round(crop.left * width), round(crop.top * height)
    right = max(left + 1, round((crop.left + crop.width) * width))
    bottom = max(top + 1, round((crop.top + crop.height) * height))
    pixels = pixels[top:bottom, left:right]
    blur = treatment.filters.get(BLUR, 0.0)
    return blurred_image(pixels, blur) if blur else pixels


def _between(ends: tuple[float, float], share: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * share


def _cropped(image: NDArray[np.uint8], crop: Rect, rect: Rect) -> NDArray[np.uint8]:
    """The part of an image that a crop of its scaled self shows."""
    height, width = image.shape[:2]
    across = width / (crop.left * 2 + rect.width)
    down = height / (crop.top * 2 + rect.height)
    top, left = round(crop.top * down), round(crop.left * across)
    rows, columns = max(1, round(rect.height * down)), max(1, round(rect.width * across))
    return image[top : top + rows, left : left + columns]


def _resample(source: Planes, into: Planes, view: tuple[float, float, float]) -> None:
    """Point-samples a view of an enlarged picture."""
    zoom, across, down = view
    for large, small in zip(source, into, strict=True):
        rows = _sampled(large.shape[0], small.shape[0], zoom, down)
        columns = _sampled(large.shape[1], small.shape[1], zoom, across)
        first, last = int(columns[0]), int(columns[-1]) + 1
        columns -= first
        for top in range(0, len(rows), _TILE):
            strip = large[rows[top : top + _TILE], first:last]
            np.take(strip, columns, axis=1, out=small[top : top + _TILE], mode="clip")


def _sampled(length: int, count: int, zoom: float, look: float) -> NDArray[np.intp]:
    """Which of `length` samples the middles of `count` pixels meet."""
    middles = (np.arange(count) + 0.5) / zoom + (1 - 1 / zoom) * look * count
    return np.minimum((middles * (length / count)).astype(np.intp), length - 1)
