"""What lies beside the shots stays with the pictures that it lies over, where these get shorter or
longer, or go elsewhere: texts, sounds, passages of another loudness. Times in ms.

A title of the beginning remains one, and what lies all along stays all along (`settle`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
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

__all__ = ["closed_up", "followed", "held_by", "moved_along"]

_BESIDE = (TEXT, OVERLAY, EFFECTS, AUDIO)
_OF_THE_FILM = frozenset({"title", "watermark", "lower-third", "sticker"})
"""Roles of texts that no cut makes shorter: subtitles go with the time that they were said in."""
Moment = Callable[[int], int]
"""A time before → the same moment after."""


def closed_up(draft: Draft, start: int, stop: int) -> Draft:
    """The draft once that piece of time is gone, and what lay in it alone."""

    def moment(at: int) -> int:
        return at if at <= start else max(start, at - (stop - start))

    end = sum(s["d"] for s in segments(draft, VIDEO))
    return _changed(draft, lambda s: _shrunk(s, moment, end))


def moved_along(draft: Draft, since: int, by: int) -> Draft:
    """What begins at that time or later, moved."""

    def moment(at: int) -> int:
        return at + by if at >= since else at

    return _changed(draft, lambda s: {**_timed(s, moment), "s": moment(s["s"])})


def followed(draft: Draft, row: Sequence[Segment]) -> Draft:
    """The draft with its shots in this row, some of them gone, new or of another length. What lies
    in one shot goes with it, and away with it; what begins with the film stays there.
    """
    way = _Way(segments(draft, VIDEO), row)
    draft = _changed(draft, lambda s: _carried(s, way))
    return with_segments(draft, VIDEO, row)


def held_by(draft: Draft, start: int, stop: int) -> str | None:
    """The id of the shot, one of several, that is shown from then till then and not longer."""
    shots = segments(draft, VIDEO)
    same = (s["id"] for s in shots if (s["s"], s["s"] + s["d"]) == (start, stop))
    return next(same, None) if len(shots) > 1 else None


class _Way:
    """Where the moments of a row of shots are in another row of them."""

    def __init__(self, before: Sequence[Segment], row: Sequence[Segment]) -> None:
        starts = accumulate((s["d"] for s in row), initial=0)
        self._before = before
        self._after = {s["id"]: (at, s) for s, at in zip(row, starts, strict=False)}
        self._moved = _moved([s["id"] for s in before], [s["id"] for s in row])
        self._end = sum(s["d"] for s in row)
        self.end_before = sum(s["d"] for s in before)

    def shots(self, start: int, stop: int) -> list[Segment]:
        """The shots that are shown in that time, before."""
        return [s for s in self._before if s["s"] < stop and start < s["s"] + s["d"]]

    def new_place(self, shot: Segment) -> tuple[int, int] | None:
        """From when to when a shot is shown by then; None where it is gone."""
        at, new = self._after.get(shot["id"], (0, None))
        return None if new is None else (at, at + new["d"])

    def in_shot(self, shot: Segment, at: int) -> int:
        """A moment of a shot that is still there."""
        start, new = self._after[shot["id"]]
        offset = at - shot["s"]
        if shot["m"].get("speed", 1.0) != new["m"].get("speed", 1.0):
            offset = round(offset * new["d"] / shot["d"])
        return int(start + (new["d"] if at == shot["s"] + shot["d"] else min(offset, new["d"])))

    def part(self, shot: str, part: list[int | None]) -> list[int | None]:
        """A piece of a shot's own time, which goes faster by then, or slower."""
        before = next((s for s in self._before if s["id"] == shot), None)
        _, after = self._after.get(shot, (0, None))
        if before is None or after is None:
            return part
        speeds = (float(s["m"].get("speed", 1.0)) for s in (before, after))
        scale = next(speeds) / next(speeds)
        return [at and round(at * scale) for at in part]

    def span(self, start: int, stop: int) -> tuple[int, int] | None:
        """Where that time is by then; the same where its shots were parted or turned round, and
        None where they are gone.
        """
        shots = self.shots(start, stop)
        left = [s for s in shots if s["id"] in self._after]
        if not left:
            return None if shots else (start, stop)
        left = [s for s in left if s["id"] != self._moved] or left
        places = [self._after[s["id"]][0] for s in left]
        first = self.in_shot(left[0], max(start, left[0]["s"]))
        last = self.in_shot(left[-1], min(stop, left[-1]["s"] + left[-1]["d"]))
        in_order = places == sorted(places)
        return (first, last) if in_order else (min(start, self._end), min(stop, self._end))


