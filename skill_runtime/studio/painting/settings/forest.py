"""A forest in depth: rows of trees sinking into mist, beams of light, dark trunks in front."""

from __future__ import annotations

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, rgb, scaled, tint
from skill_runtime.studio.painting.noise import profile
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.sky import paint_sky
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
from skill_runtime.studio.painting.weather import snowfall, sun_rays

_ROWS = 6
_AUTUMN_HUES = (0.5, 0.8, 1.05, 1.3)


def paint_forest(stage: Stage) -> Footing:
    scene, canvas, light, dice = stage.scene, stage.canvas, stage.light, stage.dice
    tall = canvas.height / 1920
    paint_sky(stage, canvas.height * 0.68, dice.uniform(0.33, 0.67), sun_low=False)
    if scene.has("mountain") or dice.chance(0.5):
        _far_range(stage)
    leaf = _leaf_color(stage)
    top = canvas.height * (0.45 if canvas.portrait else 0.48)
    for index in range(_ROWS):
        near = index / (_ROWS - 1)
        tilt = np.linspace(-1, 1, canvas.width) * canvas.height * 0.02 * (-1) ** index
        middle = top + (canvas.height * 0.90 - top) * near**1.1
        line = hill_line(stage, middle, canvas.height * 0.06, 620 - 60 * index) + tilt
        color = mix(light.haze, leaf, 0.16 + 0.82 * near**1.1)
        size = (70 + 300 * near**1.4) * tall * (1.25 if canvas.portrait else 1.0)
        _row(stage, line, size, (index, near), color)
        if index < _ROWS - 1:
            fade = (0.62 - 0.48 * near) * (0.45 if light.dark else 1.0)
            stage.mist(middle + size * 0.3, (110 + 90 * near) * tall, light.haze, fade)
    if not light.dark and light.key != "overcast":
        sun_rays(stage)
    _foreground(stage, scaled(leaf, 0.4), tall)
    if scene.has("snow") and not scene.has("snowfall"):
        snowfall(stage, 0.7)
    if light.dark:
        with stage.in_air():
            _fireflies(stage)
    return Footing(canvas.width * 0.5, canvas.height * 0.965, roam=0.08, far=canvas.height * 0.80)


def _far_range(stage: Stage) -> None:
    canvas, light = stage.canvas, stage.light
    foot = canvas.height * 0.55
    line = range_line(stage, Range(foot, canvas.height * 0.22, 6))
    pairs = [
        (light.hazed(pair[0], 0.45), light.hazed(pair[1], 0.45))
        for pair in (light.rock, light.snow)
    ]
    snow = pairs[1] if stage.scene.has("snow") else None
    paint_range(stage, line, foot, Rock(pairs[0], 0.25, snow, foot - canvas.height * 0.1))
    stage.mist(foot, 120 * stage.unit, light.haze, 0.6)


def _leaf_color(stage: Stage) -> Array:
    light = stage.light
    color = mix(light.silhouette, light.foliage, 0.65)
    if stage.scene.has("snow"):
        color = mix(color, rgb("#6f86a8"), 0.32)
    return color


