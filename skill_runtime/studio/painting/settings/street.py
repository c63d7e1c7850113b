"""A street between tall houses, seen along its middle: lit fronts, signs, cars, a wet road."""

from __future__ import annotations

import math

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, rgb, scaled
from skill_runtime.studio.painting.facades import EYE_HEIGHT, View, paint_front
from skill_runtime.studio.painting.figures.drawing import Pose, draw
from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.figures.tones import backlight
from skill_runtime.studio.painting.raster import Array, gaussian, smoothstep
from skill_runtime.studio.painting.sky import paint_sky
from skill_runtime.studio.painting.stage import Footing, Stage
from skill_runtime.studio.painting.towers import LAMPS, NEON, District, paint_district
from skill_runtime.studio.painting.water import Water, paint_water

_TREES = frozenset({"autumn", "forest", "tree"})
"""What a prompt may call an avenue's trees."""
_AUTUMN = ("#d9772f", "#c9502c", "#e2a53a")
_SIGNS = ("#29f0ff", "#ff3fa4", "#9a6bff", "#ffb13d", "#ff5a4a", "#4dffb0")


def paint_street(stage: Stage) -> Footing:
    canvas, light, dice = stage.canvas, stage.light, stage.dice
    eye = canvas.height * (0.66 if canvas.portrait else 0.64)
    view = View((canvas.width * dice.uniform(0.46, 0.54), eye), canvas.width * 0.52)
    paint_sky(stage, eye, dice.uniform(0.42, 0.58))
    lamps = tuple(rgb(code) for code in (NEON if _colourful(stage) else LAMPS))
    haze = mix(light.sky[3], light.sky[4], 0.35) if light.dark else light.haze
    _far_end(stage, view, haze, lamps)
    for side in (-1, 1):
        paint_front(stage, view, side, haze, lamps)
    for side in (-1, 1):
        _signs(stage, view, side)
    _road(stage, view, haze)
    _avenue(stage, view)
    if light.windows > 0.3:
        _cars(stage, view)
    canvas.glow(view.vanishing, 240 * stage.unit, lamps[2], 0.20 if light.dark else 0.12)
    x, _ = view.project(dice.uniform(-0.15, 0.15), -EYE_HEIGHT, 1.55)
    return Footing(x, canvas.height * 0.945, roam=0.08)


def _colourful(stage: Stage) -> bool:
    return stage.light.dark and (stage.scene.has("neon", "rain") or stage.dice.chance(0.6))


def _far_end(stage: Stage, view: View, haze: Array, lamps: tuple[Array, ...]) -> None:
    """Towers in the gap, far away."""
    body = mix(stage.light.silhouette, haze, 0.4)
    far = District(0.3, 1.0, (26, 64), (7, 9), 0.4, 0.2, 0.4, 0.6, 0.5)
    tall = view.scale * 0.62
    paint_district(stage, view.vanishing[1] + 4, tall, far, (body, haze), lamps)
    stage.mist(view.vanishing[1], tall * 0.6, haze, 0.5)


def _signs(stage: Stage, view: View, side: int) -> None:
    """Upright signs that stand out from the fronts, nearest last."""
    dice, light = stage.dice, stage.light
    glow = light.windows * (1.15 if _neon_lit(stage) else 0.6)
    for distance in np.geomspace(11, 1.25, 13):
        far = float(distance) * dice.uniform(0.94, 1.06)
        low = dice.uniform(-0.02, 0.9)
        high = low + dice.uniform(0.25, 0.75) * (1.0 if light.windows >= 0.5 else 0.6)
        out = side * (1 - dice.uniform(0.10, 0.22) * (1.0 if light.windows >= 0.5 else 0.7))
        corners = [
            view.project(out, high, far),
            view.project(side * 0.99, high, far),
            view.project(side * 0.99, low, far),
            view.project(out, low, far),
        ]
        color = rgb(dice.pick(_SIGNS))
        if light.windows < 0.5:
            board = light.hazed(mix(color, light.silhouette, 0.35), min(0.8, far / 12))
            stage.canvas.polygons([corners], board)
            _lettering(stage, corners, light.hazed(rgb("#ffffff"), min(0.8, far / 12)), 0.9)
            continue
        stage.canvas.polygons([corners], scaled(light.silhouette, 0.8))
        _lettering(stage, corners, color, glow)
        middle = ((corners[0][0] + corners[2][0]) / 2, (corners[0][1] + corners[2][1]) / 2)
        reach = min(view.scale, 600 * stage.unit) * 0.4 / far
        stage.canvas.glow(middle, reach, color, 0.30 * glow)


def _neon_lit(stage: Stage) -> bool:
    return stage.light.dark and stage.scene.has("neon", "rain", "night")


def _lettering(stage: Stage, corners: list[Point], color: Array, glow: float) -> None:
    """A frame and rows of strokes like characters, of no writing."""
    (x0, y0), (x1, y1) = corners[0], corners[2]
    x0, x1 = min(x0, x1), max(x0, x1)
    wide, tall = x1 - x0, y1 - y0
    marks: list[list[Point]] = []
    rim = max(0.8, wide * 0.07)
    for left, top, right, bottom in (
        (x0, y0, x1, y0 + rim),
        (x0, y1 - rim, x1, y1),
        (x0, y0, x0 + rim, y1),
        (x1 - rim, y0, x1, y1),
    ):
        marks.append([(left, top), (right, top), (right, bottom), (left, bottom)])
    count = max(1, int(tall / max(wide, 1) * 1.1))
    cell = tall / count
    for index in range(count):
        top = y0 + index * cell
        for _ in range(5):
            flat = stage.dice.chance(0.55)
            left = x0 + wide * stage.dice.uniform(0.2, 0.5)
            y = top + cell * stage.dice.uniform(0.16, 0.78)
            long = wide * stage.dice.uniform(0.18, 0.34)
            run, drop = (long, rim) if flat else (rim, min(long, cell * 0.4))
            marks.append([(left, y), (left + run, y), (left + run, y + drop), (left, y + drop)])
    bright = (color * 0.8 + 0.2) * np.float32(glow)
    stage.canvas.polygons(marks, bright)


