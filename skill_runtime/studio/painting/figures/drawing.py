"""A figure on the canvas: flat shapes, then light, rim, shadow or mirror image, and halos.

It is drawn into a layer of its own; the layer's coverage, blurred, stands in for its volume, so
that one light falls on everything alike. Nothing here decides what stands where.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from skill_runtime.studio.painting.canvas import Canvas, Point, Region
from skill_runtime.studio.painting.color import mix, rgb, scaled
from skill_runtime.studio.painting.figures.shapes import Figure
from skill_runtime.studio.painting.figures.tones import LUMINOUS, palette, seen, shines
from skill_runtime.studio.painting.raster import Array, blur, resize, smoothstep
from skill_runtime.studio.painting.stage import Stage

__all__ = ["Pose", "draw"]

_OVERSAMPLE = 3
_LARGE = 700
"""Above this many pixels a side an edge is smooth enough when it is drawn twice as large."""


@dataclass(frozen=True, slots=True)
class Pose:
    """One figure, placed."""

    figure: Figure
    foot: Point
    """Pixels."""
    height: float
    body: Array
    accent: Array
    facing: int = 1
    """1: as the tables have it, to the right; -1: to the left."""
    backlight: float = 0.0
    """0: its own colours, 1: a silhouette."""
    veil: float = 0.0
    """Share of haze, for what is far away."""


@dataclass(frozen=True, slots=True)
class _Layer:
    region: Region
    colors: Array
    """(h, w, 3)."""
    cover: Array
    """(h, w), 0..1."""
    shining: Array
    """The part of the cover that gives light."""


def draw(stage: Stage, pose: Pose, *, shadow: bool = True, mirror: bool = False) -> None:
    """The figure with its shadow on the ground or its mirror image in the water."""
    layer = _layer(stage, pose)
    if layer is None:
        return
    if mirror:
        _mirror(stage.canvas, layer, pose)
    elif shadow and not pose.figure.floats:
        _shadows(stage, layer, pose)
    colors = _lit(stage, layer, pose)
    stage.canvas.over(layer.region, colors, layer.cover)
    _halos(stage, pose)


def _outlines(pose: Pose) -> list[tuple[list[Point], str]]:
    x, y = pose.foot
    return [
        (
            [(x + pose.facing * px * pose.height, y - py * pose.height) for px, py in part.outline],
            part.tone,
        )
        for part in pose.figure.parts
    ]


def _layer(stage: Stage, pose: Pose) -> _Layer | None:
    canvas = stage.canvas
    outlines = _outlines(pose)
    points = [point for outline, _ in outlines for point in outline]
    region = canvas.region(
        min(x for x, _ in points) - 3,
        min(y for _, y in points) - 3,
        max(x for x, _ in points) + 3,
        max(y for _, y in points) + 3,
    )
    wide, tall = region[1].stop - region[1].start, region[0].stop - region[0].start
    if wide < 1 or tall < 1:
        return None
    return _drawn(stage, pose, outlines, region)


def _drawn(
    stage: Stage, pose: Pose, outlines: list[tuple[list[Point], str]], region: Region
) -> _Layer:
    rows, columns = region
    wide, tall = columns.stop - columns.start, rows.stop - rows.start
    factor = 2 if max(wide, tall) > _LARGE else _OVERSAMPLE
    picture = Image.new("RGB", (wide * factor, tall * factor))
    cover = Image.new("L", picture.size)
    shining = Image.new("L", picture.size)
    pens = [ImageDraw.Draw(image) for image in (picture, cover, shining)]
    tones = palette(pose.body, pose.accent, stage.light)
    for outline, tone in outlines:
        placed = [((x - columns.start) * factor, (y - rows.start) * factor) for x, y in outline]
        color = np.clip(seen(tone, tones[tone], stage.light, pose.backlight) * 255, 0, 255)
        red, green, blue = (int(value) for value in color)
        pens[0].polygon(placed, fill=(red, green, blue))
        pens[1].polygon(placed, fill=255)
        pens[2].polygon(placed, fill=255 if shines(tone, stage.light) else 0)
    coverage = np.asarray(cover.reduce(factor), np.float32) / 255
    # Outside the shape the layer is black; dividing by the cover takes that out of the edges.
    colors = np.asarray(picture.reduce(factor), np.float32) / 255
    colors = colors / np.maximum(coverage, 1e-3)[..., None]
    return _Layer(
        region,
        np.clip(colors, 0, 1.2),
        coverage,
        np.asarray(shining.reduce(factor), np.float32) / 255,
    )


def _lit(stage: Stage, layer: _Layer, pose: Pose) -> Array:
    """Light from the sun's side and above, a rim against the light, and haze."""
    canvas, light = stage.canvas, stage.light
    height, width = layer.cover.shape
    side = stage.sunny_side
    swell = max(2.0, pose.height * 0.045)
    scale = max(1, int(swell / 6))
    small = _shrunk(layer.cover, scale)
    padded = np.pad(small, int(swell / scale) + 2)
    soft = blur(padded, swell / scale)
    down, across = np.gradient(soft)
    inner = int(swell / scale) + 2
    cut = slice(inner, inner + small.shape[0]), slice(inner, inner + small.shape[1])
    facing = (down - across * side * 0.8)[cut] * swell / scale
    facing = resize(facing.astype(np.float32), width, height, smooth=False)
    dark = 1.0 - pose.backlight
    tone = 1.0 + np.clip(facing, -0.7, 0.7) * (0.22 + 0.10 * dark)
    plain = 1.0 - layer.shining
    colors = layer.colors * (tone * plain + layer.shining)[..., None]
    reach = max(1, round(max(canvas.unit * 1.6, pose.height * 0.010)))
    behind = _shifted(layer.cover, (reach * side, -reach))
    rim = np.clip(layer.cover - behind, 0, 1) * smoothstep(0.0, 0.7, layer.cover)
    glow = mix(light.sun[1], light.haze, 0.25)
    strength = (0.25 + 0.75 * min(1.0, pose.backlight * 2)) * (1 - pose.veil)
    colors += (glow - colors) * (np.clip(rim, 0, 1) * strength * 0.85 * plain)[..., None]
    if pose.veil:
        colors += (light.haze - colors) * (pose.veil * plain)[..., None]
    return colors


