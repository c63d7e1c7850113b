"""What enlivens a landscape unasked: a flock of birds, a sailing boat."""

from __future__ import annotations

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, rgb, scaled
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.stage import Stage


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
