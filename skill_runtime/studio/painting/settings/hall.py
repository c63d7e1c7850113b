"""A long inside seen along its middle: a corridor of doors, an aisle of shelves, a tunnel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, rgb, scaled, tint
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.stage import Footing, Stage

__all__ = ["paint_hall"]

_FAR = 9.0
"""How far its end is; the viewer stands at 1."""
_SHOWN = frozenset({"train"})
"""What stands at a platform already."""
_NEAR = 0.55
"""What is nearer is behind the viewer."""


@dataclass(frozen=True, slots=True)
class _Hall:
    """How a kind of hall looks: its colours, what its walls are and how they are lit."""

    wall: str
    floor: str
    ceiling: str
    sides: Callable[[Stage, _View, float, float, Array], None]
    bays: int
    """How many parts its walls have."""


@dataclass(frozen=True, slots=True)
class _View:
    """From a place in the hall to the canvas."""

    middle: Point
    half: float
    rise: float
    """How far the ceiling is over the eye at the distance 1."""
    drop: float

    def at(self, x: float, y: float, far: float) -> Point:
        """`x` from wall (-1) to wall (1), `y` from the floor (0) to the ceiling (1)."""
        up = y * (self.rise + self.drop) - self.drop
        return self.middle[0] + x * self.half / far, self.middle[1] - up / far


def paint_hall(stage: Stage) -> Footing:
    canvas = stage.canvas
    kind = next((HALLS[name] for name in HALLS if stage.scene.has(name)), HALLS["corridor"])
    eye = canvas.height * 0.50
    half = max(canvas.width * 0.62, canvas.height * 0.34)
    view = _View((canvas.width * 0.5, eye), half, half * 0.95, half * 0.92)
    dim = 0.46 if stage.light.dark else 1.0
    _shell(stage, view, kind, dim)
    edges = np.geomspace(_NEAR, _FAR, kind.bays + 1)[::-1]
    for index, (far, near) in enumerate(pairwise(edges)):
        fade = float(np.clip((far - 1) / _FAR, 0, 1))
        for side in (-1.0, 1.0):
            kind.sides(stage, view, side * float(far), float(near), _shade(kind.wall, dim, fade))
        _lamp(stage, view, (float(far), float(near)), lit=not stage.light.dark or index % 2 == 0)
    stage.sun = (canvas.width * 0.5, 0.0)
    stage.horizon = eye
    base = min(canvas.height * 0.92, view.at(0, 0, 1.0)[1])
    return Footing(canvas.width * 0.5, base, 1.15, far=view.at(0, 0, _FAR)[1], shown=_SHOWN)


def _shade(code: str, dim: float, fade: float) -> Array:
    return scaled(rgb(code), dim * (1 - 0.35 * fade))


def _quad(
    view: _View, x: tuple[float, float], y: tuple[float, float], far: tuple[float, float]
) -> list[Point]:
    """A rectangle on a wall (both x alike), the floor or the ceiling (both y alike)."""
    if x[0] == x[1]:
        corners = (
            (x[0], y[0], far[0]),
            (x[0], y[0], far[1]),
            (x[0], y[1], far[1]),
            (x[0], y[1], far[0]),
        )
    else:
        corners = (
            (x[0], y[0], far[0]),
            (x[1], y[0], far[0]),
            (x[1], y[1], far[1]),
            (x[0], y[1], far[1]),
        )
    return [view.at(*corner) for corner in corners]


def _shell(stage: Stage, view: _View, kind: _Hall, dim: float) -> None:
    """Floor, ceiling, walls and the wall at the end, in strips that darken with the distance."""
    canvas, hue = stage.canvas, stage.scene.hue
    codes = {
        name: rgb(code)
        for name, code in (("wall", kind.wall), ("floor", kind.floor), ("ceiling", kind.ceiling))
    }
    if hue is not None:
        codes["wall"] = tint(codes["wall"], hue, 0.6)
    steps = np.geomspace(_NEAR, _FAR, 15)[::-1]
    canvas.pixels[...] = scaled(codes["wall"], dim * 0.72)
    for index, (far, near) in enumerate(pairwise(steps)):
        reach = (float(far), float(near))
        tone = dim * (0.66 + 0.34 * index / len(steps))
        for side in (-1.0, 1.0):
            canvas.polygons(
                [_quad(view, (side, side), (0, 1), reach)], scaled(codes["wall"], tone * 0.94)
            )
        tile = 1.0 if index % 2 else 0.90
        canvas.polygons([_quad(view, (-1, 1), (0, 0), reach)], scaled(codes["floor"], tone * tile))
        canvas.polygons([_quad(view, (-1, 1), (1, 1), reach)], scaled(codes["ceiling"], tone))


def _lamp(stage: Stage, view: _View, bay: tuple[float, float], *, lit: bool) -> None:
    """A bright panel under the ceiling; after dark every second one is lit."""
    far, near = bay
    middle = (far + near) / 2
    panel = _quad(view, (-0.22, 0.22), (0.995, 0.995), (middle, (middle + near) / 2))
    color = rgb("#fff6dc") if lit else rgb("#3a3d44")
    stage.canvas.polygons([panel], color)
    if lit:
        center = view.at(0, 0.97, middle)
        stage.canvas.glow(center, view.half * 0.45 / middle, color, 0.30)


def _doors(stage: Stage, view: _View, far: float, near: float, wall: Array) -> None:
    """One door a bay, with a plate beside it and a rail along the wall."""
    side, far = (1.0 if far > 0 else -1.0), abs(far)
    left, right = far + (near - far) * 0.28, far + (near - far) * 0.72
    canvas = stage.canvas
    canvas.polygons([_quad(view, (side, side), (0, 0.10), (far, near))], scaled(wall, 0.72))
    canvas.polygons([_quad(view, (side, side), (0, 0.68), (left, right))], scaled(wall, 0.55))
    inset = (right - left) * 0.12
    door = _quad(view, (side, side), (0, 0.64), (left + inset, right - inset))
    canvas.polygons(
        [door], mix(rgb("#8a5a3a"), wall, 0.25) * np.float32(0.5 if stage.light.dark else 1.0)
    )
    pane = _quad(view, (side, side), (0.42, 0.57), (left + inset * 3, right - inset * 3))
    canvas.polygons(
        [pane], mix(rgb("#9fc0cf"), wall, 0.3) * np.float32(0.5 if stage.light.dark else 1.0)
    )


def _racks(stage: Stage, view: _View, far: float, near: float, wall: Array) -> None:
    """Steel racks with cartons up to the ceiling."""
    _boards(
        stage,
        view,
        (far, near, 0.96),
        ("#c89a62", "#b9844e", "#d6ad78", "#a8764a"),
        "#e0702c",
        wall,
    )


def _aisle(stage: Stage, view: _View, far: float, near: float, wall: Array) -> None:
    """Shelves with coloured goods, lower than the ceiling."""
    goods = ("#d33c36", "#3a72c4", "#eebb3f", "#4f9a58", "#f1eee8", "#ee8433", "#7d57b8")
    _boards(stage, view, (far, near, 0.74), goods, "#e9ecee", wall)


def _stacks(stage: Stage, view: _View, far: float, near: float, wall: Array) -> None:
    """Shelves of books."""
    spines = ("#8f3b34", "#2f5a7a", "#4f6b3f", "#b98a3a", "#5b3f6b", "#d8c8a8")
    _boards(stage, view, (far, near, 0.90), spines, "#7a4f33", wall)


def _servers(stage: Stage, view: _View, far: float, near: float, wall: Array) -> None:
    """Dark racks with blue and green lamps."""
    lamps = ("#1c2a44", "#16213a", "#2f6fd8", "#1b2740", "#4dd8ff", "#141c30", "#3fd88a")
    _boards(stage, view, (far, near, 0.92), lamps, "#0c1222", wall)


def _boards(
    stage: Stage,
    view: _View,
    bay: tuple[float, float, float],
    goods: tuple[str, ...],
    frame: str,
    wall: Array,
) -> None:
    far, near, high = bay
    side, far = (1.0 if far > 0 else -1.0), abs(far)
    x, canvas, dice = side * 0.86, stage.canvas, stage.dice
    dim = 0.4 if stage.light.dark else 0.72 + 0.28 * (1 - min(1.0, far / _FAR))
    canvas.polygons([_quad(view, (x, x), (0, high), (far, near))], scaled(wall, 0.35))
    for level in range(4):
        low, top = high * level / 4 + 0.02, high * (level + 1) / 4 - 0.02
        start = far
        while start > near + 1e-6:
            stop = max(near, start - (far - near) * dice.uniform(0.16, 0.34))
            reach = low + (top - low) * dice.uniform(0.55, 0.95)
            color = scaled(rgb(dice.pick(goods)), dim)
            canvas.polygons([_quad(view, (x, x), (low, reach), (start, stop * 1.01))], color)
            start = stop
        board = _quad(view, (x, x), (low - 0.022, low), (far, near))
        canvas.polygons([board], scaled(rgb(frame), dim))
    post = _quad(view, (x, x), (0, high), (near * 1.05, near))
    canvas.polygons([post], scaled(rgb(frame), dim * 0.85))


def _panes(stage: Stage, view: _View, far: float, near: float, wall: Array) -> None:
    """High windows on the sky, with seats below them."""
    side, far = (1.0 if far > 0 else -1.0), abs(far)
    dim = 0.35 if stage.light.dark else 1.0
    glass = mix(rgb("#9fd0ee"), stage.light.sky[2], 0.5) if not stage.light.dark else rgb("#22304f")
    inset = (far - near) * 0.05
    pane = _quad(view, (side, side), (0.16, 0.90), (far - inset, near + inset))
    stage.canvas.polygons([pane], glass)
    cloud = _quad(view, (side, side), (0.16, 0.42), (far - inset, near + inset))
    stage.canvas.polygons([cloud], mix(glass, rgb("#ffffff"), 0.45 * dim))
    back = _quad(
        view, (side * 0.80, side * 0.80), (0.06, 0.24), (far - inset * 3, near + inset * 3)
    )
    stage.canvas.polygons([back], scaled(rgb("#3f5a8a"), dim))


def _pictures(stage: Stage, view: _View, far: float, near: float, wall: Array) -> None:
    """A framed picture a bay."""
    side, far = (1.0 if far > 0 else -1.0), abs(far)
    dim, span = (0.5 if stage.light.dark else 1.0), far - near
    codes = ("#c9553d", "#3f6fa8", "#e0a93a", "#5c8f5a", "#8a5aa0", "#2f9f9c")
    reach = (far - span * 0.22, near + span * 0.22)
    inner = (far - span * 0.27, near + span * 0.27)
    stage.canvas.polygons(
        [_quad(view, (side, side), (0.36, 0.76), reach)], scaled(rgb("#c9a04a"), dim)
    )
    picture = scaled(rgb(stage.dice.pick(codes)), dim)
    stage.canvas.polygons([_quad(view, (side, side), (0.40, 0.72), inner)], picture)
    low = _quad(view, (side, side), (0.40, 0.52), inner)
    stage.canvas.polygons([low], scaled(rgb(stage.dice.pick(codes)), dim))
    stage.canvas.polygons([_quad(view, (side, side), (0, 0.06), (far, near))], scaled(wall, 0.7))


def _tracks(stage: Stage, view: _View, far: float, near: float, wall: Array) -> None:
    """On the left a train that stands there, on the right posters between pillars."""
    side, far = (1.0 if far > 0 else -1.0), abs(far)
    dim, span = (0.5 if stage.light.dark else 1.0), far - near
    canvas = stage.canvas
    if side < 0:
        x = -0.62
        canvas.polygons(
            [_quad(view, (x, x), (0.02, 0.70), (far, near))], scaled(rgb("#dfe4ea"), dim)
        )
        canvas.polygons(
            [_quad(view, (x, x), (0.08, 0.14), (far, near))], scaled(rgb("#2f6fd8"), dim)
        )
        reach = (far - span * 0.08, far - span * 0.58)
        canvas.polygons([_quad(view, (x, x), (0.32, 0.60), reach)], rgb("#ffe9b0"))
        door = (far - span * 0.66, near + span * 0.06)
        canvas.polygons([_quad(view, (x, x), (0.03, 0.62), door)], scaled(rgb("#8b96a4"), dim))
        return
    poster = (far - span * 0.2, near + span * 0.2)
    color = rgb(stage.dice.pick(("#c9553d", "#3f6fa8", "#e0a93a", "#5c8f5a")))
    canvas.polygons([_quad(view, (side, side), (0.28, 0.66), poster)], scaled(color, dim))
    canvas.polygons([_quad(view, (0.70, 0.70), (0, 1), (near * 1.05, near))], scaled(wall, 0.8))


def _vault(stage: Stage, view: _View, far: float, near: float, wall: Array) -> None:
    """Bare walls with a band of light."""
    side, far = (1.0 if far > 0 else -1.0), abs(far)
    stage.canvas.polygons(
        [_quad(view, (side, side), (0, 1), (near * 1.06, near))], scaled(wall, 0.7)
    )
    lamp = _quad(view, (side, side), (0.66, 0.70), (far, near))
    stage.canvas.polygons([lamp], rgb("#ffe6b0"), 0.8)


HALLS: Mapping[str, _Hall] = MappingProxyType({
    "warehouse": _Hall("#c4c8cc", "#a8a59f", "#8f979e", _racks, 6),
    "aisle": _Hall("#e6e4dc", "#dcd8d0", "#f1efe9", _aisle, 6),
    "stacks": _Hall("#cbb694", "#8f6444", "#e6dcc8", _stacks, 6),
    "servers": _Hall("#2a3a5c", "#26324a", "#33456b", _servers, 7),
    "terminal": _Hall("#dfe3e8", "#c9cdd2", "#eef0f2", _panes, 5),
    "platform": _Hall("#d6d9d4", "#a9a59c", "#c4c8c6", _tracks, 5),
    "gallery": _Hall("#efece4", "#b98a5e", "#f7f5f0", _pictures, 5),
    "tunnel": _Hall("#7f858c", "#5f6369", "#6f757c", _vault, 9),
    "corridor": _Hall("#dfe0d6", "#b9b3a6", "#efeee8", _doors, 5),
})
"""Feature → the hall; the last one is the one that is painted where none is named."""
