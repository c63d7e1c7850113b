"""Uploaded files on the timeline: which file is meant, and the edit that places it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from skill_runtime.studio.agent.edits import Edit, Place, SetMusic, UseUpload
from skill_runtime.studio.agent.project import Media
from skill_runtime.studio.draft import Draft

from .refusal import EditRefused

__all__ = ["MUSIC_SECONDS", "is_mark", "marks_among", "placed", "waiting_uploads"]

MUSIC_SECONDS = 10.0
"""Music is composed at least so long; a film has it composed anew at its own length."""
_MARK = re.compile(r"logo|watermark|水印|标志|商标|台标|徽标", re.IGNORECASE)
STILL_MS = 5000
"""How long an uploaded picture is shown."""


def placed(request: UseUpload, uploads: Sequence[Media], draft: Draft) -> list[Edit]:
    """The edits that put the meant files on the timeline; EditRefused where there is none."""
    fitting = [m for m in uploads if _fits(m, request)]
    if not fitting:
        raise EditRefused("no_upload")
    if not request.every:
        return [_placed(fitting[-1], request)]
    used, marks = _used(draft), marks_among(fitting)
    shown = UseUpload(length=request.length)
    new = [_placed(m, shown) for m in fitting if m.id not in used and m.id not in marks]
    return new or [_placed(fitting[-1])]


def is_mark(name: str) -> bool:
    """Whether a file is called a logo."""
    return _MARK.search(name) is not None


def marks_among(uploads: Sequence[Media]) -> set[str]:
    """The ids of pictures that are called a logo, where there are others: these lie over a film,
    and are no shot of one.
    """
    marks = {m.id for m in uploads if m.kind == "image" and is_mark(m.name)}
    return marks if any(m.kind != "audio" and m.id not in marks for m in uploads) else set()


def waiting_uploads(uploads: Sequence[Media], draft: Draft) -> list[Edit]:
    """Pictures and clips that were uploaded and are not on the timeline yet."""
    left = _used(draft) | marks_among(uploads)
    return [_placed(m) for m in uploads if m.kind != "audio" and m.id not in left]


def _fits(media: Media, request: UseUpload) -> bool:
    if request.name is not None:
        # In Chinese nothing stands between a verb and a name: "加上海边.mp4".
        return request.name.casefold().endswith(media.name.casefold())
    return request.kind is None or media.kind == request.kind


def _placed(media: Media, request: UseUpload | None = None) -> Edit:
    request = request or UseUpload()
    if media.kind == "audio":
        return SetMusic(words="", level=request.level, source=media.id, name=media.name)
    length = media.duration_ms if media.kind == "video" else request.length or STILL_MS
    if request.over is not None:
        return replace(
            request.over, source=media.id, name=media.name, media=media.kind, length=length
        )
    return Place(
        media.id, media.kind, media.name, max(length, 100), request.replace, _canvas(media)
    )


def _canvas(media: Media) -> tuple[int, int] | None:
    if not (media.width and media.height):
        return None
    ratio = media.width / media.height
    if ratio > 1.2:
        return 1920, 1080
    return (1080, 1080) if ratio > 0.85 else (1080, 1920)


def _used(draft: Draft) -> set[str]:
    all_segments = chain.from_iterable(t["sg"] for t in draft["t"])
    return {str(s["m"].get("src", "")) for s in all_segments}
