"""What only some skies hold: a rainbow, lightning, the sky of Mars, the Earth above the Moon."""

from __future__ import annotations

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import ramp, rgb, scaled
from skill_runtime.studio.painting.noise import fractal
from skill_runtime.studio.painting.raster import Array, smoothstep
from skill_runtime.studio.painting.stage import Stage

__all__ = ["earth", "lightning", "pale_sun", "rainbow"]

_BOW = ("#8f5fd0", "#4f7fe0", "#4fbf8f", "#f0e060", "#f5a050", "#e85a5a")
"""From the inner edge to the outer one."""
_FORKS = 3


def rainbow(stage: Stage, horizon: float) -> None:
    """A bow across the sky, fading towards its feet."""
    canvas = stage.canvas
    radius = min(canvas.width * 0.52, horizon * 0.78)
    wide = radius * 0.16
    center = canvas.width * 0.5, horizon * 1.02
    region = canvas.band(center[1] - radius - wide, horizon)
    down = center[1] - canvas.ys[region[0]]
    away = np.hypot(canvas.xs - center[0], down)
    share = np.clip((away - radius + wide / 2) / wide, 0, 1)
    colors = ramp([rgb(code) for code in _BOW], 64)[(share * 63).astype(np.intp)]
    edge = smoothstep(0, 0.25, share) * smoothstep(1, 0.75, share)
    canvas.over(region, colors, edge * (0.30 + 0.25 * np.clip(down / radius, 0, 1)))


def lightning(stage: Stage, horizon: float) -> None:
    """One bolt with its forks, down to the horizon, and its light in the clouds."""
    canvas, dice = stage.canvas, stage.dice
    side = dice.pick((0.16, 0.84))
    start = canvas.width * (side + dice.uniform(-0.06, 0.06)), 0.0
    path = _bolt(stage, start, horizon * 0.97, 0.5 - side)
    color = rgb("#f2f4ff")
    canvas.glow((start[0], horizon * 0.12), horizon * 0.42, rgb("#aebcf0"), 0.42)
    canvas.glow(path[len(path) // 2], horizon * 0.30, rgb("#c8d2ff"), 0.22)
    canvas.polygons([_stroke(path, 4.2 * stage.unit)], scaled(color, 1.2))
    for _ in range(_FORKS):
        root = path[int(dice.uniform(0.25, 0.7) * len(path))]
        low = root[1] + horizon * dice.uniform(0.12, 0.25)
        fork = _bolt(stage, root, low, dice.uniform(-1.0, 1.0))
        canvas.polygons([_stroke(fork, 2.0 * stage.unit)], color)


def _bolt(stage: Stage, start: Point, bottom: float, lean: float) -> list[Point]:
    """`lean` is what it goes aside for what it goes down."""
    dice = stage.dice
    x, y = start
    step = max(2.0, (bottom - y) / 14)
    path = [start]
    while y < bottom:
        y += step * dice.uniform(0.5, 1.3)
        x += step * (lean + dice.uniform(-0.75, 0.75))
        path.append((x, min(y, bottom)))
    return path


def _stroke(path: list[Point], wide: float) -> list[Point]:
    """A line that ends in a point."""
    last = len(path) - 1
    half = [wide * (1 - index / last) for index in range(last + 1)]
    left = [(x - w, y) for (x, y), w in zip(path, half, strict=True)]
    right = [(x + w, y) for (x, y), w in zip(path, half, strict=True)]
    return left + right[::-1]


def pale_sun(stage: Stage) -> None:
    """The small sun of Mars with its bluish halo."""
    core, glow = stage.light.sun
    stage.canvas.glow(stage.sun, 330 * stage.unit, glow, 0.34)
    stage.canvas.disc(stage.sun, 24 * stage.unit, scaled(core, 1.3), 5 * stage.unit)


def earth(stage: Stage, center: Point, radius: float) -> None:
    """The Earth, half lit, with clouds over seas and land."""
    canvas = stage.canvas
    canvas.glow(center, radius * 2.2, rgb("#6fa8ff"), 0.30)
    side = max(4, int(2 * radius))
    land = smoothstep(0.52, 0.58, fractal(stage.dice, (side, side), radius * 0.7, 4))
    veil = smoothstep(0.50, 0.72, fractal(stage.dice, (side, side), radius * 0.5, 5, 0.6, 2.4))
    colors = _between(rgb("#1f5fb8"), rgb("#4f8a52"), land)
    colors = colors + (rgb("#ffffff") - colors) * veil[..., None]
    away = -stage.sunny_side

    def surface(across: Array, down: Array) -> Array:
        rows = np.clip((down + 1) / 2 * (side - 1), 0, side - 1).astype(np.intp)
        columns = np.clip((across + 1) / 2 * (side - 1), 0, side - 1).astype(np.intp)
        lit = smoothstep(0.75, -0.25, across * away + down * 0.35)
        shaded: Array = colors[rows, columns] * (0.04 + 0.98 * lit)[..., None]
        return shaded

    canvas.ellipse(center, (radius, radius), surface, 1.5)


def _between(low: Array, high: Array, share: Array) -> Array:
    blended: Array = low + (high - low) * share[..., None]
    return blended
