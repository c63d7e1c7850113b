"""What the painter knows no words for: folded sheets of colour and balls, keyed by the prompt."""

from __future__ import annotations

import math

import numpy as np

from skill_runtime.studio.painting.canvas import Region
from skill_runtime.studio.painting.color import from_oklab, rgb, tint, to_oklab
from skill_runtime.studio.painting.raster import Array, resize
from skill_runtime.studio.painting.solids import bokeh, sphere
from skill_runtime.studio.painting.stage import Stage

_SCHEMES = (
    ("#0b1437", "#3a3fbf", "#b04fd0", "#ff7a8a", "#ffd08a"),
    ("#06202b", "#0a6f7d", "#2fc7a8", "#c9f28f", "#fff6c9"),
    ("#1a0b2e", "#6a1f7c", "#e0426f", "#ff9a5a", "#ffe0a3"),
    ("#0d1b3d", "#1f5fbf", "#4fb3f2", "#b8e6ff", "#fff2e0"),
    ("#20102b", "#5a3fa0", "#6f8ff0", "#8fe6e0", "#f4ffe0"),
    ("#2b120a", "#a8402a", "#f0803a", "#ffc56a", "#fff0cf"),
    ("#10231c", "#2f6f4f", "#8fbf6a", "#f2d98a", "#fff4dc"),
)
_WARM, _COOL = _SCHEMES[5], _SCHEMES[3]
_HUE_TURNS = (0.0, 0.0, 0.35, -0.3, 0.2)
_FIELD_SCALE = 8


def paint_abstract(stage: Stage) -> None:
    colors = _scheme(stage)
    _color_field(stage, colors)
    if stage.dice.chance(0.7):
        _spheres(stage, colors)
        _sheets(stage, colors)
    else:
        bokeh(stage, (0.0, 1.0), colors[2:], stage.density(26), 0.22)
        _sheets(stage, colors)
        _spheres(stage, colors)


def _scheme(stage: Stage) -> list[Array]:
    scene = stage.scene
    codes = stage.dice.pick(_SCHEMES)
    if scene.has("warm"):
        codes = _WARM
    elif scene.has("cool"):
        codes = _COOL
    colors = [rgb(code) for code in codes]
    if scene.hue is None:
        return colors
    turned = zip(colors, _HUE_TURNS, strict=True)
    if len(scene.hues) == 1:
        return [tint(color, scene.hue + turn, 0.75) for color, turn in turned]
    named = (scene.hues[index % len(scene.hues)] for index in range(len(colors)))
    return [tint(color, hue, 0.95) for color, hue in zip(colors, named, strict=True)]


def _color_field(stage: Stage, colors: list[Array]) -> None:
    """Soft pools of colour that run into each other."""
    canvas, dice = stage.canvas, stage.dice
    height, width = canvas.height // _FIELD_SCALE + 1, canvas.width // _FIELD_SCALE + 1
    longer = max(height, width)
    down = np.arange(height)[:, None] / longer
    across = np.arange(width)[None, :] / longer
    lab = np.zeros((height, width, 3))
    weight = np.zeros((height, width, 1))
    for index in range(9):
        x, y = dice.uniform(0, width / longer), dice.uniform(0, height / longer)
        reach = dice.uniform(0.14, 0.34)
        pool = np.exp(-((across - x) ** 2 + (down - y) ** 2) / reach**2)[..., None] + 1e-4
        lab += pool * to_oklab(colors[index % 4 if index < 7 else 0])
        weight += pool
    canvas.pixels[...] = resize(from_oklab(lab / weight), canvas.width, canvas.height)


def _sheets(stage: Stage, colors: list[Array]) -> None:
    """Overlapping waves, each casting a soft shadow on the one behind."""
    canvas, dice = stage.canvas, stage.dice
    count = dice.pick((5, 6, 7, 8))
    slant = dice.uniform(-0.22, 0.22)
    start = dice.uniform(0.3, 0.46)
    share = np.linspace(0, 1, canvas.width)
    place = share * (1.4 * canvas.width / max(canvas.width, canvas.height))
    lines: list[Array] = []
    for index in range(count):
        near = index / (count - 1)
        phase, slow, fast = dice.uniform(0, 6.3), dice.uniform(0.6, 1.15), dice.uniform(1.4, 2.3)
        middle = canvas.height * (start + (0.96 - start) * near)
        line: Array = middle + (share * 2 - 1) * canvas.width * slant
        line += np.sin(place * slow * 6.3 + phase) * canvas.height * 0.075
        line += np.sin(place * fast * 6.3 + phase * 1.7 + index) * canvas.height * 0.028
        lines.append(line)
    for index, line in enumerate(lines):
        _sheet(stage, line, index, colors, _visible_to(stage, lines[index + 1 :]))


def _visible_to(stage: Stage, later: list[Array]) -> float:
    """Down to where a sheet shows: the next one covers the rest."""
    return float(later[0].max()) + 2 if later else float(stage.canvas.height)


def _sheet(stage: Stage, line: Array, index: int, colors: list[Array], bottom: float) -> None:
    canvas, unit = stage.canvas, stage.unit
    _cast_shadow(stage, line)
    first, second = colors[(index + 1) % 5], colors[(index + 3) % 5 if index % 2 else index % 5]
    turn = 0.25 * math.sin(index)

    def shade(depth: Array, region: Region) -> Array:
        across = np.clip(canvas.xs / canvas.width + turn, 0, 1)[..., None]
        below = np.clip(depth, 0, None)
        body = 0.70 + 0.42 * np.exp(below * (-1 / (canvas.height * 0.09)))
        rim = np.exp(below * (-0.2 / unit)) * 0.10
        return (first + (second - first) * across) * body[..., None] + rim[..., None]

    canvas.below(line, bottom, shade)


def _cast_shadow(stage: Stage, line: Array) -> None:
    canvas, unit = stage.canvas, stage.unit
    region = canvas.band(float(line.min()) - 150 * unit, float(line.max()) + 2)
    above = canvas.ys[region[0]] - line[None].astype(np.float32)
    dark = np.exp(np.clip(above, None, 0) * (1 / (46 * unit)))
    canvas.pixels[region] *= (1 - 0.30 * dark)[..., None]


def _spheres(stage: Stage, colors: list[Array]) -> None:
    canvas, dice = stage.canvas, stage.dice
    for _ in range(dice.pick((1, 2, 3, 3))):
        radius = dice.uniform(60, 170) * stage.unit
        center = (dice.uniform(0.12, 0.88) * canvas.width, dice.uniform(0.08, 0.36) * canvas.height)
        stage.canvas.glow(center, radius * 2.2, colors[3], 0.16)
        sphere(stage, center, radius, dice.pick(colors[2:]))
