"""The studio's draft (version 1) as typed values: shots, sounds and titles, timed in ms.

Reading is tolerant of unknown keys and track types and strict about bounds: what no user can have
meant (NaN, negative times, 10⁹ ms, a thousand tracks) is refused with its place, what merely
overshoots (a volume of 300 %, a fade longer than its segment, a segment that outlasts the draft)
is clamped.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from skill_runtime.studio.media.draft import Draft, Passage, Shot, Sound, Span
from skill_runtime.studio.media.entering import TRANSITIONS
from skill_runtime.studio.media.errors import RenderRefused
from skill_runtime.studio.media.fields import Fields
from skill_runtime.studio.media.looks import FILTERS
from skill_runtime.studio.media.safe_areas import PLATFORMS
from skill_runtime.studio.media.titling import printable, read_title
from skill_runtime.studio.media.treatment import FLIPS, WHOLE, Treatment

__all__ = ["read_draft"]

MAX_DURATION_MS = 60 * 60 * 1000
VERSION = 1
MAX_TRACKS = 64
MAX_SEGMENTS = 500
"""Of one track."""
MAX_IN_ALL = 2000
"""Segments of all tracks."""
MAX_AT_ONCE = 16
"""Pictures on one another at a moment: each is held in memory."""
MAX_SIDE = 7680
MIN_SIDE = 16
MAX_FPS = 60
MAX_ID = 200
MAX_NAME = 80
MAX_VOLUME = 2.0
MAX_GAIN = 20.0
"""From the quietest to the loudest that one says."""
MAX_PASSAGES = 50
MIN_SPEED, MAX_SPEED = 0.25, 4.0
MIN_AREA, MIN_CROP = 0.02, 0.2
"""The least share that a picture is shown on, or that is left of it, each way."""
TURNS = {0: 0, 90: 3, 180: 2, 270: 1}
"""Degrees clockwise → quarters counter-clockwise."""

VIDEO, AUDIO, TEXT = 0, 1, 7
MAX_TRACK_TYPE = 99
MOTIONS = frozenset({"push", "pull", "pan-left", "pan-right", "none"})
FITS = frozenset({"cover", "contain", "blurred"})
"""`blurred`: contained, with the same picture out of focus beside it."""
KINDS = frozenset({"image", "video"})


def read_draft(document: Mapping[str, object]) -> Draft:
    """A draft's JSON document as typed values; `RenderRefused` names what is wrong in it."""
    top = Fields(document)
    _check_version(top)
    tracks = top.children("t", "track", MAX_TRACKS)
    count = sum(len(_segments(track)) for track in tracks)
    if count > MAX_IN_ALL:
        raise RenderRefused(f"There are {count} segments in all; the most is {MAX_IN_ALL}.")
    duration = int(top.clamped("d", 0, 0, MAX_DURATION_MS + 1)) or _end_of(tracks)
    if not duration:
        raise RenderRefused("The draft is empty: there is nothing on its timeline to render.")
    if duration > MAX_DURATION_MS:
        raise RenderRefused(f'The draft: "d" is beyond the longest video, {MAX_DURATION_MS} ms.')
    rows = [
        _joined([_shot(segment, duration) for segment in row])
        for row in _timeline(tracks, VIDEO, duration)
    ]
    _check_crowd([shot.span for row in rows for shot, _ in row])
    sounds = [_sound(s, duration) for row in _timeline(tracks, AUDIO, duration) for s in row]
    titles = [
        read_title(segment, _span(segment, duration))
        for row in _timeline(tracks, TEXT, duration)
        for segment in row
    ]
    own_sounds = [_own_sound(shot, cut) for row in rows for shot, cut in row if _is_heard(shot)]
    canvas = top.child("m")
    return Draft(
        duration=duration,
        width=int(canvas.number("width", 1080, MIN_SIDE, MAX_SIDE)),
        height=int(canvas.number("height", 1920, MIN_SIDE, MAX_SIDE)),
        fps=round(canvas.clamped("fps", 30, 1, MAX_FPS)),
        shots=tuple(shot for row in rows for shot, _ in row),
        sounds=(*sounds, *own_sounds),
        titles=tuple(titles),
        levelled=canvas.flag("levelled", default=False),
        platform=canvas.choice("platform", "", PLATFORMS),
    )


def _check_version(top: Fields) -> None:
    version = top.number("v", VERSION, 1, math.inf)
    if version > VERSION:
        raise RenderRefused(
            f"The draft is of version {version:g}, and this studio reads version {VERSION}."
        )


def _check_crowd(spans: Sequence[Span]) -> None:
    starts, ends = sorted(span.start for span in spans), sorted(span.end for span in spans)
    for at in starts:
        count = bisect_right(starts, at) - bisect_right(ends, at)
        if count > MAX_AT_ONCE:
            raise RenderRefused(
                f"At {at / 1000:g} s there are {count} pictures on one another;"
                f" the most is {MAX_AT_ONCE}."
            )


def _timeline(tracks: list[Fields], kind: int, duration: int) -> Iterator[list[Fields]]:
    """The tracks of a kind, each as its segments that begin before the end, in order of time."""
    for track in tracks:
        if track.number("tt", VIDEO, 0, MAX_TRACK_TYPE) == kind:
            ordered = sorted(_segments(track), key=_start)
            yield [segment for segment in ordered if _start(segment) < duration]


