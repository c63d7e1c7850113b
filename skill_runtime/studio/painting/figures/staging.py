"""Who stands where: the cast of a scene put into a finished setting, at a size and in a light.

A landmark stands far off, what flies in the sky, what swims in or on the water, the rest on the
ground in front. What a setting has no room for stands where it comes nearest to belonging.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, rgb
from skill_runtime.studio.painting.figures.actors import WIDEST, Actor, pose_of, shorter
from skill_runtime.studio.painting.figures.afloat import paint_afloat, paint_flying, paint_school
from skill_runtime.studio.painting.figures.drawing import Pose, draw
from skill_runtime.studio.painting.figures.holding import HANDS, draw_hands, held, share_out
from skill_runtime.studio.painting.figures.roads import paint_road
from skill_runtime.studio.painting.figures.screens import draw_on_screen, off_screen
from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.noise import profile
from skill_runtime.studio.painting.raster import gaussian
from skill_runtime.studio.painting.scene import Cast
from skill_runtime.studio.painting.stage import Counter, Footing, Stage
from skill_runtime.studio.painting.steam import steam

__all__ = ["on_ground", "paint_cast"]

_BUST = 1.75
"""How tall somebody is of whom only the upper half is seen, in shorter sides."""
_LARGER = 1.5
"""Than usual is what is seen close."""
_CROSSING = 4.0
"""From this width (in heights) on, a landmark spans the whole picture."""
_SERVED = 0.36
"""How large a dish on a table in a room is, against one that the picture is about."""
_SHOWN = 0.86
"""The same, as a product."""
_COMPANY = 3
"""From so many on a dish would hide the one in the middle."""
_CLOSE = 4
"""So many stand close together where they would be small side by side."""
_BEHIND = 0.018
"""How far a thing taller than people stands behind them then, as a share of the height."""
_OVERLAP = 0.36
"""How much of each is behind the next one then."""
_AT_TABLE = 4
"""As many are at a table at once; with more they would be small."""
_AT_WORK = 0.52
"""The same, before those who make it or eat it."""
_SHORT = 0.8
"""A child's height, in the units of its table."""
_BELOW = 0.36
"""How much of somebody a table hides at most: a child behind it is on a chair."""
_DEEP = 0.022
"""How far a game goes into the picture, as a share of the height."""
_ROADLESS = frozenset({"street", "room", "backdrop", "table", "space", "underwater", "rooftop"})
_FAR_SPOTS = (0.66, 0.30, 0.86, 0.14, 0.48, 0.76)
_BRIDGES = frozenset({"bridge", "stone-bridge"})
_STREET = {"car": "car-behind"}
"""What is seen from behind where the view goes down a street."""


def on_ground(cast: Sequence[Cast]) -> bool:
    """Whether somebody needs ground to stand on."""
    return any(figures()[member.figure].place == "ground" for member in cast)


def paint_cast(stage: Stage, footing: Footing) -> None:
    """The whole cast, far ones first."""
    cast = [member for member in stage.scene.cast if member.figure not in footing.shown]
    actors = list(_actors(cast, street=stage.scene.setting == "street"))
    actors, shown = off_screen(stage, actors)
    for number, actor in enumerate(_landmarks(actors)):
        _landmark(stage, footing, actor, number)
    for number, actor in enumerate(_in_the_sky(stage, footing, actors)):
        paint_flying(stage, actor, number)
    paint_afloat(stage, footing, _on_water(footing, actors))
    if stage.scene.setting == "underwater":
        paint_school(stage, _at(actors, "under"))
    grounded = _grounded(footing, actors)
    if footing.counter is not None:
        _behind(stage, footing.counter, [actor for actor in grounded if actor.figure.front])
        small = len(grounded) >= _COMPANY or any(a.figure.top < _SHORT for a in grounded)
        size = _SERVED if small else _AT_WORK
        _served(stage, footing.counter.board, _at(actors, "table"), size, shown)
        grounded = [actor for actor in grounded if not actor.figure.front]
    elif footing.table is not None:
        size = _SHOWN if stage.scene.setting == "product" else _SERVED
        _served(stage, footing.table, _at(actors, "table"), size, shown)
    _in_front(stage, footing, grounded, shown)


