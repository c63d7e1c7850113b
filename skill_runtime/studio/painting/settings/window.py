"""A window from inside: the world of the prompt behind it, its frame and curtains; of a train or a
plane too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, ramp, rgb, scaled
from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.figures.staging import paint_cast
from skill_runtime.studio.painting.raster import Array, resize
from skill_runtime.studio.painting.scene import Cast, Scene
from skill_runtime.studio.painting.settings.city import paint_skyline
from skill_runtime.studio.painting.settings.field import paint_field
from skill_runtime.studio.painting.settings.forest import paint_forest
from skill_runtime.studio.painting.settings.mountain import paint_mountain
from skill_runtime.studio.painting.settings.sea import paint_sea
from skill_runtime.studio.painting.stage import Footing, Stage, make_stage
from skill_runtime.studio.painting.weather import paint_weather

__all__ = ["outside_of", "paint_cabin", "paint_light_patch", "paint_window"]

_VIEWS: Mapping[str, Callable[[Stage], Footing | None]] = MappingProxyType({
    "sea": paint_sea,
    "mountain": paint_mountain,
    "forest": paint_forest,
    "field": paint_field,
})
_HIGH = ("cloud-sea", "clouds", "snow", "lake")
"""What is seen where there are mountains."""
_OUTSIDE = frozenset({"far", "sky", "water"})
"""Places of figures that are seen through a window, not in a room."""
_INSIDE = frozenset({"toy-balloon", "lantern", "ghost", "bee", "butterfly", "dragonfly"})
"""Those in the air of a room."""


def outside_of(scene: Scene) -> tuple[Cast, ...]:
    """Who of a scene in a room is behind its window."""
    return tuple(
        member
        for member in scene.cast
        if figures()[member.figure].place in _OUTSIDE and member.figure not in _INSIDE
    )


def paint_window(stage: Stage, box: tuple[float, float, float, float], dim: float) -> None:
    canvas, unit = stage.canvas, stage.unit
    left, top, right, bottom = box
    region = canvas.region(left, top, right, bottom)
    tall, wide = region[0].stop - region[0].start, region[1].stop - region[1].start
    if tall < 8 or wide < 8:
        return
    canvas.pixels[region] = _view(stage, wide, tall)
    frame = mix(scaled(rgb("#f6f1e8"), 0.35 + 0.65 * dim), stage.light.haze, 0.08)
    bar = 15 * unit
    for x in (left, (left + right) / 2, right):
        canvas.over(canvas.region(x - bar / 2, top - bar, x + bar / 2, bottom), frame, 1.0)
        canvas.over(
            canvas.region(x + bar / 2 - 3 * unit, top, x + bar / 2, bottom), scaled(frame, 0.7), 0.8
        )
    for y in (top - bar / 2, top + (bottom - top) * 0.36, bottom):
        canvas.over(
            canvas.region(left - bar / 2, y - bar / 2, right + bar / 2, y + bar / 2), frame, 1.0
        )
    sill = canvas.region(left - 3 * bar, bottom, right + 3 * bar, bottom + 2.2 * bar)
    canvas.over(sill, scaled(frame, 1.04), 1.0)
    canvas.over(
        canvas.region(left - 3 * bar, bottom + 2.2 * bar, right + 3 * bar, bottom + 3.2 * bar),
        scaled(frame, 0.62),
        0.7,
    )
    _curtains(stage, box, dim)


def _view(stage: Stage, wide: int, tall: int) -> Array:
    """What is outside: another setting of the prompt, else the city, with the weather."""
    names = [name for name in _VIEWS if stage.scene.has(name)]
    if not names and stage.scene.has(*_HIGH):
        names = ["mountain"]
    outside = replace(
        stage.scene,
        cast=outside_of(stage.scene),
        setting=names[0] if names else "city",
        shows=stage.scene.shows - {"person"},
    )
    shrink = 1 if wide * tall < 500_000 else 2
    inner = make_stage(outside, max(16, wide // shrink), max(16, tall // shrink))
    if names:
        footing = _VIEWS[names[0]](inner) or Footing(inner.canvas.width * 0.5, inner.canvas.height)
    else:
        low = inner.canvas.height * 0.96
        footing = Footing(inner.canvas.width * 0.5, low, far=low)
        paint_skyline(inner, inner.canvas.height * 0.96)
        inner.mist(inner.canvas.height * 0.96, inner.canvas.height * 0.14, inner.light.haze, 0.8)
    paint_cast(inner, footing)
    paint_weather(inner)
    return resize(inner.canvas.pixels, wide, tall, smooth=False)


def _curtains(stage: Stage, box: tuple[float, float, float, float], dim: float) -> None:
    canvas = stage.canvas
    left, top, right, bottom = box
    unit = stage.unit
    cloth = rgb(stage.dice.pick(("#d98a7a", "#8fa8c9", "#c9b184", "#8fb0a0", "#b79ac4")))
    cloth = mix(scaled(cloth, 0.30 + 0.70 * dim), stage.light.haze, 0.10)
    wide = (right - left) * 0.20
    low = min(canvas.height * 0.985, bottom + (bottom - top) * 0.20)
    for side, edge in ((-1, left), (1, right)):
        x0, x1 = (
            (edge - wide * 0.75, edge + wide * 0.5)
            if side < 0
            else (edge - wide * 0.5, edge + wide * 0.75)
        )
        region = canvas.region(x0, top - 26 * unit, x1, low)
        fold = np.sin((canvas.xs[:, region[1]] - x0) / (x1 - x0) * 5.2 * np.pi)
        shade = 0.90 + 0.16 * fold
        canvas.over(
            region, cloth * shade[..., None] * np.ones_like(canvas.ys[region[0]])[..., None], 0.97
        )
    rod = canvas.region(left - wide, top - 36 * unit, right + wide, top - 27 * unit)
    canvas.over(rod, scaled(rgb("#6b5138"), 0.4 + 0.6 * dim), 1.0)


def paint_light_patch(stage: Stage, box: tuple[float, float, float, float], floor: float) -> None:
    """The window's light on the floor."""
    canvas, light = stage.canvas, stage.light
    left, _, right, _ = box
    shift = (right - left) * 0.25
    depth = canvas.height - floor
    patch: list[Point] = [
        (left + shift, floor + depth * 0.10),
        (right + shift, floor + depth * 0.10),
        (right + shift * 2.6, floor + depth * 0.80),
        (left + shift * 2.6, floor + depth * 0.80),
    ]
    color = mix(light.haze, light.sun[0], 0.5)
    canvas.polygons([patch], color, 0.10 if light.dark else 0.26)


