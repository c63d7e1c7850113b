"""What changed between two timelines, one change for each segment."""

from __future__ import annotations

from collections.abc import Iterator

from skill_runtime.model.timeline import Change, ChangeKind, Segment, Timeline, TrackKind

_Placed = tuple[TrackKind, Segment]


def difference(before: Timeline, after: Timeline) -> tuple[Change, ...]:
    """Additions and changes in the order of the new timeline, then removals; empty where nothing
    differs.
    """
    return tuple(_changes(before, after))


def _changes(before: Timeline, after: Timeline) -> Iterator[Change]:
    old = [(track.kind, segment) for track in before.tracks for segment in track.segments]
    for kind, segment in ((t.kind, s) for t in after.tracks for s in t.segments):
        match = _counterpart(kind, segment, old)
        if match is None:
            yield Change(ChangeKind.ADDED, kind, after=segment)
            continue
        old.remove(match)
        if fields := _fields(match[1], segment):
            yield Change(ChangeKind.CHANGED, kind, match[1], segment, fields)
    for kind, segment in old:
        yield Change(ChangeKind.REMOVED, kind, before=segment)
    canvas = (after.width, after.height)
    if before.width and canvas != (before.width, before.height) and after.width and after.height:
        yield Change(ChangeKind.CANVAS, canvas=(after.width, after.height))


def _counterpart(kind: TrackKind, segment: Segment, old: list[_Placed]) -> _Placed | None:
    """By id where there is one, else by what it is called, else by where it stands."""
    same_track = [placed for placed in old if placed[0] == kind]
    if segment.key:
        return next((placed for placed in same_track if placed[1].key == segment.key), None)
    same = [placed for placed in same_track if placed[1] == segment]
    same_label = [placed for placed in same_track if placed[1].label == segment.label]
    same_place = [placed for placed in same_track if placed[1].start_ms == segment.start_ms]
    return next(iter(same + same_label + same_place), None)


def _fields(before: Segment, after: Segment) -> tuple[str, ...]:
    names: list[str] = []
    if before.label != after.label:
        names.append("label")
    if (before.start_ms, before.end_ms) != (after.start_ms, after.end_ms):
        names.append("time")
    if before.volume != after.volume:
        names.append("volume")
    old, new = dict(before.detail), dict(after.detail)
    return (*names, *sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))
