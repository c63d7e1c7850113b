"""A backend's draft → a timeline. It never fails: what is missing is left out, what is unknown is
passed over.

CONTRACT, The draft: `t` tracks, `tt` track type, `sg` segments, `d` milliseconds, `m` metadata.
What stands inside a segment is not published, so several spellings of each field are read, the
studio's first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from skill_runtime.core.json_values import object_of, objects_of
from skill_runtime.model.timeline import Segment, Timeline, Track, TrackKind

_START = ("s", "start", "st", "start_ms", "startTime")
_DURATION = ("d", "duration", "duration_ms")
_LABEL = ("text", "name", "title", "label", "file_name", "filename", "prompt")
_VOLUME = ("volume", "vol")
_DETAIL = tuple(sorted((
    "position", "color", "size", "style", "speed", "filter", "motion", "fit", "fade_in", "fade_out",
    "filters", "rotate", "flip", "crop", "area", "backwards", "dissolve", "span",
)))  # fmt: skip
_MOST_PARTS = 12
"""Of a value that is a list or a table."""
_MAX_MS = 1000 * 60 * 60 * 24
"""A day: longer than any timeline; larger numbers are noise."""

_AUDIO_WORDS = ("voice", "narration", "sfx", "effect", "sound", "旁白", "配音", "音效")
_SUBTITLE_WORDS = ("subtitle", "caption", "字幕")


def read_timeline(draft: Mapping[str, object]) -> Timeline:
    """Tracks without a segment are left out."""
    tracks = tuple(track for track in map(_track, objects_of(draft.get("t"))) if track.segments)
    ends = [segment.end_ms for track in tracks for segment in track.segments]
    metadata = object_of(draft.get("m"))
    return Timeline(
        tracks,
        _milliseconds(_DURATION, draft) or max(ends, default=0),
        _pixels(metadata.get("width")),
        _pixels(metadata.get("height")),
    )


def _track(raw: Mapping[str, object]) -> Track:
    segments = tuple(_segment(item) for item in objects_of(raw.get("sg")))
    return Track(_kind(raw), segments)


def _kind(raw: Mapping[str, object]) -> TrackKind:
    words = " ".join(_words_of(raw)).casefold()
    match raw.get("tt"):
        case 0:
            return TrackKind.VIDEO
        case 1:
            spoken = any(word in words for word in _AUDIO_WORDS)
            return TrackKind.AUDIO if spoken else TrackKind.MUSIC
        case 7:
            subtitle = any(word in words for word in _SUBTITLE_WORDS)
            return TrackKind.SUBTITLE if subtitle else TrackKind.TITLE
        case _:
            return TrackKind.OTHER


def _words_of(raw: Mapping[str, object]) -> Iterator[str]:
    yield _string(object_of(raw.get("m")).get("name"))
    for item in objects_of(raw.get("sg")):
        yield _string(object_of(item.get("m")).get("role"))


def _segment(raw: Mapping[str, object]) -> Segment:
    metadata = object_of(raw.get("m"))
    start = _milliseconds(_START, raw, metadata)
    duration = _milliseconds(_DURATION, raw, metadata)
    fields = {**raw, **metadata}
    return Segment(
        label=next((text for name in _LABEL if (text := _string(fields.get(name)))), ""),
        start_ms=start,
        end_ms=start + duration,
        volume=next((v for name in _VOLUME if (v := _number(fields.get(name))) is not None), None),
        key=_string(raw.get("id")),
        detail=tuple((name, shown) for name in _DETAIL if (shown := _shown(fields.get(name)))),
        role=_string(metadata.get("role")).casefold(),
    )


def _shown(value: object) -> str:
    """A plain value, or a list or a table of plain ones; empty for anything else."""
    if isinstance(value, Mapping):
        parts = [f"{name} {_plain(part)}".strip() for name, part in value.items()]
    elif isinstance(value, list):
        parts = [_plain(part) or "–" for part in value]
    else:
        return _plain(value)
    return ", ".join(parts[:_MOST_PARTS])


def _plain(value: object) -> str:
    if value is True:
        return "✓"
    number = _number(value)
    return f"{number:g}" if number is not None else _string(value)


def _string(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _milliseconds(names: tuple[str, ...], *sources: Mapping[str, object]) -> int:
    """The first number under one of the names; 0 where there is none."""
    for source in sources:
        for name in names:
            if (value := _number(source.get(name))) is not None:
                return int(min(max(value, 0), _MAX_MS))
    return 0


def _pixels(value: object) -> int | None:
    number = _number(value)
    return int(number) if number is not None and 0 < number < 100_000 else None
