"""Where titles go: sizes follow the shorter side of the canvas, places keep to its safe margins.

Titles that are on screen together are stacked; none covers another, none is cut off, and none moves
while it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from skill_runtime.studio.media.draft import Title
from skill_runtime.studio.media.errors import RenderRefused
from skill_runtime.studio.media.safe_areas import Margins, margins_of
from skill_runtime.studio.media.titling import ROLES
from skill_runtime.studio.media.typesetting import (
    LINE_HEIGHT,
    Block,
    Limits,
    Type,
    set_text,
    width_of,
)

__all__ = ["Box", "Placed", "Row", "place"]

REFERENCE_SIDE = 1080
"""The shorter side on which a title's size is in pixels."""
TALLEST = 0.4
"""Of the safe height: how much one text may take."""
GAP = 0.25
"""em between stacked titles."""
PADDING = {"pill": 0.4, "box": 0.35, "bar": 0.4}
"""Of what lies under the letters, em."""
DETAIL_SIZE, DETAIL_WEIGHT = 0.62, 450
"""Of the second line of a lower third: its size as a share of the first, and its weight."""
_SMALLER = 0.8
_SMALLEST = 0.15
"""Texts that find no room even at this share of their sizes are refused."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a title's ink stays, px."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a placed title: where it begins and its letters stand, px."""

    text: str
    left: float
    baseline: float
    type: Type


@dataclass(frozen=True, slots=True)
class Placed:
    """A title with its lines and its place; `detail` are the smaller lines of a lower third."""

    title: Title
    block: Block
    box: Box
    detail: Block | None = None

    def rows(self) -> Iterator[Row]:
        """The lines from the first to the last."""
        padding = self.block.padding
        top = self.box.top + padding
        for block in (self.block, self.detail) if self.detail else (self.block,):
            type_ = block.type
            for number, line in enumerate(block.lines):
                room = self.box.right - self.box.left - 2 * padding
                spare = room - width_of(line, type_) * type_.size
                shift = _aligned(
                    0, spare, "left" in self.title.position, "right" in self.title.position
                )
                baseline = top + (number * LINE_HEIGHT + 1.0) * type_.size
                yield Row(line, self.box.left + padding + shift, baseline, type_)
            top += len(block.lines) * LINE_HEIGHT * type_.size


def place(titles: Sequence[Title], width: int, height: int, platform: str = "") -> list[Placed]:
    """Where each title goes, in the order of their start.

    Subtitles keep their line, of other titles the earlier its place; a later one finds room beside
    them. Where there is not room for all, those that meet on screen become smaller together; a
    crowd beyond that is refused.
    """
    screen = _Screen(width, height, margins_of(width, height, platform))
    scale = min(width, height) / REFERENCE_SIDE
    return [placed for group in _groups(titles) for placed in _settled(group, scale, screen)]


@dataclass(frozen=True, slots=True)
class _Screen:
    width: int
    height: int
    margins: Margins

    def safe(self, position: str) -> Box:
        """Where a text at that position may stand."""
        aside = "left" in position or "right" in position
        margins = self.margins if aside else self.margins.centered
        return Box(
            self.width * margins.left,
            self.height * margins.top,
            self.width * (1 - margins.right),
            self.height * (1 - margins.bottom),
        )


def _groups(titles: Sequence[Title]) -> list[list[Title]]:
    """The titles in groups of which none shares the screen with another."""
    groups: list[list[Title]] = []
    end = 0
    for title in sorted(titles, key=lambda title: title.span.start):
        if not groups or title.span.start >= end:
            groups.append([])
        groups[-1].append(title)
        end = max(end, title.span.end)
    return groups


def _settled(group: Sequence[Title], scale: float, screen: _Screen) -> list[Placed]:
    """A group at its sizes, or as little smaller as it takes."""
    smaller = scale
    while smaller > scale * _SMALLEST:
        placed = _arranged(group, smaller, screen)
        if placed:
            return placed
        smaller *= _SMALLER
    place, start = group[-1].place, group[0].span.start / 1000
    raise RenderRefused(f"{place}: the texts from {start:g} s on don't fit on one screen.")


def _arranged(group: Sequence[Title], scale: float, screen: _Screen) -> list[Placed] | None:
    """A group at just this scale, if there is room for all of it."""
    placed: list[Placed] = []
    order = sorted(range(len(group)), key=lambda number: group[number].role != "subtitle")
    for title in (group[number] for number in order):
        safe = screen.safe(title.position)
        block, detail = _set(title, scale, safe)
        others = [other.box for other in placed if other.title.span.meets(title.span)]
        box = _free_box(title.position, _Size.of(block, detail), safe, others)
        if box is None:
            return None
        placed.append(Placed(title, block, box, detail))
    return [each for _, each in sorted(zip(order, placed, strict=True), key=itemgetter(0))]


def _set(title: Title, scale: float, safe: Box) -> tuple[Block, Block | None]:
    """The lines of a title; of a lower third its first line, and the others smaller."""
    tallest = (safe.bottom - safe.top) * TALLEST
    limits = Limits(safe.right - safe.left, tallest, ROLES[title.role].lines)
    padding = PADDING.get(title.style, 0.0)
    wanted = Type(title.size * scale, title.weight, padding, title.typeface)
    name, _, rest = title.text.partition("\n")
    if title.role != "lower-third" or not rest.strip():
        return set_text(title.text, wanted, limits), None
    block = set_text(name, wanted, limits)
    size = block.type.size * DETAIL_SIZE
    # As wide at most as the first may be, inside the same padding.
    weight = min(title.weight, DETAIL_WEIGHT)
    small = Type(size, weight, block.padding / size, title.typeface)
    return block, set_text(rest, small, limits)


@dataclass(frozen=True, slots=True)
class _Size:
    width: float
    height: float
    gap: float
    """To the next title."""

    @staticmethod
    def of(block: Block, detail: Block | None) -> _Size:
        gap = GAP * block.type.size
        if detail is None:
            return _Size(block.width, block.height, gap)
        height = block.height + detail.height - 2 * detail.padding
        return _Size(max(block.width, detail.width), height, gap)


def _free_box(position: str, size: _Size, safe: Box, others: Sequence[Box]) -> Box | None:
    """The free place nearest to the wanted one: just there, or next to another title."""
    left = _aligned(safe.left, safe.right - size.width, "left" in position, "right" in position)
    lowest = safe.bottom - size.height
    wanted = _aligned(safe.top, lowest, "top" in position, "bottom" in position)
    below = [other.bottom + size.gap for other in others]
    above = [other.top - size.gap - size.height for other in others]
    boxes = [
        Box(left, top, left + size.width, top + size.height) for top in (wanted, *below, *above)
    ]
    free = [
        box
        for box in boxes
        if safe.top - 0.5 <= box.top
        and box.bottom <= safe.bottom + 0.5
        and not any(box.meets(other) for other in others)
    ]
    # Below rather than above where both are equally near, as one reads.
    return min(free, key=lambda box: (abs(box.top - wanted), -box.top), default=None)


def _aligned(low: float, high: float, to_low: bool, to_high: bool) -> float:
    """The lower end, the higher one or the middle."""
    if to_low:
        return low
    return high if to_high else (low + high) / 2
