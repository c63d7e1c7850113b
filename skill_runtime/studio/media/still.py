"""A still image on the canvas, with a camera that may move slowly over it."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.media import parallax
from skill_runtime.studio.media.camera import MOVES, Move, Panorama, View
from skill_runtime.studio.media.draft import Shot
from skill_runtime.studio.media.falling import Falling, Twinkling
from skill_runtime.studio.media.grading import blurred_image, graded, without_blur
from skill_runtime.studio.media.layers import Solid, fitted
from skill_runtime.studio.media.looks import BLUR
from skill_runtime.studio.media.parallax import Parallax, sky_move, without_land
from skill_runtime.studio.media.planes import Planes, blank, from_rgb, planes_of
from skill_runtime.studio.media.rect import Rect
from skill_runtime.studio.media.sources import open_picture, scenery_of
from skill_runtime.studio.media.treatment import Treatment
from skill_runtime.studio.scenery import Scenery

__all__ = ["Still", "treated_pixels"]


_SKY = (0.05, 0.97)
"""Between these shares of sky a picture is parted from it."""
ENLARGED = 4
"""A moving still is sampled from this enlargement: in quarters of a pixel nothing judders."""
STEP = 0.5
"""A moving still is drawn again when some pixel has gone this far."""
_FLOW = 15
"""Pictures a second of what falls or twinkles. The camera moves along with them: more pictures
that change would be half as much again to encode."""


class Still(Solid):
    """An image, cropped to fill the canvas or fitted into it, the camera over it, and what moves
    in it by itself (see `scenery`).
    """

    def __init__(self, shot: Shot, path: Path, canvas: Rect, *, sketched: bool = False) -> None:
        super().__init__(shot.span, canvas)
        self._shot = shot
        self._path = path
        self._canvas = canvas
        self._sketched = sketched
        self._move = None if sketched else MOVES.get(shot.motion)
        self._steps = 0
        self._drawn: Planes | None = None
        self._drawn_step = -1
        self._scene: Panorama | Parallax | None = None
        self._life: _Life | None = None

    def open(self) -> None:
        scenery = (None if self._sketched else scenery_of(self._path)) or Scenery()
        picture = open_picture(self._path, enough=0 if scenery else self._enough())
        image = np.asarray(picture) if scenery.clear is None else scenery.clear
        image = treated_pixels(image, self._shot.treatment)
        height, width = image.shape[:2]
        self.rect, crop = fitted(width, height, self._canvas, self._shot.fit)
        image = _cropped(image, crop, self.rect)
        if self._move is None:
            self._drawn = self._planes(image, 1)
        else:
            land = scenery.land
            if land is not None:
                land = _cropped(self._mask(land, picture.size), crop, self.rect)
            self._film(self._move, image, land, scenery.seed)
        if scenery.falls or scenery.twinkles:
            self._life = _Life(scenery, self._planes(image, 1), self.rect)

    def close(self) -> None:
        self._drawn = self._scene = self._life = None

    def state(self, at: float) -> Hashable:
        at_tick = self._ticked(at)
        return self.span.gain(at), self._step(at_tick), at_tick if self._life else None

    def pixels(self, at: float) -> Planes:
        at = self._ticked(at)
        step = self._step(at)
        still = self._seen(step)
        if self._life is None:
            return still
        view = self._move.view(step / max(1, self._steps)) if self._move else View(1.0, 0.5, 0.5)
        return self._life.over(still, view, (at - self.span.start + self._shot.offset) / 1000)

    def _film(
        self, move: Move, image: NDArray[np.uint8], land: NDArray[np.uint8] | None, seed: int
    ) -> None:
        """Gets the camera ready."""
        size = self.rect.width, self.rect.height
        self._steps = math.ceil(move.farthest(*size) / STEP)
        self._drawn, self._drawn_step = planes_of(blank(*size)).copy(), -1
        source = self._planes(image, ENLARGED)
        if land is not None and _SKY[0] < (land < 128).mean() < _SKY[1]:
            fine = size[0] * parallax.ENLARGED, size[1] * parallax.ENLARGED
            alpha = np.asarray(Image.fromarray(land).resize(fine, Image.Resampling.BILINEAR))
            behind = self._planes(without_land(image, land), parallax.ENLARGED)
            self._scene = Parallax(source, behind, alpha, sky_move(move, seed))
        else:
            self._scene = Panorama(source)

    def _seen(self, step: int) -> Planes:
        if self._drawn is None:
            raise RuntimeError("a still draws only while it is open")
        if self._move and self._scene and step != self._drawn_step:
            self._drawn_step = step
            share = step / max(1, self._steps)
            self._scene.draw(self._drawn, self._move.view(share), share)
        return self._drawn

    def _enough(self) -> int:
        """Pixels of a side that lose nothing on this canvas, however it is turned and cropped."""
        crop = self._shot.treatment.crop
        longer = max(self._canvas.width, self._canvas.height)
        return math.ceil(longer * self._nearest / min(crop.width, crop.height))

    @property
    def _nearest(self) -> float:
        """The camera's largest zoom."""
        return max(self._move.zoom) if self._move else 1.0

    def _planes(self, image: NDArray[np.uint8], factor: int) -> Planes:
        if factor > 1:
            image = self._as_fine_as_the_screen(image)
        planes = from_rgb(image, self.rect.width * factor, self.rect.height * factor)
        return graded(planes, without_blur(self._shot.treatment.filters))

    def _as_fine_as_the_screen(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Without what is finer: the camera samples points, so that it would flicker."""
        wide = round(self.rect.width * self._nearest)
        high = round(self.rect.height * self._nearest)
        if image.shape[1] <= wide:
            return image
        return np.asarray(Image.fromarray(image).resize((wide, high), Image.Resampling.LANCZOS))

    def _mask(self, land: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
        """The land at the picture's own size, turned and cropped with it; never blurred."""
        large = np.asarray(Image.fromarray(land).resize(size, Image.Resampling.BILINEAR))
        return treated_pixels(large, replace(self._shot.treatment, filters={}))

    def _ticked(self, at: float) -> float:
        """The moment of the picture that is shown, where not every frame is a new one."""
        if self._life is None:
            return at
        ticks = math.floor((at - self.span.start) * _FLOW / 1000 + 1e-6)
        return self.span.start + ticks * 1000 / _FLOW

    def _step(self, at: float) -> int:
        share = (at - self.span.start) / (self.span.end - self.span.start)
        first, last = self._shot.way
        return round((first + (last - first) * min(1.0, max(0.0, share))) * self._steps)


class _Life:
    """What moves over a still by itself, on a page of its own."""

    def __init__(self, scenery: Scenery, planes: Planes, rect: Rect) -> None:
        self._size = rect.width, rect.height
        self._page = planes_of(blank(rect.width, rect.height))
        self._lights = Twinkling(planes.y, scenery.seed) if scenery.twinkles else None
        self._falls = Falling(scenery.falls, scenery.seed, *self._size) if scenery.falls else None

    def over(self, still: Planes, view: View, seconds: float) -> Planes:
        """The still with all that moves, so many seconds after it began."""
        self._page.put(still)
        if self._lights is not None:
            self._lights.draw(
                self._page.y, seconds, lambda xs, ys: view.seen_at(xs, ys, *self._size)
            )
        if self._falls is not None:
            self._falls.draw(self._page.y, seconds)
        return self._page


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


def _cropped(image: NDArray[np.uint8], crop: Rect, rect: Rect) -> NDArray[np.uint8]:
    """The part of an image that a crop of its scaled self shows."""
    height, width = image.shape[:2]
    across = width / (crop.left * 2 + rect.width)
    down = height / (crop.top * 2 + rect.height)
    top, left = round(crop.top * down), round(crop.left * across)
    rows, columns = max(1, round(rect.height * down)), max(1, round(rect.width * across))
    return image[top : top + rows, left : left + columns]
