"""Dunes in depth, with sharp crests between light and shade and ripples of sand: of a desert, of
Mars, or of the Moon with its craters.
"""

from __future__ import annotations

import numpy as np

from skill_runtime.studio.painting.canvas import Region
from skill_runtime.studio.painting.color import mix, tint
from skill_runtime.studio.painting.noise import fractal, profile
from skill_runtime.studio.painting.raster import Array, resize, smooth_line, smoothstep
from skill_runtime.studio.painting.sky import paint_sky
from skill_runtime.studio.painting.stage import Footing, Stage

_DUNES = 6


def paint_desert(stage: Stage) -> Footing:
    canvas = stage.canvas
    horizon = canvas.height * 0.56
    paint_sky(stage, horizon * 1.02, stage.dice.uniform(0.3, 0.7))
    stage.mist(horizon, 70 * stage.unit, stage.light.haze, 0.5)
    small = (canvas.height // 4 + 1, canvas.width // 4 + 1)
    ripples = fractal(stage.dice, small, 24 * stage.unit + 2, 3, 0.5, 3.0)
    ripples = resize(ripples, canvas.width, canvas.height, smooth=False) - 0.5
    if stage.light.key == "lunar":
        ripples *= 0.3
    for index in range(_DUNES):
        near = index / (_DUNES - 1)
        middle = horizon + (canvas.height * 0.98 - horizon) * near**1.45 * 0.86
        _dune(stage, middle, near, ripples)
    if stage.light.key == "lunar":
        _craters(stage, horizon)
    far = horizon + canvas.height * 0.06
    return Footing(canvas.width * 0.5, canvas.height * 0.88, 0.85, roam=0.16, far=far)


def _craters(stage: Stage, horizon: float) -> None:
    """Bowls in the dust, lit at the rim away from the sun, larger towards the viewer."""
    canvas, dice, light = stage.canvas, stage.dice, stage.light
    for index in range(11):
        near = (index + 0.6) / 11
        y = horizon + (canvas.height - horizon) * (0.10 + 0.86 * near**1.3)
        wide = canvas.width * (0.02 + 0.10 * near) * dice.uniform(0.6, 1.2)
        center = canvas.width * dice.uniform(0.02, 0.98), y
        radii = wide, wide * (0.16 + 0.12 * near)
        shift = stage.sunny_side * wide * 0.06
        soft = max(1.0, wide * 0.04)
        canvas.ellipse((center[0] - shift, y + radii[1] * 0.10), radii, light.sand[0], soft, 0.8)
        inner = radii[0] * 0.90, radii[1] * 0.86
        canvas.ellipse(center, inner, light.sand[1], soft, 0.72)
        floor = center[0] - shift * 2, y + radii[1] * 0.22
        canvas.ellipse(floor, (wide * 0.66, radii[1] * 0.5), light.sand[0], soft * 2, 0.30)


def _dune(stage: Stage, middle: float, near: float, ripples: Array) -> None:
    canvas, light, dice, unit = stage.canvas, stage.light, stage.dice, stage.unit
    swell = canvas.height * (0.02 + 0.085 * near)
    crest = profile(dice, canvas.width, (320 + 560 * near) * unit, 2, 0.35) ** 1.5
    line = smooth_line(middle - crest * swell * 1.6, (14 + 22 * near) * unit)
    slope = np.gradient(line).astype(np.float32) * stage.sunny_side
    lit, shade = light.sand
    if stage.scene.hue is not None:
        lit, shade = tint(lit, stage.scene.hue, 0.35), tint(shade, stage.scene.hue, 0.35)
    haze = mix(light.haze, lit, 0.25)
    veil = max(0.0, 0.62 - 0.78 * near)

    def color(depth: Array, region: Region) -> Array:
        below = np.clip(depth, 0, None)
        wave = ripples[region]
        drift = below * (-0.9 * stage.sunny_side) + wave * (90 * unit)
        index = np.clip(canvas.xs + drift, 0, canvas.width - 1).astype(np.intp)
        facing = smoothstep(-0.05 - 0.05 * near, 0.10 + 0.06 * near, slope[index])
        facing = facing * (1 - 0.5 * np.clip(below / (swell * 5 + 1), 0, 1))
        phase = (below * 0.9 + wave * (110 * unit) + canvas.xs * 0.1) / ((2.0 + 4.0 * near) * unit)
        combed = np.sin(phase) * (0.015 + 0.03 * near) * smoothstep(0, 40 * unit, below)
        share = np.clip(facing * 0.92 + combed + 0.04, 0, 1)[..., None]
        sand = shade + (lit - shade) * share
        return sand + (haze - sand) * veil

    canvas.below(line, canvas.height, color)
