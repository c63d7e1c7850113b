"""A product shot: an arch, leaf shadows, a round podium, and on it a bottle, a device or a box."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import lightness, mix, ramp, rgb, scaled, tint
from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.raster import Array, resize, smoothstep
from skill_runtime.studio.painting.solids import (
    Gloss,
    paler,
    rounded_box,
    shadow,
    sphere,
    tube,
    turned,
)
from skill_runtime.studio.painting.stage import Footing, Stage

_WALLS = ("#e9c9b4", "#cfd8e6", "#d9cdea", "#cfe3d6", "#efd3d3", "#e8dcc4")
_WARES = ("#d9805f", "#5f86c9", "#8d6bc9", "#5aa585", "#c95f7d", "#c9a04a")


_SOLID = frozenset({"phone", "present"})
"""What it has a body for: the others are flat figures."""


def paint_product(stage: Stage) -> Footing:
    canvas, dice, scene = stage.canvas, stage.dice, stage.scene
    wall = _wall_color(stage)
    ware = rgb(dice.pick(_WARES))
    if scene.hue is not None:
        ware = tint(rgb("#d98a6a"), scene.hue, 0.9)
    floor = canvas.height * (0.66 if canvas.portrait else 0.70)
    size = min(canvas.width, canvas.height * 0.72) * 0.30
    _room(stage, wall, floor, size)
    _leaf_shadows(stage, floor)
    middle = canvas.width * 0.5
    top = floor + (canvas.height - floor) * 0.38 - size * 0.09
    laid = [member for member in scene.cast if figures()[member.figure].place == "table"]
    if sum(member.count for member in laid) > 1:
        side_by_side = middle, floor + (canvas.height - floor) * 0.42
        return Footing(*side_by_side, table=side_by_side)
    _podium(stage, (middle, top), size, wall)
    solid = frozenset(member.figure for member in laid) & _SOLID
    if scene.has("on-screen") and len(scene.cast) > 1:
        solid = frozenset()
    if not laid or solid:
        _ware(stage, (middle, top), size, (ware, wall))
    for side, share, drop, blend in ((-1, 0.32, 0.0, 0.45), (1, 0.24, 0.10, 0.7)):
        radius = size * share
        center = (middle + side * size * 1.02, top + size * (drop + 0.07) - radius * 0.82)
        under = (center[0] + radius * 0.3, center[1] + radius * 0.92)
        shadow(stage, under, (radius * 1.05, radius * 0.22), wall)
        sphere(stage, center, radius, mix(ware, wall, blend))
    return Footing(middle, canvas.height * 0.90, table=(middle, top + size * 0.05), shown=solid)


def _ware(stage: Stage, foot: Point, size: float, tones: tuple[Array, Array]) -> None:
    """What the prompt names, or a bottle or a box."""
    scene, (ware, _) = stage.scene, tones
    if scene.has("device"):
        _device(stage, foot, size, ware)
    elif scene.has("box") or not (scene.has("bottle") or stage.dice.chance(0.7)):
        _gift(stage, foot, size, ware)
    else:
        _bottle(stage, foot, size, tones)


def _wall_color(stage: Stage) -> Array:
    scene = stage.scene
    wall = rgb(stage.dice.pick(_WALLS))
    if scene.has("white-wall"):
        return rgb("#f1f1ef")
    if scene.has("black-wall"):
        return rgb("#17171c")
    if scene.has("warm", "sunset"):
        wall = rgb("#e8b890")
    elif scene.has("cool", "snow"):
        wall = rgb("#b9cfe4")
    if stage.light.dark or scene.has("dark", "neon"):
        wall = rgb("#2b2650")
    return wall if scene.hue is None else tint(wall, scene.hue, 0.7)


def _room(stage: Stage, wall: Array, floor: float, size: float) -> None:
    canvas, unit = stage.canvas, stage.unit
    canvas.pixels[...] = ramp([scaled(wall, tone) for tone in (1.06, 0.98, 0.82)], canvas.height)[
        :, None
    ]
    canvas.glow((canvas.width * 0.3, canvas.height * 0.22), 620 * unit, paler(wall, 0.6), 0.45)
    _arch(stage, wall, floor, size)
    rows = canvas.height - int(floor)
    tones = [scaled(wall, tone) for tone in (1.04, 0.90, 0.74)]
    canvas.pixels[int(floor) :] = ramp(tones, rows)[:, None]
    stage.mist(floor, 30 * unit, scaled(wall, 0.9), 0.8)


def _arch(stage: Stage, wall: Array, floor: float, size: float) -> None:
    """A niche with a round top; its left reveal lies in shadow."""
    canvas = stage.canvas
    middle, radius = canvas.width * 0.5, size * 1.33
    spring = floor - size * 1.75
    region = canvas.region(middle - radius - 2, spring - radius - 2, middle + radius + 2, floor)
    across = canvas.xs[:, region[1]] - middle
    down = canvas.ys[region[0]] - spring
    distance = np.where(down < 0, np.hypot(across, down), np.abs(across))
    inner = paler(wall, 0.14)
    height = np.clip((down + radius) / (floor - spring + radius), 0, 1)
    reveal = smoothstep(radius - 70 * stage.unit, radius, distance)
    reveal = reveal * smoothstep(-0.5, 0.9, -(across + down * 0.25) / radius)
    tone = (0.75 + 0.36 * height) * (1 - 0.34 * reveal)
    canvas.over(region, tone[..., None] * inner, np.clip(radius - distance + 0.5, 0, 1))


def _leaf_shadows(stage: Stage, floor: float) -> None:
    """Palm fronds between the lamp and the wall."""
    canvas, dice, unit = stage.canvas, stage.dice, stage.unit
    layer = Image.new("L", (canvas.width // 3 + 1, canvas.height // 3 + 1))
    pen = ImageDraw.Draw(layer)
    wide, tall = layer.size
    stems = (
        ((dice.uniform(0.0, 0.2) * wide, dice.uniform(0.0, 0.15) * tall), dice.uniform(0.7, 1.1)),
        ((dice.uniform(0.62, 0.95) * wide, -7.0), dice.uniform(1.7, 2.1)),
    )
    for root, angle in stems:
        for index in range(13):
            reach = index * 30 * unit
            foot = (root[0] + math.cos(angle) * reach, root[1] + math.sin(angle) * reach)
            for side in (-1, 1):
                turn = angle + side * (1.0 - index * 0.035)
                pen.polygon(_leaf(foot, turn, (150 - 7 * index) * unit), fill=255)
    layer = layer.filter(ImageFilter.GaussianBlur(5 * unit))
    shade = resize(np.asarray(layer, np.float32) / 255, canvas.width, canvas.height, smooth=False)
    rows = int(floor)
    canvas.pixels[:rows] *= (1 - 0.20 * shade[:rows])[..., None]


def _leaf(foot: Point, angle: float, length: float) -> list[Point]:
    x, y = foot
    along, across = (math.cos(angle) * length, math.sin(angle) * length), length * 0.11
    middle = (x + along[0] * 0.45, y + along[1] * 0.45)
    side = (-math.sin(angle) * across, math.cos(angle) * across)
    return [
        foot,
        (middle[0] + side[0], middle[1] + side[1]),
        (x + along[0], y + along[1]),
        (middle[0] - side[0], middle[1] - side[1]),
    ]


def _podium(stage: Stage, top: Point, size: float, wall: Array) -> None:
    x, y = top
    wide, flat, tall = size * 1.35, size * 0.27, size * 0.42
    stone = paler(wall, 0.35)
    foot = y + tall
    shadow(stage, (x + size * 0.5, foot + size * 0.12), (wide * 1.35, flat * 1.4), wall, 0.6)
    turned(stage, (x, y, foot), tube(wide), stone, flat, Gloss(1.04, 0.66))

    def plate(across: Array, down: Array) -> Array:
        return stone * (1.03 - 0.10 * smoothstep(-1, 1, across))[..., None]

    stage.canvas.ellipse((x, y), (wide, flat), plate)
    shadow(stage, (x + size * 0.22, y + size * 0.02), (size * 0.66, size * 0.11), wall, 0.6)


def _bottle(stage: Stage, foot: Point, size: float, colors: tuple[Array, Array]) -> None:
    """A flacon with shoulder, neck, cap and label; slim or squat."""
    canvas = stage.canvas
    x, y = foot
    ware, wall = colors
    slim = stage.dice.uniform(0.8, 1.12)
    half, tall = size * 0.50 * slim, size * 1.45 / slim
    top = y - tall

    def body(share: Array) -> Array:
        return half * np.where(share < 0.09, np.minimum(1.0, 0.82 + share * 2.2), 1.0)

    turned(stage, (x, top, y), body, ware, half * 0.18, Gloss(1.5, 0.48))
    _label(stage, (x, top + tall * 0.40, top + tall * 0.78), half, ware)
    shoulder = paler(ware, 0.35)
    canvas.ellipse((x, top), (half * 0.82, half * 0.15), shoulder)
    neck, cap = half * 0.68, half * 0.92
    turned(
        stage,
        (x, top - size * 0.14, top),
        tube(neck),
        paler(ware, 0.5),
        neck * 0.2,
        Gloss(1.3, 0.6),
    )
    dark = lightness(wall) > 0.55
    lid = rgb("#3a3340") if dark else rgb("#e8e2f0")
    turned(
        stage,
        (x, top - size * 0.52, top - size * 0.12),
        tube(cap),
        lid,
        cap * 0.19,
        Gloss(1.7, 0.55),
    )
    canvas.ellipse((x, top - size * 0.52), (cap, cap * 0.19), scaled(lid, 1.35))


def _label(stage: Stage, axis: tuple[float, float, float], half: float, ware: Array) -> None:
    """A paper label round the front, with two lines on it."""
    canvas = stage.canvas
    x, top, bottom = axis
    paper = paler(ware, 0.82)
    steps = np.linspace(-0.8, 0.8, 24)
    bend = [(x + half * float(s), half * 0.17 * math.sqrt(1 - float(s) ** 2)) for s in steps]

    def strip(y0: float, y1: float, share: float) -> list[Point]:
        part = [point for point in bend if abs(point[0] - x) <= half * share]
        return [(px, y0 + dy) for px, dy in part] + [(px, y1 + dy) for px, dy in reversed(part)]

    canvas.polygons([strip(top, bottom, 0.81)], paper, 0.92)
    tall = bottom - top
    ink = scaled(ware, 0.6)
    canvas.polygons([strip(top + tall * 0.36, top + tall * 0.42, 0.42)], ink, 0.85)
    canvas.polygons([strip(top + tall * 0.54, top + tall * 0.58, 0.28)], ink, 0.7)


def _device(stage: Stage, foot: Point, size: float, ware: Array) -> None:
    """A slab with a glowing screen, as phones are."""
    x, y = foot
    wide, tall = size * 0.86, size * 1.75
    left, top = x - wide / 2, y - tall + size * 0.05
    edge, radius = size * 0.035, size * 0.13
    rounded_box(
        stage,
        (left + edge * 1.3, top),
        (wide, tall),
        radius,
        (scaled(ware, 0.7), scaled(ware, 0.35)),
    )
    rounded_box(stage, (left, top), (wide, tall), radius, (rgb("#4a4a52"), rgb("#17171c")))
    rounded_box(
        stage,
        (left + edge, top + edge),
        (wide - 2 * edge, tall - 2 * edge),
        radius - edge,
        (paler(ware, 0.45), scaled(ware, 0.55)),
    )
    stage.canvas.ellipse((x, top + edge * 3), (size * 0.12, size * 0.028), rgb("#121216"))
    for index, share in enumerate((0.62, 0.44, 0.5)):
        row = top + tall * (0.56 + 0.09 * index)
        rounded_box(
            stage,
            (x - wide * 0.36, row),
            (wide * share, size * 0.05),
            size * 0.025,
            (paler(ware, 0.9), paler(ware, 0.8)),
        )
    stage.canvas.disc((x, top + tall * 0.34), size * 0.2, paler(ware, 0.75))
    stage.canvas.disc(
        (x + size * 0.07, top + tall * 0.32), size * 0.17, mix(ware, rgb("#ffffff"), 0.3)
    )


def _gift(stage: Stage, foot: Point, size: float, ware: Array) -> None:
    """A box with a lid and a ribbon."""
    x, y = foot
    wide, tall = size * 1.15, size * 0.95
    ribbon = paler(ware, 0.75)
    body = (scaled(ware, 1.05), scaled(ware, 0.62))
    rounded_box(stage, (x - wide / 2, y - tall), (wide, tall + size * 0.06), size * 0.03, body)
    rounded_box(
        stage,
        (x - size * 0.09, y - tall),
        (size * 0.18, tall + size * 0.06),
        1,
        (ribbon, scaled(ribbon, 0.72)),
    )
    lid = size * 0.24
    rounded_box(
        stage,
        (x - wide * 0.54, y - tall - lid),
        (wide * 1.08, lid),
        size * 0.03,
        (paler(ware, 0.16), scaled(ware, 0.74)),
    )
    rounded_box(
        stage,
        (x - size * 0.09, y - tall - lid),
        (size * 0.18, lid),
        1,
        (ribbon, scaled(ribbon, 0.8)),
    )
    for side in (-1, 1):
        loop = [
            (x, y - tall - lid),
            (x + side * size * 0.14, y - tall - lid - size * 0.26),
            (x + side * size * 0.36, y - tall - lid - size * 0.28),
            (x + side * size * 0.40, y - tall - lid - size * 0.10),
            (x + side * size * 0.22, y - tall - lid - size * 0.01),
        ]
        stage.canvas.polygons([loop], scaled(ribbon, 0.95 if side < 0 else 0.8))
    stage.canvas.disc((x, y - tall - lid - size * 0.03), size * 0.075, scaled(ribbon, 0.9))