def _joined(row: Sequence[tuple[Shot, int]]) -> list[tuple[Shot, int]]:
    """A track's shots with each dissolve made: the earlier shot goes on below the one that comes
    in. The number is how long it goes on, ms.
    """
    joined: list[tuple[Shot, int]] = []
    for shot, dissolve in row:
        before = joined[-1][0] if joined else None
        if before is not None and dissolve and before.span.end == shot.span.start:
            longer = replace(before.span, end=before.span.end + dissolve)
            joined[-1] = replace(before, span=longer), dissolve
            shot = replace(shot, span=replace(shot.span, fade_in=dissolve, entry=shot.entry))
        joined.append((shot, 0))
    return joined


def _segments(track: Fields) -> list[Fields]:
    return track.children("sg", "segment", MAX_SEGMENTS)


def _start(segment: Fields) -> int:
    return int(segment.number("s", None, 0, MAX_DURATION_MS))


def _end(segment: Fields) -> int:
    return _start(segment) + int(segment.number("d", None, 1, MAX_DURATION_MS))


def _end_of(tracks: list[Fields]) -> int:
    """The end of the last shot or title, to which music is fitted; without any, of the last
    sound.
    """
    heard = [segment for track in tracks for segment in _segments(track)]
    seen = [
        segment
        for track in tracks
        if track.values.get("tt") != AUDIO
        for segment in _segments(track)
    ]
    return min(MAX_DURATION_MS, max(map(_end, seen or heard), default=0))


def _span(segment: Fields, duration: int) -> Span:
    details = segment.child("m")
    start, end = _start(segment), min(_end(segment), duration)
    return Span(
        start,
        end,
        int(details.clamped("fade_in", 0, 0, end - start)),
        int(details.clamped("fade_out", 0, 0, end - start)),
    )


def _shot(segment: Fields, duration: int) -> tuple[Shot, int]:
    """A shot, and how long the one before dissolves into it (ms)."""
    details = segment.child("m")
    span = _span(segment, duration)
    frozen = details.flag("frozen", default=False)
    shot = Shot(
        span=span,
        place=segment.place,
        source=details.string("src", MAX_ID),
        kind=details.choice("kind", "image", KINDS),
        fit=details.choice("fit", "cover", FITS),
        motion=details.choice("motion", "none", MOTIONS),
        offset=int(details.number("in", 0, 0, MAX_DURATION_MS)),
        speed=0 if frozen else details.clamped("speed", 1, MIN_SPEED, MAX_SPEED),
        volume=0 if frozen else details.clamped("volume", 1, 0, MAX_VOLUME),
        played=span.end - span.start,
        backwards=details.flag("backwards", default=False) and not frozen,
        treatment=_treatment(details),
        area=details.area("area", MIN_AREA) or WHOLE,
        opacity=details.clamped("opacity", 1, 0, 1),
        entry=details.choice("transition", "dissolve", TRANSITIONS),
        name=_name(details),
        heard_in=int(details.clamped("heard_in", 0, 0, span.end - span.start)),
        heard_out=int(details.clamped("heard_out", 0, 0, span.end - span.start)),
        way=details.pair("way") or (0.0, 1.0),
    )
    return shot, int(details.clamped("dissolve", 0, 0, shot.played))


def _treatment(details: Fields) -> Treatment:
    turn = details.number("rotate", 0, 0, 270)
    if turn not in TURNS:
        raise details.refused("rotate", turn, "0, 90, 180 or 270")
    filters = details.child("filters")
    filters.known(FILTERS)
    return Treatment(
        turn=TURNS[int(turn)],
        flip=details.choice("flip", "none", FLIPS),
        crop=details.area("crop", MIN_CROP) or WHOLE,
        filters={name: filters.clamped(name, 1, 0, 1) for name in filters.values},
    )


def _sound(segment: Fields, duration: int) -> Sound:
    details = segment.child("m")
    is_music = details.values.get("kind") == "music"
    return Sound(
        span=_span(segment, duration),
        place=segment.place,
        source=details.string("src", MAX_ID),
        volume=details.clamped("volume", 1, 0, MAX_VOLUME),
        offset=int(details.number("in", 0, 0, MAX_DURATION_MS)),
        loop=details.flag("loop", default=is_music),
        speed=details.clamped("speed", 1, MIN_SPEED, MAX_SPEED),
        ducks=details.flag("duck", default=is_music),
        name=_name(details),
        mood=_word(details, "mood"),
        tune=_word(details, "tune"),
        passages=tuple(_passage(p) for p in details.children("passages", "passage", MAX_PASSAGES)),
    )


def _passage(fields: Fields) -> Passage:
    return Passage(_start(fields), _end(fields), fields.clamped("gain", 1, 0, MAX_GAIN))


def _word(details: Fields, key: str) -> str:
    """Anything else than a short text is as good as none."""
    value = details.values.get(key)
    return value if isinstance(value, str) and len(value) <= MAX_ID else ""


def _is_heard(shot: Shot) -> bool:
    return shot.kind == "video" and shot.volume > 0


def _own_sound(shot: Shot, dissolve: int) -> Sound:
    """A clip's own sound; it goes as the picture goes, in a dissolve too, or more slowly."""
    goes = dissolve or max(shot.span.fade_out, shot.heard_out)
    return Sound(
        span=replace(shot.span, fade_in=max(shot.span.fade_in, shot.heard_in), fade_out=goes),
        place=shot.place,
        source=shot.source,
        volume=shot.volume,
        offset=shot.offset,
        speed=shot.speed,
        optional=True,
        backwards=shot.played if shot.backwards else 0,
        leads=True,
    )


def _name(details: Fields) -> str:
    """It is only shown: one that can't be is none."""
    name = details.values.get("name")
    return printable(name[:MAX_NAME]) if isinstance(name, str) else ""
