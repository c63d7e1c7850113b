"""What a project holds, read from the backend's draft, and what changed between two drafts."""

from __future__ import annotations

from enum import StrEnum

from skill_runtime.model.values import dataclass


class TrackKind(StrEnum):
    """What a track carries; the draft's `tt` in words (CONTRACT, The draft)."""

    VIDEO = "video"
    MUSIC = "music"
    AUDIO = "audio"
    TITLE = "title"
    SUBTITLE = "subtitle"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a track."""

    label: str
    """What it is called or says; empty where the draft names nothing."""
    start_ms: int
    end_ms: int
    volume: float | None = None
    """0..1 and above; None where the draft says nothing."""
    key: str = ""
    """The backend's id of it, which survives edits; empty where there is none."""
    detail: tuple[tuple[str, str], ...] = ()
    """Other plain values of the segment by name, sorted: what a difference may speak about."""
    role: str = ""
    """What a text is, where the draft says so: `caption`, `watermark`; a track may hold several."""


@dataclass(frozen=True, slots=True)
class Track:
    kind: TrackKind
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The tracks that hold something, in the draft's order."""

    tracks: tuple[Track, ...] = ()
    duration_ms: int = 0
    width: int | None = None
    height: int | None = None

    @property
    def exportable(self) -> bool:
        """At least one track with a segment (CONTRACT, The draft)."""
        return bool(self.tracks)

    @property
    def has_picture(self) -> bool:
        """Something other than sounds and words; a track of an unknown kind may be one."""
        return any(track.kind not in _PICTURELESS for track in self.tracks)


_PICTURELESS = frozenset({
    TrackKind.MUSIC,
    TrackKind.AUDIO,
    TrackKind.TITLE,
    TrackKind.SUBTITLE,
})


class NextStep(StrEnum):
    """What a user may well want next; the words for each stand in `translations/replies/`."""

    SHOT = "shot"
    ANOTHER_SHOT = "another_shot"
    UPLOAD = "upload"
    MUSIC = "music"
    FADE = "fade"
    QUIETER = "quieter"
    TITLE = "title"
    SUBTITLE = "subtitle"
    LONGER = "longer"
    SHORTER = "shorter"
    UNDO = "undo"
    EXPORT = "export"


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    CANVAS = "canvas"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two timelines."""

    kind: ChangeKind
    track: TrackKind = TrackKind.OTHER
    before: Segment | None = None
    after: Segment | None = None
    fields: tuple[str, ...] = ()
    """For a change: which of label, time, volume and the names in `Segment.detail` differ."""
    canvas: tuple[int, int] | None = None
    """For a change of the canvas: its new width and height."""
