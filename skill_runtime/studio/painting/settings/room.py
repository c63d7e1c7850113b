"""A room: wall, floor, a window with the world of the prompt behind it, and what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, ramp, rgb, scaled, tint
from skill_runtime.studio.painting.figures.drawing import Pose, draw
from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.raster import Array, gaussian, resize, smoothstep
from skill_runtime.studio.painting.scene import Scene
from skill_runtime.studio.painting.settings.city import paint_skyline
from skill_runtime.studio.painting.settings.field import paint_field
from skill_runtime.studio.painting.settings.forest import paint_forest
from skill_runtime.studio.painting.settings.mountain import paint_mountain
from skill_runtime.studio.painting.settings.room_plans import Furniture, Plan, plan_of
from skill_runtime.studio.painting.settings.sea import paint_sea
from skill_runtime.studio.painting.stage import Counter, Footing, Stage, make_stage
from skill_runtime.studio.painting.weather import paint_weather

_WALLS = ("#e6d3bd", "#cfd9d2", "#d9cfe0", "#c9d6e4", "#ead2c6", "#dfe0cf")
_FLOORS = ("#a9764c", "#8f6444", "#b98a5e", "#7d5a44")


_LAMPS: Mapping[str, float] = MappingProxyType({"floorlamp": 0.75, "desk": 0.75, "pendant": 0.22})
"""How much light they give after dusk."""
_VIEWS: Mapping[str, Callable[[Stage], Footing | None]] = MappingProxyType({
    "sea": paint_sea,
    "mountain": paint_mountain,
    "forest": paint_forest,
    "field": paint_field,
})


_SEATS: Mapping[str, float] = MappingProxyType({"sofa": 0.50, "bed": 0.56})
"""Where a small animal lies on it, as a share of its height."""
_SMALL = 1.0
"""Metres."""
_ON_A_SILL = 1.2
"""Metres up to which somebody finds room there."""
_COUNTERS = frozenset({"dining-table", "shop-counter", "bench"})
"""Furniture on which things stand."""


def paint_room(stage: Stage) -> Footing:
    canvas = stage.canvas
    kind, plan = plan_of(stage.scene)
    fits = all(figures()[member.figure].metres <= _ON_A_SILL for member in stage.scene.cast)
    at_window = stage.scene.has("window") and kind == "living" and bool(stage.scene.cast) and fits
    floor = canvas.height * (0.74 if canvas.portrait else 0.75)
    dim = _dim(stage)
    wall = _wall(stage, floor, dim)
    if at_window:
        return _by_the_window(stage, wall, dim)
    _floor(stage, floor, dim)
    box = _window_box(stage, plan, floor)
    if not any(piece.wall for piece in plan.furniture):
        _window(stage, box, dim)
        _light_patch(stage, box, floor)
    _lamp_glow(stage, plan, floor)
    for piece in plan.furniture:
        _place(stage, piece, floor)
    stage.sun = (canvas.width * plan.window, canvas.height * 0.2)
    base = floor + (canvas.height - floor) * 0.55
    standing = Footing(canvas.width * plan.free, base, plan.scale, far=floor, shown=plan.shows)
    if plan.counter:
        return replace(standing, counter=_counter(stage, plan, floor))
    seat = next((piece for piece in plan.furniture if _curls_up(stage.scene, piece)), None)
    if seat:
        x, y = _board(stage, seat, floor, _SEATS[seat.name])
        return replace(standing, x=x, y=y)
    table = next((piece for piece in plan.furniture if piece.name in _COUNTERS), None)
    if table is None:
        return standing
    x, y = _board(stage, table, floor)
    if table.name == "shop-counter" and _are_small(stage.scene):
        beside = canvas.width * (0.32 if canvas.portrait else 0.36)
        return replace(standing, x=beside, y=y, scale=0.72, table=(canvas.width * 0.64, y))
    return replace(standing, table=(x, y))


def _counter(stage: Stage, plan: Plan, floor: float) -> Counter:
    canvas = stage.canvas
    first = plan.counter[0]

    def paint() -> None:
        for piece in plan.counter:
            _place(stage, piece, floor)

    behind = floor + (canvas.height - floor) * max(0.0, first.drop - 0.12)
    board = _board(stage, first, floor)
    return Counter(canvas.width * plan.free, behind, plan.scale, board, paint)


def _curls_up(scene: Scene, piece: Furniture) -> bool:
    """Whether only small animals are here, and this is the seat that is named."""
    return _are_small(scene) and piece.name in _SEATS and scene.has(piece.name)


def _are_small(scene: Scene) -> bool:
    small = all(figures()[member.figure].metres < _SMALL for member in scene.cast)
    return bool(scene.cast) and small


def _board(stage: Stage, piece: Furniture, floor: float, share: float = 0.965) -> Point:
    """The middle of what a table bears, or of a seat at this share of its height."""
    canvas = stage.canvas
    foot = floor + (canvas.height - floor) * piece.drop + 4 * stage.unit
    return canvas.width * piece.x, foot - _height(stage, piece) * share


def _height(stage: Stage, piece: Furniture) -> float:
    """Its usual one, or what its width leaves room for."""
    canvas, figure = stage.canvas, figures()[piece.name]
    if piece.wall:
        return canvas.height * (0.74 if canvas.portrait else 0.75)
    height = figure.share * min(canvas.width, canvas.height) * piece.size
    return min(height, canvas.width * piece.most / (figure.span[1] - figure.span[0]))


def _dim(stage: Stage) -> float:
    """How bright the room itself is."""
    key = stage.light.key
    if stage.light.dark:
        return 0.5
    return {"overcast": 0.72, "sunset": 0.78, "sunrise": 0.86}.get(key, 1.0)


def _wall(stage: Stage, floor: float, dim: float) -> Array:
    canvas, light = stage.canvas, stage.light
    wall = rgb(stage.dice.pick(_WALLS))
    if stage.scene.hue is not None:
        wall = tint(wall, stage.scene.hue, 0.6)
    tone = mix(scaled(wall, dim), light.sky[2], 0.10 if light.dark else 0.06)
    canvas.pixels[...] = ramp([scaled(tone, s) for s in (0.86, 1.0, 0.96)], canvas.height)[:, None]
    stage.horizon = floor
    stage.sun = (canvas.width * 0.5, canvas.height * 0.3)
    return tone


def _floor(stage: Stage, floor: float, dim: float) -> None:
    """Boards in perspective and a skirting board."""
    canvas, unit = stage.canvas, stage.unit
    first = int(floor)
    rows = canvas.height - first
    depth = np.linspace(0.3, 1, rows, dtype=np.float32)[:, None]
    board = (canvas.xs - canvas.width * 0.5) / depth / (canvas.width * 0.13) + 60
    tones = stage.dice.plane(160)[np.clip(board.astype(np.intp), 0, 159)]
    seam = gaussian(board - np.round(board), 0.02)
    shade = (0.82 + 0.22 * tones) * (1 - 0.4 * seam) * (0.78 + 0.26 * depth)
    wood = scaled(rgb(stage.dice.pick(_FLOORS)), dim)
    canvas.pixels[first:] = shade[..., None] * wood
    strip = mix(scaled(rgb("#f4efe6"), dim), stage.light.haze, 0.1)
    canvas.over(canvas.band(floor - 20 * unit, floor), strip, 0.9)
    canvas.over(canvas.band(floor, floor + 4 * unit), scaled(wood, 0.5), 0.7)


def _window_box(stage: Stage, plan: Plan, floor: float) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the glass."""
    canvas = stage.canvas
    wide = canvas.width * plan.wide * (1.25 if canvas.portrait else 1.0)
    wide = min(wide, canvas.width * 0.86)
    middle = float(
        np.clip(
            canvas.width * plan.window,
            wide / 2 + 0.05 * canvas.width,
            canvas.width * 0.95 - wide / 2,
        )
    )
    top = canvas.height * (0.16 if canvas.portrait else 0.10)
    bottom = floor - canvas.height * (0.22 if canvas.portrait else 0.20)
    return middle - wide / 2, top, middle + wide / 2, bottom


