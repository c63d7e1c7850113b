"""The sea from a beach: far headlands, ruffled water with the sun's path, foam and sand."""

from __future__ import annotations

import math

import numpy as np

from skill_runtime.studio.painting.canvas import Point, Region
from skill_runtime.studio.painting.color import mix, rgb, scaled, tint
from skill_runtime.studio.painting.figures.wayside import sailing_boat
from skill_runtime.studio.painting.noise import fractal, profile
from skill_runtime.studio.painting.raster import Array, resize, smoothstep
from skill_runtime.studio.painting.sky import paint_sky
from skill_runtime.studio.painting.stage import Footing, Stage
from skill_runtime.studio.painting.water import Water, paint_water

_WAVES = 9
_FOAM = ((-0.034, 0.35, 10.0), (-0.014, 0.6, 16.0), (0.0, 0.95, 24.0))
"""Lines of foam: distance from the shore (share of the height), opacity, width in units."""


def paint_sea(stage: Stage) -> Footing:
    scene, canvas, dice = stage.scene, stage.canvas, stage.dice
    waterline = canvas.height * 0.56
    paint_sky(stage, waterline, dice.uniform(0.36, 0.64))
    _headlands(stage, waterline)
    glitter = stage.light.hazed(rgb("#fff6dc"), 0.5)
    paint_water(
        stage,
        waterline,
        Water(
            _water_color(stage),
            0.72 if scene.has("storm") else 0.38,
            1.5 if scene.has("rain") else 1.2,
            stretch=7.5,
            glitter=None if stage.light.key in {"overcast", "storm"} else glitter,
            glitter_amount=0.85,
        ),
    )
    if scene.has("storm"):
        _swell(stage, waterline)
    if scene.has("person") or not scene.has("storm"):
        _beach(stage)
    if not scene.cast and dice.chance(0.7):
        side = 0.27 if stage.sun[0] > canvas.width / 2 else 0.73
        drop = dice.uniform(30, 60) * stage.unit
        sailing_boat(stage, (canvas.width * side, waterline + drop), 125 * stage.unit)
    palms = scene.has("palms") or any(member.figure == "palm" for member in scene.cast)
    if palms or (scene.has("summer") and dice.chance(0.7)):
        _palms(stage)
    bottom = canvas.height * 0.945
    far = waterline + 4 * stage.unit
    shown = frozenset({"palm"})
    return Footing(canvas.width * 0.5, bottom, roam=0.16, water=waterline, far=far, shown=shown)


def _headlands(stage: Stage, waterline: float) -> None:
    canvas, light, dice = stage.canvas, stage.light, stage.dice
    share = np.linspace(0, 1, canvas.width)
    side = dice.pick((0.1, 0.88))
    for height, haze in ((0.055, 0.6), (0.085, 0.38)):
        bump = np.exp(-(((share - side) / 0.28) ** 2))
        rough = 0.5 + profile(dice, canvas.width, 150 * stage.unit, 6, 0.5, ridged=True)
        line = waterline + 2 - canvas.height * height * bump * rough
        color = light.hazed(mix(light.silhouette, light.sky[1], 0.4), haze)
        canvas.below(line, waterline + 2, color)
        side = 1 - side
    stage.mist(waterline, 40 * stage.unit, light.haze, 0.5)


def _water_color(stage: Stage) -> Array:
    light = stage.light
    if light.key in {"sunset", "sunrise"}:
        color = scaled(mix(light.sky[1], light.sky[2], 0.35), 0.78)
    else:
        color = light.water
    return color if stage.scene.hue is None else tint(color, stage.scene.hue, 0.3)


def _swell(stage: Stage, waterline: float) -> None:
    """Rows of steep waves, higher towards the viewer, white where they break."""
    canvas, light = stage.canvas, stage.light
    crest = mix(light.water, light.haze, 0.45)
    white = mix(rgb("#ffffff"), light.haze, 0.25)
    for index in range(_WAVES):
        near = index / (_WAVES - 1)
        middle = waterline + (canvas.height * 1.04 - waterline) * (0.03 + 0.97 * near**1.35)
        height = canvas.height * (0.008 + 0.072 * near)
        length = (90 + 420 * near) * stage.unit
        swell = profile(stage.dice, canvas.width, 4 * length, 2)
        peaks = profile(stage.dice, canvas.width, length, 3, 0.45, ridged=True) ** 1.6
        peaks = peaks * (0.25 + 1.1 * swell)
        chop = profile(stage.dice, canvas.width, 26 * stage.unit, 3) - 0.5
        line = middle - height * (peaks + 1.8 * (swell - 0.5) + 0.12 * chop)
        top, deep = (
            mix(light.water, crest, 0.55 - 0.20 * near),
            scaled(light.water, 0.95 - 0.4 * near),
        )
        reach = height * 2.6 + 2

        def shade(
            depth: Array,
            _region: Region,
            top: Array = top,
            deep: Array = deep,
            reach: float = reach,
        ) -> Array:
            shaded: Array = top + (deep - top) * smoothstep(0, reach, depth)[..., None]
            return shaded

        canvas.below(line, canvas.height, shade)
        breaking = smoothstep(0.55, 0.85, peaks.astype(np.float32))
        region = canvas.band(float(line.min()) - 4, float(line.max()) + height)
        depth = canvas.ys[region[0]] - line[None].astype(np.float32)
        lace = fractal(stage.dice, depth.shape, (6 + 14 * near) * stage.unit + 1, 3, 0.6, 2.2)
        foam = np.exp(np.clip(depth, 0, None) * (-3.0 / (height + 2))) * (depth > -1)
        canvas.over(region, white, foam * breaking[None] * smoothstep(0.35, 0.62, lace) * 0.9)


