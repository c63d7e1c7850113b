"""The figures as data: the tables beside this file, read into typed shapes of unit size.

A figure stands with its foot at (0, 0), y upwards, height about 1; what it is made of is drawn in
the order of its parts. A part is one of

- `blob`: a closed smooth curve through points [x, y];
- `poly`: straight edges between points [x, y];
- `limb`: a smooth stroke through points [x, y, radius] with round ends;
- `oval`: [x, y, radius across, radius up] and, if wanted, an angle in degrees;
- `ring`: [x, y, radius, half the thickness];
- `flower`: [x, y, radius], petals around a heart.

`tone` colours it (see `palette`), `mirror` adds its mirror image, `times` and `by` repeat it;
`leg` and `eye` name what a gait moves (see `in_gait`).
An entry that breaks this fails when it is first asked for, with its name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from skill_runtime.studio.painting.figures.gaits import in_gait
from skill_runtime.studio.tables import table

if TYPE_CHECKING:
    from skill_runtime.studio.painting.canvas import Point

__all__ = ["Figure", "Part", "figures"]

_TABLES = (
    "people",
    "workers",
    "animals",
    "wildlife",
    "farm",
    "riders",
    "vehicles",
    "landmarks",
    "sights",
    "food",
    "furniture",
    "counters",
    "moving",
    "playing",
    "places",
    "outings",
    "festive",
    "objects",
    "doing",
    "rooms",
    "creatures",
    "performers",
    "sightseeing",
    "kitchen",
    "belongings",
    "keepsakes",
    "fittings",
    "townscape",
    "interiors",
    "gestures",
    "beasts",
    "trades",
    "worksites",
)
_PLACES = frozenset({"ground", "sky", "water", "under", "far", "table"})
_METRES = {"table": 0.2}
"""How large what belongs there is where its entry doesn't say."""
_CURVE_STEPS = 7
_ROUND_STEPS = 36


@dataclass(frozen=True, slots=True)
class Part:
    """One outline in one tone."""

    outline: tuple[Point, ...]
    tone: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that can be put into a picture."""

    name: str
    parts: tuple[Part, ...]
    place: str
    """ground, sky, water (afloat), under (water), far (a landmark) or table."""
    share: float
    """Its height where it is what the picture is about, as a share of the shorter side."""
    color: str
    """`#rrggbb` of its tone `body` where the prompt names no colour."""
    accent: str
    metres: float
    """Its real height, which tells it from what stands beside it."""
    road: str
    """`road` or `rails`, where it needs them."""
    span: tuple[float, float]
    """The leftmost and rightmost x."""
    top: float
    floats: bool
    """Hovers: casts no shadow at its foot."""
    front: str
    """Its name where it is seen from the front, behind a counter or a table; of a person only."""
    works: bool
    """Whether it belongs behind a counter by its trade."""
    human: bool
    follows: str
    """On water: the figure that it swims behind."""
    steams: bool
    """A hot dish."""
    rolls: bool
    """A ball: whoever plays with it is beside it."""
    dyed: str
    """Its name where the prompt says a colour, if it has several by itself."""
    screen: tuple[float, float, float, float] | None
    """Left, bottom, right, top of a face on which others can be shown."""
    seat: float
    """How high the seat is on which something can lie; 0 without one."""


@cache
def figures() -> Mapping[str, Figure]:
    """All figures by name; a pose is a name of its own (`cat-sleep`)."""
    entries: dict[str, Mapping[str, Any]] = {}
    for kind in _TABLES:
        entries |= table(__package__, f"{kind}.yaml")
    return _Figures(entries)


class _Figures(Mapping[str, Figure]):
    """The tables' entries, each made a figure when it is first asked for: a picture needs few."""

    def __init__(self, entries: Mapping[str, Mapping[str, Any]]) -> None:
        self._entries = entries
        self._made: dict[str, Figure] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, name: str) -> Figure:
        if name not in self._made:
            entry = self._entries[name]
            like = entry.get("like", entry.get("over"))
            base = self[like] if like else None
            self._made[name] = _figure(name, entry, self._rows(entry), base)
        return self._made[name]

    def _rows(self, entry: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """`like` takes over another figure's parts where there are none, in a `gait` if it is
        said; `over` lays the own ones on another's.
        """
        below = self._rows(self._entries[entry["over"]]) if "over" in entry else ()
        rows = entry.get("parts", ())
        if "like" in entry and not rows:
            rows = self._rows(self._entries[entry["like"]])
        if "gait" in entry:
            rows = in_gait(rows, entry["gait"])
        return [*below, *rows]


def _figure(
    name: str, entry: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], base: Figure | None
) -> Figure:
    """`like` and `over` take over what else another figure, the base, says."""
    parts = tuple(part for row in rows for part in _parts(name, row))
    place = entry.get("place", base.place if base else "ground")
    if place not in _PLACES or not parts:
        raise ValueError(f"The figure {name} has no parts, or stands nowhere.")
    xs = [x for part in parts for x, _ in part.outline]
    return Figure(
        name=name,
        parts=parts,
        place=place,
        share=entry.get("share", base.share if base else 0.4),
        color=entry.get("color", base.color if base else "#3b3f4c"),
        accent=entry.get("accent", base.accent if base else "#e8a14a"),
        metres=entry.get("metres", base.metres if base else _METRES.get(place, 1.7)),
        road=entry.get("road", base.road if base else ""),
        span=tuple(entry["span"]) if "span" in entry else (min(xs), max(xs)),
        top=max(y for part in parts for _, y in part.outline),
        floats=place in {"sky", "under", "water"},
        front=entry.get("front", ""),
        works=entry.get("works", False),
        human=any(part.tone == "skin" for part in parts),
        follows=entry.get("follows", ""),
        steams=entry.get("steams", False),
        rolls=entry.get("rolls", False),
        dyed=entry.get("dyed", ""),
        screen=tuple(entry["screen"]) if "screen" in entry else None,
        seat=entry.get("seat", 0.0),
    )