def _row(stage: Stage, line: Array, size: float, depth: tuple[int, float], color: Array) -> None:
    canvas = stage.canvas
    index, near = depth
    rough = (profile(stage.dice, canvas.width, 16 * stage.unit, 3) - 0.5) * 18 * stage.unit
    ground = color
    if stage.scene.has("snow"):
        ground = mix(color, stage.light.hazed(stage.light.snow[0], 0.4), 0.55)
    canvas.below(line + rough, canvas.height, ground)
    count = stage.density(120 - 17 * index)
    row = TreeRow(count, size * 0.55, size * 1.25, 14 * stage.unit)
    if stage.scene.has("bamboo"):
        if index % 2:
            _stalks(stage, line, size, color)
        return
    if not stage.scene.has("autumn"):
        conifers(stage, line, row, color)
        return
    for hue in (_AUTUMN_HUES[index % 4], _AUTUMN_HUES[(index + 2) % 4]):
        part = TreeRow(max(2, count // 3), size * 0.5, size * 0.95, 20 * stage.unit)
        autumn = mix(stage.light.haze, tint(rgb("#c8632a"), hue, 0.9), 0.35 + 0.6 * near)
        leaf = scaled(mix(autumn, color, 0.25), 0.45 + 0.5 * stage.light.bright)
        bright = mix(leaf, rgb("#ffc45a"), 0.35)
        broadleaves(stage, line, part, (bright, leaf))


def _foreground(stage: Stage, color: Array, tall: float) -> None:
    canvas, dice = stage.canvas, stage.dice
    edges = np.clip((np.abs(np.linspace(-1, 1, canvas.width)) - 0.3) / 0.8, 0, 1)
    bank = hill_line(stage, canvas.height * 0.965, canvas.height * 0.05, 300)
    bank = bank - edges**1.5 * canvas.height * 0.03
    grass = (profile(dice, canvas.width, 12 * stage.unit, 3) - 0.5) * 26 * tall
    canvas.below(bank + grass, canvas.height, color)
    if stage.scene.has("bamboo"):
        return
    row = TreeRow(max(6, stage.density(9)), 560 * tall, 980 * tall, 30 * tall, framing(0.14, 1.2))
    conifers(stage, bank, row, color)


def _stalks(stage: Stage, line: Array, size: float, color: Array) -> None:
    """Bamboo: jointed stalks up to the top, leaves in tufts."""
    canvas, dice = stage.canvas, stage.dice
    stalks: list[list[Point]] = []
    joints: list[list[Point]] = []
    leaves: list[list[Point]] = []
    for _ in range(max(5, round(canvas.width / (size * 0.26)))):
        x, wide = dice.uniform(-0.02, 1.02) * canvas.width, size * dice.uniform(0.045, 0.075)
        foot = float(line[int(np.clip(x, 0, canvas.width - 1))]) + size * 0.1
        tall, lean = size * dice.uniform(2.4, 4.2), dice.uniform(-0.06, 0.06)
        tip, half = (x + lean * tall, foot - tall), wide * 0.3
        stalk = [(x - wide / 2, foot), (x + wide / 2, foot)]
        stalks.append([*stalk, (tip[0] + half, tip[1]), (tip[0] - half, tip[1])])
        for share in np.arange(0.08, 1.0, 0.11):
            at = x + lean * tall * float(share), foot - tall * float(share)
            joints.append(_bar(at, wide * 0.6, wide * 0.22))
            if share > 0.4 and dice.chance(0.75):
                leaves.extend(_tuft(at, size * (1 if dice.chance(0.5) else -1)))
    canvas.polygons(stalks, mix(color, rgb("#8fae5a"), 0.30))
    canvas.polygons(joints, scaled(color, 0.72))
    canvas.polygons(leaves, mix(color, rgb("#6f9a4a"), 0.25))


def _bar(middle: Point, half: float, thick: float) -> list[Point]:
    x, y = middle
    return [(x - half, y), (x + half, y), (x + half, y + thick), (x - half, y + thick)]


def _tuft(root: Point, size: float) -> list[list[Point]]:
    """Three narrow leaves to a side, the left one where `size` is negative."""
    x, y = root
    tall = abs(size)
    leaves = []
    for reach, fall in ((0.34, 0.10), (0.28, 0.20), (0.22, -0.04)):
        end = x + size * reach, y + tall * fall
        middle = (x + end[0]) / 2, (y + end[1]) / 2
        edges = (middle[0], middle[1] - tall * 0.035), (middle[0], middle[1] + tall * 0.025)
        leaves.append([root, edges[0], end, edges[1]])
    return leaves


def _fireflies(stage: Stage) -> None:
    canvas, dice = stage.canvas, stage.dice
    for _ in range(stage.density(46)):
        place = (dice.uniform(0, 1) * canvas.width, canvas.height * dice.uniform(0.55, 0.95))
        size = dice.uniform(3, 8) * stage.unit
        canvas.glow(place, size, rgb("#d8ff7a"), dice.uniform(0.4, 1.1))
