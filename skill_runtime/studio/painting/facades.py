"""House fronts along a street, in one-point perspective.

A column of the picture lies at one distance, so its house and that house's height are looked up by
column, and the windows by height on the wall.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from skill_runtime.studio.painting.canvas import Point, Region
from skill_runtime.studio.painting.color import mix, rgb, scaled
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.stage import Stage

EYE_HEIGHT = 0.42
"""Of the viewer above the road, in widths of half the street."""
_NEAREST, FARTHEST = 1.0, 26.0
"""Distances in widths of half the street."""
_FLOOR = 0.17
"""Height of a floor, in the same measure."""
_BAY = 0.20
"""Width of a window's bay."""
_STRIPS = 9
_PATTERN = (64, 256)
"""Floors and bays of the pattern of lit windows."""
_HOUSES = 40
"""On each side, before they repeat."""
_PLASTER = ("#e6c9a0", "#d99a78", "#c9d0c8", "#e2b3a0", "#b9c6d6", "#efe3c8", "#a8806a")


@dataclass(frozen=True, slots=True)
class View:
    """The perspective: where everything runs together, and what one unit of the street measures."""

    vanishing: Point
    scale: float
    """Pixels that half the street is wide at distance 1."""

    def project(self, side: float, height: float, distance: float) -> Point:
        """Street coordinates (side -1..1, height above the eye, distance) → pixels."""
        reach = self.scale / distance
        return self.vanishing[0] + side * reach, self.vanishing[1] - height * reach


@dataclass(frozen=True, slots=True)
class _Houses:
    """One side of the street, house by house from the viewer on."""

    ends: Array
    """The distance at which each house ends."""
    tops: Array
    walls: Array
    """(n, 3)."""
    lamps: Array
    """The colour of the windows (n, 3)."""
    occupied: Array
    """The share of windows that shine."""
    window_heights: Array
    pattern: Array
    """(floors, bays) of 0..1: a window shines where this is below its house's share."""


def paint_front(stage: Stage, view: View, side: int, haze: Array, lamps: tuple[Array, ...]) -> None:
    """One side of the street, strip by strip: a strip needs only the rows that its houses reach."""
    houses = _houses(stage, side, lamps)
    tallest = float(houses.tops.max())
    edges = np.geomspace(FARTHEST, 0.45, _STRIPS + 1)
    for far, near in pairwise(edges):
        inner, outer = (view.project(side, 0, float(distance))[0] for distance in (far, near))
        rows = (view.project(0, tallest, near)[1], view.project(0, -EYE_HEIGHT, near)[1])
        left, right = round(min(inner, outer)), round(max(inner, outer))
        region = stage.canvas.region(left, rows[0] - 1, right, rows[1] + 1)
        if region[1].stop > region[1].start:
            _paint_strip(stage, view, region, houses, haze)


def _paint_strip(stage: Stage, view: View, region: Region, houses: _Houses, haze: Array) -> None:
    canvas = stage.canvas
    distance = view.scale / np.maximum(np.abs(canvas.xs[:, region[1]] - view.vanishing[0]), 1.0)
    house = np.searchsorted(houses.ends, distance[0]) % _HOUSES
    height = (view.vanishing[1] - canvas.ys[region[0]]) * distance / view.scale
    pixel = distance / view.scale
    coverage = np.clip((houses.tops[house] - height) / pixel, 0, 1)
    coverage *= np.clip((height + EYE_HEIGHT) / pixel, 0, 1)
    color = _windows(stage, houses, house, distance, height)
    color += houses.walls[house][None]
    street_light = np.exp(np.clip(height + EYE_HEIGHT, 0, None) * -1.6) * stage.light.windows
    color += street_light[..., None] * scaled(houses.lamps[0], 0.22)
    far = 0.8 * np.clip((distance - _NEAREST) / 9.0, 0, 1) ** 0.75
    color *= (1 - far)[..., None]
    color += haze * far[..., None]
    canvas.over(region, color, coverage)


def _houses(stage: Stage, side: int, lamps: tuple[Array, ...]) -> _Houses:
    dice = stage.dice
    tall = 1.0 if stage.canvas.portrait else 0.75
    side_light = np.float32(1.18 if side != stage.sunny_side else 0.86)
    return _Houses(
        ends=np.cumsum(dice.spread(0.55, 1.3, _HOUSES)) + 0.4,
        tops=dice.spread(1.5, 3.9, _HOUSES) * tall,
        walls=_walls(stage) * side_light,
        lamps=np.stack(lamps)[dice.integers(len(lamps), _HOUSES)],
        occupied=dice.spread(0.18, 0.68, _HOUSES),
        window_heights=dice.spread(0.35, 0.65, _HOUSES),
        pattern=dice.plane(*_PATTERN),
    )


def _walls(stage: Stage) -> Array:
    """A colour for each house (n, 3): plaster by day, outlines against the light by night."""
    dice, light = stage.dice, stage.light
    shades = dice.spread(0.75, 1.35, _HOUSES)[:, None]
    if light.dark:
        return scaled(light.silhouette, 1.1) * shades
    share = 0.35 if light.key == "day" else 0.6
    plaster = [mix(rgb(dice.pick(_PLASTER)), light.silhouette, share) for _ in range(_HOUSES)]
    return np.stack(plaster) * (0.7 + 0.3 * shades)


def _windows(stage: Stage, houses: _Houses, house: Array, distance: Array, height: Array) -> Array:
    """What windows add to a wall (h, w, 3): some shine in the dark, by day all are darker."""
    light = stage.light
    bay = np.clip(distance / _BAY, 0, _PATTERN[1] - 1)
    floor = np.clip((height + EYE_HEIGHT) / _FLOOR, 0, _PATTERN[0] - 1)
    level = floor.astype(np.intp)
    inside = np.abs(floor - level - 0.55) < houses.window_heights[house] / 2
    pane = inside & (np.abs(bay % 1 - 0.5) < 0.32)
    if light.windows <= 0.0:
        return (pane * np.float32(-0.13))[..., None] * light.sun[0]
    share = houses.occupied[house]
    value = houses.pattern[level, bay.astype(np.intp)]
    shining = np.where(value < share, 0.35 + 1.8 * (share - value), 0.0) * light.windows
    color: Array = (pane * (shining + 0.05))[..., None] * houses.lamps[house][None]
    return color