def _road(stage: Stage, view: View, haze: Array) -> None:
    """The road with kerbs and lane marks, mirroring what is above where it is wet or dark."""
    canvas, light, unit = stage.canvas, stage.light, stage.unit
    top = view.vanishing[1] + 2
    asphalt = scaled(mix(light.silhouette, haze, 0.16), 1.0)
    snowed = stage.scene.has("snow")
    if snowed:
        asphalt = mix(light.snow[0], light.snow[1], 0.35)
    wet = (stage.scene.has("rain") or light.dark) and not snowed
    fronts = canvas.pixels[int(top) :].copy()
    paint_water(
        stage,
        top,
        Water(
            asphalt,
            0.22 if wet else 0.75,
            0.5,
            smear=26,
            gain=1.25 if wet else 1.0,
            stretch=9,
            squeeze=1.0,
        ),
    )
    mirrored = canvas.pixels[int(top) :]
    rows = canvas.ys[int(top) :]
    reach = np.maximum((rows - view.vanishing[1]) / EYE_HEIGHT, 0.5)
    on_road = np.clip((reach - np.abs(canvas.xs - view.vanishing[0])) + 0.5, 0, 1)
    mirrored[...] = fronts + (mirrored - fronts) * on_road[..., None]
    _markings(stage, view, haze)
    canvas.glow((view.vanishing[0], top + 6 * unit), 120 * unit, haze, 0.3)


def _avenue(stage: Stage, view: View) -> None:
    """Trees along both pavements, where the prompt names any."""
    if not stage.scene.has(*_TREES):
        return
    figure = figures()["tree"]
    color = stage.light.foliage if not stage.scene.has("autumn") else None
    dark = backlight(stage.light) * 0.6
    for number, distance in enumerate(np.geomspace(9, 1.5, 8)):
        for side in (-1, 1):
            leaves = rgb(_AUTUMN[(number + side) % 3]) if color is None else color
            foot = view.project(side * 0.88, -EYE_HEIGHT, float(distance))
            height = view.scale * 0.92 / float(distance)
            veil = min(0.6, float(distance) / 14)
            pose = Pose(figure, foot, height, leaves, rgb(figure.accent), 1, dark, veil)
            draw(stage, pose, shadow=False)


def _markings(stage: Stage, view: View, haze: Array) -> None:
    paint = mix(rgb("#ffffff"), haze, 0.45)
    dashes = [
        [
            view.project(-0.016, -EYE_HEIGHT, near),
            view.project(0.016, -EYE_HEIGHT, near),
            view.project(0.016, -EYE_HEIGHT, near * 1.22),
            view.project(-0.016, -EYE_HEIGHT, near * 1.22),
        ]
        for near in np.geomspace(0.5, 14, 14)
    ]
    kerbs = [
        [
            view.project(side * 0.80, -EYE_HEIGHT, 0.3),
            view.project(side * 0.82, -EYE_HEIGHT, 0.3),
            view.project(side * 0.82, -EYE_HEIGHT, 20),
            view.project(side * 0.80, -EYE_HEIGHT, 20),
        ]
        for side in (-1, 1)
    ]
    stage.canvas.polygons(dashes, paint, 0.38)
    stage.canvas.polygons(kerbs, paint, 0.22)


def _cars(stage: Stage, view: View) -> None:
    """Head lamps coming on one side, tail lamps going on the other, with their streaks."""
    canvas, dice = stage.canvas, stage.dice
    for side, code in ((-0.42, "#fff3d6"), (0.42, "#ff3b3b")):
        for distance in np.geomspace(13, 2.6, 5):
            far = float(distance) * dice.uniform(0.9, 1.1)
            color = rgb(code)
            body = [
                view.project(side - 0.17, -0.14, far),
                view.project(side + 0.17, -0.14, far),
                view.project(side + 0.19, -0.40, far),
                view.project(side - 0.19, -0.40, far),
            ]
            canvas.polygons([body], scaled(stage.light.silhouette, 0.6), 0.9)
            for lamp in (-0.13, 0.13):
                x, y = view.project(side + lamp, -0.29, far)
                size = view.scale * 0.022 / far
                canvas.disc((x, y), max(0.8, size), scaled(color, 1.3))
                canvas.glow((x, y), size * 6, color, 0.5)
                _streak(stage, (x, view.project(0, -EYE_HEIGHT, far)[1]), size, color)


def _streak(stage: Stage, foot: Point, size: float, color: Array) -> None:
    canvas = stage.canvas
    x, y = foot
    length = size * 22
    region = canvas.region(x - 3 * size, y, x + 3 * size, y + length)
    fade = smoothstep(y + length, y, canvas.ys[region[0]])
    across = gaussian(canvas.xs[:, region[1]] - x, max(1.0, size * 1.1))
    broken = 0.6 + 0.4 * np.sin(canvas.ys[region[0]] * (math.pi / max(2.0, size * 1.4)))
    canvas.add(region, color, fade * across * broken * 0.4)
