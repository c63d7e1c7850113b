"""What falls from the sky and what shines in it, painted over a finished setting."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from skill_runtime.studio.painting.color import mix, rgb
from skill_runtime.studio.painting.noise import profile
from skill_runtime.studio.painting.raster import Array, blur, resize, smoothstep, strips
from skill_runtime.studio.painting.stage import Stage

_FLAKES = ((1.2, 2.4, 700, 0.55), (2.6, 4.5, 170, 0.6), (6.0, 11.0, 26, 0.28))
"""Smallest and largest radius in units, flakes on a 1080x1920 canvas, opacity: far to near."""
_FIREWORK_COLORS = ("#ffcf5c", "#ff5d8f", "#62e8ff", "#b18cff", "#8dffa8", "#fff0c8")


def paint_weather(stage: Stage) -> None:
    """All the weather of the scene, onto the canvas."""
    paint_fog(stage)
    cover = falling(stage)
    if cover is not None:
        stage.canvas.over(stage.canvas.band(0, stage.canvas.height), _color_of(stage), cover)


def paint_fog(stage: Stage) -> None:
    if stage.scene.has("fog"):
        canvas = stage.canvas
        with stage.in_air():
            for height, amount in ((0.62, 0.42), (0.8, 0.34)):
                stage.mist(canvas.height * height, canvas.height * 0.2, stage.light.haze, amount)


def what_falls(stage: Stage) -> str:
    """`snow`, `rain` or nothing."""
    if stage.scene.has("snowfall"):
        return "snow"
    return "rain" if stage.scene.has("rain") else ""


def with_weather(stage: Stage, pixels: Array) -> Array:
    """A finished picture (h, w, 3) uint8 with what falls before it."""
    cover = falling(stage)
    if cover is None:
        return pixels
    color = (_color_of(stage) * 255).astype(np.float32)
    covered = pixels.copy()
    for rows in strips(len(pixels)):
        part = cover[rows]
        if part.any():
            covered[rows] = pixels[rows] + (color - pixels[rows]) * part[..., None]
    return covered


def falling(stage: Stage) -> Array | None:
    """How much of each pixel what falls covers, 0..1."""
    kind = what_falls(stage)
    if not kind:
        return None
    return flakes(stage) if kind == "snow" else streaks(stage)


def _color_of(stage: Stage) -> Array:
    return rgb("#ffffff" if what_falls(stage) == "snow" else "#d3e2f6")


def snowfall(stage: Stage, amount: float = 1.0) -> None:
    """Flakes on the canvas, whatever the scene says."""
    canvas = stage.canvas
    with stage.in_air():
        canvas.over(canvas.band(0, canvas.height), rgb("#ffffff"), flakes(stage, amount))


def flakes(stage: Stage, amount: float = 1.0) -> Array:
    """The cover of flakes at three distances."""
    canvas, dice, unit = stage.canvas, stage.dice, stage.unit
    area = canvas.width * canvas.height / (1080 * 1920 * unit**2)
    cover = np.zeros((canvas.height, canvas.width), np.float32)
    for low, high, per_screen, opacity in _FLAKES:
        layer = Image.new("L", (canvas.width, canvas.height))
        pen = ImageDraw.Draw(layer)
        count = max(1, int(per_screen * area * amount))
        xs, ys = dice.plane(count) * canvas.width, dice.plane(count) * canvas.height
        for x, y, radius in zip(xs, ys, dice.spread(low, high, count) * unit, strict=True):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        layer = layer.filter(ImageFilter.GaussianBlur(low * 0.55 * unit))
        np.maximum(cover, np.asarray(layer) * np.float32(opacity / 255), out=cover)
    return cover


def streaks(stage: Stage) -> Array:
    """The cover of slanting streaks of rain."""
    canvas, dice, unit = stage.canvas, stage.dice, stage.unit
    count = max(4, int(1000 * canvas.width * canvas.height / (1080 * 1920 * unit**2)))
    layer = Image.new("L", (canvas.width, canvas.height))
    pen = ImageDraw.Draw(layer)
    slant = dice.uniform(0.08, 0.22)
    xs = dice.spread(-0.1, 1.1, count) * canvas.width
    ys = dice.spread(-0.05, 1.0, count) * canvas.height
    lengths = dice.spread(30, 105, count) * unit
    for x, y, length, strength in zip(xs, ys, lengths, dice.spread(40, 150, count), strict=True):
        end = (x - length * slant, y + length)
        pen.line((x, y, *end), fill=int(strength), width=max(1, round(1.6 * unit)))
    layer = layer.filter(ImageFilter.GaussianBlur(0.6 * unit))
    return np.asarray(layer) * np.float32(0.55 / 255)


def sun_rays(stage: Stage, amount: float = 0.44) -> None:
    """Beams fanning out from the sun, as between trees in mist."""
    canvas, scale = stage.canvas, 6
    height, width = max(4, canvas.height // scale), max(4, canvas.width // scale)
    x, y = stage.sun[0] / scale, stage.sun[1] / scale
    down = np.arange(height, dtype=np.float32)[:, None] - y
    across = np.arange(width, dtype=np.float32)[None, :] - x
    angle = (np.arctan2(down, across) + math.pi) / math.tau * 719
    fan = profile(stage.dice, 720, 26, 3, 0.6)
    strength = np.interp(angle, np.arange(720), fan).astype(np.float32)
    distance = np.hypot(down, across) / (height * 0.9)
    beams = smoothstep(0.42, 0.75, strength) * np.exp(distance * -1.5)
    beams *= smoothstep(0.02, 0.14, distance) * (down > -8)
    beams = np.clip(resize(blur(beams, 2), canvas.width, canvas.height, smooth=False), 0, 1)
    color = mix(stage.light.haze, rgb("#fff2cf"), 0.5)
    with stage.in_air():
        for rows in strips(canvas.height):
            light = beams[rows, :, None] * (color * amount)
            canvas.screen(canvas.band(rows.start, rows.stop), light)


def fireworks(stage: Stage, count: int, lowest: float) -> None:
    """Bursts in the upper part of the sky, down to `lowest` (pixels), side by side: where several
    lie on one another there is nothing but white.
    """
    with stage.in_air():
        for index in range(count):
            share = (index + stage.dice.uniform(0.15, 0.85)) / count
            _burst(stage, 0.06 + 0.88 * share, lowest)


def _burst(stage: Stage, share: float, lowest: float) -> None:
    canvas, dice, unit = stage.canvas, stage.dice, stage.unit
    x = share * canvas.width
    y = dice.uniform(0.12, 1.0) * lowest
    radius = dice.uniform(120, 270) * unit
    color = rgb(dice.pick(_FIREWORK_COLORS))
    side = int(2 * radius) + 40
    middle = side / 2
    layer = Image.new("L", (side, side))
    pen = ImageDraw.Draw(layer)
    thick = max(1, round(2 * unit))
    for _ in range(76):
        angle, length = dice.uniform(0, math.tau), radius * dice.uniform(0.55, 1.0)
        steps = np.linspace(length * dice.uniform(0.18, 0.4), length, 7)
        path = [
            (
                middle + math.cos(angle) * step,
                middle + math.sin(angle) * step + 0.1 * radius * (step / radius) ** 2,
            )
            for step in steps
        ]
        for index in range(6):
            pen.line((*path[index], *path[index + 1]), fill=60 + 38 * index, width=thick)
        end_x, end_y = path[-1]
        dot = 2.6 * unit
        pen.ellipse((end_x - dot, end_y - dot, end_x + dot, end_y + dot), fill=255)
    region = canvas.region(x - middle, y - middle, x - middle + side, y - middle + side)
    mask = _cut(np.asarray(layer, np.float32) / 255, region, (x - middle, y - middle))
    canvas.add(region, color * np.float32(0.9) + np.float32(0.15), mask)
    canvas.glow((x, y), radius * 0.9, color, 0.35)


def _cut(mask: Array, region: tuple[slice, slice], corner: tuple[float, float]) -> Array:
    """The part of a mask, laid with its corner at a point, that falls into a region."""
    rows, columns = region
    top, left = rows.start - math.floor(corner[1]), columns.start - math.floor(corner[0])
    tall, wide = rows.stop - rows.start, columns.stop - columns.start
    part = mask[top : top + tall, left : left + wide]
    return np.pad(part, ((0, tall - part.shape[0]), (0, wide - part.shape[1])))