def _parts(name: str, row: Mapping[str, Any]) -> Iterator[Part]:
    kinds = [kind for kind in _OUTLINES if kind in row]
    if len(kinds) != 1:
        raise ValueError(f"A part of the figure {name} is of no kind or of several.")
    outline = _OUTLINES[kinds[0]](row[kinds[0]])
    tone = row.get("tone", "body")
    step_x, step_y = row.get("by", (0.0, 0.0))
    for index in range(row.get("times", 1)):
        moved = tuple((x + index * step_x, y + index * step_y) for x, y in outline)
        yield Part(moved, tone)
        if row.get("mirror"):
            yield Part(tuple((-x, y) for x, y in moved), tone)
    if kinds[0] == "flower":
        x, y, radius = row["flower"]
        yield Part(tuple(_flower((x, y, radius * 0.66))), "petal")
        yield Part(tuple(_oval((x, y, radius * 0.30, radius * 0.28))), "heart")


def _poly(points: Sequence[Sequence[float]]) -> list[Point]:
    return [(x, y) for x, y in points]


def _blob(points: Sequence[Sequence[float]]) -> list[Point]:
    """A closed Catmull-Rom curve."""
    count = len(points)
    curve: list[Point] = []
    for index in range(count):
        four = [points[(index + offset) % count] for offset in (-1, 0, 1, 2)]
        curve.extend(
            (_spline([p[0] for p in four], t), _spline([p[1] for p in four], t)) for t in _steps()
        )
    return curve


def _limb(points: Sequence[Sequence[float]]) -> list[Point]:
    """The envelope of a disc that runs along a curve while its radius changes."""
    ends = [points[0], *points, points[-1]]
    spine: list[tuple[float, float, float]] = []
    for index in range(len(points) - 1):
        four = ends[index : index + 4]
        for t in _steps():
            x, y, radius = (_spline([p[axis] for p in four], t) for axis in range(3))
            spine.append((x, y, radius))
    last = points[-1]
    spine.append((last[0], last[1], last[2]))
    left, right = [], []
    for index, (x, y, radius) in enumerate(spine):
        before, after = spine[max(0, index - 1)], spine[min(len(spine) - 1, index + 1)]
        angle = math.atan2(after[1] - before[1], after[0] - before[0]) + math.pi / 2
        left.append((x + math.cos(angle) * radius, y + math.sin(angle) * radius))
        right.append((x - math.cos(angle) * radius, y - math.sin(angle) * radius))
    return [*left, *_cap(spine[-2], spine[-1]), *right[::-1], *_cap(spine[1], spine[0])]


def _cap(before: tuple[float, float, float], end: tuple[float, float, float]) -> list[Point]:
    x, y, radius = end
    start = math.atan2(y - before[1], x - before[0]) + math.pi / 2
    turns = [start - math.pi * step / 10 for step in range(1, 10)]
    return [(x + math.cos(turn) * radius, y + math.sin(turn) * radius) for turn in turns]


def _oval(numbers: Sequence[float]) -> list[Point]:
    x, y, across, up = numbers[:4]
    tilt = math.radians(numbers[4]) if len(numbers) > 4 else 0.0
    sine, cosine = math.sin(tilt), math.cos(tilt)
    outline = []
    for index in range(_ROUND_STEPS):
        turn = index * math.tau / _ROUND_STEPS
        right, rise = math.cos(turn) * across, math.sin(turn) * up
        outline.append((x + right * cosine - rise * sine, y + right * sine + rise * cosine))
    return outline


def _ring(numbers: Sequence[float]) -> list[Point]:
    """Once round outside and back inside, with a seam that can't be seen."""
    x, y, radius, half = numbers
    outer, inner = (_oval((x, y, radius + edge, radius + edge)) for edge in (half, -half))
    return [*outer, outer[0], inner[0], *inner[::-1]]


def _flower(numbers: Sequence[float]) -> list[Point]:
    """A rosette of eight petals."""
    x, y, radius = numbers
    outline = []
    for index in range(96):
        turn = index * math.tau / 96
        reach = radius * (0.80 + 0.20 * abs(math.cos(4 * turn)))
        outline.append((x + math.cos(turn) * reach, y + math.sin(turn) * reach))
    return outline


_OUTLINES: Mapping[str, Callable[[Any], list[Point]]] = {
    "blob": _blob,
    "poly": _poly,
    "limb": _limb,
    "oval": _oval,
    "ring": _ring,
    "flower": _flower,
}


def _steps() -> Iterator[float]:
    return (step / _CURVE_STEPS for step in range(_CURVE_STEPS))


def _spline(p: Sequence[float], t: float) -> float:
    """Catmull-Rom between the second and the third of four values."""
    return p[1] + 0.5 * t * (
        p[2]
        - p[0]
        + t * (2 * p[0] - 5 * p[1] + 4 * p[2] - p[3] + t * (3 * (p[1] - p[2]) + p[3] - p[0]))
    )
