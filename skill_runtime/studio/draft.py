"""The draft (timeline) as plain JSON values: reading it, and settling it after an edit.

A draft is what a client reads and sends back, so unknown keys are kept. All times are integer
milliseconds. Every function here is pure: it returns a new draft and leaves the one that it was
given alone. The module refuses nothing; what an edit may not do is decided in `agent.applying`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = [
    "AUDIO",
    "TEXT",
    "VIDEO",
    "Draft",
    "Segment",
    "exportable",
    "has_text",
    "new_draft",
    "new_segment",
    "segments",
    "settle",
    "total",
    "with_canvas",
    "with_segments",
]

Draft = dict[str, Any]
Segment = dict[str, Any]

VIDEO, AUDIO, TEXT = 0, 1, 7
"""Track types (CONTRACT, The draft)."""

DEFAULT_LENGTH_MS = 10_000
"""How long music alone lasts, as there is no picture to fit it to."""


def new_draft(project_id: str, *, width: int = 1080, height: int = 1920) -> Draft:
    """An empty timeline; `width` and `height` in pixels."""
    canvas = {"width": width, "height": height, "fps": 30}
    return {"v": 1, "id": project_id, "d": 0, "m": canvas, "t": []}


def with_canvas(draft: Draft, width: int, height: int) -> Draft:
    return {**draft, "m": {**draft["m"], "width": width, "height": height}}


def segments(draft: Draft, kind: int) -> list[Segment]:
    """The segments of every track of that type, in order of time."""
    found = [s for t in draft["t"] if t["tt"] == kind for s in t["sg"]]
    return found if kind == VIDEO else sorted(found, key=lambda s: int(s["s"]))


def new_segment(draft: Draft, *, start: int, length: int, meta: dict[str, Any]) -> Segment:
    """A segment with an id that the draft doesn't have; `start` and `length` in ms."""
    return {"id": f"s{_next_number(draft)}", "s": start, "d": length, "m": meta}


def total(draft: Draft) -> int:
    """Where the last picture or title ends, in ms."""
    return max(
        (s["s"] + s["d"] for kind in (VIDEO, TEXT) for s in segments(draft, kind)), default=0
    )


def exportable(draft: Draft) -> bool:
    """CONTRACT, The draft: at least one track with a non-empty `sg`."""
    tracks = draft.get("t")
    return isinstance(tracks, list) and any(isinstance(t, dict) and t.get("sg") for t in tracks)


def has_text(draft: Draft) -> bool:
    """Of an exportable draft, which may be anybody's: a text track with a segment."""
    return any(isinstance(t, dict) and t.get("tt") == TEXT and t.get("sg") for t in draft["t"])


def with_segments(draft: Draft, kind: int, items: Iterable[Segment]) -> Draft:
    """The draft with these segments in place of all of that type.

    A track keeps its id while it has segments, is made when it is needed, and goes when it is
    empty.
    """
    named: dict[str, list[Segment]] = {}
    for item in items:
        named.setdefault(_track_name(kind, item), []).append(item)
    tracks = []
    for track in draft["t"]:
        if track["tt"] != kind:
            tracks.append(track)
        elif found := named.pop(track["m"].get("name", ""), None):
            tracks.append({**track, "sg": found})
    number = max((int(t["id"][1:]) for t in draft["t"] if t["id"][1:].isdigit()), default=0)
    for offset, (name, found) in enumerate(named.items(), start=1):
        track = {"id": f"t{number + offset}", "tt": kind, "m": {"name": name}, "sg": found}
        tracks.append(track)
    return {**draft, "t": sorted(tracks, key=lambda t: int(t["tt"]))}


def settle(draft: Draft) -> Draft:
    """Shots one after another, titles inside the picture, music as long as both."""
    shots, at = [], 0
    for shot in segments(draft, VIDEO):
        shots.append({**shot, "s": at})
        at += shot["d"]
    draft = with_segments(draft, VIDEO, shots)
    if shots:
        draft = with_segments(draft, TEXT, [_inside(s, at) for s in segments(draft, TEXT)])
    length = total(draft)
    music = segments(draft, AUDIO)
    if music and not length:
        length = DEFAULT_LENGTH_MS
    fitted = [{**s, "s": 0, "d": length} for s in music]
    return {**with_segments(draft, AUDIO, fitted), "d": length}


def _inside(segment: Segment, end: int) -> Segment:
    """The text, moved earlier and shortened where the picture ends before it."""
    length = min(segment["d"], end)
    return {**segment, "s": max(0, min(segment["s"], end - length)), "d": length}


def _track_name(kind: int, segment: Segment) -> str:
    if kind == VIDEO:
        return "Video"
    if kind == AUDIO:
        return "BGM"
    return "Title" if segment["m"].get("role", "title") == "title" else "Subtitle"


def _next_number(draft: Draft) -> int:
    ids = (str(s.get("id", "")) for t in draft["t"] for s in t["sg"])
    return max((int(i[1:]) for i in ids if i[1:].isdigit()), default=0) + 1
