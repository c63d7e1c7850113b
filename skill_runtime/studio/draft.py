"""The draft (timeline) as plain JSON values: reading it, and settling it after an edit.

A draft is what a client reads and sends back, so unknown keys are kept. All times are integer
milliseconds. Every function here is pure: it returns a new draft and leaves the one that it was
given alone. The module refuses nothing; what an edit may not do is decided in `agent.applying`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

__all__ = [
    "AUDIO",
    "EFFECTS",
    "OVERLAY",
    "TEXT",
    "VIDEO",
    "Draft",
    "Lane",
    "Segment",
    "exportable",
    "has_sound",
    "has_text",
    "new_draft",
    "new_segment",
    "segments",
    "settle",
    "span_times",
    "total",
    "with_canvas",
    "with_segments",
]

Draft = dict[str, Any]
Segment = dict[str, Any]


class Lane(NamedTuple):
    """What lies beside each other: a track type (CONTRACT, The draft) and its tracks' names."""

    type: int
    names: tuple[str, ...]


VIDEO, OVERLAY = Lane(0, ("Video",)), Lane(0, ("Overlay",))
AUDIO, EFFECTS = Lane(1, ("BGM",)), Lane(1, ("Effects",))
TEXT = Lane(7, ("Title", "Subtitle"))
"""The first lane of a type takes its tracks of unknown names too."""
_BESIDE = {VIDEO: OVERLAY, AUDIO: EFFECTS}

DEFAULT_LENGTH_MS = 10_000
"""How long music alone lasts, as there is no picture to fit it to."""


def new_draft(project_id: str, *, width: int = 1080, height: int = 1920) -> Draft:
    """An empty timeline; `width` and `height` in pixels."""
    canvas = {"width": width, "height": height, "fps": 30}
    return {"v": 1, "id": project_id, "d": 0, "m": canvas, "t": []}


def with_canvas(draft: Draft, width: int, height: int, platform: str = "") -> Draft:
    """The draft in another size, for a platform or for none in particular."""
    kept = {k: v for k, v in draft["m"].items() if k != "platform"}
    named = {"platform": platform} if platform else {}
    return {**draft, "m": {**kept, "width": width, "height": height, **named}}


def segments(draft: Draft, lane: Lane) -> list[Segment]:
    """The segments of every track of that lane, in order of time."""
    found = [s for t in draft["t"] if _in_lane(t, lane) for s in t["sg"]]
    return found if lane == VIDEO else sorted(found, key=lambda s: int(s["s"]))


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
    return any(isinstance(t, dict) and t.get("tt") == TEXT.type and t.get("sg") for t in draft["t"])


def has_sound(draft: Draft, sounding: Collection[str]) -> bool:
    """Of such a draft: an audio track with a segment, or a clip of one of the media that sound."""
    for track in draft["t"]:
        held = track.get("sg") if isinstance(track, dict) else None
        for item in held if isinstance(held, list) else ():
            facts = item.get("m") if isinstance(item, dict) else None
            source = facts.get("src") if isinstance(facts, dict) else None
            if track.get("tt") == AUDIO.type or (isinstance(source, str) and source in sounding):
                return True
    return False


def with_segments(draft: Draft, lane: Lane, items: Iterable[Segment]) -> Draft:
    """The draft with these segments in place of all of that lane.

    A track keeps its id while it has segments, is made when it is needed, and goes when it is
    empty.
    """
    named: dict[str, list[Segment]] = {}
    for item in items:
        named.setdefault(_track_name(lane, item), []).append(item)
    tracks = []
    for track in draft["t"]:
        if not _in_lane(track, lane):
            tracks.append(track)
        elif found := named.pop(track["m"].get("name", ""), None):
            tracks.append({**track, "sg": found})
    number = max((int(t["id"][1:]) for t in draft["t"] if t["id"][1:].isdigit()), default=0)
    for offset, (name, found) in enumerate(named.items(), start=1):
        track = {"id": f"t{number + offset}", "tt": lane.type, "m": {"name": name}, "sg": found}
        tracks.append(track)
    return {**draft, "t": sorted(tracks, key=_rank)}


def settle(draft: Draft) -> Draft:
    """Shots one after another, what lies over one where it is, titles inside the picture, music and
    sounds that last as long as both.
    """
    shots, at = [], 0
    for shot in segments(draft, VIDEO):
        shots.append({**shot, "s": at})
        at += shot["d"]
    draft = with_segments(draft, VIDEO, shots)
    draft = with_segments(draft, OVERLAY, _over(segments(draft, OVERLAY), shots))
    if shots:
        texts = [s for text in segments(draft, TEXT) if (s := _with_shot(text, shots))]
        draft = with_segments(draft, TEXT, [_inside(_in_span(s, at), at) for s in texts])
    length = total(draft)
    sounding = [s for lane in (AUDIO, EFFECTS) for s in segments(draft, lane)]
    if sounding and not length:
        length = DEFAULT_LENGTH_MS
    draft = with_segments(draft, EFFECTS, _at_cuts(segments(draft, EFFECTS), shots))
    for lane in (AUDIO, EFFECTS):
        draft = with_segments(draft, lane, [_sounding(s, length) for s in segments(draft, lane)])
    return {**draft, "d": length}


