"""Goods on boards: in a shop's window, on the shelves of a wall."""

from __future__ import annotations

from collections.abc import Sequence

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, ramp, rgb, scaled, tint
from skill_runtime.studio.painting.figures.drawing import Pose, draw
from skill_runtime.studio.painting.figures.shapes import Figure
from skill_runtime.studio.painting.stage import Stage

__all__ = ["Box", "fill", "goods", "paint_shelves", "ware"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
_PLASTER = ("#e9dcc6", "#d3dcd6", "#e3d3cc", "#cfd6df")


def fill(stage: Stage, box: Box, color: object, opacity: float = 1.0) -> None:
    stage.canvas.over(stage.canvas.region(*box), color, opacity)  # type: ignore[arg-type]


def ware(stage: Stage, figure: Figure, foot: Point, room: Point, color: str | None = None) -> None:
    """One figure in a room of this width and height over its foot."""
    wide = figure.span[1] - figure.span[0]
    height = min(room[1] / figure.top, room[0] / wide)
    x = foot[0] - (figure.span[0] + figure.span[1]) / 2 * height
    pose = Pose(figure, (x, foot[1]), height, rgb(color or figure.color), rgb(figure.accent))
    draw(stage, pose, shadow=False)


def goods(
    stage: Stage,
    box: Box,
    wares: Sequence[tuple[Figure, str | None]],
    boards: tuple[int, int],
) -> None:
    """Rows and columns of goods, on a board each row; a ware's colour is the prompt's."""
    left, top, right, bottom = box
    rows, columns = boards
    tall, wide = (bottom - top) / rows, (right - left) / columns
    wood = scaled(rgb("#9a6a42"), 0.5 + 0.5 * stage.light.bright)
    for row in range(rows):
        y = top + tall * (row + 0.94)
        fill(stage, (left, y, right, y + tall * 0.06), wood)
        fill(stage, (left, y + tall * 0.06, right, y + tall * 0.09), scaled(wood, 0.6))
        for column in range(columns):
            figure, color = wares[(row + column) % len(wares)]
            foot = left + wide * (column + 0.5), y
            ware(stage, figure, foot, (wide * 0.80, tall * 0.72), color)


def paint_shelves(stage: Stage, wares: Sequence[tuple[Figure, str | None]]) -> None:
    """A wall with boards from side to side, full of these goods."""
    canvas, light = stage.canvas, stage.light
    wall = rgb(stage.dice.pick(_PLASTER))
    if stage.scene.hue is not None:
        wall = tint(wall, stage.scene.hue, 0.5)
    wall = mix(scaled(wall, 0.35 + 0.65 * light.bright), light.haze, 0.08)
    canvas.pixels[...] = ramp([scaled(wall, s) for s in (1.04, 1.0, 0.86)], canvas.height)[:, None]
    glow = canvas.width * 0.3, canvas.height * 0.1
    canvas.glow(glow, 520 * stage.unit, rgb("#fff1d0"), 0.30)
    boards = (4, 2) if canvas.portrait else (2, 4)
    top = canvas.height * 0.04
    box = (-canvas.width * 0.02, top, canvas.width * 1.02, canvas.height * 0.97)
    goods(stage, box, wares, boards)
