"""Pictures as planar YUV 4:2:0 in numpy, the form that x264 eats: rectangles, windows, blending.

Everything here is BT.709 in limited range. Rectangles have even edges, because a colour sample
covers 2x2 pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

__all__ = [
    "BLACK",
    "Buffer",
    "Planes",
    "Rect",
    "blank",
    "even",
    "from_rgb",
    "mix",
    "planes_of",
    "scaled",
]

Buffer: TypeAlias = NDArray[np.uint8]
"""One contiguous I420 picture, (height * 3 / 2, width), as PyAV takes it without a copy."""

BLACK = (16, 128, 128)
_SUBSAMPLING = (1, 2, 2)
_UNSPECIFIED = 2
_STANDARD_DEFINITION = 576


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of even pixels; right and bottom lie outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def meet(self, other: Rect) -> Rect | None:
        """What both cover, if anything."""
        met = Rect(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )
        return met if met.width > 0 and met.height > 0 else None

    def without(self, other: Rect) -> list[Rect]:
        """What is left of this one beside the other: at most four rectangles."""
        hole = self.meet(other)
        if hole is None:
            return [self]
        around = (
            Rect(self.left, self.top, self.right, hole.top),
            Rect(self.left, hole.bottom, self.right, self.bottom),
            Rect(self.left, hole.top, hole.left, hole.bottom),
            Rect(hole.right, hole.top, self.right, hole.bottom),
        )
        return [rect for rect in around if rect.width > 0 and rect.height > 0]

    def seen_from(self, other: Rect) -> Rect:
        """The same rectangle in coordinates whose origin is the other's corner."""
        return Rect(
            self.left - other.left,
            self.top - other.top,
            self.right - other.left,
            self.bottom - other.top,
        )


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


def even(value: float) -> int:
    """The nearest even number."""
    return 2 * round(value / 2)


def blank(width: int, height: int) -> tuple[Buffer, Planes]:
    """A new picture of undefined content: the buffer for the encoder, and its planes to draw on."""
    buffer = np.empty((height * 3 // 2, width), np.uint8)
    flat, luma, chroma = buffer.reshape(-1), width * height, width * height // 4
    half = height // 2, width // 2
    return buffer, Planes(
        flat[:luma].reshape(height, width),
        flat[luma : luma + chroma].reshape(half),
        flat[luma + chroma :].reshape(half),
    )


def mix(below: Planes, above: Planes, share: float) -> None:
    """Blends `above` into `below`: `share` 1 is all of it."""
    weight = np.uint16(round(share * 256))
    rest = np.uint16(256 - weight)
    for under, over in zip(below, above, strict=True):
        total = np.multiply(over, weight, dtype=np.uint16)
        total += np.multiply(under, rest, dtype=np.uint16)
        total += np.uint16(128)
        total >>= np.uint16(8)
        under[...] = total


def planes_of(frame: av.VideoFrame) -> Planes:
    """Views of a yuv420p frame's planes; they keep its memory alive."""
    return Planes(
        *(
            np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[
                : plane.height, : plane.width
            ]
            for plane in frame.planes
        )
    )


def scaled(frame: av.VideoFrame, width: int, height: int, how: str = "BICUBIC") -> Planes:
    """Any decoded frame as BT.709 planes of the given (even) size."""
    # Asking swscale for a matrix that the source already has makes it five times slower.
    if _is_bt709(frame):
        return planes_of(frame.reformat(width, height, "yuv420p", interpolation=how))
    return planes_of(
        frame.reformat(
            width,
            height,
            "yuv420p",
            interpolation=how,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
        )
    )


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
    return scaled(frame, width, height)