def _behind(stage: Stage, counter: Counter, actors: Sequence[Actor]) -> None:
    """People from the front, with the counter before them."""
    fronts = [
        replace(actor, figure=figures()[actor.figure.front], number=actor.number or number)
        for number, actor in enumerate(actors[:_AT_TABLE])
    ]
    footing = Footing(counter.x, counter.y, counter.scale)
    for pose in _group(stage, footing, fronts) if fronts else ():
        x, y = pose.foot
        seen = counter.board[1] + pose.height * pose.figure.top * _BELOW
        draw(stage, replace(pose, foot=(x, min(y, seen)), facing=1))
    counter.paint()


def _actors(cast: Sequence[Cast], *, street: bool) -> Iterator[Actor]:
    for member in cast:
        figure = figures()[_STREET.get(member.figure, member.figure) if street else member.figure]
        if member.color and figure.dyed:
            figure = figures()[figure.dyed]
        for number in range(member.count):
            yield Actor(figure, member.color, number)


def _at(actors: Sequence[Actor], *places: str) -> list[Actor]:
    return [actor for actor in actors if actor.figure.place in places]


def _landmarks(actors: Sequence[Actor]) -> list[Actor]:
    """Those across the whole picture behind the others; a bridge that bears a train is no more."""
    bridged = any(actor.figure.road == "rails" for actor in actors)
    far = [a for a in _at(actors, "far") if not (bridged and a.figure.name in _BRIDGES)]
    return sorted(far, key=lambda a: a.figure.span[1] - a.figure.span[0] <= _CROSSING)


def _in_the_sky(stage: Stage, footing: Footing, actors: Sequence[Actor]) -> list[Actor]:
    """What flies, and what swims where there is no water."""
    dry = footing.water is None and stage.scene.setting != "underwater"
    return _at(actors, "sky", *(["under"] if dry else []))


def _on_water(footing: Footing, actors: Sequence[Actor]) -> list[Actor]:
    return _at(actors, "water", "under") if footing.water is not None else []


def _grounded(footing: Footing, actors: Sequence[Actor]) -> list[Actor]:
    wet = footing.water is not None
    laid = footing.table is not None or footing.counter is not None
    return _at(actors, "ground", *([] if laid else ["table"]), *([] if wet else ["water"]))


def _served(
    stage: Stage, table: Point, actors: Sequence[Actor], size: float, shown: Sequence[Actor]
) -> None:
    """Dishes side by side on a table."""
    heights = [actor.figure.share * shorter(stage) * size for actor in actors]
    widths = [
        (a.figure.span[1] - a.figure.span[0]) * h for a, h in zip(actors, heights, strict=True)
    ]
    fit = min(1.0, stage.canvas.width * WIDEST / max(1.0, sum(widths)))
    heights, widths = ([size * fit for size in sizes] for sizes in (heights, widths))
    x = table[0] - sum(widths) / 2
    for actor, height, wide in zip(actors, heights, widths, strict=True):
        middle = (actor.figure.span[0] + actor.figure.span[1]) / 2 * height
        pose = pose_of(stage, actor, (x + wide / 2 - middle, table[1]), height)
        draw(stage, replace(pose, backlight=0.0))
        draw_on_screen(stage, pose, shown)
        if stage.scene.has("steam") and actor.figure.steams:
            steam(stage, (x + wide / 2, table[1] - height * 0.7), wide * 0.9)
        x += wide


def _landmark(stage: Stage, footing: Footing, actor: Actor, number: int) -> None:
    canvas, figure = stage.canvas, actor.figure
    y = footing.far or stage.horizon or canvas.height * 0.6
    wide = figure.span[1] - figure.span[0]
    crossing = wide > _CROSSING
    height = figure.share * shorter(stage) * (1.12 if canvas.portrait else 1.0) * 0.86**number
    height = min(height, y * 0.86 / figure.top)
    if crossing:
        height = max(height, canvas.width * 1.05 / wide)
    margin = min(0.5, 0.55 * height * wide / canvas.width)
    share = float(np.clip(_far_share(stage, number), margin, 1 - margin))
    foot = (canvas.width * share, y)
    rocky = any(part.tone in {"rock", "grass"} for part in figure.parts)
    wet = footing.water is not None
    mirrored = wet and not stage.scene.has("storm")
    if wet and not rocky and not crossing:
        foot = _island(stage, foot, height * min(wide, 1.6))
    pose = replace(pose_of(stage, actor, foot, height), veil=0.10 if stage.light.dark else 0.14)
    if figure.name == "lighthouse" and stage.light.key != "day":
        _beam(stage, (foot[0], foot[1] - height * 0.85), height)
    draw(stage, pose, shadow=False, mirror=mirrored)
    if not wet:
        stage.mist(y, 24 * stage.unit, stage.light.haze, 0.25)


