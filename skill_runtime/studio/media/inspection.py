"""The probing child: opens one file by its one demuxer or picture format and decodes a first piece
of it.

Runs inside `sandbox` only. Reports the facts, or `{"unreadable": sentence}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image

from skill_runtime.studio.media.animation import picture_lengths
from skill_runtime.studio.media.confinement import Report
from skill_runtime.studio.media.errors import Unreadable, Unsupported
from skill_runtime.studio.media.sniffing import Kind, sniff
from skill_runtime.studio.media.sources import (
    MAX_PIXELS,
    frames,
    open_media,
    open_picture,
    sounds,
    video_of,
)

MAX_DURATION_MS = 4 * 60 * 60 * 1000
_TAIL = 2 * av.time_base
"""The last seconds of a file are looked for: one that was cut off still states its whole length."""
_SHORT_BY = av.time_base // 2
_COUNTED = frozenset({"mp3", "aac"})
"""Demuxers that guess a duration from the bitrate of the first frames: their packets are counted.
"""


def run(job: Mapping[str, Any], report: Report) -> None:
    """Inspects `job["path"]`."""
    path = Path(job["path"])
    try:
        kind = sniff(path)
        facts = _facts(path, kind)
    except (Unreadable, Unsupported) as refusal:
        report({"unreadable": str(refusal)})
    except MemoryError:
        report({"unreadable": f"{path.name} needs more memory than a media file should."})
    else:
        report(facts)


def _facts(path: Path, kind: Kind) -> dict[str, object]:
    if not kind.picture:
        return _media(path, kind)
    if lengths := picture_lengths(path):
        return {**_picture(path), "kind": "video", "duration_ms": sum(lengths)}
    return _media(path, kind) if _is_animated(path, kind) else _picture(path)


def _is_animated(path: Path, kind: Kind) -> bool:
    """A GIF that moves is a clip; its first picture is decoded either way."""
    if kind.name != "gif":
        return False
    try:
        with Image.open(path, formats=["GIF"]) as image:
            return bool(getattr(image, "is_animated", False))
    except (OSError, SyntaxError, EOFError):
        return False


def _picture(path: Path) -> dict[str, object]:
    width, height = open_picture(path).size
    return {
        "kind": "image",
        "width": width,
        "height": height,
        "duration_ms": None,
        "has_audio": False,
    }


def _media(path: Path, kind: Kind) -> dict[str, object]:
    with open_media(path) as container:
        video = video_of(container)
        audio = next(iter(container.streams.audio), None)
        if video is None and audio is None:
            raise Unreadable(f"{path.name} has neither pictures nor sound.")
        width, height = _first_picture(path, container, video) if video else (0, 0)
        if audio and not video:
            _first_sound(path, container, audio)
    duration = _duration(path, kind)
    if not 0 < duration <= MAX_DURATION_MS:
        hours = MAX_DURATION_MS // 3_600_000
        raise Unreadable(
            f"{path.name} has no usable length: it must be above 0 and below {hours} h."
        )
    return {
        "kind": "video" if video else "audio",
        "width": width,
        "height": height,
        "duration_ms": duration,
        "has_audio": audio is not None,
    }


def _first_picture(path: Path, container: InputContainer, stream: VideoStream) -> tuple[int, int]:
    """Its size as it is shown: upright."""
    if stream.codec_context.width * stream.codec_context.height > MAX_PIXELS:
        raise Unreadable(f"{path.name} has more than {MAX_PIXELS // 10**6} megapixels.")
    frame = next(frames(container, stream), None)
    if frame is None:
        raise Unreadable(f"{path.name} is damaged: no picture of it can be decoded.")
    aspect = float(stream.sample_aspect_ratio or 1)
    size = round(frame.width * aspect), frame.height
    return size[::-1] if frame.rotation % 180 else size


def _first_sound(path: Path, container: InputContainer, stream: AudioStream) -> None:
    if next(sounds(container, stream), None) is None:
        raise Unreadable(f"{path.name} is damaged: no sound of it can be decoded.")


def _duration(path: Path, kind: Kind) -> int:
    """The length in ms: as the file states it where it reaches as far, else of what is there."""
    with open_media(path) as container:
        stated = container.duration if container.duration and kind.demuxer not in _COUNTED else 0
        if stated and _end(container, stated - _TAIL) >= stated - _SHORT_BY:
            return round(stated / 1000)
    with open_media(path) as container:
        return round((_end(container) or stated) / 1000)


def _end(container: InputContainer, since: int = 0) -> float:
    """Where the last packet ends, in microseconds, looking from a moment on."""
    begin = container.start_time or 0
    if since > 0:
        with suppress(av.FFmpegError):  # without an index it is looked for from the beginning
            container.seek(begin + since)
    end = 0.0
    with suppress(av.FFmpegError):  # a broken tail: what came before it counts
        for packet in container.demux():
            if packet.pts is not None and packet.time_base is not None:
                last = (packet.pts + (packet.duration or 0)) * packet.time_base
                end = max(end, float(last) * av.time_base - begin)
    return end