def paint_cabin(stage: Stage, dim: float) -> Footing:
    """From a seat of a train, a car or a plane: a rounded window in a smooth panel."""
    canvas, unit = stage.canvas, stage.unit
    plane = stage.scene.has("cabin-plane")
    panel = mix(scaled(rgb("#d9dde2"), 0.35 + 0.65 * dim), stage.light.haze, 0.08)
    tones = [scaled(panel, tone) for tone in (0.92, 1.0, 0.80)]
    canvas.pixels[...] = ramp(tones, canvas.height)[:, None]
    wide = canvas.width * (0.62 if plane and not canvas.portrait else 0.80)
    wide = min(wide, canvas.height * 0.62) if plane else wide
    tall = min(wide * 1.32 if plane else wide * 0.9, canvas.height * 0.72)
    x, y = canvas.width * 0.5, canvas.height * 0.45
    for grow, tone in ((34, 0.78), (22, 1.08), (0, 0.0)):
        half = (wide / 2 + grow * unit, tall / 2 + grow * unit)
        region = canvas.region(x - half[0], y - half[1], x + half[0], y + half[1])
        corner = min(half) * (0.92 if plane else 0.26)
        out = np.hypot(
            np.clip(np.abs(canvas.xs[:, region[1]] - x) - half[0] + corner, 0, None),
            np.clip(np.abs(canvas.ys[region[0]] - y) - half[1] + corner, 0, None),
        )
        rows, columns = (side.stop - side.start for side in region)
        seen = scaled(panel, tone) if tone else _view(stage, columns, rows)
        canvas.over(region, seen, np.clip(corner - out + 0.5, 0, 1))
    seat = canvas.height * 0.90
    cloth = scaled(rgb(stage.dice.pick(("#3f5a8a", "#8a3f4a", "#3f7a6a"))), 0.4 + 0.6 * dim)
    sill = canvas.band(y + tall / 2 + 62 * unit, y + tall / 2 + 84 * unit)
    canvas.over(sill, scaled(panel, 0.74), 1.0)
    canvas.ellipse((x, canvas.height * 1.12), (canvas.width * 0.62, canvas.height * 0.22), cloth)
    stage.sun = (canvas.width * 0.3, canvas.height * 0.2)
    return Footing(canvas.width * 0.5, seat, 0.8, far=seat, table=(x, y + tall / 2 + 70 * unit))