def _beach(stage: Stage) -> None:
    canvas, light, dice, unit = stage.canvas, stage.light, stage.dice, stage.unit
    share = np.linspace(0, 1, canvas.width) if dice.chance(0.5) else np.linspace(1, 0, canvas.width)
    shore = canvas.height * (0.905 - 0.10 * share)
    shore += (profile(dice, canvas.width, 300 * unit, 3) - 0.5) * canvas.height * 0.045
    _shallows(stage, shore)
    tones = light.snow if stage.scene.has("snow") else light.sand
    sand = mix(tones[0], tones[1], 0.22)
    if stage.scene.has("black-sand"):
        sand = mix(scaled(sand, 0.16), rgb("#24262c"), 0.5)
    small = (canvas.height // 3 + 1, canvas.width // 3 + 1)
    grain = fractal(dice, small, 40 * unit + 2, 6, 0.6, 2.0)
    grain = resize(grain, canvas.width, canvas.height, smooth=False)

    def shade(depth: Array, region: Region) -> Array:
        dry = 0.66 + 0.34 * smoothstep(0, 130 * unit, depth)
        return sand * (dry * (0.84 + 0.32 * grain[region]))[..., None]

    canvas.below(shore + 8 * unit, canvas.height, shade)
    for offset, opacity, width in _FOAM:
        _foam(stage, shore + offset * canvas.height, opacity, width * unit)


def _shallows(stage: Stage, shore: Array) -> None:
    """Water gets lighter and greener towards the sand."""
    canvas, light = stage.canvas, stage.light
    if light.dark:
        return
    reach = canvas.height * 0.16
    region = canvas.band(float(shore.min()) - reach, float(shore.max()) + 10)
    distance = shore[None].astype(np.float32) - canvas.ys[region[0]]
    color = mix(rgb("#8fe6dc") if light.key == "day" else light.haze, light.sand[0], 0.25)
    canvas.over(region, color, 0.62 * np.exp(np.clip(distance, 0, None) * (-3.2 / reach)))


def _foam(stage: Stage, line: Array, opacity: float, width: float) -> None:
    canvas, unit = stage.canvas, stage.unit
    line = line + (profile(stage.dice, canvas.width, 70 * unit, 4) - 0.5) * canvas.height * 0.016
    region = canvas.band(float(line.min()) - 30 * unit, float(line.max()) + 60 * unit)
    rows = region[0].stop - region[0].start
    if rows < 4:
        return
    depth = canvas.ys[region[0]] - line[None].astype(np.float32)
    lace = fractal(stage.dice, (rows, canvas.width), 16 * unit + 1, 4, 0.6, 1.6)
    strength = np.exp(np.clip(-depth, 0, None) * (-4.0 / width))
    strength *= np.exp(np.clip(depth, 0, None) * (-0.77 / width)) * smoothstep(0.32, 0.58, lace)
    bright = mix(rgb("#ffffff"), stage.light.haze, 0.35 if not stage.light.dark else 0.75)
    canvas.over(region, bright, strength * opacity)


def _palms(stage: Stage) -> None:
    """Two or three palms leaning in from one side."""
    canvas, dice, unit = stage.canvas, stage.dice, stage.unit
    side = -1 if stage.sun[0] > canvas.width / 2 else 1
    color = scaled(mix(stage.light.silhouette, stage.light.foliage, 0.55), 0.8)
    for index in range(3 if canvas.width > canvas.height else 2):
        foot = (
            canvas.width * (0.5 + side * (0.46 - 0.10 * index)),
            canvas.height * (0.97 + 0.02 * index),
        )
        tall = min(canvas.height * 0.52, 900 * unit) * (1 - 0.24 * index) * dice.uniform(0.9, 1.08)
        _palm(stage, foot, tall, -side * dice.uniform(0.12, 0.3), color)


def _palm(stage: Stage, foot: Point, tall: float, lean: float, color: Array) -> None:
    steps = np.linspace(0, 1, 14)
    spine = [(foot[0] + lean * tall * step**1.7, foot[1] - tall * step) for step in steps]
    thick = [tall * (0.030 - 0.016 * step) for step in steps]
    left = [(x - wide, y) for (x, y), wide in zip(spine, thick, strict=True)]
    right = [(x + wide, y) for (x, y), wide in zip(spine, thick, strict=True)]
    stage.canvas.polygons([left + right[::-1]], color)
    top = spine[-1]
    fronds = []
    for index in range(15):
        angle = math.pi * (0.12 - 1.24 * (index + 0.5) / 15) + stage.dice.uniform(-0.1, 0.1)
        fronds.extend(_frond(top, angle, tall * stage.dice.uniform(0.26, 0.36)))
    stage.canvas.polygons(fronds, color)


def _frond(root: Point, angle: float, length: float) -> list[list[Point]]:
    """An arching rib with leaflets hanging from it."""
    rib = []
    for step in np.linspace(0, 1, 15):
        drop = 0.5 * step**2.2
        rib.append((
            root[0] + math.cos(angle) * length * step,
            root[1] + (math.sin(angle) * 0.85 * step + drop) * length,
        ))
    leaves = []
    for index in range(1, 14):
        (x, y), (next_x, next_y) = rib[index], rib[index + 1]
        hang = length * 0.26 * math.sin(math.pi * (0.12 + 0.8 * index / 14))
        drift = (next_x - x) * 1.5
        leaves.append([(x, y), (next_x, next_y), (next_x + drift, next_y + hang)])
        leaves.append([(x, y), (next_x, next_y), (x + drift * 2.2, y + hang * 0.28 - hang * 0.2)])
    spine = rib + [(x, y + length * 0.014) for x, y in reversed(rib)]
    return [spine, *leaves]
