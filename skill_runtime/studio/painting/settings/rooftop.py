"""High above a city: its skyline, and in front the ridge of a tiled roof with a chimney."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from skill_runtime.studio.painting.canvas import Point, Region
from skill_runtime.studio.painting.color import mix, rgb, scaled
from skill_runtime.studio.painting.figures.drawing import Pose, draw
from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.raster import Array, smoothstep
from skill_runtime.studio.painting.settings.city import paint_city, paint_skyline
from skill_runtime.studio.painting.stage import Footing, Stage


def paint_rooftop(stage: Stage) -> Footing:
    canvas, light, dice, unit = stage.canvas, stage.light, stage.dice, stage.unit
    if stage.scene.has("balcony"):
        return _balcony(stage)
    ridge = canvas.height * (0.80 if canvas.portrait else 0.79)
    paint_skyline(stage, ridge + canvas.height * 0.01)
    stage.mist(ridge, 120 * unit, light.haze, 0.5)
    tile = mix(
        mix(rgb("#8a4f3f"), light.silhouette, 0.30 if not light.dark else 0.52), light.haze, 0.14
    )
    side = -1 if dice.chance(0.5) else 1
    _chimney(stage, (canvas.width * (0.5 + side * 0.34), ridge), tile)
    _tiles(stage, ridge, tile)
    return Footing(canvas.width * (0.5 - side * 0.08), ridge + 6 * unit, 0.92, far=ridge)


def _balcony(stage: Stage) -> Footing:
    """A railing before the town's waterfront, a plant at each side."""
    stage.scene = replace(stage.scene, shows=stage.scene.shows | {"person"})
    footing = paint_city(stage)
    plant = figures()["plant"]
    size = 0.34 * min(stage.canvas.width, stage.canvas.height)
    for side in (0.12, 0.88):
        foot = (stage.canvas.width * side, stage.canvas.height * 0.97)
        dark = 0.5 if stage.light.dark else 0.1
        draw(stage, Pose(plant, foot, size, rgb(plant.color), rgb(plant.accent), 1, dark))
    return footing


def _tiles(stage: Stage, ridge: float, tile: Array) -> None:
    """Rows of round tiles that grow towards the viewer, below a ridge of caps."""
    canvas, unit, light = stage.canvas, stage.unit, stage.light
    middle = canvas.width * 0.5

    def shade(depth: Array, region: Region) -> Array:
        near = 1 + np.clip(depth, 0, None) / (canvas.height * 0.16)
        row = np.log(near) * 9.0
        across = (canvas.xs - middle) / (near * 46 * unit)
        column = across + 0.5 * (np.floor(row) % 2)
        round_off = 0.72 + 0.36 * np.sin(np.pi * (column % 1.0))
        lip = 0.70 + 0.30 * smoothstep(0.0, 0.30, row % 1.0)
        fall = 1.05 - 0.45 * np.clip(depth / (canvas.height * 0.22), 0, 1)
        return tile * (round_off * lip * fall)[..., None]

    canvas.below(np.full(canvas.width, ridge), canvas.height, shade)
    wide = 62 * unit
    caps = [
        [
            (x, ridge + 12 * unit),
            (x, ridge - 3 * unit),
            (x + wide * 0.2, ridge - 9 * unit),
            (x + wide * 0.8, ridge - 9 * unit),
            (x + wide - 2 * unit, ridge - 3 * unit),
            (x + wide - 2 * unit, ridge + 12 * unit),
        ]
        for x in np.arange(-wide, canvas.width + wide, wide)
    ]
    canvas.polygons(caps, scaled(tile, 0.86))
    canvas.over(
        canvas.band(ridge - 9 * unit, ridge - 6 * unit), mix(light.sun[1], light.haze, 0.4), 0.35
    )


def _chimney(stage: Stage, foot: Point, tile: Array) -> None:
    canvas, light = stage.canvas, stage.light
    x, y = foot
    size = min(canvas.width, canvas.height) * 0.055
    brick = mix(
        mix(rgb("#9a6a58"), light.silhouette, 0.35 if not light.dark else 0.7), light.haze, 0.08
    )

    def block(left: float, right: float, top: float, bottom: float) -> list[Point]:
        return [
            (x + left * size, y - top * size),
            (x + right * size, y - top * size),
            (x + right * size, y - bottom * size),
            (x + left * size, y - bottom * size),
        ]

    canvas.polygons([block(-1.0, 1.0, 3.0, -0.4)], brick)
    dark = block(-1.0, -0.2, 3.0, -0.4) if stage.sunny_side > 0 else block(0.2, 1.0, 3.0, -0.4)
    canvas.polygons([dark], scaled(brick, 0.72))
    canvas.polygons([block(-1.25, 1.25, 3.35, 2.95)], scaled(tile, 0.9))
    canvas.polygons([block(-0.7, -0.2, 3.95, 3.3), block(0.2, 0.7, 3.95, 3.3)], scaled(tile, 0.75))
