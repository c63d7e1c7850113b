"""What flies, floats and swims: where in the sky, on the water or under it each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from skill_runtime.studio.painting.figures.actors import WIDEST, Actor, pose_of, shorter
from skill_runtime.studio.painting.figures.drawing import Pose, draw
from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.stage import Footing, Stage

__all__ = ["paint_afloat", "paint_flying", "paint_school"]

_LONG = 0.45
"""From this share of the width on, two boats are one behind the other."""
_LEADING = 0.76
"""Where somebody swims who is followed, as a share of the width."""
_WHOLE = frozenset({"abstract", "backdrop"})
"""Settings in which what flies is in the middle of the picture."""
_BESIDE = 0.8
"""How large it is beside a landmark."""
_SKY_SPOTS = ((0.5, 0.46), (0.17, 0.26), (0.86, 0.22), (0.22, 0.66), (0.80, 0.60), (0.08, 0.48))
_SEA_SPOTS = (
    *((0.5, 0.46), (0.26, 0.30), (0.74, 0.62), (0.80, 0.26), (0.20, 0.62)),
    *((0.62, 0.16), (0.40, 0.74)),
)
_SKY_SIZES = (1.0, 0.62, 0.5, 0.42, 0.36, 0.32)
_WATER_SPOTS = (0.36, 0.70, 0.18, 0.84, 0.52, 0.08)


def paint_flying(stage: Stage, actor: Actor, number: int) -> None:
    canvas, figure = stage.canvas, actor.figure
    sky = min(stage.horizon or canvas.height * 0.62, canvas.height * 0.72)
    across, down = _SKY_SPOTS[number % 6]
    away = stage.sun[0] > canvas.width * 0.5
    height = figure.share * shorter(stage) * _SKY_SIZES[min(number, 5)]
    if number == 0:
        across = (0.36 if away else 0.64) if not canvas.portrait else (0.44 if away else 0.56)
        if stage.scene.setting in _WHOLE:
            sky, across, down = canvas.height, 0.5, 0.5
        elif any(figures()[member.figure].place == "far" for member in stage.scene.cast):
            across, down = (across, 0.22) if canvas.portrait else (1 - across, 0.34)
            height *= _BESIDE
    wide = figure.span[1] - figure.span[0]
    height = min(height, sky * 0.8 / figure.top, canvas.width * WIDEST / wide)
    margin = min(0.5, 0.55 * height * wide / canvas.width)
    across = float(np.clip(across, margin, 1 - margin)) if number == 0 else across
    facing = -1 if across > 0.5 else 1
    foot = (
        canvas.width * across - facing * height * (figure.span[0] + figure.span[1]) / 2,
        sky * down + height * figure.top * 0.5,
    )
    if figure.name == "kite" and stage.kite is None:
        stage.kite = foot[0], foot[1] - height * 0.45
    draw(stage, pose_of(stage, actor, foot, height, facing))


def paint_afloat(stage: Stage, footing: Footing, actors: Sequence[Actor]) -> None:
    """Each at its own spot, but those who follow somebody in a line behind."""
    swimming = {actor.figure.name for actor in actors}
    following = [actor for actor in actors if actor.figure.follows in swimming]
    poses: dict[str, Pose] = {}
    swimmers: list[Pose] = []
    for number, actor in enumerate(actor for actor in actors if actor not in following):
        pose = _afloat(stage, footing, actor, number)
        poses.setdefault(actor.figure.name, pose)
        swimmers.append(pose)
    for number, actor in enumerate(following):
        first = poses[actor.figure.follows]
        height = actor.figure.share * first.height / first.figure.share
        wide = (actor.figure.span[1] - actor.figure.span[0]) * height
        behind = first.figure.span[0] * first.height - wide * (0.60 + 1.05 * number)
        foot = first.foot[0] + first.facing * behind, first.foot[1]
        swimmers.append(pose_of(stage, actor, foot, height, first.facing))
    for pose in sorted(swimmers, key=lambda each: each.foot[1]):
        draw(stage, pose, mirror=not stage.scene.has("storm"))


def _afloat(stage: Stage, footing: Footing, actor: Actor, number: int) -> Pose:
    canvas, figure = stage.canvas, actor.figure
    water = footing.water or stage.horizon
    room = (footing.y if footing.line is None else canvas.height * 0.9) - water
    nearer = (0.30, 0.16, 0.10, 0.20, 0.08, 0.06)[number % 6]
    height = figure.share * shorter(stage) * (1.0, 0.7, 0.5, 0.6, 0.45, 0.4)[number % 6]
    height = min(height, canvas.width * WIDEST / (figure.span[1] - figure.span[0]))
    share = _WATER_SPOTS[number % 6]
    if stage.sun[0] < canvas.width * 0.5:
        share = 1 - share
    if any(figures()[member.figure].follows == figure.name for member in stage.scene.cast):
        share, nearer = (_LEADING if share > 0.5 else 1 - _LEADING), 0.48
    wide = (figure.span[1] - figure.span[0]) * height
    if wide > canvas.width * _LONG:
        share, nearer = ((0.56, 0.56), (0.42, 0.04))[number % 2]
        share = float(np.clip(share, wide / canvas.width / 2, 1 - wide / canvas.width / 2))
    foot = (canvas.width * share, water + room * nearer + height * 0.02)
    leads = share in {_LEADING, 1 - _LEADING}
    return pose_of(stage, actor, foot, height, 1 if (share < 0.5) != leads else -1)


def paint_school(stage: Stage, actors: Sequence[Actor]) -> None:
    """Fish at all distances; a single kind gets company in the distance."""
    canvas = stage.canvas
    company = [Actor(a.figure, a.color, 3 + i) for a in actors[:1] for i in range(4)]
    small = actors and actors[0].figure.share < 0.3
    everyone = [*actors, *(company if small and len(actors) < 3 else [])]
    facing = 1 if stage.dice.chance(0.5) else -1
    for number, actor in reversed(list(enumerate(everyone))):
        across, down = _SEA_SPOTS[number % len(_SEA_SPOTS)]
        size = _SKY_SIZES[min(number, len(_SKY_SIZES) - 1)]
        height = actor.figure.share * shorter(stage) * size * (1.15 if canvas.portrait else 1.0)
        wide = actor.figure.span[1] - actor.figure.span[0]
        height = min(height, canvas.width * WIDEST / wide)
        middle = (actor.figure.span[0] + actor.figure.span[1]) / 2 * height * facing
        foot = (canvas.width * across - middle, canvas.height * down + height * 0.5)
        pose = pose_of(stage, actor, foot, height, facing)
        far = 0.0 if number < 1 else 0.28 + 0.07 * number
        draw(stage, replace(pose, backlight=0.12, veil=min(0.7, far)))
