"""A plain stage for a figure alone: a wall of colour, a large disc behind it, a soft ground."""

from __future__ import annotations

import math

import numpy as np

from skill_runtime.studio.painting.canvas import Point, Region
from skill_runtime.studio.painting.color import mix, ramp, rgb, scaled, tint
from skill_runtime.studio.painting.noise import profile
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.sky import stars
from skill_runtime.studio.painting.stage import Footing, Stage

_SCHEMES = (
    ("#f6d9b8", "#f2a97e", "#f7e9cf", "#5d7f6a"),
    ("#bfe0dc", "#7fb8b4", "#fdf3dc", "#2f6f6a"),
    ("#f5c9c4", "#e08f9a", "#fff0e2", "#8a4f6f"),
    ("#cdd7f2", "#8fa5d8", "#fff6e0", "#3f5590"),
    ("#f7e3a8", "#efb757", "#fff8e0", "#7a6a3a"),
    ("#d3e6c1", "#93bb7f", "#fdf8dc", "#3f6b45"),
)
"""Wall above and below, disc, ground."""
_NIGHT = (
    ("#0c1233", "#26306b", "#f3ecd2", "#0a1128"),
    ("#150f33", "#4a2f6f", "#f6dfe0", "#120b28"),
    ("#06202f", "#1b5160", "#f2f0d4", "#04161f"),
)


def paint_backdrop(stage: Stage) -> Footing:
    canvas, dice, light = stage.canvas, stage.dice, stage.light
    wall, low, disc, ground = _scheme(stage)
    canvas.pixels[...] = ramp([wall, mix(wall, low, 0.45), low], canvas.height)[:, None]
    base = canvas.height * (0.80 if canvas.portrait else 0.82)
    if light.dark:
        stars(stage, base * 0.8, 420)
    radius = min(canvas.width, canvas.height) * dice.uniform(0.33, 0.38)
    center = (canvas.width * 0.5, base - radius * dice.uniform(0.86, 1.02))
    stage.sun = (center[0] - radius * dice.pick((-1.2, 1.2)), center[1] - radius)
    stage.horizon = base
    canvas.glow(center, radius * 1.5, disc, 0.30 if light.dark else 0.22)
    canvas.disc(center, radius, mix(disc, low, 0.06), 2 * stage.unit)
    _hills(stage, base, low, ground)
    _plants(stage, base, ground)
    return Footing(canvas.width * 0.5, base + canvas.height * 0.055, 1.22, far=base)


def _scheme(stage: Stage) -> tuple[Array, Array, Array, Array]:
    codes = stage.dice.pick(_NIGHT if stage.light.dark else _SCHEMES)
    colors = [rgb(code) for code in codes]
    if stage.light.key in {"sunset", "sunrise"}:
        colors[:2] = [
            mix(colors[0], stage.light.sky[2], 0.5),
            mix(colors[1], stage.light.sky[3], 0.6),
        ]
        colors[2] = mix(colors[2], stage.light.sun[0], 0.6)
    if stage.scene.hue is not None:
        colors = [tint(color, stage.scene.hue, 0.6) for color in colors]
    wall, low, disc, ground = colors
    return wall, low, disc, ground


def _hills(stage: Stage, base: float, low: Array, ground: Array) -> None:
    canvas, unit = stage.canvas, stage.unit
    for index, (rise, share) in enumerate(((0.085, 0.42), (0.045, 0.68), (0.0, 0.94))):
        swell = canvas.height * (0.07 - 0.018 * index)
        wave = profile(stage.dice, canvas.width, (620 - 90 * index) * unit, 3) - 0.5
        line = base - canvas.height * rise - wave * swell
        color = mix(low, ground, share)

        def shade(depth: Array, region: Region, color: Array = color) -> Array:
            return color * (1.06 - 0.22 * np.clip(depth / (canvas.height * 0.2), 0, 1))[..., None]

        canvas.below(line, canvas.height, shade)


def _plants(stage: Stage, base: float, ground: Array) -> None:
    """Stems with leaves at both sides, which frame the figure."""
    canvas, dice = stage.canvas, stage.dice
    tall = min(canvas.width, canvas.height) * 0.34
    leaves: list[list[Point]] = []
    for side in (-1, 1):
        for index in range(4):
            edge = 0.5 + side * (0.47 - 0.075 * index + dice.uniform(-0.015, 0.015))
            foot = (canvas.width * edge, canvas.height * 1.01)
            height = tall * (1.25 - 0.26 * index) * dice.uniform(0.85, 1.1)
            leaves.extend(_fern(foot, height, -side * dice.uniform(0.05, 0.30)))
    canvas.polygons(leaves, scaled(ground, 0.62))


def _fern(foot: Point, height: float, lean: float) -> list[list[Point]]:
    x, y = foot
    parts: list[list[Point]] = []
    spine = [(x + lean * height * t * t, y - height * t) for t in np.linspace(0, 1, 12)]
    parts.append([*spine, *[(px + height * 0.014, py) for px, py in spine[::-1]]])
    for index in range(3, 12):
        px, py = spine[index]
        length = height * 0.26 * math.sin(math.pi * (0.22 + 0.72 * (index - 2) / 10))
        for side in (-1, 1):
            angle = -math.pi / 2 + side * 0.95 + lean * 0.6
            parts.append(_leaf((px, py), angle, length))
    return parts


def _leaf(root: Point, angle: float, length: float) -> list[Point]:
    x, y = root
    along = (math.cos(angle), math.sin(angle))
    across = (-along[1], along[0])
    outline = []
    for t in np.linspace(0, 1, 9):
        wide = length * 0.15 * math.sin(math.pi * float(t) ** 0.8)
        outline.append((
            x + along[0] * length * t + across[0] * wide,
            y + along[1] * length * t + across[1] * wide,
        ))
    for t in np.linspace(1, 0, 9):
        wide = length * 0.15 * math.sin(math.pi * float(t) ** 0.8)
        outline.append((
            x + along[0] * length * t - across[0] * wide,
            y + along[1] * length * t - across[1] * wide,
        ))
    return outline
