"""The one tower that stands out: tapering, with a spire and bands of light around it."""

from __future__ import annotations

import math

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import rgb, scaled
from skill_runtime.studio.painting.raster import Array, gaussian, smoothstep
from skill_runtime.studio.painting.stage import Stage


def hero_tower(
    stage: Stage, foot: Point, tall: float, body: Array, lamps: tuple[Array, ...]
) -> None:
    """The landmark: a tapering tower with a spire, and bands of light winding around it."""
    canvas, unit, light = stage.canvas, stage.unit, stage.light
    x, base = foot
    wide = tall * stage.dice.uniform(0.19, 0.25)
    bulge = stage.dice.uniform(0.02, 0.05)

    def half(share: Array) -> Array:
        share = np.clip(share, 0, 1)
        width: Array = wide * (0.5 - 0.32 * share**1.4 - bulge * np.sin(share * 9))
        return width

    shares = np.linspace(0, 1, 40)
    left = [(x - float(half(share)), base - tall * float(share)) for share in shares]
    right = [(2 * x - px, py) for px, py in left]
    spire = [(x - wide * 0.02, base - tall * 1.2), (x + wide * 0.02, base - tall * 1.2)]
    region, coverage = canvas.shape([left + spire + right[::-1]])
    rise = (base - canvas.ys[region[0]]) / tall
    across = (canvas.xs[:, region[1]] - x) / wide
    sheen = 0.72 + 0.6 * gaussian(across + 0.12 * -stage.sunny_side, 0.14)
    color = body * np.float32(1.3) * sheen[..., None]
    low = (0.08 + 0.5 * np.clip(1 - rise, 0, 1) ** 2.4)[..., None]
    color = color + (light.haze - color) * low
    color = color + _tower_lights(stage, rise, across, lamps, tall) * light.windows
    if stage.scene.has("neon") and light.dark:
        color = color + _winding_bands(stage, rise, across, half(rise) / wide)
    canvas.over(region, color, coverage)
    if light.windows > 0.3:
        canvas.glow((x, base - tall * 1.2), 10 * unit, rgb("#ff5a5a"), 1.2)
        canvas.glow((x, base - tall), 60 * unit, lamps[1], 0.25)


def _tower_lights(
    stage: Stage, rise: Array, across: Array, lamps: tuple[Array, ...], tall: float
) -> Array:
    """Window lights on a grid of the tower's own coordinates."""
    floor_height = max(3.0, 11 * stage.unit)
    floors = int(tall * 1.2 / floor_height) + 2
    pattern = stage.dice.plane(floors, 28) < 0.5
    height = np.clip(rise * tall / floor_height, 0, floors - 1)
    column = np.clip((across + 0.5) * 28, 0, 27.99)
    lit = pattern[height.astype(np.intp), column.astype(np.intp)]
    pane = (height % 1 < 0.45) & (np.abs(column % 1 - 0.5) < 0.3)
    return (lit & pane)[..., None] * scaled(lamps[0], 0.62)


def _winding_bands(stage: Stage, rise: Array, across: Array, half: Array) -> Array:
    thickness = 3.0 * stage.unit / max(stage.canvas.height * 0.1, 1.0)
    phase = stage.dice.uniform(0, math.tau)
    bands = np.zeros(np.broadcast_shapes(rise.shape, across.shape), np.float32)
    for strand in range(3):
        turn = rise * 7 + phase + strand * 2.1
        near = gaussian(across - half * np.sin(turn), thickness)
        bands = np.maximum(bands, near * smoothstep(-0.3, 0.1, np.cos(turn)))
    return bands[..., None] * rgb(stage.dice.pick(("#5cf2ff", "#ff6ac0", "#9aa0ff")))