def span_times(meta: dict[str, Any], end: int) -> tuple[int, int]:
    """From when to when something is there whose `span` counts from the start of a film that lasts
    `end`, or from its end where it is negative; ms.
    """
    start, stop = meta.get("span") or (0, None)
    start = max(0, end + start) if start < 0 else start
    return start, end if stop is None else stop


def _in_span(segment: Segment, end: int) -> Segment:
    """What lies all along, or to the end of the film, does so however long that is."""
    if not segment["m"].get("span"):
        return segment
    start, stop = span_times(segment["m"], end)
    start = max(0, min(start, end - 100))
    return {**segment, "s": start, "d": max(1, min(stop, end) - start)}


def _at_cuts(effects: list[Segment], shots: list[Segment]) -> list[Segment]:
    """A sound of a cut is heard there, whichever shots it joins; without the cut it is gone."""
    laid = []
    for segment in effects:
        number, early = segment["m"].get("cut") or (None, 0)
        if number is None:
            laid.append(segment)
        elif number < len(shots):
            laid.append({**segment, "s": max(0, shots[number]["s"] - early)})
    return laid


def _over(found: list[Segment], shots: list[Segment]) -> list[Segment]:
    """What lies over a shot goes with it, and away with it; the rest stays inside the picture."""
    by_id = {s["id"]: s for s in shots}
    end = max((s["s"] + s["d"] for s in shots), default=0)
    settled = []
    for segment in found:
        over = segment["m"].get("over")
        if over is None:
            whole = segment["m"].get("whole") and end
            timed = _in_span(segment, end)
            settled.append({**segment, "s": 0, "d": end} if whole else _inside(timed, end))
        elif over in by_id:
            settled.append({**segment, "s": by_id[over]["s"], "d": by_id[over]["d"]})
    return [s for s in settled if s["d"] > 0]


def _with_shot(text: Segment, shots: list[Segment]) -> Segment | None:
    """A text that goes with a shot, when that is shown: also where it was cut into pieces; None
    where it is gone.
    """
    over = text["m"].get("over")
    if over is None:
        return text
    # What was cut in pieces or is there once more is called "s1-2".
    of_it = [s["id"] == over or s["id"].startswith(f"{over}-") for s in shots]
    if not any(of_it):
        return None
    first = of_it.index(True)
    last = next((n for n in range(first, len(shots)) if not of_it[n]), len(shots)) - 1
    start, end = shots[first]["s"], shots[last]["s"] + shots[last]["d"]
    begins, ends = text["m"].get("part") or (0, None)
    begins = min(begins, end - start - 1)
    stop = end if ends is None else min(end, start + ends)
    return {**text, "s": start + begins, "d": max(1, stop - start - begins)}


_HEARD_MS = 500
"""So much of a sound is worth hearing; of less it comes earlier."""


def _sounding(segment: Segment, length: int) -> Segment:
    """What repeats fills the whole length, or the span that was asked for; a single sound stays
    where it is, and is cut off where the picture ends.
    """
    if not segment["m"].get("loop"):
        if segment["m"].get("span"):
            segment = {**segment, "s": span_times(segment["m"], length)[0]}
        heard = length - segment["s"]
        return (
            {**segment, "d": min(segment["d"], heard)}
            if heard >= _HEARD_MS
            else _inside(segment, length)
        )
    start, stop = span_times(segment["m"], length)
    start = max(0, min(start, length - 100))
    return {**segment, "s": start, "d": max(100, min(stop, length) - start)}


def _inside(segment: Segment, end: int) -> Segment:
    """The text, moved earlier and shortened where the picture ends before it."""
    length = min(segment["d"], end)
    return {**segment, "s": max(0, min(segment["s"], end - length)), "d": length}


def _in_lane(track: dict[str, Any], lane: Lane) -> bool:
    name = track["m"].get("name", "")
    beside = _BESIDE.get(lane)
    if beside is not None:
        return bool(track["tt"] == lane.type and name not in beside.names)
    return bool(track["tt"] == lane.type and (lane == TEXT or name in lane.names))


def _rank(track: dict[str, Any]) -> tuple[int, bool]:
    """Tracks by type, and of pictures and sounds the main one first."""
    beside = {name for lane in _BESIDE.values() for name in lane.names}
    return int(track["tt"]), track["m"].get("name") in beside


def _track_name(lane: Lane, segment: Segment) -> str:
    if lane != TEXT:
        return lane.names[0]
    return "Title" if segment["m"].get("role", "title") == "title" else "Subtitle"


def _next_number(draft: Draft) -> int:
    ids = (str(s.get("id", "")) for t in draft["t"] for s in t["sg"])
    return max((int(i[1:]) for i in ids if i[1:].isdigit()), default=0) + 1