def _moved(before: list[str], row: list[str]) -> str | None:
    """The shot that alone went elsewhere: of two that changed places the one that came last."""
    alone = [x for x in before if [n for n in before if n != x] == [n for n in row if n != x]]
    return max(alone, key=lambda name: (len(name), name)) if alone and before != row else None


def _carried(segment: Segment, way: _Way) -> Segment:
    """A segment where its pictures are by then; without length where they are gone."""
    meta: dict[str, Any] = dict(segment["m"])
    if meta.get("passages"):
        found = [(p, way.span(p["s"], p["s"] + p["d"])) for p in meta["passages"]]
        meta["passages"] = [{**p, "s": t[0], "d": t[1] - t[0]} for p, t in found if t]
    if meta.get("over") is not None and meta.get("part"):
        meta["part"] = way.part(meta["over"], meta["part"])
    segment = {**segment, "m": meta}
    if meta.get("over") is not None or meta.get("whole") or meta.get("cut"):
        return segment
    if meta.get("span"):
        return _spanning(segment, way)
    start, stop = segment["s"], segment["s"] + segment["d"]
    sudden = meta.get("kind") == "effect" and not meta.get("loop")
    if meta.get("loop") or (start == 0 and (sudden or meta.get("role") in _OF_THE_FILM)):
        return segment
    if not (sudden or meta.get("role") in _OF_THE_FILM):
        spoken = meta.get("role") == "subtitle"
        there = way.span(start, stop) if spoken else _there(start, stop, way)
        there = there if there and there[0] < there[1] else None
        return {**segment, "s": there[0], "d": there[1] - there[0]} if there else _gone(segment)
    return _at_its_length(segment, way)


def _there(start: int, stop: int, way: _Way) -> tuple[int, int] | None:
    """Where that time is by then; what begins with the film, and does not end with its shot, is
    of the film.
    """
    shots = way.shots(start, stop)
    of_film = start == 0 and len(shots) == 1 and stop != shots[0]["s"] + shots[0]["d"]
    there = (start, stop) if of_film else way.span(start, stop)
    return there if there and there[0] < there[1] else None


def _at_its_length(segment: Segment, way: _Way) -> Segment:
    """A text that is read, or a sound that has its own length, with the shot that it begins in."""
    start, length = segment["s"], segment["d"]
    host = next(iter(way.shots(start, start + 1)), None)
    if host is None:
        return segment
    place = way.new_place(host)
    if place is None:
        inside = start + length <= host["s"] + host["d"] or "role" not in segment["m"]
        there = None if inside else way.span(start, start + length)
        return _gone(segment) if there is None else {**segment, "s": there[0]}
    begin = way.in_shot(host, start)
    if start + length <= host["s"] + host["d"]:
        begin = max(place[0], min(begin, place[1] - length))
    return {**segment, "s": begin}


def _spanning(segment: Segment, way: _Way) -> Segment:
    start, stop = segment["m"]["span"]
    if start < 0 or (not start and stop is None):
        return segment
    there = _there(start, way.end_before if stop is None else stop, way)
    if there is None:
        return _gone(segment)
    span = [there[0], stop and there[1]]
    return {**segment, "m": {**segment["m"], "span": span}}


def _gone(segment: Segment) -> Segment:
    return {**segment, "d": 0}


def _changed(draft: Draft, change: Callable[[Segment], Segment]) -> Draft:
    for lane in _BESIDE:
        changed = [change(s) for s in segments(draft, lane)]
        draft = with_segments(draft, lane, [s for s in changed if s["d"] > 0])
    return draft


def _shrunk(segment: Segment, moment: Moment, end: int) -> Segment:
    start, stop = segment["s"], segment["s"] + segment["d"]
    first, last = moment(start), moment(stop)
    # A title of the beginning or of the end is one of what is left.
    of_film = first < last or not start or stop >= end
    kept = segment["m"].get("role") in _OF_THE_FILM and of_film
    return {**_timed(segment, moment), "s": first, "d": segment["d"] if kept else last - first}


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