def _shrunk(plane: Array, scale: int) -> Array:
    if scale == 1:
        return plane
    return np.asarray(Image.fromarray(plane).reduce(scale))


def _shifted(plane: Array, by: tuple[int, int]) -> Array:
    """The plane moved by whole pixels (across, down), with nothing behind it."""
    across, down = by
    moved = np.zeros_like(plane)
    height, width = plane.shape
    rows = slice(max(0, down), min(height, height + down))
    columns = slice(max(0, across), min(width, width + across))
    from_rows = slice(max(0, -down), max(0, -down) + rows.stop - rows.start)
    from_columns = slice(max(0, -across), max(0, -across) + columns.stop - columns.start)
    if rows.stop > rows.start and columns.stop > columns.start:
        moved[rows, columns] = plane[from_rows, from_columns]
    return moved


def _shadows(stage: Stage, layer: _Layer, pose: Pose) -> None:
    """A soft patch under the feet, and the shape itself laid on the ground by a low sun."""
    canvas, light = stage.canvas, stage.light
    left, right = (pose.figure.span[0], pose.figure.span[1])
    x, y = pose.foot
    near = [
        px * pose.facing for part in pose.figure.parts for px, py in part.outline if py < 0.12
    ] or [left, right]
    middle, half = (min(near) + max(near)) / 2, (max(near) - min(near)) / 2
    center = (x + middle * pose.height, y)
    radii = (max(half, 0.06) * pose.height * 1.12, max(2.0, pose.height * 0.030))
    ground = scaled(light.silhouette, 0.5)
    canvas.ellipse(center, radii, ground, max(2.0, radii[1] * 1.3), 0.55)
    if light.key in {"day", "sunset", "sunrise"}:
        _cast(stage, pose, ground, 0.30 if light.key == "day" else 0.42)


def _cast(stage: Stage, pose: Pose, color: Array, strength: float) -> None:
    """The shadow's outline: the figure's, laid towards the viewer and away from the sun."""
    low = stage.light.key != "day"
    length, lean = (0.42, 0.75) if low else (0.13, 0.42)
    y = pose.foot[1]
    away = -stage.sunny_side
    laid = [
        [(px + away * (y - py) * lean, y + max(0.0, y - py) * length) for px, py in outline]
        for outline, _ in _outlines(pose)
    ]
    region, cover = stage.canvas.shape(laid)
    if not cover.size:
        return
    soft = blur(cover, max(1.0, pose.height * 0.008))
    fade = 1 - 0.75 * np.clip((stage.canvas.ys[region[0]] - y) / (pose.height * length), 0, 1)
    stage.canvas.over(region, color, np.clip(soft * fade, 0, 1) * strength)


def _mirror(canvas: Canvas, layer: _Layer, pose: Pose) -> None:
    """The figure upside down below its foot, paler and broken by ripples."""
    y = round(pose.foot[1])
    rows, columns = layer.region
    count = min(int((y - rows.start) * 0.7), canvas.height - y)
    if count < 2 or y <= rows.start:
        return
    source = np.clip(y - rows.start - 1 - np.arange(count) / 0.7, 0, layer.cover.shape[0] - 1)
    source = source.astype(np.intp)
    ripple = np.sin(np.arange(count) / max(1.5, canvas.unit * 4)) * canvas.unit * 3
    ripple *= np.linspace(0.3, 1.6, count)
    index = np.arange(layer.cover.shape[1])[None, :] + ripple[:, None].astype(np.intp)
    index = np.clip(index, 0, layer.cover.shape[1] - 1)
    cover = layer.cover[source[:, None], index]
    colors = layer.colors[source[:, None], index]
    fade = np.linspace(0.45, 0.05, count, dtype=np.float32)[:, None]
    canvas.over((slice(y, y + count), columns), colors * np.float32(0.85), cover * fade)


def _halos(stage: Stage, pose: Pose) -> None:
    """Light around lamps, windows and fire."""
    tones = palette(pose.body, pose.accent, stage.light)
    for outline, tone in _outlines(pose):
        if not shines(tone, stage.light):
            continue
        xs, ys = [x for x, _ in outline], [y for _, y in outline]
        center = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        reach = max(max(xs) - min(xs), max(ys) - min(ys), 4 * stage.unit)
        color = rgb("#ffc46b") if tone == "fire" else tones[tone]
        stage.canvas.glow(center, reach * 1.6, color, 0.35 * LUMINOUS[tone])
