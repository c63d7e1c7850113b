"""A room: wall, floor, a window with the world of the prompt behind it, and what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, ramp, rgb, scaled, tint
from skill_runtime.studio.painting.figures.drawing import Pose, draw
from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.raster import Array, gaussian, smoothstep
from skill_runtime.studio.painting.scene import Scene
from skill_runtime.studio.painting.settings.room_plans import Furniture, Plan, plan_of
from skill_runtime.studio.painting.settings.window import (
    outside_of,
    paint_cabin,
    paint_light_patch,
    paint_window,
)
from skill_runtime.studio.painting.stage import Counter, Footing, Stage

_WALLS = ("#e6d3bd", "#cfd9d2", "#d9cfe0", "#c9d6e4", "#ead2c6", "#dfe0cf")
_FLOORS = ("#a9764c", "#8f6444", "#b98a5e", "#7d5a44")


_LAMPS: Mapping[str, float] = MappingProxyType({"floorlamp": 0.75, "desk": 0.75, "pendant": 0.22})
"""How much light they give after dusk."""


_SEATS: Mapping[str, float] = MappingProxyType({"sofa": 0.50, "bed": 0.56})
"""Where a small animal lies on it, as a share of its height."""
_SMALL = 1.0
"""Metres."""
_ON_A_SILL = 1.2
"""Metres up to which somebody finds room there."""
_SILLS = frozenset({"living", "dining"})
"""Rooms in which what is at the window is seen close."""
_COUNTERS = frozenset({"dining-table", "shop-counter", "bench", "side-table"})
"""Furniture on which things stand."""


def paint_room(stage: Stage) -> Footing:
    canvas = stage.canvas
    kind, plan = plan_of(stage.scene)
    if stage.scene.has("cabin"):
        return paint_cabin(stage, _dim(stage))
    gone = frozenset(member.figure for member in outside_of(stage.scene))
    floor = canvas.height * (0.74 if canvas.portrait else 0.75)
    dim = _dim(stage)
    wall = _wall(stage, floor, dim)
    if _at_window(stage.scene, kind, gone):
        return _by_the_window(stage, wall, dim)
    _floor(stage, floor, dim)
    box = _window_box(stage, plan, floor)
    if not any(piece.wall for piece in plan.furniture):
        paint_window(stage, box, dim)
        paint_light_patch(stage, box, floor)
    _lamp_glow(stage, plan, floor)
    for piece in plan.furniture:
        _place(stage, piece, floor)
    stage.sun = (canvas.width * plan.window, canvas.height * 0.2)
    base = floor + (canvas.height - floor) * 0.55
    shown = plan.shows | gone
    standing = Footing(canvas.width * plan.free, base, plan.scale, far=floor, shown=shown)
    if plan.counter:
        return replace(standing, counter=_counter(stage, plan, floor))
    return _standing(stage, plan, floor, standing)


def _at_window(scene: Scene, kind: str, gone: frozenset[str]) -> bool:
    """Whether all that is in the room finds room on its window's sill."""
    cast = [figures()[member.figure] for member in scene.cast if member.figure not in gone]
    fits = bool(cast) and all(figure.metres <= _ON_A_SILL for figure in cast)
    return scene.has("window") and kind in _SILLS and fits


def _standing(stage: Stage, plan: Plan, floor: float, standing: Footing) -> Footing:
    """Where small ones lie on a seat, or things stand on a table."""
    canvas = stage.canvas
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
    paint_window(stage, box, dim)
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
