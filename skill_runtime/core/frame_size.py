"""How large the pictures of a file are, from its head alone, and whether that was asked for.

It knows MP4 and MOV (ISO/IEC 14496-12, the track header), GIF and PNG; of others it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from skill_runtime.core.mp4_boxes import Box, BrokenBoxError, Read, boxes

Frame: TypeAlias = "tuple[int, int]"
"""Width and height in px."""

_NUMBER = re.compile(r"\d{2,5}")
_ROUNDED = 2
"""Pixels: sides are even."""


def frame_of(format_: str, size: int, read: Read) -> Frame | None:
    """`read` gives the bytes of a file of that size. None where nothing tells. Never raises."""
    match format_:
        case "gif":
            return _frame(read(6, 2)[::-1], read(8, 2)[::-1])
        case "png":
            return _frame(read(16, 4), read(20, 4))
        case "mp4" | "mov":
            return next(_of_tracks(size, read), None)
        case _:
            return None


def keeps_to(frame: Frame, asked: str) -> bool:
    """Whether a frame is of a resolution such as `720p` or `1280x720`. A very wide film has its
    longer side.

    >>> keeps_to((1080, 1920), "1080p"), keeps_to((1080, 1920), "2160p")
    (True, False)
    """
    short = min(map(int, _NUMBER.findall(asked)), default=0)
    sides = ((min(frame), short), (max(frame), short * 16 / 9))
    return not short or any(abs(made - meant) <= _ROUNDED for made, meant in sides)


def _frame(width: bytes, height: bytes) -> Frame | None:
    """From two big-endian numbers."""
    sides = int.from_bytes(width), int.from_bytes(height)
    return sides if all(sides) else None


def _of_tracks(size: int, read: Read) -> Iterator[Frame]:
    """Of each track that has pictures."""
    try:
        for header in _headers(size, read):
            # The last two fields are 16.16 fixed-point numbers, in both versions of the box.
            sides = _frame(read(header.end - 8, 2), read(header.end - 4, 2))
            if sides is not None:
                yield sides
    except BrokenBoxError:
        return


def _headers(size: int, read: Read) -> Iterator[Box]:
    held = [box for box in boxes(0, size, read) if box.kind == b"moov"]
    for kind in (b"trak", b"tkhd"):
        held = [box for one in held for box in boxes(one.start, one.end, read) if box.kind == kind]
    yield from held
