"""Where titles go: sizes follow the shorter side of the canvas, places keep to its safe margins.

Titles that are on screen together are stacked; none covers another, none is cut off, and none moves
while it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skill_runtime.studio.media.draft import Title
from skill_runtime.studio.media.errors import RenderRefused
from skill_runtime.studio.media.typesetting import Block, Limits, Type, set_text

__all__ = ["Box", "Placed", "aligned", "place"]

REFERENCE_SIDE = 1080
"""The shorter side on which a title's size is in pixels."""
MARGIN_ACROSS, MARGIN_ABOVE, MARGIN_BELOW = 0.07, 0.09, 0.11
"""Shares of the canvas that players and platforms cover with their own signs."""
TALLEST = 0.4
"""Of the safe height: how much one text may take."""
GAP = 0.25
"""em between stacked titles."""
PILL_PADDING = 0.4
"""em"""
_WEIGHTS = {"title": 800, "subtitle": 600, "caption": 500, "watermark": 600}
_LINES = {"title": 3, "subtitle": 3, "caption": 4, "watermark": 1}
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
class Placed:
    """A title with its lines and its place."""

    title: Title
    block: Block
    box: Box


def place(titles: Sequence[Title], width: int, height: int) -> list[Placed]:
    """Where each title goes, in the order of their start.

    The earlier keeps its place, a later one finds room beside it. Where there is not room for all,
    those that meet on screen become smaller together; a crowd beyond that is refused.
    """
    safe = Box(
        width * MARGIN_ACROSS,
        height * MARGIN_ABOVE,
        width * (1 - MARGIN_ACROSS),
        height * (1 - MARGIN_BELOW),
    )
    scale = min(width, height) / REFERENCE_SIDE
    return [placed for group in _groups(titles) for placed in _settled(group, scale, safe)]


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


def _settled(group: Sequence[Title], scale: float, safe: Box) -> list[Placed]:
    """A group at its sizes, or as little smaller as it takes."""
    smaller = scale
    while smaller > scale * _SMALLEST:
        placed = _arranged(group, smaller, safe)
        if placed:
            return placed
        smaller *= _SMALLER
    place, start = group[-1].place, group[0].span.start / 1000
    raise RenderRefused(f"{place}: the texts from {start:g} s on don't fit on one screen.")


def _arranged(group: Sequence[Title], scale: float, safe: Box) -> list[Placed] | None:
    """A group at just this scale, if there is room for all of it."""
    placed: list[Placed] = []
    for title in group:
        lines = _LINES[title.role]
        limits = Limits(safe.right - safe.left, (safe.bottom - safe.top) * TALLEST, lines)
        padding = PILL_PADDING if title.style == "pill" else 0.0
        wanted = Type(title.size * scale, _WEIGHTS[title.role], padding)
        block = set_text(title.text, wanted, limits)
        others = [other.box for other in placed if other.title.span.meets(title.span)]
        box = _free_box(title.position, block, safe, others)
        if box is None:
            return None
        placed.append(Placed(title, block, box))
    return placed


def _free_box(position: str, block: Block, safe: Box, others: Sequence[Box]) -> Box | None:
    """The free place nearest to the wanted one: just there, or next to another title."""
    width, height, gap = block.width, block.height, GAP * block.type.size
    left = aligned(safe.left, safe.right - width, "left" in position, "right" in position)
    wanted = aligned(safe.top, safe.bottom - height, "top" in position, "bottom" in position)
    below = [other.bottom + gap for other in others]
    above = [other.top - gap - height for other in others]
    boxes = [Box(left, top, left + width, top + height) for top in (wanted, *below, *above)]
    free = [
        box
        for box in boxes
        if safe.top - 0.5 <= box.top
        and box.bottom <= safe.bottom + 0.5
        and not any(box.meets(other) for other in others)
    ]
    # Below rather than above where both are equally near, as one reads.
    return min(free, key=lambda box: (abs(box.top - wanted), -box.top), default=None)


def aligned(low: float, high: float, to_low: bool, to_high: bool) -> float:
    """The lower end, the higher one or the middle."""
    if to_low:
        return low
    return high if to_high else (low + high) / 2
