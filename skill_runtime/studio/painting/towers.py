"""Rows of buildings with roofs, lit windows and neon edges."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from skill_runtime.studio.painting.canvas import Point, Region
from skill_runtime.studio.painting.color import rgb
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.stage import Stage

LAMPS = ("#ffd796", "#ffc46b", "#fff0cf", "#ffb35c", "#bfe0ff")
"""What lights the windows of a city."""
NEON = ("#7df3ff", "#ff7ac8", "#ffd08a", "#a58bff", "#ffe9c9")
"""The same where the prompt asks for the future."""
_EDGE_COLORS = ("#29f0ff", "#ff3fa4", "#9a6bff", "#ffb13d")
_SHINE = 1.3
"""Above 1 windows spill into the bloom."""
_BEACON = "#ff4040"


@dataclass(frozen=True, slots=True)
class District:
    """A row of buildings at one distance."""

    low: float
    high: float
    """Heights as shares of the skyline's."""
    widths: tuple[float, float]
    """Of a building, in units."""
    window: tuple[float, float]
    """Width and height of a window's cell, in units."""
    veil: float
    """Share of haze over the walls."""
    light_loss: float
    """How much the haze takes of the windows' light."""
    density: float
    """Share of windows that are lit."""
    brightness: float
    middle: float | None
    """Where the tall ones stand, a share of the width; None: everywhere."""


@dataclass(frozen=True, slots=True)
class _Building:
    left: float
    right: float
    top: float
    base: float

    @property
    def center(self) -> float:
        return (self.left + self.right) / 2

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.base - self.top


def paint_district(
    stage: Stage,
    base: float,
    tall: float,
    district: District,
    wall: tuple[Array, Array],
    lamps: tuple[Array, ...],
) -> None:
    """A row of buildings; `wall` is their colour and the haze's."""
    canvas, light = stage.canvas, stage.light
    body, haze = wall
    buildings = _plan(stage, base, tall, district)
    outlines = [outline for building in buildings for outline in _outline(stage, building)]
    region, coverage = canvas.shape(outlines)
    rows = canvas.ys[region[0]]
    rise = np.clip((rows - base + tall) / tall, 0, 1)
    murk = np.clip(district.veil + 0.62 * rise**2.2, 0, 1)[..., None]
    canvas.over(region, body + (haze - body) * murk, coverage)
    brightness = district.brightness * light.windows
    if brightness <= 0.0:
        _facade_lines(stage, buildings, district)
        return
    shine = np.zeros((canvas.height, canvas.width, 3), np.float32)[region]
    for building in buildings:
        _windows(stage, building, district, (region, shine), lamps)
        if stage.scene.has("neon") and light.dark and district.brightness > 0.5:
            _neon(stage, building, (region, shine))
    loss = (1 - district.light_loss * 0.5) * (1 - 0.45 * rise[..., None]) * brightness * _SHINE
    canvas.pixels[region] += shine * coverage[..., None] * loss
    for building in buildings:
        if brightness > 0.25 and stage.dice.chance(0.22):
            tip = (building.center, building.top - 0.04 * building.height)
            canvas.glow(tip, 5 * stage.unit, rgb(_BEACON), brightness)


def _plan(stage: Stage, base: float, tall: float, district: District) -> list[_Building]:
    dice, width = stage.dice, stage.canvas.width
    low, high = (size * stage.unit for size in district.widths)
    buildings = []
    x = -dice.uniform(0, high)
    while x < width:
        wide = dice.uniform(low, high)
        crowd = 1.0
        if district.middle is not None:
            offset = (x + wide / 2) / width - district.middle
            crowd = 0.42 + 0.58 * math.exp(-((offset / 0.26) ** 2))
        share = district.low + (district.high - district.low) * dice.uniform(0, 1) ** 1.7
        buildings.append(_Building(x, x + wide, base - tall * share * crowd, base))
        x += wide * dice.uniform(0.84, 1.2)
    return buildings


def _outline(stage: Stage, building: _Building) -> list[list[Point]]:
    """The body and one of several roofs."""
    dice, unit = stage.dice, stage.unit
    left, right, top, center = building.left, building.right, building.top, building.center
    wide, tall = building.width, building.height
    parts = [_block(left, top, right, building.base)]
    roof = dice.uniform(0, 1)
    if roof < 0.10:
        parts.append([(left, top), (center, top - tall * 0.14), (right, top)])
    elif roof < 0.26:
        for step in (0.72, 0.48, 0.26):
            rise = tall * 0.14 * (1.3 - step)
            parts.append(
                _block(center - wide * step / 2, top - rise, center + wide * step / 2, top)
            )
    elif roof < 0.40:
        high = top - wide * dice.uniform(0.3, 0.8)
        side = dice.pick((left, right))
        parts.append([(left, top), (side, high), (right, top)])
    elif roof < 0.46:
        arc = [
            (center - math.cos(angle) * wide / 2, top - math.sin(angle) * wide / 2)
            for angle in np.linspace(0, math.pi, 16)
        ]
        parts.append(arc)
    elif roof < 0.74:
        narrow, shift = wide * dice.uniform(0.45, 0.7), dice.uniform(-0.12, 0.12) * wide
        rise = tall * dice.uniform(0.06, 0.2)
        parts.append(
            _block(center + shift - narrow / 2, top - rise, center + shift + narrow / 2, top)
        )
    if dice.chance(0.34):
        mast = max(0.7, 1.2 * unit)
        parts.append(
            _block(center - mast, top - tall * dice.uniform(0.16, 0.3), center + mast, top)
        )
    return parts


