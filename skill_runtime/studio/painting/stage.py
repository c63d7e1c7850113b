"""What a setting paints on: canvas, scene, light and chance together, and mist."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skill_runtime.studio.painting.atmosphere import Atmosphere, atmosphere
from skill_runtime.studio.painting.canvas import Canvas, Point
from skill_runtime.studio.painting.noise import Dice, fractal
from skill_runtime.studio.painting.raster import Array, gaussian, resize
from skill_runtime.studio.painting.scene import Scene


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

    def density(self, per_1080: float) -> int:
        """How many things fill this width as densely as `per_1080` fill a portrait's 1080 units."""
        return max(1, round(per_1080 * self.canvas.width / (1080 * self.unit)))


def make_stage(scene: Scene, width: int, height: int) -> Stage:
    """An empty stage for a scene."""
    dice = Dice(scene.seed)
    canvas = Canvas(width, height)
    return Stage(scene, canvas, atmosphere(scene, dice), dice, (width * 0.5, height * 0.2))
