"""A field up to far hills: grass, snow, or flowers: lavender in rows, sunflowers, a meadow."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from skill_runtime.studio.painting.canvas import Region
from skill_runtime.studio.painting.color import mix, rgb, scaled, tint
from skill_runtime.studio.painting.noise import fractal
from skill_runtime.studio.painting.raster import Array, resize
from skill_runtime.studio.painting.sky import paint_sky
from skill_runtime.studio.painting.stage import Footing, Stage
from skill_runtime.studio.painting.terrain import TreeRow, broadleaves, hill_line
from skill_runtime.studio.painting.weather import sun_rays

_LAVENDER = ("#8d6bd6", "#a98bea", "#6d4fc0")
_CROPS = ("#5f9a45", "#7fb84f", "#4a7f3a")
_SUNFLOWER = ("#ffc928", "#ffb400", "#ffd95a")
_MEADOW = ("#ff6f91", "#ffd166", "#ffffff", "#ff9671", "#c77dff")
_BEDS = ("#ff5d7d", "#ff86a0", "#ffb3c4")


@dataclass(frozen=True, slots=True)
class _Bloom:
    """One flower on the canvas."""

    x: float
    y: float
    size: float
    color: tuple[int, int, int]


def paint_field(stage: Stage) -> Footing:
    canvas, light, dice = stage.canvas, stage.light, stage.dice
    horizon = canvas.height * 0.50
    paint_sky(stage, horizon, dice.uniform(0.3, 0.7))
    _hills(stage, horizon)
    _ground(stage, horizon)
    if _is_grassy(stage):
        _blades(stage, horizon)
    elif not stage.scene.has("snow"):
        _flowers(stage, horizon)
    stage.mist(horizon + canvas.height * 0.03, 70 * stage.unit, light.haze, 0.5)
    if light.key in {"sunset", "sunrise"}:
        sun_rays(stage, 0.28)
    far = horizon + canvas.height * 0.045
    return Footing(canvas.width * 0.5, canvas.height * 0.90, roam=0.16, far=far)


def _hills(stage: Stage, horizon: float) -> None:
    canvas, light = stage.canvas, stage.light
    green = mix(light.silhouette, rgb("#3d7a55"), 0.5)
    for index, (height, haze) in enumerate(((0.10, 0.64), (0.07, 0.46), (0.045, 0.28))):
        middle = horizon + canvas.height * (0.012 * index - height * 0.45)
        line = hill_line(stage, middle, canvas.height * height * 1.5, 520 - 120 * index)
        color = light.hazed(green, haze)
        canvas.below(line, horizon + canvas.height * 0.06, color)
        if index > 0:
            row = TreeRow(stage.density(8), 30 * stage.unit, (40 + 26 * index) * stage.unit)
            broadleaves(stage, line, row, (mix(color, light.haze, 0.15), scaled(color, 0.9)))


def _ground(stage: Stage, horizon: float) -> None:
    canvas, light, unit = stage.canvas, stage.light, stage.unit
    line = hill_line(stage, horizon + canvas.height * 0.02, canvas.height * 0.02, 700)
    small = (canvas.height // 3 + 1, canvas.width // 3 + 1)
    tufts = fractal(stage.dice, small, 20 * unit + 1.5, 5, 0.6, 3.0)
    tufts = resize(tufts, canvas.width, canvas.height, smooth=False)
    dark = 0.78 if stage.scene.has("snow") else 0.45
    far, near = light.hazed(light.grass, 0.35), scaled(light.grass, dark)

    def shade(depth: Array, region: Region) -> Array:
        share = np.clip(depth / (canvas.height * 0.46), 0, 1) ** 0.8
        return (far + (near - far) * share[..., None]) * (0.75 + 0.5 * tufts[region])[..., None]

    canvas.below(line, canvas.height, shade)


def _is_grassy(stage: Stage) -> bool:
    scene = stage.scene
    if scene.has("snow"):
        return False
    return scene.has("grassland") and not scene.has(
        "flowers", "lavender", "sunflower", "spring", "crops"
    )


def _blades(stage: Stage, horizon: float) -> None:
    """Grass: strokes that grow towards the viewer, in three tones, bent by one wind."""
    canvas, dice, light = stage.canvas, stage.dice, stage.light
    count = stage.density(4200)
    near = np.sort(dice.plane(count) ** 0.7)
    top = horizon + canvas.height * 0.05
    ys = top + (canvas.height * 1.04 - top) * near**1.5
    xs = dice.plane(count) * canvas.width
    tall = (4 + 62 * near**1.8) * stage.unit * dice.spread(0.6, 1.3, count)
    lean = dice.spread(-0.15, 0.55, count) * stage.sunny_side
    tones = (
        scaled(light.grass, 0.62),
        scaled(light.grass, 0.95),
        mix(light.grass, light.haze, 0.3),
    )
    for index, tone in enumerate(tones):
        blades = [
            [
                (xs[i] - tall[i] * 0.06, ys[i]),
                (xs[i] + tall[i] * lean[i], ys[i] - tall[i]),
                (xs[i] + tall[i] * 0.06, ys[i]),
            ]
            for i in range(index, count, 3)
        ]
        canvas.polygons(blades, tone, 0.8)


def _palette(stage: Stage) -> list[Array]:
    scene = stage.scene
    if scene.has("lavender"):
        return [rgb(code) for code in _LAVENDER]
    if scene.has("crops"):
        return [rgb(code) for code in _CROPS]
    if scene.has("sunflower"):
        return [rgb(code) for code in _SUNFLOWER]
    if scene.hue is not None:
        return [tint(rgb(code), scene.hue, 0.85) for code in _BEDS]
    if scene.has("autumn"):
        return [tint(rgb(code), 1.0, 0.6) for code in _MEADOW]
    colors = [rgb(code) for code in _MEADOW]
    first = stage.scene.seed % len(colors)
    return colors[first:] + colors[:first]


def _flowers(stage: Stage, horizon: float) -> None:
    """All flowers are drawn into one layer, far ones first."""
    canvas = stage.canvas
    picture = Image.new("RGB", (canvas.width, canvas.height))
    mask = Image.new("L", (canvas.width, canvas.height))
    pens = ImageDraw.Draw(picture), ImageDraw.Draw(mask)
    stem = _bytes(scaled(stage.light.grass, 0.62))
    heart = _bytes(
        scaled(rgb("#6b3f1c" if stage.scene.has("sunflower") else "#fac446"), stage.light.bright)
    )
    spikes = stage.scene.has("lavender", "crops")
    for index, bloom in enumerate(_blooms(stage, horizon)):
        if bloom.size < 4.5 * stage.unit:
            _oval(pens, bloom.x, bloom.y, (bloom.size, bloom.size * 0.7), bloom.color)
            continue
        _stem(pens, bloom, stem)
        if spikes:
            _spike(pens, bloom)
        else:
            _daisy(pens, bloom, heart, index)
    rows = canvas.band(horizon, canvas.height)
    coverage = np.asarray(mask, np.float32)[rows] / 255
    canvas.over(rows, np.asarray(picture, np.float32)[rows] / 255, coverage)


def _blooms(stage: Stage, horizon: float) -> list[_Bloom]:
    canvas, dice, light, unit = stage.canvas, stage.dice, stage.light, stage.unit
    count = stage.density(6200)
    near = np.sort(dice.plane(count) ** 0.62)
    top = horizon + canvas.height * 0.025
    ys = top + (canvas.height * 1.03 - top) * near**1.7
    if stage.scene.has("lavender", "crops"):
        row = dice.integers(29, count) - 14.0
        spread = (row * 0.085 + dice.normal(count) * 0.014) * (0.12 + 1.5 * near**1.5)
        xs = canvas.width * (0.5 + spread)
    else:
        xs = dice.plane(count) * canvas.width
    patches = fractal(dice, (96, 96), 18, 3)
    place = (near * 95).astype(np.intp), np.clip(xs / canvas.width * 95, 0, 95).astype(np.intp)
    patch = patches[place]
    wanted = (xs > -20) & (xs < canvas.width + 20)
    if not stage.scene.has("lavender", "crops"):
        bare = 0.40 if stage.scene.has("sunflower") else 0.47
        wanted &= patch + dice.spread(-0.16, 0.16, count) > bare
    palette = np.stack(_palette(stage))
    stray = dice.plane(count) < 0.2
    kind = np.where(stray, dice.integers(len(palette), count), (patch * 12).astype(np.intp))
    shades = palette[kind % len(palette)] * (light.bright * dice.spread(0.72, 1.1, count))[:, None]
    fade = np.clip(0.45 - near, 0, None)[:, None]
    shades = np.clip(shades + (light.haze - shades) * fade, 0, 1) * 255
    sizes = (1.4 + 16 * near**2.2) * unit * dice.spread(0.7, 1.3, count)
    return [
        _Bloom(float(xs[i]), float(ys[i]), float(sizes[i]), _triple(shades[i]))
        for i in np.flatnonzero(wanted)
    ]


_Pens = tuple[ImageDraw.ImageDraw, ImageDraw.ImageDraw]


def _oval(
    pens: _Pens, x: float, y: float, radii: tuple[float, float], color: tuple[int, int, int]
) -> None:
    box = (x - radii[0], y - radii[1], x + radii[0], y + radii[1])
    pens[0].ellipse(box, fill=color)
    pens[1].ellipse(box, fill=255)


def _stem(pens: _Pens, bloom: _Bloom, color: tuple[int, int, int]) -> None:
    path = (bloom.x, bloom.y, bloom.x + bloom.size * 0.2, bloom.y + bloom.size * 4.2)
    thick = max(1, int(bloom.size * 0.22))
    pens[0].line(path, fill=color, width=thick)
    pens[1].line(path, fill=255, width=thick)


def _spike(pens: _Pens, bloom: _Bloom) -> None:
    """A lavender spike: buds in two ranks, smaller and lighter upwards."""
    for rank in range(8):
        radius = bloom.size * 0.44 * (1 - rank * 0.06)
        x = bloom.x + (1 if rank % 2 else -1) * radius * 0.35
        y = bloom.y - rank * bloom.size * 0.55
        _oval(pens, x, y, (radius, radius), _lighter(bloom.color, 1 + 0.05 * rank))


def _daisy(pens: _Pens, bloom: _Bloom, heart: tuple[int, int, int], index: int) -> None:
    """Petals around a heart, those behind lighter."""
    petals = 8 if bloom.size > 9 else 6
    turn = (index * 37 % 60) / 10
    radius = bloom.size * (0.5 if petals == 6 else 0.42)
    for petal in range(petals):
        angle = turn + petal * math.tau / petals
        x = bloom.x + math.cos(angle) * bloom.size * 0.62
        y = bloom.y + math.sin(angle) * bloom.size * 0.48
        tone = 1.08 if math.sin(angle) < 0 else 0.88
        _oval(pens, x, y, (radius, radius * 0.8), _lighter(bloom.color, tone))
    _oval(pens, bloom.x, bloom.y, (bloom.size * 0.34, bloom.size * 0.29), heart)


def _bytes(color: Array) -> tuple[int, int, int]:
    return _triple(np.clip(color, 0, 1) * 255)


def _triple(values: Array) -> tuple[int, int, int]:
    red, green, blue = (int(value) for value in values)
    return red, green, blue


def _lighter(color: tuple[int, int, int], factor: float) -> tuple[int, int, int]:
    red, green, blue = (min(255, int(value * factor)) for value in color)
    return red, green, blue
