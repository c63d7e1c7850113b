"""The kinds of rooms as data: where their window is, what stands where, and where a figure can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.scene import Scene

__all__ = ["Furniture", "Plan", "plan_of"]


_PERSON = 1.2
"""How large a person is who stands in a room: it is whom the picture is about."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """One piece: where (share of the width, or of the way to the floor's edge) and how large."""

    name: str
    x: float
    drop: float = 0.0
    """How far in front of the wall it stands, as a share of the floor's depth."""
    size: float = 1.0
    lift: float = 0.0
    """How high on the wall it hangs, as a share of the height."""
    most: float = 0.9
    """How wide it may get, as a share of the width."""
    wall: bool = False
    """Whether it is the wall itself, from the ceiling to the floor."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A kind of room; the window's middle and width are shares."""

    window: float
    wide: float
    furniture: tuple[Furniture, ...]
    free: float
    """Where a figure stands, a share of the width."""
    counter: tuple[Furniture, ...] = ()
    """What stands before the people; dishes are on the first one's board."""
    scale: float = 0.86
    """How large a figure is, against its usual size."""
    shows: frozenset[str] = frozenset()
    """Figures that the furniture shows: who sits at a desk or lies in a bed."""


PLANS: Mapping[str, Plan] = MappingProxyType({
    "bedroom": Plan(
        0.66,
        0.40,
        (
            Furniture("painting", 0.22, lift=0.24, size=0.9),
            Furniture("floorlamp", 0.90),
            Furniture("bed", 0.42, 0.25, 1.12),
        ),
        0.80,
    ),
    "kitchen": Plan(
        0.46,
        0.42,
        (Furniture("counter", 0.50, size=1.12), Furniture("plant", 0.93, 0.35, 0.8)),
        0.36,
    ),
    "office": Plan(
        0.50,
        0.60,
        (
            Furniture("bookshelf", 0.89, size=0.9),
            Furniture("desk", 0.40, 0.22, 1.05),
            Furniture("plant", 0.09, 0.10),
        ),
        0.72,
    ),
    "classroom": Plan(
        0.83,
        0.26,
        (
            Furniture("blackboard", 0.31, lift=0.16, size=1.0, most=0.5),
            *(Furniture("schooldesk", x, 0.10, 0.64) for x in (0.16, 0.44, 0.72)),
            *(Furniture("schooldesk", x, 0.62, 0.9) for x in (0.10, 0.50, 0.90)),
        ),
        0.58,
    ),
    "cafe": Plan(
        0.40,
        0.62,
        (
            *(Furniture("pendant", x, lift=0.58) for x in (0.20, 0.50, 0.80)),
            Furniture("plant", 0.93, 0.06),
            Furniture("cafe-table", 0.27, 0.34),
            Furniture("cafe-table", 0.78, 0.12, 0.8),
        ),
        0.56,
    ),
    "dining": Plan(
        0.50,
        0.46,
        (
            Furniture("pendant", 0.42, lift=0.50, size=1.2),
            Furniture("plant", 0.93, 0.06),
            Furniture("dining-table", 0.42, 0.22),
        ),
        0.78,
    ),
    "library": Plan(
        0.50,
        0.26,
        (
            *(Furniture("bookshelf", x, size=1.02) for x in (0.09, 0.26, 0.74, 0.91)),
            Furniture("floorlamp", 0.36, 0.15, 0.9),
        ),
        0.58,
    ),
    "shop": Plan(
        0.50,
        0.24,
        tuple(Furniture("shelves", x, most=0.42) for x in (0.10, 0.90)),
        0.50,
    ),
    "carriage": Plan(0.50, 0.40, (Furniture("carriage", 0.50, wall=True),), 0.50, scale=1.0),
    "lab": Plan(
        0.50,
        0.46,
        (
            *(Furniture("shelves", x, size=0.9, most=0.36) for x in (0.10, 0.90)),
            Furniture("bench", 0.50, 0.4),
        ),
        0.80,
    ),
    "clinic": Plan(
        0.64,
        0.40,
        (Furniture("painting", 0.20, lift=0.24, size=0.9), Furniture("bed", 0.36, 0.12, 1.0)),
        0.74,
        scale=1.45,
    ),
    "gym": Plan(
        0.50,
        0.44,
        (
            Furniture("weights", 0.84, size=0.9, most=0.4),
            Furniture("bar-bench", 0.15, 0.10, 0.9, most=0.36),
        ),
        0.50,
        scale=1.15,
    ),
    "bathroom": Plan(
        0.68,
        0.30,
        (Furniture("washbasin", 0.20, size=0.9), Furniture("bathtub", 0.56, 0.36, 1.1)),
        0.60,
    ),
    "newsroom": Plan(
        0.50,
        0.40,
        (Furniture("newsdesk", 0.50, wall=True), Furniture("anchor-desk", 0.50, 0.55, most=0.84)),
        0.50,
    ),
    "garage": Plan(
        0.84,
        0.24,
        (
            Furniture("shelves", 0.16, size=0.9, most=0.40),
            Furniture("toolboard", 0.54, lift=0.16, size=0.9, most=0.4),
        ),
        0.50,
        scale=1.2,
    ),
    "cinema": Plan(0.50, 0.40, (Furniture("cinema", 0.50, wall=True),), 0.50, scale=1.0),
    "theatre": Plan(0.50, 0.40, (Furniture("theatre", 0.50, wall=True),), 0.50, scale=1.2),
    "banquet": Plan(
        0.50,
        0.46,
        (
            *(Furniture("chandelier", x, lift=0.56, size=0.9) for x in (0.22, 0.78)),
            *(Furniture("banquet-table", x, 0.02, 0.62) for x in (0.14, 0.50, 0.86)),
            *(Furniture("banquet-table", x, 0.52, 1.0) for x in (0.22, 0.80)),
        ),
        0.50,
        scale=1.0,
    ),
    "plain-room": Plan(0.50, 0.46, (Furniture("plant", 0.92, 0.06),), 0.50, scale=1.2),
    "living": Plan(
        0.52,
        0.50,
        (
            Furniture("floorlamp", 0.10, 0.05),
            Furniture("plant", 0.91, 0.08),
            Furniture("sofa", 0.46, 0.30, 1.12),
        ),
        0.80,
    ),
})
"""The rooms where nobody is at a counter."""
WITH_PEOPLE: Mapping[str, Plan] = MappingProxyType({
    "kitchen": Plan(
        0.50,
        0.46,
        (Furniture("counter", 0.50, size=1.12),),
        0.50,
        (Furniture("worktop", 0.50, 0.84, most=1.1),),
        1.72,
    ),
    "cafe": Plan(
        0.50,
        0.62,
        (
            *(Furniture("pendant", x, lift=0.62) for x in (0.16, 0.50, 0.84)),
            Furniture("plant", 0.93, 0.06),
        ),
        0.50,
        (Furniture("round-table", 0.50, 0.84),),
        1.6,
    ),
    "dining": Plan(
        0.50,
        0.52,
        (Furniture("pendant", 0.50, lift=0.56, size=1.1), Furniture("plant", 0.93, 0.06)),
        0.50,
        (Furniture("laid-table", 0.50, 0.84, most=1.1),),
        1.6,
    ),
    "classroom": Plan(
        0.86,
        0.22,
        (Furniture("blackboard", 0.40, lift=0.13, size=1.5, most=0.76),),
        0.62,
        tuple(Furniture("pupil", x, 0.72, 0.92) for x in (0.16, 0.50, 0.84)),
        1.42,
        frozenset({"student", "child"}),
    ),
    "newsroom": Plan(
        0.50,
        0.40,
        (Furniture("newsdesk", 0.50, wall=True),),
        0.50,
        (Furniture("anchor-desk", 0.50, 0.84, most=0.96),),
        1.6,
    ),
    "office": Plan(
        0.50,
        0.50,
        (Furniture("bookshelf", 0.90, size=0.9), Furniture("plant", 0.09, 0.10)),
        0.50,
        (Furniture("workplace", 0.50, 0.84, most=1.1),),
        1.6,
    ),
    "bedroom": Plan(
        0.66,
        0.40,
        (
            Furniture("painting", 0.22, lift=0.24, size=0.9),
            Furniture("floorlamp", 0.90),
            Furniture("bed-asleep", 0.42, 0.25, 1.12),
        ),
        0.80,
        shows=frozenset({"sleeper"}),
    ),
})
"""The same rooms with people at their table, at work, or in bed."""
WITH_TRADE: Mapping[str, Plan] = MappingProxyType({
    "cafe": Plan(
        0.50,
        0.46,
        (
            *(Furniture("pendant", x, lift=0.60) for x in (0.16, 0.50, 0.84)),
            *(Furniture("shelves", x, size=0.9, most=0.36) for x in (0.10, 0.90)),
        ),
        0.50,
        (Furniture("bar", 0.50, 0.84, most=1.1),),
        1.72,
    ),
    "lab": Plan(
        0.50,
        0.46,
        tuple(Furniture("shelves", x, size=0.9, most=0.36) for x in (0.10, 0.90)),
        0.50,
        (Furniture("bench", 0.50, 0.84, most=1.1),),
        1.72,
    ),
    "shop": Plan(
        0.50,
        0.24,
        tuple(Furniture("shelves", x, most=0.42) for x in (0.10, 0.90)),
        0.50,
        (Furniture("stall", 0.50, 0.84, most=1.1),),
        1.72,
    ),
})
"""The same rooms with somebody behind the counter who works there."""


_BARE = frozenset({
    *(
        "bedroom",
        "kitchen",
        "office",
        "classroom",
        "library",
        "bathroom",
        "clinic",
        "gym",
        "plain-room",
    ),
    *("theatre", "banquet", "garage", "cinema", "living"),
})
"""Rooms in which a small table is put under what would stand on the floor."""
_REPLACES = frozenset({
    *("washed-dog", "crib", "television", "whiteboard", "chair", "wicker-chair", "suitcase"),
    *("park-bench", "armchair", "pregnant"),
})
"""Who or what is in the place of the room's own large piece."""
_IN_BED = frozenset({"sleeper", "crib"})
_HOMELY = frozenset({"christmas-tree", "television", "armchair"})
"""What stands where a family lives."""
_LARGE = frozenset({"sofa", "bed", "bathtub", "desk"})
_SHELVED = frozenset({"library", "shop", "cafe"})
"""Rooms that may have a counter."""


def plan_of(scene: Scene) -> tuple[str, Plan]:
    """The kind of room and how it is furnished for those who are in it."""
    kind = kind_of(scene)
    cast = [figures()[member.figure] for member in scene.cast]
    if kind in WITH_TRADE and any(figure.works for figure in cast):
        return kind, WITH_TRADE[kind]
    plan = WITH_PEOPLE.get(kind, PLANS[kind])
    seen = bool(plan.counter) and any(figure.front for figure in cast)
    if seen or any(figure.name in plan.shows for figure in cast):
        return kind, plan
    plan = PLANS[kind]
    if any(figure.name in _REPLACES for figure in cast):
        kept = tuple(
            piece for piece in plan.furniture if piece.name not in _LARGE or scene.has(piece.name)
        )
        plan = replace(plan, furniture=kept, free=0.5, scale=max(plan.scale, _PERSON))
    if scene.has("countertop") and kind in _SHELVED:
        plan = replace(plan, furniture=(*plan.furniture, Furniture("shop-counter", 0.5, 0.5)))
    served = any(figure.place == "table" for figure in cast)
    if served and kind in _BARE and not any(f.human or f.seat for f in cast):
        plan = replace(plan, furniture=(*plan.furniture, Furniture("side-table", 0.70, 0.5)))
    if any(figure.human for figure in cast):
        plan = replace(plan, scale=max(plan.scale, _PERSON))
    return kind, plan


def kind_of(scene: Scene) -> str:
    """The kind of room that is named, or that those and the things in it ask for."""
    named = next((name for name in PLANS if scene.has(name)), None)
    if named:
        return named
    cast = [figures()[member.figure] for member in scene.cast]
    if any(figure.name in _IN_BED for figure in cast):
        return "bedroom"
    if scene.has("sofa", "fireplace") or any(figure.name in _HOMELY for figure in cast):
        return "living"
    if scene.has("coffee"):
        return "cafe"
    if any(figure.seat for figure in cast):
        return "living"
    served = any(figure.place == "table" for figure in cast)
    return "dining" if served or scene.has("table") else "living"
