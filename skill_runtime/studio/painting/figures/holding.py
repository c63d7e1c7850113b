"""What people hold: a thing that would stand on a table is in somebody's hand where there is none.

Two hands alone, seen close, work on what lies between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from skill_runtime.studio.painting.figures.actors import Actor, pose_of
from skill_runtime.studio.painting.figures.drawing import Pose, draw
from skill_runtime.studio.painting.figures.shapes import Figure
from skill_runtime.studio.painting.stage import Stage

__all__ = ["HANDS", "draw_hands", "held", "share_out"]

HANDS = "hands"
_PALM = (0.135, 0.425)
"""Where a hand is, in a figure's heights: beside its foot, above it."""
_LEAST, _MOST = 0.13, 0.30
"""How large a held thing is, in heights of whoever holds it."""
_LARGER = 1.5
"""Than it is in truth: it is what the prompt names."""
_REACH = 0.72
"""From the middle of two hands to where they touch what they hold, in their height."""
_SMALL = 0.8
"""Metres of an animal that finds room on a chair."""
_OPEN = 0.20
"""Their least height, as a share of the shorter side."""


def share_out(actors: Sequence[Actor], *, arms: bool) -> tuple[list[Actor], list[Actor]]:
    """Those who stand on the ground, and what seats or people among them bear; `arms`: people
    hold small animals too.
    """
    seats = [actor for actor in actors if actor.figure.seat]
    people = [actor for actor in actors if _is_person(actor.figure)]
    bearers = seats or people
    curls = bool(seats) or (arms and bool(people))
    small = [
        actor
        for actor in actors
        if actor not in seats and (actor.figure.place == "table" or _curls_up(actor.figure, curls))
    ]
    if seats and not small:
        small, bearers = [seat for seat in seats if seat.figure.place == "table"], people
    things = small[: len(seats) if bearers is seats else 2 * len(bearers)]
    return [actor for actor in actors if actor not in things], things


def held(stage: Stage, poses: Sequence[Pose], things: Sequence[Actor]) -> Iterator[Pose]:
    """Each thing in a hand: the first person's, the next one's, then their other hands."""
    seats = [pose for pose in poses if pose.figure.seat]
    for seat, thing in zip(seats, things, strict=False):
        yield _laid(stage, seat, thing)
    people = [pose for pose in poses if _is_person(pose.figure)]
    if seats or not people:
        return
    for number, thing in enumerate(things):
        owner = people[number % len(people)]
        side = owner.facing * (-1 if number >= len(people) else 1)
        tall = owner.height * owner.figure.top
        size = thing.figure.metres / max(owner.figure.metres, 0.5) * _LARGER
        height = tall * min(_MOST, max(_LEAST, size)) / max(thing.figure.top, 0.1)
        wide = (thing.figure.span[1] - thing.figure.span[0]) * height
        height *= min(1.0, tall * _MOST / max(wide, 1.0))
        middle = (thing.figure.span[0] + thing.figure.span[1]) / 2 * height
        hand = owner.foot[0] + side * _PALM[0] * tall, owner.foot[1] - _PALM[1] * tall
        yield replace(
            pose_of(stage, thing, (hand[0] - middle, hand[1]), height), backlight=owner.backlight
        )


def _is_person(figure: Figure) -> bool:
    return figure.human and figure.place == "ground"


def _curls_up(figure: Figure, curls: bool) -> bool:
    animal = not figure.human and figure.place == "ground"
    return curls and animal and figure.metres <= _SMALL


def _laid(stage: Stage, seat: Pose, thing: Actor) -> Pose:
    figure = thing.figure
    wide = figure.span[1] - figure.span[0]
    height = min(seat.height * 0.62 / figure.top, seat.height * 0.78 / wide)
    x = seat.foot[0] - (figure.span[0] + figure.span[1]) / 2 * height
    y = seat.foot[1] - seat.figure.seat * seat.height + 0.02 * seat.height
    return replace(pose_of(stage, thing, (x, y), height), backlight=seat.backlight)


def draw_hands(
    stage: Stage, hands: Actor, things: Sequence[Pose], foot: tuple[float, float]
) -> None:
    """At both sides of what was drawn there."""
    shorter = min(stage.canvas.width, stage.canvas.height)
    edges = [
        pose.foot[0] + pose.facing * x * pose.height for pose in things for x in pose.figure.span
    ]
    half = (max(edges) - min(edges)) / 2 if edges else 0.0
    height = max(shorter * _OPEN, min(half / _REACH, shorter * 0.34))
    y = foot[1] + height * 0.12
    if things:
        foot = (max(edges) + min(edges)) / 2, foot[1]
    draw(stage, pose_of(stage, hands, (foot[0], y), height), shadow=False)
