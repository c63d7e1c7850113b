"""A wooden table before a wall with lights out of focus: where cups and dishes stand."""

from __future__ import annotations

import numpy as np

from skill_runtime.studio.painting.color import mix, ramp, rgb, scaled, tint
from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.noise import fractal
from skill_runtime.studio.painting.raster import gaussian
from skill_runtime.studio.painting.settings.display import paint_shelves
from skill_runtime.studio.painting.solids import bokeh, shadow
from skill_runtime.studio.painting.stage import Footing, Stage
from skill_runtime.studio.painting.steam import steam

_WALLS = (
    ("#2a1710", "#5a3420", "#a8683c", "#d39a5e"),
    ("#1c1a22", "#3f3140", "#8a5a4e", "#d8a070"),
    ("#20180f", "#4f3d22", "#96753e", "#d6b878"),
    ("#1a1f1e", "#32443f", "#6f7f62", "#c9b583"),
)
_COOL_WALL = ("#141c2a", "#2c3f58", "#5f7f9e", "#b4c9d6")
_LIGHTS = ("#ffd9a0", "#ffb870", "#fff0d0", "#ff9860")

_EVENING = frozenset({"bowl", "burger", "pizza", "cake", "hotpot", "skewers"})
"""Dishes that are seen in warm light."""
_BRIGHT_WALLS = (
    ("#7fa3a0", "#a9c4ba", "#d8e0cf", "#f2ead6"),
    ("#8aa2c4", "#b4c4da", "#dcdfe6", "#f4ece0"),
    ("#c49a86", "#dcb8a2", "#eed8c4", "#f8ecdc"),
)
"""By day, for food that isn't a matter of evenings."""


def paint_dining_table(stage: Stage) -> Footing:
    """The table laid for whatever the cast brings."""
    canvas = stage.canvas
    laid = [(figures()[member.figure], member.color) for member in stage.scene.cast]
    wares = [(figure, color) for figure, color in laid if figure.place == "table"]
    if stage.scene.has("shelf") and wares:
        paint_shelves(stage, wares)
        shown = frozenset(figure.name for figure, _ in wares)
        return Footing(canvas.width * 0.5, canvas.height * 0.955, shown=shown)
    top = canvas.height * (0.62 if canvas.portrait else 0.66)
    warm = any(member.figure in _EVENING for member in stage.scene.cast)
    paint_wall(stage, top, bright=stage.light.key == "day" and not warm)

    paint_table(stage, top)
    x, y = canvas.width * 0.5, top + (canvas.height - top) * 0.46
    reach = min(canvas.width, canvas.height) * 0.34
    if not stage.scene.has("marble"):
        center, radii = (x + reach * 0.16, y + reach * 0.03), (reach * 1.25, reach * 0.20)
        shadow(stage, center, radii, rgb("#4a2210"), 0.6)
    if any(member.figure in {"bowl", "rice"} for member in stage.scene.cast):
        size = min(canvas.width, canvas.height * 0.72) * 0.30
        steam(stage, (x, y - size * 1.15), size)
    return Footing(x, y, 1.15 if canvas.portrait else 1.05)


def paint_wall(stage: Stage, table: float, *, bright: bool = False) -> None:
    """The wall down to the table's edge."""
    canvas, dice, scene = stage.canvas, stage.dice, stage.scene
    codes = _COOL_WALL if scene.has("cool") else dice.pick(_BRIGHT_WALLS if bright else _WALLS)
    stops = [rgb(code) for code in codes]
    if scene.hue is not None:
        stops = [tint(stop, scene.hue, 0.5) for stop in stops]
    if stage.light.dark:
        stops = [scaled(stop, 0.55) for stop in stops]
    if scene.has("black-wall"):
        stops = [scaled(stop, 0.12) for stop in stops]
    rows = int(table) + 1
    canvas.pixels[:rows] = ramp(stops, rows)[:, None]
    unit = stage.unit
    window = (canvas.width * dice.uniform(0.2, 0.4), canvas.height * 0.18)
    if scene.has("black-wall", "darkness"):
        return
    canvas.glow(window, 460 * unit, mix(rgb("#ffcf8f"), stops[3], 0.3), 0.5)
    canvas.glow((canvas.width * 0.75, canvas.height * 0.40), 380 * unit, stops[3], 0.25)
    bokeh(stage, (0.02, 0.60), [rgb(code) for code in _LIGHTS], stage.density(34), 0.34)


def paint_table(stage: Stage, top: float) -> None:
    """Planks in perspective, with grain and seams."""
    canvas, dice, unit = stage.canvas, stage.dice, stage.unit
    first = int(top)
    rows = canvas.height - first
    middle, wide = canvas.width * 0.5, canvas.width * 0.42
    depth = np.linspace(0.18, 1, rows, dtype=np.float32)[:, None]
    plank = (canvas.xs - middle) / depth / (canvas.width * 0.23) + 40
    tones = dice.plane(120)[np.clip(plank.astype(np.intp), 0, 119)]
    grain = fractal(dice, (rows, canvas.width), 9 * unit + 1, 5, 0.6, 26.0)
    seam = gaussian(plank - np.round(plank), 0.012)
    pool = gaussian(canvas.xs - middle, wide) * gaussian(depth - 0.42, 0.42)
    shade = (0.72 + 0.35 * tones + 0.5 * (grain - 0.5)) * (1 - 0.55 * seam) * (0.55 + 0.78 * pool)
    wood = rgb(dice.pick(("#7a4928", "#6d4a34", "#8a5a34", "#5d3c2a")))
    if stage.scene.has("marble"):
        veins = gaussian(
            fractal(dice, (rows, canvas.width), 60 * unit + 1, 5, 0.6, 2.0) - 0.5, 0.02
        )
        shade, wood = (0.74 + 0.24 * pool) * (1 - 0.20 * veins), rgb("#ece9e6")
    canvas.pixels[first:] = shade[..., None] * wood
    stage.mist(top, 16 * unit, rgb("#e0a566"), 0.7)
