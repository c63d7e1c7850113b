"""What a setting paints on: canvas, scene, light and chance together, and mist."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from PIL import Image

from skill_runtime.studio.extremes import greatest
from skill_runtime.studio.painting.atmosphere import Atmosphere, atmosphere
from skill_runtime.studio.painting.canvas import Canvas, Point
from skill_runtime.studio.painting.noise import Dice, fractal
from skill_runtime.studio.painting.raster import Array, gaussian, resize, smoothstep
from skill_runtime.studio.painting.scene import Scene

_HIDDEN = (0.05, 0.13)
"""From the first change of a colour on the sky starts to be hidden, from the second it is."""
_HALF = 128


@dataclass(frozen=True, slots=True)
class Counter:
    """What stands between the viewer and whoever is at it: a counter, a laid table, desks."""

    x: float
    y: float
    """Where those behind it stand."""
    scale: float
    """How large they are, against a figure's usual size."""
    board: Point
    """The middle of its board, where dishes stand."""
    paint: Callable[[], None]
    """Paints it over those who are behind it."""


@dataclass(frozen=True, slots=True)
class Footing:
    """Where a figure can stand in a finished setting."""

    x: float
    y: float
    scale: float = 1.0
    """How large a figure of the foreground is, against its usual size."""
    roam: float = 0.0
    """How far to a side of `x` it may stand, as a share of the width."""
    water: float | None = None
    """The y of the far edge of the water, where there is any."""
    far: float | None = None
    """The y on which a landmark stands."""
    line: Array | None = None
    """The ground's y for each column, where it is uneven."""
    table: Point | None = None
    """The middle of a table's top, where one stands ready."""
    shown: frozenset[str] = frozenset()
    """Figures that the setting has painted itself."""
    counter: Counter | None = None
    """Where people are seen from the front, at work or at a meal."""


@dataclass(slots=True)
class Stage:
    """A setting's whole world."""

    scene: Scene
    canvas: Canvas
    light: Atmosphere
    dice: Dice
    sun: Point
    """Where the sun or moon stands; the sky moves it."""
    horizon: float = 0.0
    kite: Point | None = None
    """Where the string of a kite begins."""
    sky: Array | None = None
    """The bare sky down to the horizon, at half the size, once it is finished."""
    ground: Array | None = None
    """What hides it, 0..255."""

    @property
    def unit(self) -> float:
        return self.canvas.unit

    @property
    def sunny_side(self) -> int:
        """-1: the light comes from the left, 1: from the right."""
        return -1 if self.sun[0] < self.canvas.width / 2 else 1

    def mist(self, y: float, thickness: float, color: Array, amount: float) -> None:
        """A bank of mist around a height, `thickness` pixels to each side."""
        canvas = self.canvas
        region = canvas.band(y - thickness, y + thickness)
        rows = region[0].stop - region[0].start
        if rows < 4:
            return
        small = (rows // 6 + 1, canvas.width // 6 + 1)
        lumps = fractal(self.dice, small, 42 * self.unit + 2, 4, 0.5, 3.0)
        lumps = resize(lumps, canvas.width, rows, smooth=False)
        fade = gaussian(canvas.ys[region[0]] - y, thickness * 0.5)
        canvas.over(region, color, np.clip(fade * (0.3 + lumps), 0, 1) * amount)

    def keep_sky(self) -> None:
        """Remembers the sky as it is, before anything stands against it."""
        self.sky = self._upper_half().copy()

    @contextmanager
    def in_air(self) -> Iterator[None]:
        """What is painted within (rays, flakes, fog) lies over land and sky and hides neither."""
        seen = self._changed() < _HALF
        yield
        if self.sky is not None:
            np.copyto(self.sky, self._upper_half(), where=seen[..., None])

    def keep_ground(self) -> None:
        """Marks what hides the sky so far as ground, which reaches down from its upper edge."""
        if self.sky is not None:
            changed = self._changed()
            firm = greatest(~greatest(~changed, 5), 5)
            reaching = np.maximum.accumulate(firm, axis=0)
            self.ground = np.maximum(changed, reaching)
            self.keep_sky()

    def land(self) -> Array | None:
        """(h / 2, w / 2) uint8: 255 where something hides the sky, ground or in the air; None
        without a sky.
        """
        if self.ground is None:
            return None
        land = np.full((-(-self.canvas.height // 2), -(-self.canvas.width // 2)), 255, np.uint8)
        land[: len(self.ground)] = np.maximum(self.ground, _without_holes(self._changed()))
        return land

    def _upper_half(self) -> Array:
        """The picture down to the horizon, every second pixel of every second row."""
        return self.canvas.pixels[: max(2, int(self.horizon)) : 2, ::2]

    def _changed(self) -> Array:
        """Where the picture differs from the sky that was kept, at half the size, 0..255."""
        now = self._upper_half()
        kept = now if self.sky is None else self.sky
        red, green, blue = np.moveaxis(np.abs(now - kept), 2, 0)
        most = np.maximum(np.maximum(red, green), blue)
        change: Array = smoothstep(*_HIDDEN, most) * 255
        return change.astype(np.uint8)

    def density(self, per_1080: float) -> int:
        """How many things fill this width as densely as `per_1080` fill a portrait's 1080 units."""
        return max(1, round(per_1080 * self.canvas.width / (1080 * self.unit)))


def _without_holes(land: Array) -> Array:
    """What stands against the sky may have its colour in places: small gaps are closed."""
    image = Image.fromarray(land)
    small = Image.fromarray(~greatest(~greatest(np.asarray(image.reduce(2)), 9), 9))
    closed: Array = np.asarray(small.resize(image.size, Image.Resampling.BILINEAR))
    return np.maximum(land, closed)


def make_stage(scene: Scene, width: int, height: int) -> Stage:
    """An empty stage for a scene."""
    dice = Dice(scene.seed)
    canvas = Canvas(width, height)
    return Stage(scene, canvas, atmosphere(scene, dice), dice, (width * 0.5, height * 0.2))
