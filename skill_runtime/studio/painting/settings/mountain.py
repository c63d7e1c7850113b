"""Mountains: above a lake that mirrors them, above snowfields, or above wooded hills."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from skill_runtime.studio.painting.canvas import Region, Shader
from skill_runtime.studio.painting.color import mix, rgb, scaled
from skill_runtime.studio.painting.noise import fractal
from skill_runtime.studio.painting.raster import Array, resize, smoothstep
from skill_runtime.studio.painting.sky import CloudDeck, clouds, paint_sky
from skill_runtime.studio.painting.stage import Footing, Stage
from skill_runtime.studio.painting.terrain import (
    Range,
    Rock,
    TreeRow,
    broadleaves,
    conifers,
    framing,
    hill_line,
    paint_range,
    range_line,
)
from skill_runtime.studio.painting.water import Water, paint_water

_BANKS = 5
_DRY = ("snow", "forest", "field", "fog", "clouds", "cloud-sea", "autumn")
"""What is at the mountains' feet instead of a lake, where no water is named."""
_LEAVES = (("#d9772f", "#a8481f"), ("#e6a53a", "#b8701f"), ("#c24a2a", "#8a2f1c"))


def paint_mountain(stage: Stage) -> Footing:
    scene, canvas, dice = stage.scene, stage.canvas, stage.dice
    lake = scene.has("lake", "sea") or not scene.has(*_DRY)
    foot = canvas.height * (0.655 if lake else 0.70)
    sun_x = dice.uniform(0.28, 0.70)
    paint_sky(stage, foot * 0.93, sun_x, sun_low=False)
    _ranges(stage, foot, float(np.clip(1 - sun_x + dice.uniform(-0.1, 0.1), 0.22, 0.78)))
    if not scene.has("cloud-sea"):
        _wooded_hill(stage, foot, lake)
    if lake:
        _lake(stage, foot)
    elif scene.has("cloud-sea"):
        _cloud_floor(stage, foot)
    else:
        _slopes(stage, foot)
    shore = _near_shore(stage, 0.9 if lake else 0.8)
    middle = canvas.width // 2
    return Footing(
        float(middle),
        float(shore[middle]) + 5 * stage.unit,
        0.85,
        water=foot if lake else None,
        far=foot + (2 * stage.unit if lake else canvas.height * 0.07),
        line=shore,
    )


def _ranges(stage: Stage, foot: float, focus: float) -> None:
    scene, light, unit = stage.scene, stage.light, stage.unit
    tall = stage.canvas.height * (0.36 if stage.canvas.portrait else 0.46)
    snowy = scene.has("snow") or stage.dice.chance(0.6)
    dim = 0.5 if light.dark else 1.0
    stage.mist(foot * 0.72, 130 * unit, light.haze, 0.4 * dim)
    far = range_line(stage, Range(foot - tall * 0.05, tall * 0.64, 7, roughness=0.2))
    veil = 0.35
    paint_range(
        stage,
        far,
        foot,
        Rock(
            (light.hazed(light.rock[0], veil), light.hazed(light.rock[1], veil)),
            0.42,
            (light.hazed(light.snow[0], 0.25), light.hazed(light.snow[1], 0.3)) if snowy else None,
            foot - tall * 0.34,
        ),
    )
    stage.mist(foot - tall * 0.18, 110 * unit, light.haze, 0.55 * dim)
    main = range_line(stage, Range(foot, tall, 6, focus, 0.28))
    line = foot - tall * (0.36 if scene.has("snow") else 0.58)
    paint_range(stage, main, foot + 2, Rock(light.rock, 0.05, light.snow if snowy else None, line))
    stage.mist(foot - tall * 0.06, 90 * unit, light.haze, 0.75 * dim)
    if scene.has("clouds", "cloud-sea"):
        _sea_of_clouds(stage, foot, tall)


def _sea_of_clouds(stage: Stage, foot: float, tall: float) -> None:
    light = stage.light
    lit, shade = mix(light.snow[0], rgb("#ffffff"), 0.3), light.hazed(light.snow[1], 0.35)
    for top, cover in ((0.42, 0.5), (0.2, 0.66)):
        clouds(
            stage,
            CloudDeck(
                foot - tall * top, foot + tall * 0.12, lit, shade, cover, 170, 0.2, 0.96, 3.6
            ),
        )
    stage.mist(foot, tall * 0.18, light.hazed(lit, 0.4), 0.9)


def _cloud_floor(stage: Stage, foot: float) -> None:
    """Clouds seen from above, from the mountains' feet to the viewer."""
    canvas, light = stage.canvas, stage.light
    lit = mix(light.cloud[0], rgb("#ffffff"), 0.15 if light.dark else 0.45)
    shade = mix(light.cloud[1], light.sky[2], 0.35)
    rows = canvas.band(foot - 2, canvas.height)
    depth = smoothstep(foot, canvas.height, canvas.ys[rows[0]])
    canvas.over(
        rows, light.hazed(lit, 0.55) + (shade - light.hazed(lit, 0.55)) * depth[..., None], 1.0
    )
    reach = canvas.height - foot
    for index in range(_BANKS):
        near = index / (_BANKS - 1)
        top = foot + reach * (0.80 * near**1.2 - 0.10)
        deck = CloudDeck(
            top, top + reach * (0.30 + 0.30 * near), lit, light.hazed(shade, 0.4 - 0.4 * near),
            0.62, 90 + 190 * near, 0.16, 0.96, 3.2 - 1.2 * near,
        )  # fmt: skip
        clouds(stage, deck)
    stage.mist(foot, 60 * stage.unit, light.hazed(lit, 0.5), 0.9)


