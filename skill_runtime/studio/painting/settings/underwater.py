"""Below the surface: light from above, a reef at both sides, weed, bubbles, far fish."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from skill_runtime.studio.painting.canvas import Point, Region
from skill_runtime.studio.painting.color import mix, ramp, rgb, scaled, tint
from skill_runtime.studio.painting.noise import fractal, profile
from skill_runtime.studio.painting.raster import Array, resize, smoothstep
from skill_runtime.studio.painting.stage import Footing, Stage
from skill_runtime.studio.painting.weather import sun_rays

_WATERS = (
    ("#c9f5ee", "#5fd0d6", "#1c8fb0", "#0c5a86", "#06304f"),
    ("#bfeaff", "#54b4e8", "#2279c4", "#144f94", "#0a2a5c"),
    ("#d6f7dc", "#6fd3b6", "#259a94", "#12636f", "#083845"),
)
_DUSK = ("#7f8fe0", "#3f57b0", "#253f8a", "#162a66", "#0a153c")
_CORALS = ("#ff7f6a", "#f2a65a", "#e0589a", "#a86ad8", "#ffd166", "#5fd3b0")


def paint_underwater(stage: Stage) -> Footing:
    canvas, dice = stage.canvas, stage.dice
    codes = _DUSK if stage.light.dark else dice.pick(_WATERS)
    colors = [rgb(code) for code in codes]
    if stage.scene.hue is not None:
        colors = [tint(color, stage.scene.hue, 0.4) for color in colors]
    stage.light = replace(stage.light, haze=colors[2])
    canvas.pixels[...] = ramp(colors, canvas.height)[:, None]
    stage.sun = (canvas.width * dice.uniform(0.3, 0.7), -canvas.height * 0.06)
    stage.horizon = canvas.height * 0.8
    canvas.glow((stage.sun[0], 0), canvas.height * 0.42, rgb("#ffffff"), 0.35)
    _caustics(stage)
    sun_rays(stage, 0.62)
    deep = colors[3]
    for index, share in enumerate((0.30, 0.55, 0.8)):
        _reef(
            stage,
            canvas.height * (0.80 + 0.06 * index),
            mix(colors[2], scaled(colors[4], 0.75), share),
            index,
        )
    _weed(stage, scaled(mix(deep, rgb("#1f6f4f"), 0.5), 0.55))
    _corals(stage)
    _bubbles(stage)
    return Footing(canvas.width * 0.5, canvas.height * 0.90)


def _caustics(stage: Stage) -> None:
    """The bright net under the surface."""
    canvas = stage.canvas
    rows = int(canvas.height * 0.34)
    net = fractal(
        stage.dice, (rows // 3 + 1, canvas.width // 3 + 1), 34 * stage.unit + 2, 3, 0.6, 3.2
    )
    net = resize(1 - np.abs(net - 0.5) * 9, canvas.width, rows, smooth=False)
    fade = smoothstep(rows * 1.0, 0.0, canvas.ys[:rows])
    canvas.add(canvas.band(0, rows), rgb("#eafffb"), np.clip(net, 0, 1) ** 2 * fade * 0.30)


def _reef(stage: Stage, y: float, color: Array, index: int) -> None:
    canvas, unit = stage.canvas, stage.unit
    edges = np.abs(np.linspace(-1, 1, canvas.width)) ** 2.2
    lumps = profile(stage.dice, canvas.width, (190 - 40 * index) * unit, 5, 0.55)
    line = y - edges * canvas.height * (0.20 - 0.05 * index) - (lumps - 0.5) * canvas.height * 0.10

    def shade(depth: Array, region: Region) -> Array:
        return color * (1.16 - 0.4 * np.clip(depth / (canvas.height * 0.12), 0, 1))[..., None]

    canvas.below(line, canvas.height, shade)


def _weed(stage: Stage, color: Array) -> None:
    canvas, dice = stage.canvas, stage.dice
    blades: list[list[Point]] = []
    for side in (-1, 1):
        for _ in range(max(5, stage.density(9))):
            x = canvas.width * (0.5 + side * dice.uniform(0.26, 0.52))
            tall = canvas.height * dice.uniform(0.10, 0.26)
            phase, sway = dice.uniform(0, 6.3), dice.uniform(0.05, 0.10) * tall
            thick = tall * 0.035
            steps = np.linspace(0, 1, 14)
            spine = [
                (x + sway * math.sin(phase + 5 * t) * t, canvas.height * 1.01 - tall * t)
                for t in steps
            ]
            wide = [thick * (1 - t) ** 0.7 for t in steps]
            left = [(px - w, py) for (px, py), w in zip(spine, wide, strict=True)]
            right = [(px + w, py) for (px, py), w in zip(spine, wide, strict=True)]
            blades.append([*left, *right[::-1]])
    canvas.polygons(blades, color, 0.9)


def _corals(stage: Stage) -> None:
    """Branching corals in bright colours, at the foot of the picture."""
    canvas, dice = stage.canvas, stage.dice
    for index in range(max(8, stage.density(14))):
        side = -1 if index % 2 else 1
        x = canvas.width * (0.5 + side * dice.uniform(0.12, 0.50))
        tall = min(canvas.width, canvas.height) * dice.uniform(0.035, 0.085)
        color = mix(
            scaled(rgb(dice.pick(_CORALS)), 0.5 if stage.light.dark else 0.9),
            stage.light.haze,
            dice.uniform(0.05, 0.4),
        )
        branches: list[list[Point]] = []
        _branch(
            stage, branches, (x, canvas.height * dice.uniform(0.955, 1.0)), -math.pi / 2, tall, 3
        )
        canvas.polygons(branches, color)


def _branch(
    stage: Stage, out: list[list[Point]], root: Point, angle: float, length: float, level: int
) -> None:
    """Adds a tapering stroke with a round end, and smaller ones from its tip."""
    dice = stage.dice
    tip = (root[0] + math.cos(angle) * length, root[1] + math.sin(angle) * length)
    wide, narrow = length * 0.13, length * 0.10
    across = (-math.sin(angle), math.cos(angle))
    cap = [
        (tip[0] + math.cos(angle + turn) * narrow, tip[1] + math.sin(angle + turn) * narrow)
        for turn in np.linspace(math.pi / 2, -math.pi / 2, 8)
    ]
    out.append([
        (root[0] - across[0] * wide, root[1] - across[1] * wide),
        (root[0] + across[0] * wide, root[1] + across[1] * wide),
        *cap,
    ])
    if level:
        for turn in (-0.55, 0.0, 0.5):
            _branch(
                stage,
                out,
                tip,
                angle + turn + dice.uniform(-0.15, 0.15),
                length * dice.uniform(0.55, 0.72),
                level - 1,
            )


def _bubbles(stage: Stage) -> None:
    canvas, dice, unit = stage.canvas, stage.dice, stage.unit
    for _ in range(stage.density(34)):
        center = (canvas.width * dice.uniform(0, 1), canvas.height * dice.uniform(0.05, 0.95))
        radius = dice.uniform(3, 13) * unit
        canvas.ellipse(center, (radius, radius), rgb("#eaffff"), 1.5, 0.16)
        canvas.ellipse(
            (center[0] - radius * 0.3, center[1] - radius * 0.35),
            (radius * 0.3, radius * 0.22),
            rgb("#ffffff"),
            1.5,
            0.8,
        )
