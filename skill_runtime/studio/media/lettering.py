"""A placed title as pixels: the letters, and under them a shadow, an outline or a pill."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from skill_runtime.studio.media.draft import Color
from skill_runtime.studio.media.fonts import font, runs
from skill_runtime.studio.media.placing import Placed, aligned
from skill_runtime.studio.media.rect import Rect
from skill_runtime.studio.media.typesetting import LINE_HEIGHT, Type, run_width, width_of

__all__ = ["draw_line", "draw_title"]


def draw_title(placed: Placed, rect: Rect) -> NDArray[np.uint8]:
    """The title as RGBA pixels (height, width, 4) of its rectangle."""
    title = placed.title
    ink = _ink(placed, rect)
    light = _luminance(title.color) > 0.35
    under_color: Color = (0, 0, 0) if light else (255, 255, 255)
    under = _under(title.style, ink, placed, rect)
    top = np.asarray(ink, np.float32) / 255
    alpha = top + under * (1 - top)
    share = (top / np.maximum(alpha, 1e-6))[..., None]
    color = np.asarray(title.color) * share + np.asarray(under_color) * (1 - share)
    rgba = np.empty((*alpha.shape, 4), np.uint8)
    rgba[..., :3] = color.round()
    rgba[..., 3] = (alpha * 255).round()
    # Half of a colour sample's pixels may be transparent: they must not pull it towards black.
    rgba[alpha == 0, :3] = title.color
    return rgba


def _ink(placed: Placed, rect: Rect) -> Image.Image:
    """The letters alone, as a mask of the rectangle."""
    mask = Image.new("L", (rect.width, rect.height))
    pen = ImageDraw.Draw(mask)
    box, position = placed.box, placed.title.position
    lines, type_ = placed.block.lines, placed.block.type
    padding = type_.padding * type_.size
    for number, line in enumerate(lines):
        room = box.right - box.left - 2 * padding - width_of(line, type_.weight) * type_.size
        shift = aligned(0, room, "left" in position, "right" in position)
        left = box.left - rect.left + padding + shift
        baseline = box.top - rect.top + padding + (number * LINE_HEIGHT + 1.0) * type_.size
        draw_line(pen, (left, baseline), line, type_, 255)
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
    for run in runs(line):
        face = font(run.face, type_.size, type_.weight)
        pen.text((left, baseline), run.text, fill=fill, font=face, anchor="ls")
        left += run_width(run, type_.weight) * type_.size


def _under(style: str, ink: Image.Image, placed: Placed, rect: Rect) -> NDArray[np.float32]:
    """What lies under the letters so that they are legible on anything, 0 … 1."""
    size = placed.block.type.size
    under: NDArray[np.float32] = np.zeros((rect.height, rect.width), np.float32)
    if style == "pill":
        under = _share(_pill(placed, rect)) * np.float32(0.6)
    elif style == "outline":
        # A blur that is turned up hard is a round brush along the letters' edge.
        under = np.minimum(_blurred(ink, size * 0.028) * 7, 0.95)
    elif style == "shadow":
        fallen = Image.new("L", ink.size)
        fallen.paste(ink, (0, round(size * 0.04)))
        close, wide = _blurred(fallen, size * 0.035) * 0.55, _blurred(fallen, size * 0.14) * 0.75
        under = np.minimum(np.maximum(close, wide), 0.6)
    return under


def _pill(placed: Placed, rect: Rect) -> Image.Image:
    box, size = placed.box, placed.block.type.size
    mask = Image.new("L", (rect.width, rect.height))
    edges = box.left - rect.left, box.top - rect.top, box.right - rect.left, box.bottom - rect.top
    ImageDraw.Draw(mask).rounded_rectangle(edges, size * 0.45, fill=255)
    return mask


def _blurred(mask: Image.Image, radius: float) -> NDArray[np.float32]:
    return _share(mask.filter(ImageFilter.GaussianBlur(radius)))


def _share(mask: Image.Image) -> NDArray[np.float32]:
    """A mask as numbers, 0 … 1."""
    share: NDArray[np.float32] = np.asarray(mask, np.float32) / np.float32(255)
    return share


def _luminance(color: Color) -> float:
    red, green, blue = color
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
