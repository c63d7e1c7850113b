"""What is shown on a screen: the rest of the cast, drawn into its face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from skill_runtime.studio.painting.color import rgb, scaled
from skill_runtime.studio.painting.figures.actors import Actor, pose_of
from skill_runtime.studio.painting.figures.drawing import Pose, draw
from skill_runtime.studio.painting.stage import Stage

__all__ = ["draw_on_screen", "off_screen"]

_GROUNDS = ("#bfe0f2", "#f7e3c4", "#cfe8cf", "#e6d8f2", "#f5d3d8")
_FULL = 0.80
"""How much of the screen's sides they take."""


def off_screen(stage: Stage, actors: Sequence[Actor]) -> tuple[list[Actor], list[Actor]]:
    """Those in the picture itself, and those on the screen that one of them is."""
    screens = [actor for actor in actors if actor.figure.screen]
    if not screens or not stage.scene.has("on-screen"):
        return list(actors), []
    shown = [actor for actor in actors if _can_be_shown(actor)]
    return [actor for actor in actors if actor not in shown], shown


def _can_be_shown(actor: Actor) -> bool:
    return not actor.figure.screen and actor.figure.name != "hands" and not actor.figure.human


def draw_on_screen(stage: Stage, screen: Pose, shown: Sequence[Actor]) -> None:
    """Side by side on a plain ground."""
    face = screen.figure.screen
    if face is None or not shown:
        return
    x, y, size = *screen.foot, screen.height
    left, right = sorted(x + screen.facing * edge * size for edge in (face[0], face[2]))
    top, bottom = y - face[3] * size, y - face[1] * size
    canvas = stage.canvas
    ground = rgb(_GROUNDS[stage.scene.seed % len(_GROUNDS)])
    canvas.over(canvas.region(left, top, right, bottom), ground, 1.0)
    low = canvas.region(left, bottom - (bottom - top) * 0.22, right, bottom)
    canvas.over(low, scaled(ground, 0.82), 1.0)
    share = (right - left) / len(shown)
    for number, actor in enumerate(shown):
        figure = actor.figure
        wide = figure.span[1] - figure.span[0]
        height = _FULL * min((bottom - top) * 0.80 / figure.top, share / wide)
        middle = left + share * (number + 0.5) - (figure.span[0] + figure.span[1]) / 2 * height
        foot = middle, (top + bottom) / 2 + figure.top * height / 2
        draw(stage, replace(pose_of(stage, actor, foot, height), backlight=0.0), shadow=False)
