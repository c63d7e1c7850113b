"""What an upload really is: its type by content, and its facts from a child that decoded a piece of
it.

A name or a declared type is never believed. What is none of the thirteen accepted types is
`Unsupported` before anything opens it; what doesn't decode inside its limits is `Unreadable`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skill_runtime.studio.media.errors import Unreadable, Unsupported
from skill_runtime.studio.media.sandbox import Child, ChildFailed, Limits, Start
from skill_runtime.studio.media.sniffing import Kind, sniff

__all__ = ["INSPECTION", "MediaFacts", "Unreadable", "Unsupported", "probe"]

INSPECTION = "skill_runtime.studio.media.inspection"
_LIMITS = Limits(cpu_seconds=15, memory=3 << 30, file_size=0)
_PATIENCE = 30.0
"""Seconds until a probe is given up."""


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """An accepted file. Sizes are in px as shown (upright); a still has no duration, a sound no
    size.
    """

    kind: str
    """video, image or audio; a GIF or a WebP that moves is a video."""
    mime: str
    width: int
    height: int
    duration_ms: int | None
    has_audio: bool
    bytes: int


def probe(path: Path, start: Start = Child.start) -> MediaFacts:
    """The facts of a media file; `Unsupported` or `Unreadable` with a sentence otherwise."""
    kind = sniff(path)
    with start(INSPECTION, {"path": str(path.resolve())}, _LIMITS) as child:
        try:
            report = child.report(_PATIENCE)
        except ChildFailed as end:
            raise Unreadable(f"{path.name} could not be read safely ({end}).") from end
    if report is None:
        raise Unreadable(f"{path.name} takes too long to read.")
    if "unreadable" in report:
        raise Unreadable(str(report["unreadable"]))
    return _facts(report, kind, path.stat().st_size)


def _facts(report: dict[str, Any], kind: Kind, size: int) -> MediaFacts:
    mime = kind.mime
    if report["kind"] == "audio":
        mime = mime.replace("video/", "audio/")  # an MP4 or WebM that holds sound alone
    return MediaFacts(
        kind=str(report["kind"]),
        mime=mime,
        width=int(report["width"]),
        height=int(report["height"]),
        duration_ms=None if report["duration_ms"] is None else int(report["duration_ms"]),
        has_audio=bool(report["has_audio"]),
        bytes=size,
    )
