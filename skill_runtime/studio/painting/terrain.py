"""Land: ridgelines, mountains with light and snow on them, rows of trees."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from skill_runtime.studio.painting.atmosphere import Pair
from skill_runtime.studio.painting.canvas import Point, Region
from skill_runtime.studio.painting.noise import fractal, profile
from skill_runtime.studio.painting.raster import Array, resize, smooth_line, smoothstep
from skill_runtime.studio.painting.stage import Stage

_ROUND = tuple(
    (math.cos(turn * math.tau / 13), math.sin(turn * math.tau / 13)) for turn in range(13)
)


@dataclass(frozen=True, slots=True)
class Range:
    """A mountain range."""

    base: float
    """The y of its foot."""
    height: float
    peaks: int
    focus: float | None = None
    """Where the highest peak stands, a share of the width."""
    roughness: float = 0.22


def range_line(stage: Stage, shape: Range) -> Array:
    """The ridge of a range: a y for each column."""
    canvas, dice, unit = stage.canvas, stage.dice, stage.unit
    width = canvas.width
    xs = np.sort(dice.spread(-0.05, 1.05, shape.peaks)) * width
    tops = shape.height * dice.spread(0.45, 0.85, shape.peaks)
    if shape.focus is not None:
        main = int(np.argmin(np.abs(xs - shape.focus * width)))
        xs[main], tops[main] = shape.focus * width, shape.height
    steep = shape.height / (width * (0.34 if canvas.portrait else 0.26))
    fall = np.stack([dice.spread(0.75, 1.25, shape.peaks) for _ in range(2)]) * steep
    offset = canvas.xs - xs[:, None]
    sides = np.where(offset < 0, -offset * fall[0][:, None], offset * fall[1][:, None])
    rise = np.maximum((tops[:, None] - sides).max(axis=0), shape.height * 0.06)
    jags = (profile(dice, width, 130 * unit, 7, 0.55, ridged=True) - 0.55) * shape.roughness
    jags += (profile(dice, width, 26 * unit, 4, 0.6) - 0.5) * shape.roughness * 0.35
    weight = 0.35 + 0.65 * np.clip(rise / shape.height, 0, 1)
    line: Array = shape.base - (rise + jags * shape.height * weight)
    return line


def hill_line(stage: Stage, y: float, swell: float, cell: float) -> Array:
    """A soft rolling line around `y`; `swell` is its whole height in pixels, `cell` in units."""
    return y - (profile(stage.dice, stage.canvas.width, cell * stage.unit, 4) - 0.45) * swell


@dataclass(frozen=True, slots=True)
class Rock:
    """How a range is coloured."""

    rock: Pair
    haze: float
    """Share of haze at the ridge; it grows towards the foot."""
    snow: Pair | None = None
    snow_line: float = 0.0
    """The y above which snow lies."""


def paint_range(stage: Stage, line: Array, bottom: float, look: Rock) -> None:
    """A range with slopes turned to the light and away from it, down to `bottom`."""
    canvas, unit = stage.canvas, stage.unit
    side = float(stage.sunny_side)
    slope = np.gradient(smooth_line(line, 18 * unit)) * 0.75
    slope += np.gradient(smooth_line(line, 80 * unit)) * 0.9
    slope = slope.astype(np.float32) * side
    veil = 0.48 if stage.light.key == "day" else 0.72
    extent = max(8.0, bottom - float(line.min()))
    grain = _leaning_noise(stage, int(extent) + 4, side)

    def shade(depth: Array, region: Region) -> Array:
        below = np.clip(depth, 0, None)
        noise = grain[: depth.shape[0]] - 0.5
        near = np.clip(below / (70 * unit), 0, 1)
        drift = below * (0.55 * -side) * (0.75 + noise) + noise * (90 * unit) * near
        index = np.clip(canvas.xs + drift, 0, canvas.width - 1).astype(np.intp)
        facing = smoothstep(-0.13, 0.16, slope[index] + noise * 2.1 * near)
        color = _between(look.rock, facing)
        if look.snow is not None:
            edge = look.snow_line + noise * (330 * unit) + (1 - facing) * (24 * unit)
            lies = smoothstep(-5 * unit, 7 * unit, edge - canvas.ys[region[0]])
            color += (_between(look.snow, facing) - color) * lies[..., None]
        deep = np.clip(1 - (bottom - canvas.ys[region[0]]) / (extent * 0.9), 0, 1)
        haze = look.haze + (1 - look.haze) * deep**1.8 * veil
        color *= (1 + 0.32 * noise * near)[..., None]
        color += (stage.light.haze - color) * haze[..., None]
        return color

    canvas.below(line, bottom, shade)


def _between(pair: Pair, share: Array) -> Array:
    lit, dark = pair
    color: Array = dark + (lit - dark) * share[..., None]
    return color


def _leaning_noise(stage: Stage, rows: int, side: float) -> Array:
    """Noise whose streaks run down the slopes away from the light."""
    width, third = stage.canvas.width, 3
    size = (max(2, rows // third), (width + rows) // third)
    field = fractal(stage.dice, size, 36 * stage.unit + 2, 5, 0.6, 0.55)
    field = resize(field, width + rows, rows, smooth=False)
    lean = np.arange(rows) * 0.55 if side < 0 else (rows - np.arange(rows)) * 0.55
    result = np.empty((rows, width), np.float32)
    for row, start in enumerate(lean.astype(int)):
        result[row] = field[row, start : start + width]
    return result


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A row of trees on a line."""

    count: int
    low: float
    high: float
    """Heights in pixels."""
    sink: float = 0.0
    """Trees stand up to this far below the line, for depth."""
    growth: Callable[[float], float] | None = None
    """Share of the width → a factor of the height, so that a row can frame the view."""