def _window(stage: Stage, box: tuple[float, float, float, float], dim: float) -> None:
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
    outside = replace(
        stage.scene,
        cast=(),
        setting=names[0] if names else "city",
        shows=stage.scene.shows - {"person"},
    )
    shrink = 1 if wide * tall < 500_000 else 2
    inner = make_stage(outside, max(16, wide // shrink), max(16, tall // shrink))
    if names:
        _VIEWS[names[0]](inner)
    else:
        paint_skyline(inner, inner.canvas.height * 0.96)
        inner.mist(inner.canvas.height * 0.96, inner.canvas.height * 0.14, inner.light.haze, 0.8)
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


def _light_patch(stage: Stage, box: tuple[float, float, float, float], floor: float) -> None:
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


def _lamp_glow(stage: Stage, plan: Plan, floor: float) -> None:
    canvas = stage.canvas
    if stage.light.windows < 0.3:
        return
    for piece in plan.furniture:
        if piece.name in _LAMPS:
            center = canvas.width * piece.x, floor - canvas.height * (piece.lift or 0.22)
            canvas.glow(center, 560 * stage.unit, rgb("#ffb765"), _LAMPS[piece.name])


def _place(stage: Stage, piece: Furniture, floor: float) -> None:
    canvas, dice = stage.canvas, stage.dice
    if piece.name == "sofa" and stage.scene.has("fireplace"):
        piece = replace(piece, name="fireplace", drop=0.0)
    figure, height = figures()[piece.name], _height(stage, piece)
    wide = (figure.span[1] - figure.span[0]) * height
    x = canvas.width * piece.x
    if not piece.wall:
        x = float(np.clip(x, wide * 0.52, canvas.width - wide * 0.52))
    y = floor + (canvas.height - floor) * piece.drop + 4 * stage.unit - piece.lift * canvas.height
    body = rgb(figure.color)
    if piece.name in {"sofa", "bed", "bed-asleep"}:
        body = mix(
            body, rgb(dice.pick(("#c96f4a", "#6f8fb8", "#7fa07a", "#b87a9a", "#d0a24f"))), 0.7
        )
    dark = 0.12 if stage.light.dark else 0.0
    x -= (figure.span[0] + figure.span[1]) / 2 * height
    pose = Pose(figure, (x, y), height, body, rgb(figure.accent), 1, dark)
    draw(stage, pose, shadow=piece.lift == 0 and not piece.wall)


def _by_the_window(stage: Stage, wall: Array, dim: float) -> Footing:
    """Close to a large window: its sill is the ground that a figure sits on."""
    canvas, unit = stage.canvas, stage.unit
    sill = canvas.height * (0.74 if canvas.portrait else 0.80)
    box = (canvas.width * 0.14, canvas.height * 0.10, canvas.width * 0.86, sill)
    _window(stage, box, dim)
    board = mix(scaled(rgb("#c9a27c"), 0.35 + 0.65 * dim), stage.light.haze, 0.06)
    region = canvas.band(sill, sill + canvas.height * 0.06)
    share = smoothstep(sill, sill + canvas.height * 0.06, canvas.ys[region[0]])
    canvas.over(
        region, board * (1.05 - 0.25 * share)[..., None] * np.ones_like(canvas.xs)[..., None], 1.0
    )
    canvas.over(
        canvas.band(sill + canvas.height * 0.06, sill + canvas.height * 0.075),
        scaled(board, 0.55),
        1.0,
    )
    lower = canvas.band(sill + canvas.height * 0.075, canvas.height)
    canvas.over(lower, scaled(wall, 0.86), 1.0)
    side = canvas.width * 0.80
    plant = figures()["plant"]
    size = 0.30 * min(canvas.width, canvas.height)
    pose = Pose(
        plant,
        (side, sill + 12 * unit),
        size,
        rgb(plant.color),
        rgb(plant.accent),
        1,
        0.4 if stage.light.dark else 0.05,
    )
    draw(stage, pose)
    stage.sun = (canvas.width * 0.3, canvas.height * 0.2)
    return Footing(canvas.width * 0.42, sill + canvas.height * 0.030, 1.05, far=sill)
