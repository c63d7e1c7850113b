"""A cup on a wooden table: latte art or tea, steam, beans, lights out of focus behind."""

from __future__ import annotations

import math

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import rgb, scaled, tint
from skill_runtime.studio.painting.raster import Array, smoothstep
from skill_runtime.studio.painting.settings.tabletop import paint_table, paint_wall
from skill_runtime.studio.painting.solids import (
    Gloss,
    cylinder_light,
    shadow,
    turned,
)
from skill_runtime.studio.painting.stage import Stage
from skill_runtime.studio.painting.steam import steam

_CUPS = ("#f4ece2", "#f4ece2", "#e7dccb", "#d9e2e2", "#3a3836")
_TEA_WORDS = frozenset({"tea", "matcha", "茶", "下午茶", "teacup"})


def paint_coffee(stage: Stage) -> None:
    canvas, dice, scene = stage.canvas, stage.dice, stage.scene
    table = canvas.height * (0.655 if canvas.portrait else 0.70)
    paint_wall(stage, table)
    paint_table(stage, table)
    size = min(canvas.width, canvas.height * 0.72) * 0.30
    saucer = (canvas.width * 0.5, table + (canvas.height - table) * 0.40)
    china = rgb(dice.pick(_CUPS))
    if scene.hue is not None:
        china = tint(rgb("#e8dccf"), scene.hue, 0.7)
    tea = bool(_TEA_WORDS & {word.lower() for word in scene.words})
    _saucer(stage, saucer, size, china)
    _cup(stage, saucer, size, china, tea)
    if not tea:
        _beans(stage, saucer, size, table)
    steam(stage, (saucer[0], saucer[1] - size * 1.08), size)


def _saucer(stage: Stage, center: Point, size: float, china: Array) -> None:
    canvas = stage.canvas
    x, y = center
    shadow(
        stage, (x + size * 0.35, y + size * 0.2), (size * 1.75, size * 0.42), rgb("#4a2210"), 0.7
    )
    wide = size * 1.48

    def rim(across: Array, down: Array) -> Array:
        return cylinder_light(across, china, Gloss(1.05, 0.74))

    def well(across: Array, down: Array) -> Array:
        return china * (0.80 + 0.17 * smoothstep(-0.8, 0.9, across * 0.5 + down * 0.8))[..., None]

    canvas.ellipse((x, y + size * 0.05), (wide, wide * 0.27), scaled(china, 0.6))
    canvas.ellipse((x, y), (wide, wide * 0.262), rim)
    canvas.ellipse((x, y - size * 0.01), (wide * 0.93, wide * 0.235), well)
    soft = size * 0.16
    canvas.ellipse(
        (x + size * 0.1, y + size * 0.01),
        (wide * 0.62, wide * 0.15),
        scaled(china, 0.42),
        soft,
        0.75,
    )


def _cup(stage: Stage, foot: Point, size: float, china: Array, tea: bool) -> None:
    canvas = stage.canvas
    x, y = foot
    top, bottom, mouth = y - size * 1.18, y - size * 0.02, size * 0.92
    _handle(stage, (x + mouth * 0.93, top + size * 0.42), size, china)

    def half(share: Array) -> Array:
        return mouth * (1 - 0.52 * np.clip(share, 0, None) ** 2.6 - 0.05 * share)

    turned(stage, (x, top, bottom), half, china, size * 0.115, Gloss(1.08, 0.5))
    canvas.ellipse((x, top), (mouth, mouth * 0.235), scaled(china, 1.04))

    def inside(across: Array, down: Array) -> Array:
        return china * (0.52 + 0.28 * smoothstep(-1, 1, down))[..., None]

    canvas.ellipse((x, top + size * 0.006), (mouth * 0.945, mouth * 0.212), inside)
    surface = (x, top + size * 0.035)
    if tea:
        _tea(stage, surface, mouth)
    else:
        _latte(stage, surface, mouth)


def _handle(stage: Stage, center: Point, size: float, china: Array) -> None:
    canvas = stage.canvas
    x, y = center
    region = canvas.region(x - size * 0.4, y - size * 0.6, x + size * 0.8, y + size * 0.6)
    across = (canvas.xs[:, region[1]] - x - size * 0.08) / (size * 0.40)
    down = (canvas.ys[region[0]] - y) / (size * 0.37)
    distance = np.abs(np.hypot(across, down) - 1) * (size * 0.38)
    for share, tone in ((1.0, 0.6), (0.72, 0.86), (0.3, 1.0)):
        ring = np.clip((size * 0.085 * share - distance) / 1.5 + 0.5, 0, 1)
        canvas.over(region, scaled(china, tone), ring)


