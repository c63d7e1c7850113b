"""What changed between two timelines, one change for each segment."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from skill_runtime.core.drafts import read_timeline
from skill_runtime.model.timeline import Change, ChangeKind, Segment, Timeline, TrackKind

_Placed: TypeAlias = tuple[TrackKind, Segment]
_Sameness: TypeAlias = Callable[[_Placed], Hashable]
"""What two segments must have in common to be one; None: this can't tell."""


def draft_difference(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[Change, ...]:
    """The same of two drafts; a change that no field of a timeline shows is one of kind OTHER."""
    changes = difference(read_timeline(before), read_timeline(after))
    # The tracks alone: what stands beside them may change without an edit.
    alike = (before.get("t") or []) == (after.get("t") or [])
    return changes if changes or alike else (Change(ChangeKind.OTHER),)


def difference(before: Timeline, after: Timeline) -> tuple[Change, ...]:
    """Additions and changes in the order of the new timeline, then removals; empty where nothing
    differs.
    """
    return tuple(_changes(before, after))


def unnamed(words: str, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes of which a reply does not say what they were about: by a name, or a canvas's
    size. Of a change without either nothing more could be said.
    """
    said = "".join(words.casefold().split())
    return tuple(one for one in changes if not any(name in said for name in _names(one)))


def _names(change: Change) -> Iterator[str]:
    if change.canvas:
        yield "x".join(map(str, change.canvas))
    if change.kind is ChangeKind.OTHER:
        yield ""
    for segment in (change.before, change.after):
        if segment and segment.label:
            yield "".join(segment.label.casefold().split())


def _changes(before: Timeline, after: Timeline) -> Iterator[Change]:
    old, new = _placed(before), _placed(after)
    pairs = _pairs(old, new)
    for place, (kind, segment) in enumerate(new):
        if place not in pairs:
            yield Change(ChangeKind.ADDED, kind, after=segment)
            continue
        _, match = old[pairs[place]]
        if fields := _fields(match, segment):
            yield Change(ChangeKind.CHANGED, kind, match, segment, fields)
    kept = set(pairs.values())
    for place, (kind, segment) in enumerate(old):
        if place not in kept:
            yield Change(ChangeKind.REMOVED, kind, before=segment)
    canvas = (after.width, after.height)
    if before.width and canvas != (before.width, before.height) and after.width and after.height:
        yield Change(ChangeKind.CANVAS, canvas=(after.width, after.height))


def _placed(timeline: Timeline) -> list[_Placed]:
    return [(track.kind, segment) for track in timeline.tracks for segment in track.segments]


def _pairs(old: list[_Placed], new: list[_Placed]) -> dict[int, int]:
    """Place in the new list → place in the old one. The surest pairs of all segments come first,
    so that one that only looks alike never takes another's partner.
    """
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for sameness in _SAMENESS:
        waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for place, placed in enumerate(old):
            if place not in taken:
                waiting[sameness(placed)].append(place)
        for place, placed in enumerate(new):
            sign = sameness(placed)
            if place not in pairs and sign is not None and waiting.get(sign):
                pairs[place] = waiting[sign].popleft()
                taken.add(pairs[place])
    return pairs


def _same_key(placed: _Placed) -> Hashable:
    kind, segment = placed
    return (kind, segment.key) if segment.key else None


def _same_all(placed: _Placed) -> Hashable:
    """An id that a backend gave anew is nothing that a user would call a change."""
    kind, segment = placed
    return kind, replace(segment, key="")


def _same_label(placed: _Placed) -> Hashable:
    kind, segment = placed
    return None if segment.key else (kind, segment.label)


def _same_start(placed: _Placed) -> Hashable:
    kind, segment = placed
    return None if segment.key else (kind, segment.start_ms)


_SAMENESS: tuple[_Sameness, ...] = (_same_key, _same_all, _same_label, _same_start)


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
