"""Deep space: clouds of gas, stars, a banded planet with or without a ring, a small moon."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from skill_runtime.studio.painting.canvas import Point, Region
from skill_runtime.studio.painting.color import rgb, scaled, tint
from skill_runtime.studio.painting.noise import fractal, profile
from skill_runtime.studio.painting.raster import Array, resize, smoothstep
from skill_runtime.studio.painting.sky import milky_way, stars
from skill_runtime.studio.painting.stage import Footing, Stage

_GAS = (
    ("#3b2a8c", "#c0408f", "#2fb6d6"),
    ("#1d4f9e", "#7a3fb0", "#ff8a5c"),
    ("#0f6f7c", "#3f51c0", "#e06aa8"),
    ("#6a1f5c", "#d0603f", "#4f7fd0"),
)
_PLANETS = (
    ("#f2c48d", "#b5653f", "#6b2f2a"),
    ("#9fe3e8", "#3f86b8", "#1d3566"),
    ("#e9b7d4", "#8b5bb0", "#3a2668"),
    ("#d8e0a8", "#6f9a6a", "#23473f"),
)
_EARTH = ("#f4fafc", "#3f8fd8", "#2f7a52")
_MARS = ("#f0a06a", "#b4532f", "#5c2118")


@dataclass(frozen=True, slots=True)
class _Planet:
    center: Point
    radius: float
    colors: tuple[Array, Array, Array]
    """Light, middle and dark bands."""
    tilt: float


def paint_space(stage: Stage) -> Footing | None:
    canvas, dice, scene = stage.canvas, stage.dice, stage.scene
    canvas.pixels[...] = rgb("#03040c")
    _gas(stage)
    if scene.has("stars"):
        milky_way(stage, canvas.height)
    stars(stage, canvas.height, 2400)
    radius = min(canvas.width, canvas.height) * dice.uniform(0.26, 0.34)
    center = (canvas.width * dice.uniform(0.42, 0.6), canvas.height * dice.uniform(0.40, 0.52))
    planet = _Planet(center, radius, _planet_colors(stage), dice.uniform(-0.5, 0.5))
    ringed = scene.has("rings") or (not scene.has("mars", "earth") and dice.chance(0.5))
    bands = profile(dice, 512, 20, 5, 0.65)
    if ringed:
        _ring(stage, planet, bands, front=False)
    _globe(stage, planet)
    if ringed:
        _ring(stage, planet, bands, front=True)
    _small_moon(stage)
    return _ground(stage, planet) if scene.has("person", "desert", "mountain") else None


def _planet_colors(stage: Stage) -> tuple[Array, Array, Array]:
    if stage.scene.has("earth"):
        light, middle, dark = (rgb(code) for code in _EARTH)
        return light, middle, dark
    codes = _MARS if stage.scene.has("mars") else stage.dice.pick(_PLANETS)
    light, middle, dark = (rgb(code) for code in codes)
    hue = stage.scene.hue
    if hue is None:
        return light, middle, dark
    return tint(light, hue, 0.6), tint(middle, hue, 0.6), tint(dark, hue, 0.6)


def _gas(stage: Stage) -> None:
    canvas, dice, scale = stage.canvas, stage.dice, 4
    size = (canvas.height // scale, canvas.width // scale)
    cell = min(canvas.width, canvas.height) / scale * 0.62
    colors = [rgb(code) for code in dice.pick(_GAS)]
    if stage.scene.hue is not None:
        turns = (0.0, 0.5, -0.5)
        colors = [
            tint(color, stage.scene.hue + turn, 0.7)
            for color, turn in zip(colors, turns, strict=True)
        ]
    strong = 1.35 if stage.scene.has("nebula") else 1.0
    dust = 1 - 0.8 * smoothstep(0.48, 0.66, fractal(dice, size, cell * 0.7, 6, 0.58))
    light = np.zeros((*size, 3), np.float32)
    for color, threshold, amount in zip(colors, (0.42, 0.48, 0.54), (0.85, 0.72, 0.6), strict=True):
        lumps = fractal(dice, size, cell, 6, 0.57)
        body = smoothstep(threshold, threshold + 0.28, lumps) ** 1.3 * dust
        light += body[..., None] * (color * np.float32(amount * strong))
    canvas.pixels += resize(light, canvas.width, canvas.height, smooth=False)


def _globe(stage: Stage, planet: _Planet) -> None:
    canvas = stage.canvas
    radius = planet.radius
    light, middle, dark = planet.colors
    canvas.glow(
        (planet.center[0] - radius * 0.3, planet.center[1] - radius * 0.2),
        radius * 1.35,
        light,
        0.22,
    )
    side = max(8, int(2 * radius))
    storms = fractal(stage.dice, (side, side), radius * 0.3, 6, 0.55, 4.0)
    stops = np.stack([dark, middle, light, light])

    def surface(across: Array, down: Array) -> Array:
        rows = np.clip((down + 1) * (side / 2), 0, side - 1).astype(np.intp)
        columns = np.clip((across + 1) * (side / 2), 0, side - 1).astype(np.intp)
        storm = storms[rows, columns]
        latitude = down * math.cos(planet.tilt) - across * math.sin(planet.tilt)
        band = np.sin(latitude * 11 + storm * 7) + 1
        left = band.astype(np.intp)
        share = (band - left)[..., None]
        color: Array = stops[left] * (1 - share) + stops[left + 1] * share
        distance = np.clip(across * across + down * down, 0, 1)
        facing = -across * 0.62 - down * 0.42 + np.sqrt(1 - distance) * 0.62
        lit = smoothstep(-0.12, 0.95, facing)
        color *= ((0.8 + 0.4 * storm) * (0.03 + 0.9 * lit))[..., None]
        color += (distance**3 * lit * 0.3)[..., None] * light
        return color

    canvas.ellipse(planet.center, (radius, radius), surface, 1.5)


def _ring(stage: Stage, planet: _Planet, bands: Array, *, front: bool) -> None:
    canvas = stage.canvas
    x, y = planet.center
    reach = planet.radius * 2.4
    sine, cosine = math.sin(planet.tilt), math.cos(planet.tilt)
    wide, tall = reach * math.hypot(cosine, 0.26 * sine), reach * math.hypot(sine, 0.26 * cosine)
    region = canvas.region(x - wide, y - tall, x + wide, y + tall)
    down, across = canvas.ys[region[0]] - y, canvas.xs[:, region[1]] - x
    along = across * cosine + down * sine
    away = (down * cosine - across * sine) / 0.26
    distance = np.hypot(along, away) / planet.radius
    band = np.interp(distance, np.linspace(1.2, 2.3, 512), bands).astype(np.float32)
    coverage = smoothstep(1.28, 1.34, distance) * smoothstep(2.2, 2.1, distance)
    coverage *= 0.15 + 0.85 * smoothstep(0.35, 0.65, band)
    coverage *= (away > 0) if front else (away <= 0)
    shade = 0.95 - 0.55 * smoothstep(0.2, 1.4, along / planet.radius)
    canvas.over(region, shade[..., None] * planet.colors[0], coverage * 0.8)


def _small_moon(stage: Stage) -> None:
    canvas, unit = stage.canvas, stage.unit
    x, y = canvas.width * stage.dice.uniform(0.14, 0.24), canvas.height * 0.16
    canvas.disc((x, y), 34 * unit, rgb("#a9a6b6"), 2)
    canvas.ellipse(
        (x + 12 * unit, y + 9 * unit), (33 * unit, 33 * unit), rgb("#06060f"), 6 * unit + 0.5, 0.85
    )


def _ground(stage: Stage, planet: _Planet) -> Footing:
    """The rocky ground of a near moon, its edge in the planet's light."""
    canvas, unit = stage.canvas, stage.unit
    rough = profile(stage.dice, canvas.width, 260 * unit, 6, 0.5, ridged=True) - 0.5
    line = canvas.height * 0.93 - rough * canvas.height * 0.12
    rock, rim = scaled(planet.colors[2], 0.6), scaled(planet.colors[1], 0.6)

    def shade(depth: Array, region: Region) -> Array:
        deep = np.clip(depth / (canvas.height * 0.1), 0, 1)
        edge = np.exp(np.clip(depth, 0, None) * (-1 / (8 * unit)))
        color: Array = rock * (1 - 0.6 * deep)[..., None] + rim * edge[..., None]
        return color

    canvas.below(line, canvas.height, shade)
    middle = canvas.width // 2
    return Footing(
        float(middle), float(line[middle]) + 4 * unit, 0.85, far=float(line[middle]), line=line
    )
