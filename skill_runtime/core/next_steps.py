"""Two or three things to say next, after an edit: those that fit the timeline as it is.

Never what was just done, and never what is done next anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from skill_runtime.model.plan import LOOK_UPS, Action
from skill_runtime.model.timeline import (
    Change,
    ChangeKind,
    NextStep,
    Segment,
    Timeline,
    TrackKind,
)

_MOST = 3
_LONG_MS = 30_000
"""A longer video is rather cut than made longer still."""
_OF_ROLE = {
    "title": TrackKind.TITLE,
    "subtitle": TrackKind.SUBTITLE,
    "caption": TrackKind.SUBTITLE,
    "watermark": TrackKind.OTHER,
    "sticker": TrackKind.OTHER,
}
_LOUD = 0.3
"""Music above this level is heard before the words of a video are."""


def next_steps(
    timeline: Timeline,
    changes: Sequence[Change],
    later: Collection[Action] = (),
    asked: Collection[Action] = (),
) -> tuple[NextStep, ...]:
    """In the order in which they are offered; none where the user has said already what is next.

    Args:
        changes: what was just done.
        later: what the same plan does after this.
        asked: what is run after this because the reply leads to it.
    """
    if not changes or not LOOK_UPS.issuperset(later):
        return ()
    if not _segments(timeline, TrackKind.VIDEO):
        return NextStep.SHOT, NextStep.UPLOAD
    last = () if Action.EXPORT in asked else (NextStep.EXPORT,)
    return (*islice(_edits(timeline, changes), _MOST - len(last)), *last)


def _edits(timeline: Timeline, changes: Sequence[Change]) -> Iterator[NextStep]:
    """The most useful first; the last two fit always."""
    touched = {_kind(change.track, change.after or change.before) for change in changes}
    music = _segments(timeline, TrackKind.MUSIC)
    for kind, step in (
        (TrackKind.MUSIC, NextStep.MUSIC),
        (TrackKind.TITLE, NextStep.TITLE),
        (TrackKind.SUBTITLE, NextStep.SUBTITLE),
    ):
        if kind not in touched and not _segments(timeline, kind):
            yield step
    if music and TrackKind.MUSIC not in touched:
        yield from _mixing(music)
    if not _added(changes, TrackKind.VIDEO):
        yield NextStep.ANOTHER_SHOT
    if not any(change.track is TrackKind.VIDEO for change in changes):
        yield NextStep.SHORTER if timeline.duration_ms > _LONG_MS else NextStep.LONGER
    yield NextStep.UNDO
    yield NextStep.UPLOAD


def _mixing(music: Sequence[Segment]) -> Iterator[NextStep]:
    if all(dict(segment.detail).get("fade_out", "0") == "0" for segment in music):
        yield NextStep.FADE
    if any(segment.volume is None or segment.volume > _LOUD for segment in music):
        yield NextStep.QUIETER


def _added(changes: Sequence[Change], kind: TrackKind) -> bool:
    return any(change.kind is ChangeKind.ADDED and change.track is kind for change in changes)


def _segments(timeline: Timeline, kind: TrackKind) -> list[Segment]:
    return [s for track in timeline.tracks for s in track.segments if _kind(track.kind, s) is kind]


def _kind(track: TrackKind, segment: Segment | None) -> TrackKind:
    """A text's own role goes before that of its track, which may hold several."""
    is_text = track in {TrackKind.TITLE, TrackKind.SUBTITLE}
    return _OF_ROLE.get(segment.role, track) if is_text and segment else track