def _block(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _windows(
    stage: Stage,
    building: _Building,
    district: District,
    layer: tuple[Region, Array],
    lamps: tuple[Array, ...],
) -> None:
    """A random grid of lit windows, each cell repeated to pixels."""
    dice, unit = stage.dice, stage.unit
    across, down, fill_x, fill_y = dice.pick((
        (1.0, 1.0, 0.58, 0.55),
        (0.9, 1.15, 0.55, 0.5),
        (2.6, 0.8, 0.88, 0.42),
        (0.7, 1.5, 0.55, 0.6),
        (1.1, 0.9, 0.6, 0.55),
    ))
    cell_x = max(2, round(district.window[0] * across * unit))
    cell_y = max(3, round(district.window[1] * down * unit))
    columns = int((building.width - 4 * unit) / cell_x)
    rows = int((building.height - 8 * unit) / cell_y)
    if columns < 2 or rows < 2:
        return
    lit = dice.plane(rows, columns) < district.density * dice.uniform(0.4, 1.4)
    strength = lit * (0.35 + 0.65 * dice.plane(rows, columns))
    floors = dice.plane(rows) < 0.06
    strength[floors] = np.maximum(strength[floors], 0.8)
    odd = (dice.plane(rows, columns) < 0.2)[..., None]
    colors = np.where(odd, dice.pick(lamps), dice.pick(lamps)) * strength[..., None]
    pane = np.zeros((cell_y, cell_x), np.float32)
    pane[: max(1, round(cell_y * fill_y)), : max(1, round(cell_x * fill_x))] = 1
    wall = np.einsum("rkc,yx->rykxc", colors.astype(np.float32), pane)
    wall = wall.reshape(rows * cell_y, columns * cell_x, 3)
    left = building.left + (building.width - wall.shape[1]) / 2 + 1
    _lay(layer, wall, (left, building.top + 6 * unit))


def _lay(layer: tuple[Region, Array], picture: Array, corner: Point) -> None:
    """Add a picture to a layer at a corner in canvas coordinates, clipped."""
    (rows, columns), target = layer
    top, left = round(corner[1]) - rows.start, round(corner[0]) - columns.start
    y0, x0 = max(0, top), max(0, left)
    y1 = min(target.shape[0], top + picture.shape[0])
    x1 = min(target.shape[1], left + picture.shape[1])
    if y1 > y0 and x1 > x0:
        target[y0:y1, x0:x1] += picture[y0 - top : y1 - top, x0 - left : x1 - left]


def _neon(stage: Stage, building: _Building, layer: tuple[Region, Array]) -> None:
    """Glowing edges, a bright roof line or a screen."""
    dice, unit = stage.dice, stage.unit
    color = rgb(dice.pick(_EDGE_COLORS))
    thick = max(1, round(2.4 * unit))
    kind = dice.uniform(0, 1)
    tall, wide = max(2, int(building.height)), max(2, int(building.width))
    if kind < 0.42:
        fade = np.linspace(1.2, 0.15, tall, dtype=np.float32)[:, None, None]
        edge = np.broadcast_to(color, (tall, thick, 3)) * fade
        _lay(layer, edge, (building.left, building.top))
        if kind < 0.22:
            _lay(layer, edge, (building.right - thick, building.top))
    elif kind < 0.58:
        roof = np.broadcast_to(color, (thick + 1, wide, 3)) * np.float32(1.4)
        _lay(layer, roof, (building.left, building.top))
    elif kind < 0.70 and wide > 50 * unit and tall > 160 * unit:
        _screen(stage, building, color, layer)


def _screen(stage: Stage, building: _Building, color: Array, layer: tuple[Region, Array]) -> None:
    dice = stage.dice
    wide = max(2, int(building.width * 0.6))
    tall = max(3, int(building.width * dice.uniform(0.8, 1.6)))
    share = np.linspace(0, 1, tall, dtype=np.float32)[:, None, None]
    other = rgb(dice.pick(_EDGE_COLORS))
    lines = 0.75 + 0.25 * (np.arange(tall) % 4 < 2).astype(np.float32)[:, None, None]
    picture = np.broadcast_to((color * (1 - share) + other * share) * lines, (tall, wide, 3))
    top = building.top + building.height * dice.uniform(0.1, 0.3)
    _lay(layer, picture * np.float32(0.95), (building.center - wide / 2, top))


def _facade_lines(stage: Stage, buildings: list[_Building], district: District) -> None:
    """By day: rows of glass that hold the sky, and one side in the light."""
    canvas, unit = stage.canvas, stage.unit
    pane = max(3.0, district.window[1] * unit)
    clear = (1 - district.veil) * 0.5
    for building in buildings:
        region = canvas.region(
            building.left + 3 * unit,
            building.top + 6 * unit,
            building.right - 3 * unit,
            building.base,
        )
        rows = canvas.ys[region[0]] - building.top
        glass = (rows % pane < pane * 0.45) * np.clip(1 - rows / max(building.height, 1), 0.1, 1)
        share = glass * clear * stage.dice.uniform(0.3, 1.0)
        canvas.over(region, stage.light.sky[3], share)
        middle = building.center
        side = (building.left, middle) if stage.sunny_side < 0 else (middle, building.right)
        lit = canvas.region(side[0], building.top, side[1], building.base)
        canvas.over(lit, rgb("#ffffff"), 0.12 * clear)
