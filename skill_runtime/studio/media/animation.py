"""A WebP that moves, which FFmpeg doesn't play: its times from the file's chunks, its pictures by
Pillow.

What holds fewer than two pictures stands still.
"""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import av
import numpy as np
from PIL import Image

from skill_runtime.studio.media.playing import Timed
from skill_runtime.studio.media.sniffing import sniff
from skill_runtime.studio.media.sources import flattened

__all__ = ["Animation", "picture_lengths"]

_CHUNK = struct.Struct("<4sI")
_FILE_HEADER = 12
_FRAME_HEADER = 16
_LENGTH_AT = 12
"""Where in a frame's header its length stands: three bytes, ms."""
_MOST = 100_000
"""Pictures that are looked for."""
_SHORTEST = 10
"""What is shown for less is shown for `_USUAL`, as browsers do (ms)."""
_USUAL = 100
_HELD_BYTES = 160 << 20
"""Of decoded pictures, while they are turned round."""


def picture_lengths(path: Path) -> list[int]:
    """How long each picture of a moving WebP is shown, ms; none of what stands still."""
    if sniff(path).name != "webp":
        return []
    size, found = path.stat().st_size, list[int]()
    with path.open("rb") as file:
        at = _FILE_HEADER
        while at + _CHUNK.size <= size and len(found) < _MOST:
            file.seek(at)
            name, length = _CHUNK.unpack(file.read(_CHUNK.size))
            if name == b"ANMF" and at + _CHUNK.size + length <= size:
                stated = int.from_bytes(file.read(_FRAME_HEADER)[_LENGTH_AT:][:3], "little")
                found.append(stated if stated > _SHORTEST else _USUAL)
            at += _CHUNK.size + length + length % 2
    return found if len(found) > 1 else []


class Animation:
    """The pictures of a moving WebP, in the order in which they are shown."""

    pixel_aspect = 1.0

    def __init__(self, path: Path, lengths: Sequence[int]) -> None:
        self._image = Image.open(path, formats=["WEBP"])
        self._starts = list(accumulate((n / 1000 for n in lengths), initial=0.0))
        size = self._image.width * self._image.height * 3
        self._piece = max(1, _HELD_BYTES // size)

    def play(self, begin: float, end: float, skip: float, *, backwards: bool) -> Iterator[Timed]:
        """As `playing.forwards` and `playing.backwards` do with a clip."""
        if not backwards:
            first = max(0, bisect_right(self._starts, begin + skip) - 1)
            for number, frame in self._pictures(first, len(self._starts) - 1):
                yield Timed(self._starts[number] - begin, frame)
            return
        end = min(end, self._starts[-1])
        first = max(0, bisect_right(self._starts, begin) - 1)
        for stop in range(bisect_left(self._starts, end - skip), first, -self._piece):
            held = list(self._pictures(max(first, stop - self._piece), stop))
            for number, frame in reversed(held):
                yield Timed(max(0.0, end - self._starts[number + 1]), frame)

    def close(self) -> None:
        self._image.close()

    def _pictures(self, first: int, stop: int) -> Iterator[tuple[int, av.VideoFrame]]:
        for number in range(first, stop):
            try:
                self._image.seek(number)
                pixels = np.asarray(flattened(self._image))
            except (OSError, EOFError, SyntaxError):
                return
            yield number, av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
