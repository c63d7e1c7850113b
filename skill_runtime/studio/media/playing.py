"""The frames of a clip in the order in which they are shown: forwards, or from their end backwards.

Times are seconds from the moment at which the shot begins. Playing backwards decodes a piece at a
time, so that a long clip never stands in memory as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from skill_runtime.studio.media.sources import frames

__all__ = ["Timed", "backwards", "forwards"]

_HELD_BYTES = 160 << 20
"""Of decoded frames, while they are turned round."""
_LONGEST_PIECE = 2.0
_FEWEST_FRAMES = 4


class Timed(NamedTuple):
    at: float
    frame: av.VideoFrame


def forwards(
    container: InputContainer, stream: VideoStream, begin: float, end: float, skip: float = 0
) -> Iterator[Timed]:
    """Frames from `begin` (seconds of the clip) on, or from `skip` seconds later; `end` is not
    looked at: what is shown beyond it is decided by whoever shows it.
    """
    del end
    first = _first(stream) + begin
    if begin + skip:
        _seek(container, stream, begin + skip)
    for frame in frames(container, stream):
        yield Timed(0.0 if frame.pts is None else frame.time - first, frame)


def backwards(
    container: InputContainer, stream: VideoStream, begin: float, end: float, skip: float = 0
) -> Iterator[Timed]:
    """Frames between `begin` and `end`, the last one first, at the time that is left to it; without
    those of the first `skip` seconds.
    """
    end = min(end, _length(container, stream))
    piece = _piece(stream)
    number = max(1, math.ceil((end - skip - begin) / piece))
    for index in reversed(range(number)):
        start, stop = begin + index * piece, min(end, begin + (index + 1) * piece)
        held = _between(container, stream, start, stop)
        for at, frame in reversed(held):
            yield Timed(max(0.0, end - max(at, start) - _frame_length(stream)), frame)


def _between(
    container: InputContainer, stream: VideoStream, start: float, stop: float
) -> list[tuple[float, av.VideoFrame]]:
    """The frames of a piece of the clip."""
    first = _first(stream)
    _seek(container, stream, start)
    held: list[tuple[float, av.VideoFrame]] = []
    for frame in frames(container, stream):
        at = 0.0 if frame.pts is None else frame.time - first
        if at >= stop:
            break
        if at >= start - 1e-4:
            held.append((at, frame))
    return held


def _seek(container: InputContainer, stream: VideoStream, at: float) -> None:
    if stream.time_base is None:
        return
    with suppress(av.FFmpegError):  # without an index it is decoded from the beginning
        container.seek(int((_first(stream) + at) / stream.time_base), stream=stream)


def _first(stream: VideoStream) -> float:
    return float((stream.start_time or 0) * (stream.time_base or 0))


def _length(container: InputContainer, stream: VideoStream) -> float:
    """Of the clip in seconds, as far as the file tells."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else math.inf


def _frame_length(stream: VideoStream) -> float:
    return 1 / float(stream.average_rate or 25)


def _piece(stream: VideoStream) -> float:
    """How many seconds are held at once."""
    size = max(1, stream.codec_context.width * stream.codec_context.height * 3 // 2)
    count = max(_FEWEST_FRAMES, _HELD_BYTES // size)
    return min(_LONGEST_PIECE, count * _frame_length(stream))
