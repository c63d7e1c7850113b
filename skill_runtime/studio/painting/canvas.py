"""The canvas: a float picture and the few strokes that every setting is made of.

Coordinates are pixels, y downwards. `unit` is the length of one pixel on a canvas whose shorter
side is 1080, so that a picture keeps its look at any size. Nothing here knows what it draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import chain
from typing import TypeAlias

import numpy as np
from PIL import Image, ImageDraw

from skill_runtime.studio.painting.raster import Array, gaussian, smoothstep, strips

Region: TypeAlias = tuple[slice, slice]
"""Rows and columns of the canvas, clipped to it; may be empty."""
Point: TypeAlias = tuple[float, float]
Shader: TypeAlias = Callable[[Array, Region], Array]
"""(depth below the line in pixels (h, w), region) → colours (h, w, 3) or (3,)."""

_GLOW_REACH = 2.5
"""A halo ends here, in radii: 0.2 % of it are left."""
_OVERSAMPLE = 2
"""Silhouettes are drawn this much larger and reduced: smooth edges."""


class Canvas:
    """A picture being painted, back to front."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.unit = min(width, height) / 1080
        self.pixels: Array = np.zeros((height, width, 3), np.float32)
        self.xs: Array = np.arange(width, dtype=np.float32)[None, :]
        self.ys: Array = np.arange(height, dtype=np.float32)[:, None]

    @property
    def portrait(self) -> bool:
        return self.height > self.width

    def region(self, left: float, top: float, right: float, bottom: float) -> Region:
        """The part of a rectangle that lies on the canvas."""
        x0, y0 = max(0, math.floor(left)), max(0, math.floor(top))
        x1, y1 = min(self.width, math.ceil(right)), min(self.height, math.ceil(bottom))
        return slice(y0, max(y0, y1)), slice(x0, max(x0, x1))

    def band(self, top: float, bottom: float) -> Region:
        """Whole rows."""
        return self.region(0, top, self.width, bottom)

    def over(self, region: Region, color: Array, coverage: Array | float) -> None:
        """Paint with a coverage of 0..1: a number, or a plane that broadcasts to the region."""
        view = self.pixels[region]
        if isinstance(coverage, float):
            view += (color - view) * coverage
            return
        share = np.broadcast_to(coverage, view.shape[:2])
        colors = np.broadcast_to(color, view.shape)
        for rows in strips(len(view)):
            if share[rows].any():
                part = view[rows]
                part += (colors[rows] - part) * share[rows, :, None]

    def add(self, region: Region, color: Array, amount: Array) -> None:
        """Add light."""
        self.pixels[region] += amount[..., None] * color

    def screen(self, region: Region, light: Array) -> None:
        """Add light (h, w, 3) that fades where the picture is bright already."""
        view = self.pixels[region]
        for rows in strips(len(view)):
            part = view[rows]
            part += light[rows] * (1.0 - np.clip(part, 0.0, 1.0))

    def glow(self, center: Point, radius: float, color: Array, amount: float) -> None:
        """A round halo; `radius` is where it has fallen to 1/e."""
        x, y = center
        reach = _GLOW_REACH * radius
        region = self.region(x - reach, y - reach, x + reach, y + reach)
        across = gaussian(self.xs[:, region[1]] - x, radius)
        down = gaussian(self.ys[region[0]] - y, radius)
        view = self.pixels[region]
        for rows in strips(len(view)):
            part = view[rows]
            light = np.clip(part, 0, 1)
            light *= -0.6
            light += 1.0
            light *= (down[rows] * across)[..., None]
            light *= color * amount
            part += light

    def ellipse(
        self,
        center: Point,
        radii: Point,
        color: Array | Callable[[Array, Array], Array],
        softness: float = 1.5,
        opacity: float = 1.0,
    ) -> None:
        """A filled ellipse. `color` may be a function of unit coordinates (across, down)."""
        (x, y), (wide, tall) = center, radii
        grown = 1 + softness / max(2 * min(wide, tall), 0.3)
        reach_x, reach_y = wide * grown + 2, tall * grown + 2
        region = self.region(x - reach_x, y - reach_y, x + reach_x, y + reach_y)
        across = (self.xs[:, region[1]] - x) * (1.0 / max(wide, 0.3))
        down = (self.ys[region[0]] - y) * (1.0 / max(tall, 0.3))
        distance = np.sqrt(across * across + down * down)
        coverage = np.clip((1.0 - distance) * (min(wide, tall) / max(softness, 0.5)) + 0.5, 0, 1)
        if softness > 4:
            coverage = smoothstep(0, 1, coverage)
        if callable(color):
            flat = np.zeros_like(distance)
            color = color(across + flat, down + flat)
        self.over(region, color, coverage * opacity)

    def disc(self, center: Point, radius: float, color: Array, softness: float = 1.5) -> None:
        self.ellipse(center, (radius, radius), color, softness)

    def shape(self, polygons: Sequence[Sequence[Point]]) -> tuple[Region, Array]:
        """The antialiased coverage of polygons, with the region that it belongs to."""
        xs, ys = zip(*chain.from_iterable(polygons), strict=True)
        region = self.region(min(xs) - 2, min(ys) - 2, max(xs) + 2, max(ys) + 2)
        rows, columns = region
        wide, tall = columns.stop - columns.start, rows.stop - rows.start
        if not wide or not tall:
            return region, np.zeros((tall, wide), np.float32)
        mask = Image.new("L", (wide * _OVERSAMPLE, tall * _OVERSAMPLE))
        pen = ImageDraw.Draw(mask)
        for polygon in polygons:
            pen.polygon(
                [
                    ((x - columns.start) * _OVERSAMPLE, (y - rows.start) * _OVERSAMPLE)
                    for x, y in polygon
                ],
                fill=255,
            )
        return region, np.asarray(mask.reduce(_OVERSAMPLE), np.float32) / 255

    def polygons(
        self, polygons: Sequence[Sequence[Point]], color: Array, opacity: float = 1.0
    ) -> None:
        """Filled silhouettes of one colour."""
        if polygons:
            region, coverage = self.shape(polygons)
            self.over(region, color, coverage * opacity)

    def below(self, line: Array, bottom: float, color: Array | Shader) -> None:
        """Everything from a line (a y for each column) down to `bottom`."""
        region = self.band(float(line.min()) - 1, bottom)
        depth = self.ys[region[0]] - line[None, :].astype(np.float32)
        paint = color(depth, region) if callable(color) else color
        self.over(region, paint, np.clip(depth + 0.5, 0.0, 1.0))
