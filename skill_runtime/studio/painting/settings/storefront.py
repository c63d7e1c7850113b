"""A shop from the pavement: its front with an awning and a sign, its goods in the window."""

from __future__ import annotations

from collections.abc import Iterator

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, ramp, rgb, scaled, tint
from skill_runtime.studio.painting.figures.shapes import Figure, figures
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.scene import Scene
from skill_runtime.studio.painting.settings.display import Box, fill, goods, ware
from skill_runtime.studio.painting.sky import paint_sky
from skill_runtime.studio.painting.stage import Footing, Stage

__all__ = ["paint_storefront"]

_WALLS = ("#b9705a", "#d8b48c", "#8fa3ad", "#c9c2b4", "#9c7f8f", "#7f9a86")
_CLOTHS = ("#d8404a", "#2f8f83", "#3a72c4", "#e09a3a", "#8a5aa0", "#4f8a4f")
_STRIPES = 11
_WARES = (
    ("coffee", "cup"),
    ("library", "books"),
    ("flowers", "bouquet"),
    ("shop", "fruit"),
)
"""What shows → what stands in the window for it."""
_BOARDS = (2, 3)
"""Rows and columns of goods in the window."""


def paint_storefront(stage: Stage) -> Footing:
    canvas, light, dice = stage.canvas, stage.light, stage.dice
    kerb = canvas.height * (0.80 if canvas.portrait else 0.82)
    wide = min(canvas.width * 0.94, kerb * 1.25)
    tall = min(kerb * 0.62, wide * 0.78)
    left, top = (canvas.width - wide) / 2, kerb - tall
    paint_sky(stage, kerb, 0.7)
    _house(stage, kerb, top)
    _pavement(stage, kerb)
    cloth = rgb(dice.pick(_CLOTHS))
    if stage.scene.hue is not None:
        cloth = tint(cloth, stage.scene.hue, 0.9)
    front = (left, top, left + wide, kerb)
    fill(stage, front, scaled(cloth, 0.42 + 0.22 * light.bright))
    glass = (left + wide * 0.04, top + tall * 0.36, left + wide * 0.68, kerb - tall * 0.14)
    door = (left + wide * 0.73, top + tall * 0.36, left + wide * 0.96, kerb)
    wares = list(_wares(stage.scene))
    _glass(stage, glass)
    goods(stage, glass, [(figure, None) for figure in wares], _BOARDS)
    _door(stage, door)
    _sign(stage, (left, top, left + wide, top + tall * 0.19), cloth, wares[0])
    _awning(
        stage, (left - wide * 0.02, top + tall * 0.19, left + wide * 1.02, top + tall * 0.36), cloth
    )
    stage.sun = (canvas.width * 0.7, canvas.height * 0.2)
    shown = frozenset(figure.name for figure in wares)
    base = canvas.height * (0.90 if canvas.portrait else 0.94)
    return Footing(canvas.width * 0.5, base, 1.06, far=kerb, shown=shown)


def _wares(scene: Scene) -> Iterator[Figure]:
    """What stands on tables elsewhere, or what the kind of shop stands for."""
    named = [figures()[member.figure] for member in scene.cast]
    laid = [figure for figure in named if figure.place == "table"]
    yield from laid
    if not laid:
        name = next((ware for shows, ware in _WARES if scene.has(shows)), "bag")
        yield figures()[name]


def _house(stage: Stage, kerb: float, shop: float) -> None:
    """The house over the shop, with rows of windows up to the edge of the roof."""
    canvas, light, dice = stage.canvas, stage.light, stage.dice
    wall = scaled(rgb(dice.pick(_WALLS)), 0.42 + 0.58 * light.bright)
    roof = canvas.height * 0.10 if canvas.portrait else -1.0
    fill(stage, (0, roof, canvas.width, kerb), wall)
    fill(stage, (0, roof, canvas.width, roof + 14 * stage.unit), scaled(wall, 1.18))
    step = canvas.width / (3 if canvas.portrait else 6)
    high = step * (0.78 if canvas.portrait else 0.8)
    y = shop - high * 1.25
    while y > roof + high * 0.2:
        for column in range(round(canvas.width / step)):
            x = column * step + step * 0.24
            lit = light.windows > 0.3 and dice.chance(0.4)
            pane = rgb("#ffd98a") if lit else mix(light.silhouette, light.sky[2], 0.4)
            fill(
                stage,
                (x - step * 0.04, y - step * 0.04, x + step * 0.56, y + high),
                scaled(wall, 1.25),
            )
            fill(stage, (x, y, x + step * 0.52, y + high * 0.96), pane)
            fill(
                stage, (x + step * 0.245, y, x + step * 0.275, y + high * 0.96), scaled(wall, 1.25)
            )
        y -= high * 1.5


