"""A file that moves, opened for playing: by FFmpeg, or a WebP by Pillow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from av.container import InputContainer
from av.video.stream import VideoStream

from skill_runtime.studio.media import playing
from skill_runtime.studio.media.animation import Animation, picture_lengths
from skill_runtime.studio.media.errors import Unreadable
from skill_runtime.studio.media.playing import Timed
from skill_runtime.studio.media.sources import open_media, video_of

__all__ = ["Reel", "open_reel"]

_THREADS = max(1, (os.cpu_count() or 2) // 2)
"""The encoder, which wants every core, gets the others: decoding in as many threads as there are
cores costs a sixth more processor time, and nobody waits less.
"""


class Reel(Protocol):
    """Moving pictures; `pixel_aspect` is how much wider than high a pixel of theirs is."""

    @property
    def pixel_aspect(self) -> float: ...

    def play(self, begin: float, end: float, skip: float, *, backwards: bool) -> Iterator[Timed]:
        """The frames between two moments of the clip (s), without those of the first `skip`
        seconds; see `playing`.
        """
        ...

    def close(self) -> None: ...


def open_reel(path: Path, *, sketched: bool = False) -> Reel:
    """The file's moving pictures; `Unreadable` where it has none. `sketched`: pictures that no
    other needs may be left out.
    """
    if lengths := picture_lengths(path):
        return Animation(path, lengths)
    container = open_media(path)
    stream = video_of(container)
    if stream is None or stream.time_base is None:
        container.close()
        raise Unreadable(f"{path.name} has no moving picture.")
    stream.thread_type, stream.codec_context.thread_count = "AUTO", _THREADS
    if sketched:
        stream.codec_context.skip_frame = "NONREF"
    return _Video(container, stream)


class _Video:
    """What FFmpeg plays."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._container = container
        self._stream = stream
        self.pixel_aspect = float(stream.sample_aspect_ratio or 1)

    def play(self, begin: float, end: float, skip: float, *, backwards: bool) -> Iterator[Timed]:
        play = playing.backwards if backwards else playing.forwards
        return play(self._container, self._stream, begin, end, skip)

    def close(self) -> None:
        self._container.close()
