"""The studio's draft (version 1) as typed values: shots, sounds and titles, timed in ms.

Reading is tolerant of unknown keys and track types and strict about bounds: what no user can have
meant (NaN, negative times, 10⁹ ms, a thousand tracks) is refused with its place, what merely
overshoots (a volume of 300 %, a fade longer than its segment, a segment that outlasts the draft)
is clamped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from skill_runtime.studio.media.draft import Color, Draft, Shot, Sound, Span, Title
from skill_runtime.studio.media.errors import RenderRefused
from skill_runtime.studio.media.fields import Fields

__all__ = ["read_draft"]

MAX_DURATION_MS = 60 * 60 * 1000
MAX_TRACKS = 64
MAX_SEGMENTS = 500
"""Of one track."""
MAX_SIDE = 7680
MIN_SIDE = 16
MAX_FPS = 60
MAX_TEXT = 500
MAX_ID = 200
MAX_VOLUME = 2.0
MIN_SPEED, MAX_SPEED = 0.25, 4.0
MIN_FONT_SIZE, MAX_FONT_SIZE = 16, 400
"""On a canvas whose shorter side is 1080."""

VIDEO, AUDIO, TEXT = 0, 1, 7
MAX_TRACK_TYPE = 99
MOTIONS = frozenset({"push", "pull", "pan-left", "pan-right", "none"})
FITS = frozenset({"cover", "contain"})
KINDS = frozenset({"image", "video"})
STYLES = frozenset({"shadow", "outline", "pill", "plain"})
FILTERS = frozenset({"none"})
POSITIONS = frozenset({
    *("top", "center", "bottom", "left", "right"),
    *("top-left", "top-right", "bottom-left", "bottom-right", "center-left", "center-right"),
})
ROLES = {"title": (96, "center"), "subtitle": (56, "bottom"), "caption": (48, "bottom")}
"""Role → its size and position where a segment says nothing."""

NAMED_COLORS: Mapping[str, Color] = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "red": (239, 68, 68),
    "orange": (249, 115, 22),
    "yellow": (250, 204, 21),
    "green": (34, 197, 94),
    "cyan": (34, 211, 238),
    "blue": (59, 130, 246),
    "purple": (168, 85, 247),
    "pink": (244, 114, 182),
    "gold": (255, 205, 80),
    "gray": (156, 163, 175),
}
_HEX_COLOR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)


def read_draft(document: Mapping[str, object]) -> Draft:
    """A draft's JSON document as typed values; `RenderRefused` names what is wrong in it."""
    top = Fields(document)
    tracks = top.children("t", "track", MAX_TRACKS)
    duration = int(top.clamped("d", 0, 0, MAX_DURATION_MS + 1)) or _end_of(tracks)
    if not duration:
        raise RenderRefused("The draft is empty: there is nothing on its timeline to render.")
    if duration > MAX_DURATION_MS:
        raise RenderRefused(f'The draft: "d" is beyond the longest video, {MAX_DURATION_MS} ms.')
    shots = [_shot(segment, duration) for segment in _timeline(tracks, VIDEO, duration)]
    sounds = [_sound(segment, duration) for segment in _timeline(tracks, AUDIO, duration)]
    titles = [_title(segment, duration) for segment in _timeline(tracks, TEXT, duration)]
    own_sounds = [_own_sound(shot) for shot in shots if shot.volume and shot.kind == "video"]
    canvas = top.child("m")
    return Draft(
        duration=duration,
        width=int(canvas.number("width", 1080, MIN_SIDE, MAX_SIDE)),
        height=int(canvas.number("height", 1920, MIN_SIDE, MAX_SIDE)),
        fps=round(canvas.clamped("fps", 30, 1, MAX_FPS)),
        shots=tuple(shots),
        sounds=(*sounds, *own_sounds),
        titles=tuple(titles),
    )


def _timeline(tracks: list[Fields], kind: int, duration: int) -> Iterator[Fields]:
    """The segments of all tracks of a kind that begin before the end, each track in its order."""
    for track in tracks:
        if track.number("tt", VIDEO, 0, MAX_TRACK_TYPE) == kind:
            for segment in sorted(_segments(track), key=_start):
                if _start(segment) < duration:
                    yield segment


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


def _shot(segment: Fields, duration: int) -> Shot:
    details = segment.child("m")
    details.choice("filter", "none", FILTERS)
    return Shot(
        span=_span(segment, duration),
        place=segment.place,
        source=details.string("src", MAX_ID),
        kind=details.choice("kind", "image", KINDS),
        fit=details.choice("fit", "cover", FITS),
        motion=details.choice("motion", "none", MOTIONS),
        offset=int(details.number("in", 0, 0, MAX_DURATION_MS)),
        speed=details.clamped("speed", 1, MIN_SPEED, MAX_SPEED),
        volume=details.clamped("volume", 1, 0, MAX_VOLUME),
    )


def _sound(segment: Fields, duration: int) -> Sound:
    details = segment.child("m")
    return Sound(
        span=_span(segment, duration),
        place=segment.place,
        source=details.string("src", MAX_ID),
        volume=details.clamped("volume", 1, 0, MAX_VOLUME),
        offset=int(details.number("in", 0, 0, MAX_DURATION_MS)),
        loop=details.flag("loop", default=details.values.get("kind") == "music"),
        speed=details.clamped("speed", 1, MIN_SPEED, MAX_SPEED),
    )


def _own_sound(shot: Shot) -> Sound:
    return Sound(
        span=shot.span,
        place=shot.place,
        source=shot.source,
        volume=shot.volume,
        offset=shot.offset,
        speed=shot.speed,
        optional=True,
    )


def _title(segment: Fields, duration: int) -> Title:
    details = segment.child("m")
    role = details.choice("role", "title", ROLES)
    size, position = ROLES[role]
    text = _printable(details.string("text", MAX_TEXT))
    if not text:
        raise RenderRefused(f'{segment.place}: "text" has nothing in it that can be shown.')
    return Title(
        span=_span(segment, duration),
        place=segment.place,
        text=text,
        role=role,
        position=details.choice("position", position, POSITIONS),
        size=details.clamped("size", size, MIN_FONT_SIZE, MAX_FONT_SIZE),
        color=_color(details),
        style=details.choice("style", "shadow", STYLES),
    )


def _color(details: Fields) -> Color:
    value = details.values.get("color")
    if value is None:
        return NAMED_COLORS["white"]
    if isinstance(value, str):
        named = NAMED_COLORS.get(value.strip().lower())
        if named:
            return named
        if _HEX_COLOR.fullmatch(value):
            digits = value[1:] if len(value) == 7 else "".join(digit * 2 for digit in value[1:])
            return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    raise details.refused("color", value, f"#rrggbb or one of {', '.join(NAMED_COLORS)}")


def _printable(text: str) -> str:
    """The text as a font can show it: no control characters, and no halves of a surrogate pair."""
    whole = unicodedata.normalize("NFC", text.replace("\t", " "))
    return "".join(
        "\ufffd" if unicodedata.category(char) == "Cs" else char
        for char in whole
        if char == "\n" or unicodedata.category(char) != "Cc"
    ).strip()