def _latte(stage: Stage, center: Point, mouth: float) -> None:
    """Crema with a poured figure: nested hearts or a leaf."""
    canvas = stage.canvas
    radii = (mouth * 0.90, mouth * 0.185)
    crema, milk = rgb("#b9783f"), rgb("#fdf3e1")

    def coffee(across: Array, down: Array) -> Array:
        edge = smoothstep(0.7, 1.0, np.hypot(across, down))
        light = 1.0 + 0.14 * np.clip(-across * 0.5 - down * 0.3, 0, 1) - 0.5 * edge
        return crema * light[..., None]

    canvas.ellipse(center, radii, coffee)
    if stage.dice.chance(0.5):
        for scale, color, shift in (
            (0.60, milk, 0.0),
            (0.50, crema, -0.02),
            (0.43, milk, -0.04),
            (0.31, crema, -0.06),
            (0.25, milk, -0.08),
        ):
            canvas.polygons([_heart(center, radii, scale, shift)], color, 0.92)
        return
    for index in range(6):
        low = 0.62 - 0.21 * index
        wide = 0.62 * math.cos((index - 1.6) * 0.36)
        canvas.polygons([_chevron(center, radii, low, wide)], milk, 0.92)
    canvas.polygons([_heart((center[0], center[1] - radii[1] * 0.56), radii, 0.26, 0)], milk, 0.95)


def _heart(center: Point, radii: Point, scale: float, shift: float) -> list[Point]:
    points = []
    for turn in np.linspace(0, math.tau, 72):
        x = math.sin(turn) ** 3 * 16 / 17
        y = (
            -(
                13 * math.cos(turn)
                - 5 * math.cos(2 * turn)
                - 2 * math.cos(3 * turn)
                - math.cos(4 * turn)
            )
            / 17
        )
        points.append((
            center[0] + x * radii[0] * scale * 1.15,
            center[1] + (y + shift * 2) * radii[1] * scale * 1.1,
        ))
    return points


def _chevron(center: Point, radii: Point, low: float, wide: float) -> list[Point]:
    """One pair of leaves of a poured fern, pointing away from the viewer."""
    x, y = center
    across, down = radii
    return [
        (x, y + low * down),
        (x + wide * across, y + (low - 0.30) * down),
        (x + wide * across * 0.9, y + (low - 0.44) * down),
        (x, y + (low - 0.13) * down),
        (x - wide * across * 0.9, y + (low - 0.44) * down),
        (x - wide * across, y + (low - 0.30) * down),
    ]


def _tea(stage: Stage, center: Point, mouth: float) -> None:
    words = {word.lower() for word in stage.scene.words}
    color = rgb("#8fae4e" if "matcha" in words else "#b4581f")

    def tea(across: Array, down: Array) -> Array:
        edge = smoothstep(0.3, 1.0, np.hypot(across, down))
        gleam = np.exp(-((across + 0.4) ** 2 + (down + 0.2) ** 2) / 0.06)
        return color * (1.15 - 0.55 * edge + 0.5 * gleam)[..., None]

    stage.canvas.ellipse(center, (mouth * 0.90, mouth * 0.185), tea)


def _beans(stage: Stage, saucer: Point, size: float, table: float) -> None:
    canvas, dice = stage.canvas, stage.dice
    x, y = saucer
    for _ in range(28):
        bean_x = x + float(dice.normal(1)[0]) * size * 1.9
        bean_y = y + abs(float(dice.normal(1)[0])) * size * 0.38 + size * 0.3
        if abs(bean_x - x) < size * 1.5 and bean_y < y + size * 0.44:
            bean_y += size * 0.44
        if bean_y < canvas.height * 0.985:
            near = (bean_y - table) / (canvas.height - table)
            _bean(stage, (bean_x, bean_y), (10 + 24 * near) * stage.unit)


def _bean(stage: Stage, center: Point, size: float) -> None:
    canvas = stage.canvas
    x, y = center
    roast = rgb("#5e3219")

    def surface(across: Array, down: Array) -> Array:
        return roast * (0.6 + 0.85 * np.clip(-across * 0.4 - down * 0.6, 0, 1))[..., None]

    canvas.ellipse(
        (x + size * 0.25, y + size * 0.45),
        (size * 1.2, size * 0.5),
        rgb("#140804"),
        size * 0.5 + 1,
        0.6,
    )
    canvas.ellipse(center, (size * 1.15, size * 0.74), surface)
    canvas.ellipse((x, y - size * 0.04), (size * 0.95, size * 0.1), rgb("#23100a"), 1.5, 0.85)
