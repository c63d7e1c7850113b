"""One figure of a cast, and how it looks where it is put: its colour in the light of the hour."""

from __future__ import annotations

from dataclasses import dataclass

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, rgb
from skill_runtime.studio.painting.figures.drawing import Pose
from skill_runtime.studio.painting.figures.shapes import Figure
from skill_runtime.studio.painting.figures.tones import backlight
from skill_runtime.studio.painting.stage import Stage

__all__ = ["WIDEST", "Actor", "pose_of", "shorter"]

_INDOORS = frozenset({"room", "hall", "backdrop", "underwater"})
_FLAT = frozenset({"paper-cut", "minimal"})
"""Styles of few tones, in which a dark figure would be lost."""
_LEAFY = frozenset({"tree", "apple-tree", "willow"})
_LEAVES = ("#d9772f", "#e2a53a", "#c9502c")
"""What trees wear in autumn."""
_LAMPLIT_PLACES = frozenset({"street", "storefront"})
_LAMPLIT = 0.6
"""How much of the dark is left where lamps are near."""
_COATS = ("#c8553d", "#3f6fa8", "#e0a93a", "#5c8f5a", "#8a5aa0", "#d9d2c4")
"""What several people wear who have no colour of their own."""
WIDEST = 0.86
"""What stands side by side takes at most this share of the width."""


@dataclass(frozen=True, slots=True)
class Actor:
    figure: Figure
    color: str | None
    number: int
    """Counts those of one kind."""


def shorter(stage: Stage) -> float:
    return float(min(stage.canvas.width, stage.canvas.height))


def pose_of(stage: Stage, actor: Actor, foot: Point, height: float, facing: int = 1) -> Pose:
    color = actor.color
    if color is None and actor.figure.color == "#c8553d":
        color = _COATS[(stage.scene.seed + actor.number) % len(_COATS)]
    if color is None and actor.figure.name in _LEAFY and stage.scene.has("autumn"):
        color = _LEAVES[actor.number % len(_LEAVES)]
    body = rgb(color or actor.figure.color)
    if color is None and actor.number:
        body = mix(body, rgb(("#ffffff", "#2a2a33")[actor.number % 2]), 0.16 * min(3, actor.number))
    indoors = stage.scene.setting in _INDOORS
    dark = backlight(stage.light) * (0.35 if indoors else 1.0)
    if stage.scene.setting in _LAMPLIT_PLACES or any(
        part.tone == "paper" for part in actor.figure.parts
    ):
        dark *= _LAMPLIT
    if stage.scene.setting in {"table", "product"} or stage.scene.style in _FLAT:
        dark = 0.0
    return Pose(actor.figure, foot, height, body, rgb(actor.figure.accent), facing, dark)
