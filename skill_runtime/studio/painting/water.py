"""Still or ruffled water that mirrors what has been painted above it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from skill_runtime.studio.painting.color import ramp, scaled
from skill_runtime.studio.painting.noise import fractal
from skill_runtime.studio.painting.raster import Array, blur, resize, smoothstep
from skill_runtime.studio.painting.stage import Stage


@dataclass(frozen=True, slots=True)
class Water:
    """How a surface looks."""

    color: Array
    body: float = 0.3
    """Share of the water's own colour at the far edge; it grows towards the viewer."""
    ripple: float = 1.0
    smear: float = 0.0
    """How far lights are drawn out downwards, in units."""
    glitter: Array | None = None
    """The colour of the light's path, below the sun."""
    glitter_amount: float = 0.6
    gain: float = 1.0
    """How bright the mirror image is: above 1 makes up for lights that are smeared out."""
    stretch: float = 7.0
    """Ripples are this much wider than high."""
    squeeze: float = 0.92
    """A mirror image is this much shorter than what it shows."""


def paint_water(stage: Stage, waterline: float, look: Water) -> None:
    """Fill everything below the waterline."""
    canvas, unit = stage.canvas, stage.unit
    top = int(waterline)
    rows = canvas.height - top
    if rows < 4:
        return
    depth = np.arange(rows, dtype=np.float32)[:, None] / rows
    ripples = _ripples(stage, rows, look.stretch)
    source = canvas.pixels[max(0, top - int(rows / look.squeeze) - int(60 * unit) - 2) : top]
    if look.smear:
        source = blur(source[:, ::2], 0, int(look.smear * unit)).repeat(2, axis=1)
    reach = source.shape[0]
    sway = ripples * look.ripple * unit
    mirrored = reach - 1 - np.arange(rows, dtype=np.float32)[:, None] * look.squeeze
    from_rows = np.clip(mirrored + sway * (3 + 44 * depth), 0, reach - 1).astype(np.intp)
    from_columns = np.clip(canvas.xs + sway * (1.2 + 12 * depth), 0, canvas.width - 1)
    picture = source[from_rows, from_columns.astype(np.intp)]
    picture *= look.gain
    tones = [scaled(look.color, factor) for factor in (1.15, 1.0, 0.55)]
    body = np.clip(look.body + 0.35 * depth**0.8 + ripples * 0.12, 0, 0.93)
    picture += (ramp(tones, rows)[:, None] - picture) * body[..., None]
    picture += (np.clip(ripples, 0, 1) ** 2 * 0.1)[..., None] * stage.light.haze
    if look.glitter is not None:
        spread = canvas.width * (0.025 + 0.17 * depth)
        path = np.exp(-(((canvas.xs - stage.sun[0]) / spread) ** 2))
        path *= smoothstep(0.02, 0.32, ripples) * (1 - 0.55 * depth)
        picture += path[..., None] * scaled(look.glitter, look.glitter_amount)
    canvas.pixels[top:] = picture
    shore = canvas.band(top, top + max(1, int(2 * unit)))
    canvas.over(shore, stage.light.haze, 0.4)


def _ripples(stage: Stage, rows: int, stretch: float) -> Array:
    """Noise of -1..1 in perspective: fine at the far edge, long towards the viewer."""
    width = stage.canvas.width
    lanes = 560
    flat = fractal(stage.dice, (lanes, max(4, width // 2)), 10, 4, 0.62, stretch * stage.unit + 0.4)
    distance = np.arange(rows) + 6 * stage.unit + 0.5
    low, high = math.log(distance[0]), math.log(distance[-1])
    lane = (np.log(distance) - low) / max(high - low, 1e-6) * (lanes - 1)
    field = resize(flat[lane.astype(np.intp)], width, rows, smooth=False)
    return (field - 0.5) * 2