def _far_share(stage: Stage, number: int) -> float:
    """Across the picture from the sun; the only one of a tall picture in its middle."""
    if stage.canvas.portrait and not number:
        return 0.5
    share = _FAR_SPOTS[number % len(_FAR_SPOTS)]
    return 1 - share if stage.sun[0] > stage.canvas.width * 0.5 else share


def _beam(stage: Stage, lamp: Point, height: float) -> None:
    """Two cones of light that fade with the distance."""
    canvas = stage.canvas
    x, y = lamp
    reach = canvas.width * 0.9
    for side in (-1, 1):
        edge = x + side * reach
        region = canvas.region(min(x, edge), y - reach * 0.4, max(x, edge), y + reach * 0.3)
        away = np.abs(canvas.xs[:, region[1]] - x)
        offset = (canvas.ys[region[0]] - y + away * 0.05) / (height * 0.012 + away * 0.085)
        strength = 0.75 if stage.light.dark else 0.5
        light = gaussian(offset, 1.0) * np.exp(-away / (reach * 0.45)) * strength
        canvas.over(region, rgb("#fff2c4"), light)


def _island(stage: Stage, foot: Point, wide: float) -> Point:
    """A mound in the water for what can't stand in it."""
    x, y = foot
    rise = max(10 * stage.unit, wide * 0.10)
    steps = np.linspace(-1, 1, 40)
    rough = profile(stage.dice, 40, 9, 3) * 0.5 + 0.6
    ridge = [
        (x + float(s) * wide * 0.85, y + 2 - rise * float((1 - s * s) * r))
        for s, r in zip(steps, rough, strict=True)
    ]
    color = mix(mix(stage.light.silhouette, stage.light.foliage, 0.45), stage.light.haze, 0.15)
    stage.canvas.polygons([[*ridge, (x + wide * 0.85, y + 3), (x - wide * 0.85, y + 3)]], color)
    return x, y - rise * 0.55


def _in_front(
    stage: Stage, footing: Footing, actors: Sequence[Actor], shown: Sequence[Actor]
) -> None:
    """The group in the foreground, side by side, tallest sizes kept in proportion."""
    if not actors:
        return
    way = next((actor.figure.road for actor in actors if actor.figure.road), "")
    on_road = bool(way) and stage.scene.setting not in _ROADLESS
    if on_road:
        bridged = any(member.figure in _BRIDGES for member in stage.scene.cast)
        base = paint_road(stage, "viaduct" if bridged and way == "rails" else way)
        footing = replace(footing, x=stage.canvas.width * 0.5, y=base, roam=0.0, line=None)
    wet = stage.scene.setting == "street" and (stage.light.dark or stage.scene.has("rain"))
    hands = next((actor for actor in actors if actor.figure.name == HANDS), None)
    actors, things = share_out(
        [actor for actor in actors if actor is not hands], arms=stage.scene.has("hold")
    )
    poses = sorted(_group(stage, footing, actors), key=lambda each: each.foot[1])
    if len(poses) == 1 and stage.scene.has("close"):
        poses = [_close(stage, poses[0])]
    for pose in poses:
        draw(stage, pose, mirror=wet)
        draw_on_screen(stage, pose, shown)
    for pose in held(stage, poses, things):
        draw(stage, pose, shadow=False)
        draw_on_screen(stage, pose, shown)
    if hands:
        draw_hands(stage, hands, poses, (footing.x, footing.y))
    _string(stage, poses)


def _close(stage: Stage, pose: Pose) -> Pose:
    """Somebody down to the chest, anything else as large as the width allows."""
    canvas, figure = stage.canvas, pose.figure
    if figure.human and figure.metres > _SHORT:
        height = shorter(stage) * _BUST
        return replace(
            pose, foot=(canvas.width * 0.5, canvas.height * 0.24 + height), height=height
        )
    wide = (figure.span[1] - figure.span[0]) * pose.height
    room = canvas.width * WIDEST / max(wide, 1.0), pose.foot[1] * 0.9 / (figure.top * pose.height)
    larger = min(_LARGER, *room)
    return replace(pose, height=pose.height * max(1.0, larger))


