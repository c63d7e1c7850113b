"""Things that may stand in any landscape: a traveller, birds, a sailing boat. All silhouettes."""

from __future__ import annotations

import math

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, rgb, scaled
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.stage import Footing, Stage


def paint_figures(stage: Stage, footing: Footing | None) -> None:
    """What the prompt asks for and the setting has room for."""
    if footing is not None and stage.scene.has("person"):
        traveller(stage, footing)
    if stage.scene.has("birds"):
        birds(stage)


def traveller(stage: Stage, footing: Footing) -> None:
    """A person seen from behind, with a rucksack, and a shadow on the ground."""
    x, y, tall = footing.x, footing.y, footing.height
    color = scaled(stage.light.silhouette, 0.6)
    lean = -stage.sunny_side * tall * 0.22
    stage.canvas.ellipse((x + lean, y), (tall * 0.34, tall * 0.028), color, tall * 0.05, 0.5)
    body = [
        _spot((x, y - 0.915 * tall), 0.062 * tall, 0.08 * tall),
        _spot((x, y - 0.66 * tall), 0.12 * tall, 0.17 * tall),
        [
            (x - 0.115 * tall, y - 0.76 * tall),
            (x + 0.115 * tall, y - 0.76 * tall),
            (x + 0.125 * tall, y - 0.40 * tall),
            (x - 0.125 * tall, y - 0.40 * tall),
        ],
    ]
    for side in (-1, 1):
        stride = 0.05 if side > 0 else -0.02
        body.append([
            (x + side * 0.12 * tall, y - 0.43 * tall),
            (x, y - 0.43 * tall),
            (x + side * (0.02 + stride) * tall, y),
            (x + side * (0.085 + stride) * tall, y),
        ])
        body.append([
            (x + side * 0.10 * tall, y - 0.77 * tall),
            (x + side * 0.145 * tall, y - 0.73 * tall),
            (x + side * 0.165 * tall, y - 0.44 * tall),
            (x + side * 0.125 * tall, y - 0.44 * tall),
        ])
    rim = -0.012 * tall if stage.sunny_side < 0 else 0.012 * tall
    edge = [[(px + rim, py) for px, py in part] for part in body]
    stage.canvas.polygons(edge, mix(stage.light.haze, stage.light.sun[1], 0.5), 0.55)
    stage.canvas.polygons(body, color)


def _spot(center: Point, wide: float, tall: float) -> list[Point]:
    return [
        (
            center[0] + math.cos(index * math.tau / 20) * wide,
            center[1] + math.sin(index * math.tau / 20) * tall,
        )
        for index in range(20)
    ]


def birds(stage: Stage) -> None:
    """A loose flock below the middle of the sky."""
    canvas, dice = stage.canvas, stage.dice
    sky = stage.horizon or canvas.height * 0.5
    middle = (canvas.width * dice.uniform(0.25, 0.75), sky * dice.uniform(0.4, 0.6))
    flock: list[list[Point]] = []
    for _ in range(11):
        span = dice.uniform(13, 30) * stage.unit
        x = middle[0] + dice.uniform(-0.2, 0.2) * canvas.width
        y = middle[1] + dice.uniform(-0.09, 0.09) * canvas.height
        lift = span * dice.uniform(0.2, 0.55)
        flock.extend(_wing((x, y), side * span, lift) for side in (-1, 1))
    canvas.polygons(flock, stage.light.hazed(stage.light.silhouette, 0.15))


def _wing(body: Point, span: float, lift: float) -> list[Point]:
    x, y = body
    thin = abs(span) * 0.12
    return [
        (x, y),
        (x + span * 0.5, y - lift),
        (x + span, y - lift * 0.55),
        (x + span * 0.5, y - lift + thin * 1.6),
        (x, y + thin),
    ]


def sailing_boat(stage: Stage, keel: Point, size: float) -> None:
    """Two sails and a hull; `size` is about the mast's height."""
    x, y = keel
    light = stage.light
    lit = light.key in {"day", "overcast"}
    cloth = rgb("#fbfaf4") if lit else mix(light.silhouette, light.haze, 0.16)

    def sail(side: int, top: float, foot: float) -> list[Point]:
        mast = x + side * size * 0.025
        tip = (mast, y - size * top)
        bulge = (mast + side * size * foot * 0.62, y - size * (top * 0.42))
        return [tip, bulge, (mast + side * size * foot, y - size * 0.12), (mast, y - size * 0.12)]

    stage.canvas.polygons([sail(-1, 1.15, 0.44)], cloth)
    stage.canvas.polygons([sail(1, 0.98, 0.34)], _shaded(cloth))
    hull = [
        (x - size * 0.42, y - size * 0.08),
        (x + size * 0.44, y - size * 0.09),
        (x + size * 0.30, y + size * 0.06),
        (x - size * 0.32, y + size * 0.06),
    ]
    stage.canvas.polygons([hull], light.silhouette)
    reflection = [(px, 2 * y + size * 0.12 - py) for px, py in sail(-1, 0.55, 0.4)]
    stage.canvas.polygons([reflection], cloth, 0.18)


def _shaded(color: Array) -> Array:
    return scaled(color, 0.86)
