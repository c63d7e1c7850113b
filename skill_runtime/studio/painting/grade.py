"""The last step of every picture: bloom, highlights, contrast, vignette, grain, eight bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skill_runtime.studio.painting.canvas import Canvas
from skill_runtime.studio.painting.noise import Dice
from skill_runtime.studio.painting.raster import Array, blur, resize, shrink, strips

_BLOOM_SCALE = 4
_GRAIN_TILE = 256
_DAY_THRESHOLD = 0.9


@dataclass(frozen=True, slots=True)
class Grade:
    """How a setting is finished."""

    bloom: float = 0.5
    """How much of the light above `threshold` spills over."""
    threshold: float = 0.85
    """In the dark; by day at least `_DAY_THRESHOLD`, or a bright sky would glow all over."""
    vignette: float = 0.28
    contrast: float = 0.14
    shoulder: float = 0.8
    """Values above this are rolled off instead of clipped; 1 keeps white white."""
    grain: float = 1.1
    """Standard deviation in steps of 1/255; hides banding in skies."""


def develop(canvas: Canvas, grade: Grade, dice: Dice, *, dark: bool) -> Array:
    """The canvas as (height, width, 3) uint8. The canvas is spent afterwards."""
    threshold = grade.threshold if dark else max(grade.threshold, _DAY_THRESHOLD)
    spill = _bloom(canvas, grade.bloom, threshold)
    height, width = canvas.height, canvas.width
    across = (canvas.xs / width - 0.5) ** 2
    down = (canvas.ys / height - 0.5) ** 2
    noise = dice.normal(_GRAIN_TILE, _GRAIN_TILE) * (grade.grain / 255)
    noise += dice.plane(_GRAIN_TILE, _GRAIN_TILE) / 255
    noise = np.tile(noise, (1, width // _GRAIN_TILE + 1))[:, :width]
    result = np.empty((height, width, 3), np.uint8)
    for rows in strips(height):
        strip = canvas.pixels[rows]
        for index, light in enumerate(spill):
            strip[..., index] += light[rows]
        _tone(strip, grade)
        shade = 1.0 - grade.vignette * 2.1 * (down[rows] + across) ** 1.15
        strip *= shade[..., None]
        start = rows.start % _GRAIN_TILE
        strip += noise[start : start + strip.shape[0], :, None]
        np.clip(strip, 0.0, 1.0, out=strip)
        strip *= 255.0
        result[rows] = strip
    return result


def _bloom(canvas: Canvas, strength: float, threshold: float) -> list[Array]:
    """The light that spills over, a plane for each colour; none where nothing is bright."""
    small = shrink(canvas.pixels, _BLOOM_SCALE)
    bright = np.clip(small, 0.0, 1.7)
    bright -= threshold
    np.clip(bright, 0.0, None, out=bright)
    if float(bright.max()) < 0.01:
        return []
    unit = canvas.unit
    halo = blur(bright, 2 * unit + 1) * 0.75
    halo += blur(bright, 10 * unit + 1) * 0.6
    halo += blur(bright, 34 * unit + 1) * 0.6
    halo *= strength
    return [
        resize(halo[..., index], canvas.width, canvas.height, smooth=False) for index in range(3)
    ]


def _tone(strip: Array, grade: Grade) -> None:
    np.clip(strip, 0.0, None, out=strip)
    room = 1.0 - grade.shoulder
    over = np.maximum(strip - grade.shoulder, 0.0)
    if room and float(over.max()) > 0.0:
        np.minimum(strip, grade.shoulder, out=strip)
        strip += room * (1.0 - np.exp(over * (-1.0 / room)))
    if grade.contrast:
        curve = strip * strip * (3.0 - 2.0 * strip)
        curve -= strip
        strip += grade.contrast * curve
