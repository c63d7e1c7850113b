"""A draft to look at before it is exported: a strip of its frames, and its timeline as a chart.

Both are drawn from a film on a small canvas (`THUMBNAIL_SIDE`), so that they take a fraction of a
second however long it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from skill_runtime.studio.media.draft import Color, Draft, Span
from skill_runtime.studio.media.film import Film
from skill_runtime.studio.media.lettering import draw_line
from skill_runtime.studio.media.planes import image_of
from skill_runtime.studio.media.typesetting import Type, width_of

__all__ = ["THUMBNAIL_SIDE", "filmstrip", "timeline"]

THUMBNAIL_SIDE = 180
"""The shorter side of the canvas that suits both, px."""
_FRAMES = 6
_GAP = 8
_PAPER: Color = (18, 20, 26)
_INK: Color = (235, 238, 245)
_FAINT: Color = (120, 126, 140)
_LINE: Color = (38, 42, 52)
_COLORS: dict[str, Color] = {"video": (46, 92, 150), "audio": (38, 118, 92), "text": (138, 84, 40)}
_LABEL = Type(15, 500)

_CHART_WIDTH = 1440
_RULER = 28
_HEIGHTS = {"video": 72, "audio": 30, "text": 30}
"""Kind of track → the height of its row, px."""
_MOST_ROWS = 24
_MOST_THUMBNAILS = 6
_SMALLEST_STEP = 60
"""Pixels between two marks of the ruler, at least."""
_STEPS_MS = (500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000)


def filmstrip(film: Film) -> Image.Image:
    """Six frames of the film as one reads, each with its moment below."""
    step = film.draft.duration / _FRAMES
    moments = [(number + 0.5) * step for number in range(_FRAMES)]
    columns = _FRAMES if film.canvas.height >= film.canvas.width else _FRAMES // 2
    width, height = film.canvas.width + _GAP, film.canvas.height + _GAP + _RULER
    size = columns * width + _GAP, _FRAMES // columns * height + _GAP
    strip = Image.new("RGB", size, _PAPER)
    pen = ImageDraw.Draw(strip)
    for number, (moment, page) in enumerate(zip(moments, film.draw(moments), strict=True)):
        row, column = divmod(number, columns)
        left, top = _GAP + column * width, _GAP + row * height
        strip.paste(image_of(page), (left, top))
        below = left, top + film.canvas.height + _RULER - _GAP
        draw_line(pen, below, f"{moment / 1000:.1f} s", _LABEL, _FAINT)
    return strip


def timeline(film: Film) -> Image.Image:
    """A ruler in seconds, and a row of blocks for each track; a shot shows its middle."""
    rows = _rows(film.draft)
    shown, more = rows[:_MOST_ROWS], len(rows) - _MOST_ROWS
    height = _RULER + sum(_HEIGHTS[row.kind] + _GAP for row in shown) + (_RULER if more > 0 else 0)
    chart = _Chart(Image.new("RGB", (_CHART_WIDTH, height), _PAPER), film.draft.duration)
    chart.rule()
    thumbnails = _thumbnails(film)
    top = _RULER
    for row in shown:
        for block in row.blocks:
            chart.draw(block, row.kind, top, thumbnails.get(block.shot))
        top += _HEIGHTS[row.kind] + _GAP
    if more > 0:
        chart.write((_GAP, top), f"+{more}")
    return chart.image


@dataclass(frozen=True, slots=True)
class _Block:
    """A segment of a track."""

    span: Span
    label: str
    shot: int = -1
    """Which of the draft's shots it is."""


@dataclass(slots=True)
class _Row:
    kind: str
    blocks: list[_Block] = field(default_factory=list)


def _rows(draft: Draft) -> list[_Row]:
    """The tracks that have anything, pictures first."""
    rows: dict[str, _Row] = {}
    for kind, place, block in _blocks(draft):
        track = place.partition(",")[0]
        rows.setdefault(track, _Row(kind)).blocks.append(block)
    return list(rows.values())


def _blocks(draft: Draft) -> Iterator[tuple[str, str, _Block]]:
    """Each segment with the kind of its track and its place."""
    for number, shot in enumerate(draft.shots):
        yield "video", shot.place, _Block(shot.span, shot.name, number)
    for title in draft.titles:
        yield "text", title.place, _Block(title.span, " ".join(title.text.split()))
    for sound in draft.sounds:
        if not sound.leads:  # the own sound of a clip stands with its picture
            yield "audio", sound.place, _Block(sound.span, sound.name)


def _thumbnails(film: Film) -> dict[int, Image.Image]:
    """The first shots as they look in their middle."""
    middles = [(s.span.start + s.span.end) / 2 for s in film.draft.shots[:_MOST_THUMBNAILS]]
    numbers = sorted(range(len(middles)), key=middles.__getitem__)
    pages = film.draw(middles[number] for number in numbers)
    size = film.canvas.width, film.canvas.height
    height = _HEIGHTS["video"]
    small = max(1, round(size[0] * height / size[1])), height
    return {
        number: image_of(page).resize(small) for number, page in zip(numbers, pages, strict=True)
    }


@dataclass(frozen=True, slots=True)
class _Chart:
    image: Image.Image
    duration: int

    def rule(self) -> None:
        """Marks at round seconds, as many as there is room for."""
        most = _CHART_WIDTH // _SMALLEST_STEP
        step = next((s for s in _STEPS_MS if self.duration <= s * most), self.duration)
        pen = ImageDraw.Draw(self.image)
        free = _CHART_WIDTH
        for moment in reversed(range(0, self.duration + 1, step)):
            at = self._across(moment)
            pen.line((at, _RULER, at, self.image.height), fill=_LINE)
            label = f"{moment / 1000:g} s"
            left = min(at + 3, _CHART_WIDTH - _GAP - _width(label))
            # The last one is moved to the left to be whole, and may need its neighbour's place.
            if left + _width(label) + _GAP <= free:
                self.write((left, 0), label)
                free = left

    def draw(self, block: _Block, kind: str, top: int, thumbnail: Image.Image | None) -> None:
        """A block with its picture and its label, as far as they have room."""
        left, right = self._across(block.span.start), self._across(block.span.end)
        width, height = max(2, right - left - 2), _HEIGHTS[kind]
        cell = Image.new("RGB", (width, height), _COLORS[kind])
        edge = _GAP
        if thumbnail is not None:
            cell.paste(thumbnail, (0, 0))
            edge += thumbnail.width
        label = _cut(block.label, width - edge - _GAP)
        baseline = height / 2 + _LABEL.size * 0.36
        draw_line(ImageDraw.Draw(cell), (edge, baseline), label, _LABEL, _INK)
        mask = Image.new("L", cell.size)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, width - 1, height - 1), 5, fill=255)
        self.image.paste(cell, (left + 1, top), mask)

    def write(self, at: tuple[int, int], text: str) -> None:
        """Words beside the rows; `at` is the corner above on the left."""
        left, top = at
        draw_line(ImageDraw.Draw(self.image), (left, top + 19), text, _LABEL, _FAINT)

    def _across(self, moment: int) -> int:
        return _GAP + moment * (_CHART_WIDTH - 2 * _GAP) // self.duration


def _cut(text: str, room: int) -> str:
    """As much of a text as there is room for; too little of it says nothing."""
    if _width(text) <= room:
        return text
    while text and _width(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…" if len(text) > 2 else ""


def _width(text: str) -> int:
    return math.ceil(width_of(text, _LABEL) * _LABEL.size)
