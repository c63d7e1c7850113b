"""Pictures as planar YUV 4:2:0 in numpy, the form that x264 eats: windows, scaling, blending.

Everything here is BT.709 in limited range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.media.rect import Rect, even

__all__ = [
    "BLACK",
    "Planes",
    "blank",
    "cropped",
    "from_rgb",
    "image_of",
    "mix",
    "planes_of",
    "rescaled",
    "scaled",
    "sheet_of",
]

BLACK = (16, 128, 128)
_SUBSAMPLING = (1, 2, 2)
_UNSPECIFIED = 2
_STANDARD_DEFINITION = 576
_STRIP = 64
"""Rows that are blended at once: they stay in the processor's cache."""


class Planes(NamedTuple):
    """Luma and the two half-sized colour planes."""

    y: NDArray[np.uint8]
    u: NDArray[np.uint8]
    v: NDArray[np.uint8]

    def window(self, rect: Rect) -> Planes:
        """Views into the planes; writing to them draws."""
        return Planes(
            *(
                plane[
                    rect.top // step : rect.bottom // step, rect.left // step : rect.right // step
                ]
                for plane, step in zip(self, _SUBSAMPLING, strict=True)
            )
        )

    def put(self, source: Planes) -> None:
        """Overwrites these planes with others of the same size."""
        for into, plane in zip(self, source, strict=True):
            into[...] = plane

    def blacken(self) -> None:
        """Fills with black."""
        for into, level in zip(self, BLACK, strict=True):
            into[...] = level

    def copy(self) -> Planes:
        """The same pixels in memory of their own."""
        return Planes(*(plane.copy() for plane in self))

    def turned(self, quarters: int) -> Planes:
        """Turned counter-clockwise by quarters."""
        return Planes(*(np.rot90(plane, quarters) for plane in self)) if quarters % 4 else self

    def mirrored(self, flip: str) -> Planes:
        """Mirrored: `horizontal` swaps left and right, `vertical` above and below, `both` both."""
        across = -1 if flip in {"horizontal", "both"} else 1
        down = -1 if flip in {"vertical", "both"} else 1
        return Planes(*(plane[::down, ::across] for plane in self))


def blank(width: int, height: int) -> av.VideoFrame:
    """A new picture of undefined content, to be drawn on through `planes_of`."""
    return av.VideoFrame(width, height, "yuv420p")


def mix(below: Planes, above: Planes, share: float) -> None:
    """Blends `above` into `below`: `share` 1 is all of it."""
    weight = np.uint16(round(share * 256))
    rest = np.uint16(256 - weight)
    for under, over in zip(below, above, strict=True):
        for top in range(0, len(under), _STRIP):
            rows = slice(top, top + _STRIP)
            total = np.multiply(over[rows], weight, dtype=np.uint16)
            total += np.multiply(under[rows], rest, dtype=np.uint16)
            total += np.uint16(128)
            total >>= np.uint16(8)
            under[rows] = total


def planes_of(frame: av.VideoFrame) -> Planes:
    """Views into a yuv420p frame; writing to them draws, and they keep its memory alive."""
    return Planes(
        *(
            np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[
                : plane.height, : plane.width
            ]
            for plane in frame.planes
        )
    )


def sheet_of(planes: Iterable[NDArray[np.uint8]]) -> list[Image.Image]:
    """Pillow's view of the same memory, through which it reads and draws; the rows must follow each
    other, as in a `copy`.
    """
    return [Image.frombuffer("L", p.shape[::-1], p, "raw", "L", 0, 1) for p in planes]


def scaled(frame: av.VideoFrame, width: int, height: int, how: str = "BICUBIC") -> av.VideoFrame:
    """Any decoded frame in BT.709 and of the given (even) size; the same one where it is so."""
    # Asking swscale for a matrix that the source already has makes it five times slower.
    if _is_bt709(frame):
        return frame.reformat(width, height, "yuv420p", interpolation=how)
    return frame.reformat(
        width,
        height,
        "yuv420p",
        interpolation=how,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
    )


def cropped(frame: av.VideoFrame, area: Callable[[Rect], Rect]) -> av.VideoFrame:
    """A part of a decoded frame at its own resolution, as a BT.709 frame; `area` finds it in the
    whole.
    """
    width, height = max(2, frame.width & ~1), max(2, frame.height & ~1)
    whole = planes_of(scaled(frame, width, height))
    return _as_frame(whole.window(area(Rect(0, 0, width, height))))


def rescaled(planes: Planes, width: float, height: float, how: str = "BICUBIC") -> Planes:
    """Planes brought to another size, rounded to even pixels."""
    size = max(2, even(width)), max(2, even(height))
    return planes_of(_as_frame(planes).reformat(*size, "yuv420p", interpolation=how))


def image_of(page: av.VideoFrame) -> Image.Image:
    """A drawn frame as an RGB picture."""
    rgb = page.reformat(
        format="rgb24", src_colorspace=Colorspace.ITU709, src_color_range=ColorRange.MPEG
    )
    return Image.fromarray(rgb.to_ndarray())


def _as_frame(planes: Planes) -> av.VideoFrame:
    rows, columns = planes.y.shape
    frame = blank(columns, rows)
    planes_of(frame).put(planes)
    frame.colorspace = Colorspace.ITU709
    return frame


def _is_bt709(frame: av.VideoFrame) -> bool:
    if not frame.format.name.startswith("yuv") or frame.format.name.startswith("yuvj"):
        return False
    # As players do: what doesn't say is BT.601 in standard definition, and BT.709 above.
    untagged_hd = frame.colorspace == _UNSPECIFIED and frame.height > _STANDARD_DEFINITION
    return (
        frame.colorspace == Colorspace.ITU709 or untagged_hd
    ) and frame.color_range != ColorRange.JPEG


def from_rgb(pixels: NDArray[np.uint8], width: int, height: int) -> Planes:
    """An RGB array (h, w, 3) as planes of the given (even) size."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    return planes_of(scaled(frame, width, height))