def _wooded_hill(stage: Stage, foot: float, lake: bool) -> None:
    canvas, light, unit = stage.canvas, stage.light, stage.unit
    hill = hill_line(stage, foot - 16 * unit, canvas.height * 0.05, 420)
    color = light.hazed(mix(light.silhouette, light.foliage, 0.4), 0.42)
    bottom = foot + 2 if lake else canvas.height
    canvas.below(hill, bottom, color)
    conifers(stage, hill, TreeRow(stage.density(190), 26 * unit, 64 * unit), color)
    stage.mist(foot, 46 * unit, light.haze, 0.28 if light.dark else 0.5)


def _lake(stage: Stage, foot: float) -> None:
    light, dice = stage.light, stage.dice
    color = mix(mix(light.sky[1], light.silhouette, 0.45), light.sky[2], 0.3)
    glitter = None if light.key == "overcast" else light.hazed(rgb("#ffffff"), 0.5)
    ripple = dice.uniform(0.5, 1.1)
    paint_water(stage, foot, Water(color, 0.24, ripple, glitter=glitter))
    if not light.dark:
        stage.mist(foot + 30 * stage.unit, 50 * stage.unit, light.haze, 0.3)


def _near_shore(stage: Stage, darkness: float) -> Array:
    """A dark bank with tall firs at both sides that frames the view; with a knoll for a person."""
    canvas, unit = stage.canvas, stage.unit
    color = scaled(mix(stage.light.silhouette, stage.light.foliage, 0.2), darkness)
    edges = np.abs(np.linspace(-1, 1, canvas.width))
    rise = np.clip((edges - 0.2) / 0.9, 0, 1) ** 1.6 * canvas.height * 0.1
    if stage.scene.has("person"):
        rise += np.exp(-((edges / 0.3) ** 2)) * canvas.height * 0.055
    bank = hill_line(stage, canvas.height * 1.005, canvas.height * 0.04, 180) - rise
    canvas.below(bank, canvas.height, color)
    row = TreeRow(stage.density(34), 190 * unit, 450 * unit, 20 * unit, framing(0.14, 1.2))
    conifers(stage, bank, row, color)
    return bank


def _slopes(stage: Stage, foot: float) -> None:
    """Three nearing slopes, snowed in or grown over, with firs on them."""
    canvas, light, unit = stage.canvas, stage.light, stage.unit
    snowy = stage.scene.has("snow")
    for index in range(3):
        near = index / 2
        middle = foot + (canvas.height * 0.93 - foot) * (0.12 + 0.7 * near)
        tilt = np.linspace(-1, 1, canvas.width) * canvas.height * 0.022 * (-1) ** index
        slope = hill_line(stage, middle, canvas.height * 0.075, 560 - 90 * index) + tilt
        if snowy:
            top = light.hazed(light.snow[0], 0.45 - 0.3 * near)
            deep = mix(light.snow[1], light.silhouette, 0.1 + 0.22 * near)
        else:
            top = light.hazed(light.grass, 0.5 - 0.35 * near)
            deep = light.hazed(light.foliage, 0.3 - 0.25 * near)
        reach = canvas.height * (0.06 + 0.05 * near)
        canvas.below(slope, canvas.height, _falling_off(stage, top, deep, reach))
        row = TreeRow(
            stage.density(52 - 12 * index),
            (46 + 46 * index) * unit,
            (110 + 110 * index) * unit,
            22 * unit,
            framing(0.4, 1.2),
        )
        if stage.scene.has("autumn"):
            _autumn_trees(stage, slope + 10 * unit, row, index)
        else:
            tree = light.hazed(mix(light.silhouette, light.foliage, 0.45), 0.34 - 0.13 * index)
            conifers(stage, slope + 10 * unit, row, tree)
        if index < 2:
            veil = mix(light.haze, light.snow[0], 0.3) if snowy else light.haze
            stage.mist(middle + 60 * unit, 90 * unit, veil, 0.42 - 0.14 * index)


def _autumn_trees(stage: Stage, line: Array, row: TreeRow, index: int) -> None:
    light = stage.light
    for turn in range(2):
        bright, dark = (rgb(code) for code in _LEAVES[(index + turn) % len(_LEAVES)])
        dim = 0.45 + 0.55 * light.bright
        leaf = light.hazed(scaled(bright, dim), 0.36 - 0.14 * index)
        low = light.hazed(scaled(dark, dim), 0.36 - 0.14 * index)
        part = replace(row, count=max(2, row.count // 2), high=row.high * 0.8)
        broadleaves(stage, line, part, (leaf, low))


def _falling_off(stage: Stage, top: Array, deep: Array, reach: float) -> Shader:
    """A slope that darkens below its edge, unevenly."""
    canvas = stage.canvas
    small = (canvas.height // 6 + 1, canvas.width // 6 + 1)
    lumps = fractal(stage.dice, small, 34 * stage.unit + 2, 4, 0.5, 2.6)
    lumps = resize(lumps, canvas.width, canvas.height, smooth=False)

    def shade(depth: Array, region: Region) -> Array:
        share = np.clip(depth / reach * (0.6 + 0.8 * lumps[region]), 0, 1)
        return top + (deep - top) * share[..., None]

    return shade
