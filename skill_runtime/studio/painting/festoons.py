"""What is put over a finished scene: a beam of light, strings of lamps, confetti in the air."""

from __future__ import annotations

import math

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import rgb
from skill_runtime.studio.painting.raster import smoothstep
from skill_runtime.studio.painting.stage import Stage

__all__ = ["paint_festoons", "paint_light_beam"]

_BITS = ("#ff5d7d", "#ffd166", "#4dc9c0", "#7d8cff", "#ff9671", "#9be36a", "#ffffff")
_BULB = "#ffd88a"
_SAG = 0.045
"""How far a string hangs down between two hooks, as a share of the height."""


def paint_festoons(stage: Stage) -> None:
    """What the prompt names of it, over the figures."""
    if stage.scene.has("string-lights"):
        for drop in (0.07, 0.17):
            _string(stage, drop)
    if stage.scene.has("confetti"):
        _confetti(stage)


def paint_light_beam(stage: Stage) -> None:
    """From above into the middle, before the figures stand in it."""
    if not stage.scene.has("beam"):
        return
    canvas = stage.canvas
    foot = canvas.height * 0.86
    region = canvas.band(0, foot)
    share = np.clip(canvas.ys[region[0]] / foot, 0, 1)
    half = canvas.unit * (60 + 330 * share)
    middle = canvas.width * 0.5
    cone = smoothstep(1.15, 0.75, np.abs(canvas.xs - middle) / half) * (0.75 - 0.35 * share)
    canvas.over(region, rgb("#fff3d2"), cone * 0.42)
    pool = (canvas.width * 0.5, foot)
    canvas.ellipse(
        pool, (390 * canvas.unit, 70 * canvas.unit), rgb("#fff3d2"), 60 * canvas.unit, 0.35
    )


def _string(stage: Stage, drop: float) -> None:
    """A wire in arcs across the picture, a lamp at every step."""
    canvas, unit = stage.canvas, stage.unit
    arcs = 2 if canvas.portrait else 4
    shift = stage.dice.uniform(0, 1)
    wide = canvas.width / arcs
    points: list[Point] = []
    for step in range(int(-0.6 * 40), int((arcs + 0.6) * 40)):
        share = step / 40 + shift
        hang = math.sin(math.pi * (share % 1.0))
        points.append(((share - shift) * wide, canvas.height * (drop + _SAG * hang)))
    thin = 1.6 * unit
    wire = [*points, *[(x, y + thin) for x, y in points[::-1]]]
    canvas.polygons([wire], rgb("#3a3230"), 0.9)
    for x, y in points[::5]:
        bulb = (x, y + 9 * unit)
        canvas.glow(bulb, 24 * unit, rgb(_BULB), 0.45)
        canvas.disc(bulb, 9 * unit, rgb("#fff1c9"))


def _confetti(stage: Stage) -> None:
    """Small turned rectangles, denser above."""
    canvas, dice, unit = stage.canvas, stage.dice, stage.unit
    for _ in range(stage.density(150)):
        x, y = dice.uniform(0, 1) * canvas.width, dice.uniform(0, 1) ** 1.4 * canvas.height * 0.92
        turn, size = dice.uniform(0, math.pi), dice.uniform(9, 19) * unit
        across = (math.cos(turn) * size, math.sin(turn) * size)
        along = (-across[1] * dice.uniform(0.2, 0.6), across[0] * dice.uniform(0.2, 0.6))
        bit = [
            (x - across[0] - along[0], y - across[1] - along[1]),
            (x + across[0] - along[0], y + across[1] - along[1]),
            (x + across[0] + along[0], y + across[1] + along[1]),
            (x - across[0] + along[0], y - across[1] + along[1]),
        ]
        canvas.polygons([bit], rgb(dice.pick(_BITS)), 0.95)