def _pavement(stage: Stage, kerb: float) -> None:
    canvas, light = stage.canvas, stage.light
    stone = mix(rgb("#a39d98"), light.haze, 0.12)
    stone = scaled(stone, 0.35 + 0.65 * light.bright)
    rows = canvas.height - int(kerb)
    canvas.pixels[int(kerb) :] = ramp([scaled(stone, s) for s in (0.72, 0.92, 1.0)], rows)[:, None]
    depth = (0.12, 0.30, 0.58, 1.0)
    for share in depth:
        y = kerb + rows * share
        canvas.over(
            canvas.band(y - 1.5 * stage.unit, y + 1.5 * stage.unit), scaled(stone, 0.7), 0.8
        )
    seams: list[list[Point]] = []
    for index in range(-8, 9):
        far, near = canvas.width * (0.5 + index * 0.09), canvas.width * (0.5 + index * 0.22)
        thin = 1.4 * stage.unit
        seams.append([
            (far, kerb),
            (far + thin, kerb),
            (near + 2 * thin, canvas.height),
            (near, canvas.height),
        ])
    canvas.polygons(seams, scaled(stone, 0.7), 0.8)


def _glass(stage: Stage, box: Box) -> None:
    """The window, with the light of the shop behind it."""
    canvas, light = stage.canvas, stage.light
    left, top, right, bottom = box
    lit = light.windows > 0.3
    inside = rgb("#ffdf9e") if lit else mix(rgb("#e8dcc6"), light.haze, 0.2)
    frame = (right - left) * 0.02
    fill(
        stage,
        (left - frame, top - frame, right + frame, bottom + frame),
        scaled(rgb("#f3ead9"), 0.5 + 0.5 * light.bright),
    )
    region = canvas.region(*box)
    rows = region[0].stop - region[0].start
    shades = ramp([scaled(inside, s) for s in (0.72, 0.95, 1.0)], max(2, rows))
    canvas.over(region, shades[:rows, None], 1.0)
    if lit:
        canvas.glow(((left + right) / 2, (top + bottom) / 2), (right - left) * 0.7, inside, 0.35)


def _door(stage: Stage, box: Box) -> None:
    left, top, right, bottom = box
    light = stage.light
    wood = scaled(rgb("#7a4f33"), 0.5 + 0.5 * light.bright)
    pane = rgb("#ffd98a") if light.windows > 0.3 else mix(light.silhouette, light.sky[2], 0.45)
    wide, tall = right - left, bottom - top
    fill(stage, box, wood)
    fill(
        stage, (left + wide * 0.16, top + tall * 0.08, right - wide * 0.16, top + tall * 0.62), pane
    )
    fill(
        stage,
        (left + wide * 0.16, top + tall * 0.70, right - wide * 0.16, top + tall * 0.92),
        scaled(wood, 0.8),
    )
    fill(
        stage,
        (right - wide * 0.13, top + tall * 0.52, right - wide * 0.07, top + tall * 0.66),
        rgb("#e5b64a"),
    )


def _sign(stage: Stage, box: Box, cloth: Array, sold: Figure) -> None:
    """A board with what is sold, between strokes in place of a name."""
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    fill(stage, box, scaled(cloth, 0.62 + 0.2 * stage.light.bright))
    fill(stage, (left, bottom - tall * 0.06, right, bottom), scaled(cloth, 0.45))
    bright = rgb("#fff4d8") if stage.light.windows > 0.3 else rgb("#f6efe0")
    for side in (-1, 1):
        for low, high, reach in ((0.30, 0.42, 0.28), (0.56, 0.63, 0.20)):
            inner, outer = (left + right) / 2 + side * wide * 0.13, side * wide * reach
            edges = sorted((inner, inner + outer))
            fill(stage, (edges[0], top + tall * low, edges[1], top + tall * high), bright)
    ware(stage, sold, ((left + right) / 2, bottom - tall * 0.10), (wide * 0.18, tall * 0.78))
    if stage.light.windows > 0.3:
        stage.canvas.glow(((left + right) / 2, (top + bottom) / 2), wide * 0.35, bright, 0.22)


def _awning(stage: Stage, box: Box, cloth: Array) -> None:
    """Striped cloth with a scalloped edge."""
    left, top, right, bottom = box
    light = stage.light
    for index in range(_STRIPES):
        color = cloth if index % 2 == 0 else rgb("#f7f0e4")
        color = scaled(color, 0.45 + 0.55 * light.bright)
        inset = (right - left) * 0.03
        high = [left + inset + (right - left - 2 * inset) * (index + k) / _STRIPES for k in (0, 1)]
        low = [left + (right - left) * (index + k) / _STRIPES for k in (0, 1)]
        edge = top + (bottom - top) * 0.82
        panel = [(high[0], top), (high[1], top), (low[1], edge), (low[0], edge)]
        stage.canvas.polygons([panel], color)
        middle, half = (low[0] + low[1]) / 2, (low[1] - low[0]) / 2
        stage.canvas.ellipse((middle, edge), (half, bottom - edge), scaled(color, 0.9))