def conifers(stage: Stage, ground: Array, row: TreeRow, color: Array) -> None:
    """Firs as silhouettes."""
    trees = [_fir(stage, (x, y), height) for x, y, height in _standing(stage, ground, row)]
    stage.canvas.polygons(trees, color)


def broadleaves(stage: Stage, ground: Array, row: TreeRow, colors: tuple[Array, Array]) -> None:
    """Round crowns on trunks: `colors` are the crown's light and dark side."""
    canvas, dice = stage.canvas, stage.dice
    lit, dark = colors
    trunks, shadows, lights = [], [], []
    for x, y, height in _standing(stage, ground, row):
        crown = y - height * 0.62
        trunks.append([
            (x - height * 0.03, y),
            (x - height * 0.014, crown),
            (x + height * 0.014, crown),
            (x + height * 0.03, y),
        ])
        for _ in range(3 if height < 110 * stage.unit else 6):
            center = (
                x + dice.uniform(-0.2, 0.2) * height,
                crown + dice.uniform(-0.24, 0.16) * height,
            )
            radius = height * dice.uniform(0.11, 0.2)
            shadows.append(_lumpy(stage, center, radius))
            lean = radius * 0.3
            bright = (center[0] + lean * stage.sunny_side, center[1] - lean)
            lights.append(_lumpy(stage, bright, radius * 0.7))
    canvas.polygons(trunks, dark * np.float32(0.6))
    canvas.polygons(shadows, dark)
    canvas.polygons(lights, lit, 0.75)


def _standing(stage: Stage, ground: Array, row: TreeRow) -> list[tuple[float, float, float]]:
    """Feet and heights (x, y, height) of a row, left to right."""
    width = stage.canvas.width
    places = []
    for share in np.sort(stage.dice.plane(row.count)):
        height = stage.dice.uniform(row.low, row.high)
        if row.growth is not None:
            height *= row.growth(float(share))
        x = float(share) * width
        y = float(ground[min(int(x), width - 1)]) + stage.dice.uniform(0, row.sink)
        places.append((x, y + 6 * stage.unit, height))
    return places


def _fir(stage: Stage, foot: Point, height: float) -> list[Point]:
    x, y = foot
    unit, dice = stage.unit, stage.dice
    half = height * dice.uniform(0.15, 0.2)
    tiers = min(26, max(6, int(height / (14 * unit))))
    drop = height / tiers * 0.3
    reach = dice.spread(0.82, 1.14, 2 * tiers)
    left: list[Point] = [(x, y - height)]
    right: list[Point] = []
    for tier in range(1, tiers + 1):
        share = tier / tiers
        level = y - height + height * 0.95 * share
        wide = half * share**0.85
        left += [
            (x - wide * float(reach[2 * tier - 2]), level + drop),
            (x - wide * 0.42, level - drop * 0.1),
        ]
        right += [
            (x + wide * float(reach[2 * tier - 1]), level + drop),
            (x + wide * 0.42, level - drop * 0.1),
        ]
    trunk = height * 0.018
    left += [(x - trunk, y - height * 0.03), (x - trunk, y)]
    right += [(x + trunk, y - height * 0.03), (x + trunk, y)]
    return left + right[::-1]


def _lumpy(stage: Stage, center: Point, radius: float) -> list[Point]:
    """A rough round blob, as leaves make it."""
    reach = stage.dice.spread(0.86, 1.14, len(_ROUND)) * radius
    return [
        (center[0] + x * r, center[1] + y * r)
        for (x, y), r in zip(_ROUND, reach.tolist(), strict=True)
    ]


def framing(low: float, high: float) -> Callable[[float], float]:
    """A growth that is `low` in the middle and `high` at both edges."""

    def growth(share: float) -> float:
        edge = float(smoothstep(0.4, 1.0, np.asarray(abs(share - 0.5) * 2)))
        return low + (high - low) * edge

    return growth
