"""A draft to a file: what can be checked at once is, then a sandboxed child draws and encodes.

The file appears under its name only when it is whole (`.part`, then renamed). The same draft,
media and output give the same bytes on the same machine.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from skill_runtime.studio.media.draft import Draft, Shot, Sound
from skill_runtime.studio.media.errors import RenderCancelled, RenderFailed, RenderRefused
from skill_runtime.studio.media.output import (
    PICTURES,
    POSTER,
    SOUNDS,
    Canvas,
    Output,
    canvas_of,
    check_output,
)
from skill_runtime.studio.media.reading import read_draft
from skill_runtime.studio.media.refitting import refitted
from skill_runtime.studio.media.sandbox import Child, ChildFailed, Limits, Start
from skill_runtime.studio.media.subtitles import to_srt

__all__ = [
    "WORKER",
    "Output",
    "RenderCancelled",
    "RenderFailed",
    "RenderRefused",
    "Rendered",
    "render",
]

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]

_PATIENCE = 0.2
"""Seconds between two looks at whether the render was cancelled."""
WORKER = "skill_runtime.studio.media.worker"
_MEMORY = 4 << 30
_FILE_SIZE = 8 << 30
_CPU_SECONDS = 120
_CPU_PER_SECOND = 30
"""So many processor seconds a render may take, and for each second of the draft; usual is one."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The finished file. Sounds and previews have no size, pictures and subtitles no duration."""

    path: Path
    width: int
    height: int
    duration_ms: int
    bytes: int


def render(  # noqa: PLR0913 — two of them follow it, and one is its child
    draft: Mapping[str, object],
    media: Callable[[str], Path],
    path: Path,
    output: Output,
    *,
    progress: Progress,
    cancelled: Cancelled,
    start: Start = Child.start,
) -> Rendered:
    """Renders a draft (see `reading`) to `path`.

    `media` gives the file of a media id and raises KeyError for an unknown one. `progress` is told
    the share that is done, 0 to 1, at least once a second; `cancelled` is asked several times a
    second; `start` gives the child that does it. Raises `RenderRefused` with a sentence,
    `RenderCancelled`, or OSError where the disk is full; no file is left then.
    """
    check_output(output)
    document = _as_json(draft)
    plan = read_draft(draft)
    canvas = canvas_of(plan, output)
    progress(0.0)
    part = path.with_name(path.name + ".part")
    try:
        if output.format == "srt":
            part.write_text(to_srt(plan.titles), encoding="utf-8", newline="\n")
        else:
            with _files_for(plan, media, output, part) as files:
                job = {
                    "draft": document,
                    "media": files,
                    "path": str(part),
                    "output": asdict(output),
                }
                with start(WORKER, job, _limits(plan.duration)) as child:
                    _follow(child, progress, cancelled)
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    progress(1.0)
    return _rendered(path, plan, canvas, output)


def _as_json(draft: Mapping[str, object]) -> str:
    """The draft as it goes to the child; what JSON doesn't know, or can't nest, is refused."""
    try:
        return json.dumps(draft)
    except (TypeError, ValueError, RecursionError):
        raise RenderRefused("The draft is no plain JSON object.") from None


def _files_for(
    plan: Draft, media: Callable[[str], Path], output: Output, part: Path
) -> AbstractContextManager[dict[str, str]]:
    files = _files(plan, media)
    silent = output.format in {*PICTURES, "gif"}
    return nullcontext(files) if silent else refitted(plan, files, part)


def _files(draft: Draft, media: Callable[[str], Path]) -> dict[str, str]:
    files: dict[str, str] = {}
    users: list[Shot | Sound] = [*draft.shots, *draft.sounds]
    for used in users:
        try:
            file = media(used.source)
        except KeyError:
            missing = f'{used.place}: its file "{used.source}" is not in this project.'
            raise RenderRefused(missing) from None
        if not file.is_file():
            raise RenderRefused(f"{used.place}: its file {file.name} is gone; upload it again.")
        files[used.source] = str(file.resolve())
    return files


def _limits(duration: int) -> Limits:
    return Limits(_CPU_SECONDS + _CPU_PER_SECOND * duration // 1000, _MEMORY, _FILE_SIZE)


def _follow(child: Child, progress: Progress, cancelled: Cancelled) -> None:
    """Until it is done."""
    share = 0.0
    while True:
        if cancelled():
            raise RenderCancelled("The render was cancelled.")
        try:
            report = child.report(_PATIENCE) or {}
        except ChildFailed as end:
            sentence = f"The renderer stopped before the file was whole: {end}"
            raise RenderFailed(sentence) from end
        if "refused" in report:
            raise RenderRefused(str(report["refused"]))
        if "full" in report:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if "done" in report:
            return
        share = max(share, float(report.get("progress", 0.0)))
        progress(share)


def _rendered(path: Path, draft: Draft, canvas: Canvas, output: Output) -> Rendered:
    seen = output.format not in {*SOUNDS, "srt"} and output.picture == POSTER
    lasts = output.format not in PICTURES
    return Rendered(
        path=path,
        width=canvas.width if seen else 0,
        height=canvas.height if seen else 0,
        duration_ms=draft.duration if lasts else 0,
        bytes=path.stat().st_size,
    )
