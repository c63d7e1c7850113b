"""A road or a railway across the foreground, for what drives on it."""

from __future__ import annotations

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, rgb, scaled
from skill_runtime.studio.painting.noise import profile
from skill_runtime.studio.painting.raster import Array, smoothstep
from skill_runtime.studio.painting.stage import Stage

__all__ = ["paint_road"]

_TOP, _BOTTOM = 0.80, 0.925
"""The road's edges, shares of the height."""
_DECK = 0.68
"""Of a viaduct, a share of the height."""


def paint_road(stage: Stage, kind: str) -> float:
    """Paints a `road`, `rails` or rails on a `viaduct` and tells the y on which wheels stand."""
    canvas = stage.canvas
    if kind == "viaduct":
        return _viaduct(stage)
    top, bottom = canvas.height * _TOP, canvas.height * _BOTTOM
    _verge(stage, top)
    wheels = top + (bottom - top) * 0.60
    if kind == "rails":
        _rails(stage, top, bottom)
    else:
        _asphalt(stage, top, bottom)
    _near_bank(stage, bottom)
    return wheels


def _viaduct(stage: Stage) -> float:
    """Rails on stone arches, through which the picture behind is seen."""
    canvas, light, unit = stage.canvas, stage.light, stage.unit
    deck = canvas.height * _DECK
    stone = mix(mix(rgb("#a89a8a"), light.silhouette, 0.30), light.haze, 0.08)
    pier, span = 46 * unit, 300 * unit
    spring = deck + 40 * unit + span * 0.42
    middle = canvas.width / 2
    count = int(middle / (span + 2 * pier)) + 2
    for index in range(-count, count):
        left = middle + index * (span + 2 * pier) + pier
        turns = np.linspace(np.pi, 0, 24)
        arch = [
            (left + span / 2 + float(np.cos(t)) * span / 2, spring - float(np.sin(t)) * span * 0.42)
            for t in turns
        ]
        foot = float(canvas.height)
        wall = [(left - pier, deck), (left + span + pier, deck), (left + span + pier, foot)]
        side = [(left + span, foot), *arch[::-1], (left, foot), (left - pier, foot)]
        canvas.polygons([[*wall, *side]], stone)
        inner = [(x, y) for x, y in arch] + [(x, y + 10 * unit) for x, y in arch[::-1]]
        canvas.polygons([inner], scaled(stone, 0.62))
        for row in np.arange(spring, foot, 34 * unit):
            seam = [
                (left - pier, row),
                (left, row),
                (left, row + 3 * unit),
                (left - pier, row + 3 * unit),
            ]
            canvas.polygons([seam], scaled(stone, 0.78))
    canvas.over(canvas.band(deck - 14 * unit, deck + 12 * unit), scaled(stone, 1.12), 1.0)
    canvas.over(canvas.band(deck + 12 * unit, deck + 18 * unit), scaled(stone, 0.6), 1.0)
    steel = mix(rgb("#4c4a4a"), light.silhouette, 0.35)
    canvas.over(canvas.band(deck - 20 * unit, deck - 14 * unit), steel, 1.0)
    return deck - 18 * unit


def _ground(stage: Stage) -> Array:
    light = stage.light
    if stage.scene.has("snow"):
        return mix(light.snow[0], light.snow[1], 0.45)
    if stage.scene.setting in {"desert", "sea"}:
        return mix(light.sand[0], light.sand[1], 0.45)
    return mix(light.grass, light.silhouette, 0.35)


def _verge(stage: Stage, top: float) -> None:
    """The far edge: a soft slope that the road lies on."""
    canvas, unit = stage.canvas, stage.unit
    line = top - 14 * unit - (profile(stage.dice, canvas.width, 200 * unit, 4) - 0.3) * 26 * unit
    canvas.below(line, canvas.height, _ground(stage))
    posts = [
        _upright(x, top - 34 * unit, top - 4 * unit, 4 * unit)
        for x in np.arange(60 * unit, canvas.width, 210 * unit)
    ]
    canvas.polygons(posts, mix(rgb("#ffffff"), stage.light.silhouette, 0.35))


def _upright(x: float, top: float, bottom: float, half: float) -> list[Point]:
    return [(x - half, top), (x + half, top), (x + half, bottom), (x - half, bottom)]


def _asphalt(stage: Stage, top: float, bottom: float) -> None:
    canvas, light, unit = stage.canvas, stage.light, stage.unit
    region = canvas.band(top, bottom)
    share = (canvas.ys[region[0]] - top) / (bottom - top)
    asphalt = mix(mix(rgb("#4b4d57"), light.silhouette, 0.45), light.haze, 0.12)
    shade = 1.08 - 0.26 * share
    canvas.over(region, asphalt * shade[..., None], 1.0)
    paint = mix(rgb("#f4eeda"), light.silhouette, 0.25)
    canvas.over(canvas.band(top + 3 * unit, top + 7 * unit), paint, 0.7)
    middle, long = top + (bottom - top) * 0.34, 120 * unit
    dashes = [
        [
            (x, middle),
            (x + long, middle),
            (x + long - 8 * unit, middle + 7 * unit),
            (x - 8 * unit, middle + 7 * unit),
        ]
        for x in np.arange(-long * 0.4, canvas.width, long * 2)
    ]
    canvas.polygons(dashes, paint, 0.8)
    if light.dark or stage.scene.has("rain"):
        wet = smoothstep(0.0, 0.8, share)
        canvas.over(region, light.haze, 0.22 * wet * np.ones_like(canvas.xs))


def _rails(stage: Stage, top: float, bottom: float) -> None:
    canvas, light, unit = stage.canvas, stage.light, stage.unit
    ballast = mix(mix(rgb("#8a8078"), light.silhouette, 0.4), light.haze, 0.1)
    canvas.over(canvas.band(top, bottom), ballast, 1.0)
    middle = top + (bottom - top) * 0.5
    sleepers = [
        [
            (x, middle),
            (x + 34 * unit, middle),
            (x + 26 * unit, middle + 44 * unit),
            (x - 14 * unit, middle + 44 * unit),
        ]
        for x in np.arange(-20 * unit, canvas.width, 84 * unit)
    ]
    canvas.polygons(sleepers, scaled(ballast, 0.55))
    steel = mix(rgb("#d5d8dc"), light.silhouette, 0.35)
    for drop in (6, 30):
        canvas.over(canvas.band(middle + drop * unit, middle + (drop + 6) * unit), steel, 0.95)


def _near_bank(stage: Stage, bottom: float) -> None:
    """The near edge, with blades of grass or grains of sand against the road."""
    canvas, unit = stage.canvas, stage.unit
    rough = (profile(stage.dice, canvas.width, 14 * unit, 3) - 0.5) * 30 * unit
    wave = (profile(stage.dice, canvas.width, 300 * unit, 3) - 0.5) * 20 * unit
    canvas.below(bottom + rough + wave, canvas.height, scaled(_ground(stage), 0.72))
