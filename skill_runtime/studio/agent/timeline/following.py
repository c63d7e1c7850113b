"""What lies beside the shots stays with the pictures that it lies over, where the time before them
gets shorter or longer: texts, sounds, passages of another loudness. Times in ms.

What begins before that time stays as it is: a title of the beginning remains one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from skill_runtime.studio.draft import (
    AUDIO,
    EFFECTS,
    OVERLAY,
    TEXT,
    VIDEO,
    Draft,
    Segment,
    segments,
    with_segments,
)

__all__ = ["closed_up", "moved_along", "with_lengths"]

_BESIDE = (TEXT, OVERLAY, EFFECTS, AUDIO)
_OF_THE_FILM = frozenset({"title", "watermark", "lower-third", "sticker"})
"""Roles of texts that no cut makes shorter: subtitles go with the time that they were said in."""
Moment = Callable[[int], int]
"""A time before → the same moment after."""


def closed_up(draft: Draft, start: int, stop: int) -> Draft:
    """The draft once that piece of time is gone, and what lay in it alone."""

    def moment(at: int) -> int:
        return at if at <= start else max(start, at - (stop - start))

    return _changed(draft, lambda s: _shrunk(s, moment))


def moved_along(draft: Draft, since: int, by: int) -> Draft:
    """What begins at that time or later, moved."""

    def moment(at: int) -> int:
        return at + by if at >= since else at

    return _changed(draft, lambda s: {**_timed(s, moment), "s": moment(s["s"])})


def with_lengths(draft: Draft, row: Sequence[Segment]) -> Draft:
    """The same shots, some of them of another length."""
    before = segments(draft, VIDEO)
    for old, new in reversed(list(zip(before, row, strict=True))):
        if old["d"] != new["d"]:
            draft = moved_along(draft, old["s"] + old["d"], new["d"] - old["d"])
    return with_segments(draft, VIDEO, row)


def _changed(draft: Draft, change: Callable[[Segment], Segment]) -> Draft:
    for lane in _BESIDE:
        changed = [change(s) for s in segments(draft, lane)]
        draft = with_segments(draft, lane, [s for s in changed if s["d"] > 0])
    return draft


def _shrunk(segment: Segment, moment: Moment) -> Segment:
    first, last = (moment(at) for at in (segment["s"], segment["s"] + segment["d"]))
    length = segment["d"] if segment["m"].get("role") in _OF_THE_FILM else last - first
    return {**_timed(segment, moment), "s": first, "d": length}


def _timed(segment: Segment, moment: Moment) -> Segment:
    """The times of the film that a sound has inside: its span, and its passages."""
    meta: dict[str, Any] = dict(segment["m"])
    if meta.get("span"):
        start, stop = meta["span"]
        meta["span"] = [start and moment(start), stop and moment(stop)]
    if meta.get("passages"):
        moved = [
            {**p, "s": moment(p["s"]), "d": moment(p["s"] + p["d"]) - moment(p["s"])}
            for p in meta["passages"]
        ]
        meta["passages"] = [p for p in moved if p["d"] > 0]
    return {**segment, "m": meta}