def _string(stage: Stage, poses: Sequence[Pose]) -> None:
    """From the kite in the sky to the hand of whoever flies it."""
    kites = [m for m in stage.scene.cast if m.figure == "kite"]
    flier = next((pose for pose in poses if pose.figure.human), None)
    if not kites or flier is None or stage.kite is None:
        return
    hand = flier.foot[0] + 0.12 * flier.height * flier.facing, flier.foot[1] - 0.46 * flier.height
    top, half = stage.kite, 1.1 * stage.unit
    sag = (hand[0] + top[0]) / 2 + 20 * stage.unit, (hand[1] + top[1]) / 2 + 26 * stage.unit
    for (x0, y0), (x1, y1) in ((hand, sag), (sag, top)):
        line = [(x0 - half, y0), (x0 + half, y0), (x1 + half, y1), (x1 - half, y1)]
        stage.canvas.polygons([line], rgb("#f6f2e8"), 0.85)


def _group(stage: Stage, footing: Footing, actors: Sequence[Actor]) -> Iterator[Pose]:
    if not actors:
        return
    facing = 1 if stage.sunny_side > 0 else -1
    game = any(actor.figure.rolls for actor in actors)
    if game:
        actors = _after_the_ball(actors, facing)
    heights = _heights(stage, footing, actors)
    gap = (0.02 if game else 0.05) * shorter(stage)
    widths = [
        (a.figure.span[1] - a.figure.span[0]) * h for a, h in zip(actors, heights, strict=True)
    ]
    room = stage.canvas.width * WIDEST
    if len(actors) >= _CLOSE and sum(widths) > room:
        gap = max(-_OVERLAP * sum(widths) / len(actors), (room - sum(widths)) / (len(actors) - 1))
    tallest = max((a.figure.metres for a in actors if a.figure.human), default=math.inf)
    behind = footing.line is None and gap < 0
    total = sum(widths) + gap * (len(actors) - 1)
    train = any(actor.figure.road == "rails" for actor in actors)
    fit = 1.0 if train else min(1.0, stage.canvas.width * WIDEST / total)
    x = _start(stage, footing, total * fit)
    stagger = (_DEEP if game else 0.010) * stage.canvas.height if len(actors) > 1 else 0.0
    for index, (actor, height, wide) in enumerate(zip(actors, heights, widths, strict=True)):
        middle = x + wide * fit / 2
        if footing.line is None:
            ground = footing.y + (0, 1, -1)[index % 3] * stagger
        else:
            ground = _on_line(footing.line, middle)
        if behind and actor.figure.metres > tallest:
            ground -= _BEHIND * stage.canvas.height
        offset = facing * (actor.figure.span[0] + actor.figure.span[1]) / 2 * height * fit
        yield pose_of(stage, actor, (middle - offset, ground), height * fit, facing)
        x += (wide + gap) * fit


def _after_the_ball(actors: Sequence[Actor], facing: int) -> list[Actor]:
    """Those who play in one line that goes for the ball, the first of them nearest to it."""
    line = sorted(actors, key=lambda actor: not actor.figure.rolls)
    return line[::-facing]


def _heights(stage: Stage, footing: Footing, actors: Sequence[Actor]) -> list[float]:
    tallest = max(actors, key=lambda actor: actor.figure.metres).figure
    size = tallest.share * shorter(stage) * footing.scale
    if stage.canvas.portrait and tallest.place == "ground":
        size *= 1.12
    several = len({actor.figure.metres for actor in actors}) > 1
    if not several:
        return [actor.figure.share * size / tallest.share for actor in actors]
    return [size * (actor.figure.metres / tallest.metres) ** 0.55 for actor in actors]


def _start(stage: Stage, footing: Footing, total: float) -> float:
    """The left edge of the group."""
    canvas = stage.canvas
    middle = footing.x
    if footing.roam:
        side = -1 if stage.sun[0] > canvas.width / 2 else 1
        middle += side * footing.roam * canvas.width * (0.55 if canvas.portrait else 1.0)
    edge = canvas.width * (1 - WIDEST) / 2
    if total >= canvas.width * WIDEST:
        return (canvas.width - total) / 2
    return float(np.clip(middle - total / 2, edge, canvas.width - edge - total))


def _on_line(line: np.ndarray, x: float) -> float:
    return float(line[int(np.clip(x, 0, len(line) - 1))]) + 3
