"""A placed title as pixels: the letters, and under them a shadow, an outline or a box."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from skill_runtime.studio.media.draft import Color, Title
from skill_runtime.studio.media.fonts import Run, font, runs
from skill_runtime.studio.media.placing import Placed, Row
from skill_runtime.studio.media.rect import Rect
from skill_runtime.studio.media.typesetting import LINE_HEIGHT, Type, run_width

__all__ = ["draw_line", "draw_title", "typed"]

_BOXES = {"pill": 0.6, "box": 0.85, "bar": 0.72}
"""How opaque what lies under the letters is."""
_ACCENT: Color = (255, 179, 0)
_STRIP = 0.13
"""em: how broad the strip at the side of a lower third is."""
_WHOLE_RUNS = frozenset({"arabic", "hebrew", "devanagari", "thai", "emoji"})
"""Scripts whose letters change with their neighbours: they are typed a word at a time."""


def draw_title(placed: Placed, rect: Rect, *, letters: bool = True) -> NDArray[np.uint8]:
    """The title as RGBA pixels (height, width, 4) of its rectangle; without `letters` only the
    box that they stand on.
    """
    title = placed.title
    ink = _ink(placed, rect) if letters else Image.new("L", (rect.width, rect.height))
    under_color = _under_color(title)
    under = _under(placed, rect, ink)
    top = np.asarray(ink, np.float32) / 255
    alpha = top + under * (1 - top)
    share = (top / np.maximum(alpha, 1e-6))[..., None]
    color = np.asarray(title.color) * share + np.asarray(under_color) * (1 - share)
    rgba = np.empty((*alpha.shape, 4), np.uint8)
    rgba[..., :3] = color.round()
    rgba[..., 3] = (alpha * 255).round()
    # Half of a colour sample's pixels may be transparent: they must not pull it towards black.
    rgba[alpha == 0, :3] = title.color
    if title.style == "bar":
        _draw_strip(rgba, placed, rect)
    return rgba


def typed(placed: Placed, rect: Rect) -> tuple[NDArray[np.int16], int]:
    """For every pixel of the rectangle which letter it belongs to, counted from 1 as one types
    (0: none), and how many letters there are.
    """
    order = np.zeros((rect.height, rect.width), np.int16)
    count = 0
    for row in placed.rows():
        size = row.type.size
        top = max(0, round(row.baseline - size * 1.15 - rect.top))
        bottom = max(0, round(row.baseline + size * (LINE_HEIGHT - 0.85) - rect.top))
        right = 0
        for _, begin, end in _letters(row):
            count += 1
            left = max(right, round(begin - rect.left - size * 0.15), 0)
            right = round(end - rect.left + size * 0.15)
            order[top:bottom, left:right] = count
            right = round(end - rect.left)
    return order, count


def _letters(row: Row) -> Iterator[tuple[str, float, float]]:
    """What is typed at one stroke, with where it begins and ends, px."""
    for run, left in _pieces(row):
        if run.face in _WHOLE_RUNS:
            yield run.text, left, left + run_width(run, row.type.weight) * row.type.size
            continue
        begin = left
        for number in range(1, len(run.text) + 1):
            part = Run(run.face, run.text[:number])
            end = left + run_width(part, row.type.weight) * row.type.size
            yield run.text[number - 1], begin, end
            begin = end


def _pieces(row: Row) -> Iterator[tuple[Run, float]]:
    """The pieces of a line, each in its face, and where it begins, px."""
    left = row.left
    for run in runs(row.text, row.type.typeface):
        yield run, left
        left += run_width(run, row.type.weight) * row.type.size


def _ink(placed: Placed, rect: Rect) -> Image.Image:
    """The letters alone, as a mask of the rectangle."""
    mask = Image.new("L", (rect.width, rect.height))
    pen = ImageDraw.Draw(mask)
    for row in placed.rows():
        at = row.left - rect.left, row.baseline - rect.top
        draw_line(pen, at, row.text, row.type, 255)
    return mask


def draw_line(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    line: str,
    type_: Type,
    fill: int | Color,
) -> None:
    """One line of any scripts; `at` is where its baseline begins."""
    left, baseline = at
    for run, begin in _pieces(Row(line, left, baseline, type_)):
        face = font(run.face, type_.size, type_.weight)
        pen.text((begin, baseline), run.text, fill=fill, font=face, anchor="ls")


def _under_color(title: Title) -> Color:
    """The wanted one (of a bar it is the strip's), or what sets the letters off."""
    if title.under is not None and title.style != "bar":
        return title.under
    return (0, 0, 0) if _luminance(title.color) > 0.35 else (255, 255, 255)


def _under(placed: Placed, rect: Rect, ink: Image.Image) -> NDArray[np.float32]:
    """What lies under the letters so that they are legible on anything, 0 … 1."""
    style, size = placed.title.style, placed.block.type.size
    under: NDArray[np.float32] = np.zeros((rect.height, rect.width), np.float32)
    if style in _BOXES:
        under = _share(_box(placed, rect)) * np.float32(_BOXES[style])
    elif style == "outline":
        # A blur that is turned up hard is a round brush along the letters' edge.
        under = np.minimum(_blurred(ink, size * 0.028) * 7, 0.95)
    elif style == "shadow":
        fallen = Image.new("L", ink.size)
        fallen.paste(ink, (0, round(size * 0.04)))
        close, wide = _blurred(fallen, size * 0.035) * 0.55, _blurred(fallen, size * 0.14) * 0.75
        under = np.minimum(np.maximum(close, wide), 0.6)
    return under


def _box(placed: Placed, rect: Rect) -> Image.Image:
    size = placed.block.type.size
    radius = {"pill": 0.45, "box": 0.08}.get(placed.title.style, 0.0) * size
    mask = Image.new("L", (rect.width, rect.height))
    ImageDraw.Draw(mask).rounded_rectangle(_edges(placed, rect), radius, fill=255)
    return mask


def _draw_strip(rgba: NDArray[np.uint8], placed: Placed, rect: Rect) -> None:
    """A strip of colour along the side at which the lines begin."""
    left, top, right, bottom = (max(0, round(edge)) for edge in _edges(placed, rect))
    width = max(2, round(placed.block.type.size * _STRIP))
    at_right = "right" in placed.title.position
    columns = slice(right - width, right) if at_right else slice(left, left + width)
    rgba[top : bottom + 1, columns, :3] = placed.title.under or _ACCENT
    rgba[top : bottom + 1, columns, 3] = 255


def _edges(placed: Placed, rect: Rect) -> tuple[float, float, float, float]:
    box = placed.box
    return box.left - rect.left, box.top - rect.top, box.right - rect.left, box.bottom - rect.top


def _blurred(mask: Image.Image, radius: float) -> NDArray[np.float32]:
    return _share(mask.filter(ImageFilter.GaussianBlur(radius)))


def _share(mask: Image.Image) -> NDArray[np.float32]:
    """A mask as numbers, 0 … 1."""
    share: NDArray[np.float32] = np.asarray(mask, np.float32) / np.float32(255)
    return share


def _luminance(color: Color) -> float:
    red, green, blue = color
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
