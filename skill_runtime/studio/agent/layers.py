"""Edits of what lies beside the pictures: music, loudness, fades, words on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skill_runtime.studio.draft import (
    AUDIO,
    EFFECTS,
    TEXT,
    VIDEO,
    Draft,
    Lane,
    Segment,
    new_segment,
    segments,
    total,
    with_segments,
)

from .cutting import chosen, shot_index
from .edits import (
    AddText,
    ChangeText,
    Fade,
    Look,
    RemoveMusic,
    RemoveText,
    SetMusic,
    Target,
    Volume,
)
from .effects import effects_named, music_span
from .refusal import EditRefused
from .span import Span, span_within

__all__ = [
    "add_text",
    "change_text",
    "fade",
    "loudness_target",
    "remove_music",
    "remove_text",
    "set_music",
    "set_volume",
]

MUSIC_LEVEL = 0.5
TEXT_MS = 3000
LONGEST_TEXT = 300
SMALLEST_TEXT, LARGEST_TEXT = 16, 400
LOUDEST = 2.0
_LANES: Mapping[Target, tuple[Lane, ...]] = {
    "music": (AUDIO,),
    "video": (VIDEO,),
    "title": (TEXT,),
    "effects": (EFFECTS,),
    "all": (AUDIO, EFFECTS, VIDEO),
}
_MISSING: Mapping[Lane, str] = {
    AUDIO: "no_music",
    VIDEO: "no_shot",
    TEXT: "no_text",
    EFFECTS: "no_effect",
}
_FADES = {"fade_in": 400, "fade_out": 300}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"position": "center", "size": 96, "style": "shadow"},
    "subtitle": {"position": "bottom", "size": 56, "style": "pill"},
    "caption": {"position": "bottom", "size": 48, "style": "plain"},
    "watermark": {"position": "bottom-right", "size": 40, "style": "shadow", "opacity": 0.7},
}


def set_music(draft: Draft, edit: SetMusic) -> Draft:
    """Music under everything; there is one, so another takes its place and keeps its loudness."""
    before = segments(draft, AUDIO)
    level = before[0]["m"].get("volume", MUSIC_LEVEL) if before else MUSIC_LEVEL
    level = level + (edit.step or 0.0) if edit.level is None else edit.level
    meta = {
        "name": edit.name,
        "kind": "music",
        "mood": edit.mood,
        "src": edit.source,
        "volume": _volume(level),
        "fade_in": 300 if edit.fade_in is None else edit.fade_in,
        "fade_out": 1000 if edit.fade_out is None else edit.fade_out,
        "loop": True,
        **music_span(draft, edit.span),
    }
    new = new_segment(draft, start=0, length=max(total(draft), 1), meta=meta)
    return with_segments(draft, AUDIO, [new])


def remove_music(draft: Draft, edit: RemoveMusic) -> Draft:
    _some(segments(draft, AUDIO), "no_music")
    return with_segments(draft, AUDIO, [])


def set_volume(draft: Draft, edit: Volume) -> Draft:
    """Loudness, absolute or relative, 0..2: of the music, of the pictures' own sound, of sound
    effects, or of all.
    """
    target = loudness_target(draft, edit)
    if target == "title":
        raise EditRefused("silent_title")
    if target == "video" and edit.level is None and _silent(draft):
        raise EditRefused("silent_pictures")
    lanes = _LANES[target]
    if not any(segments(draft, lane) for lane in lanes):
        raise EditRefused("empty_timeline" if edit.target is None else _MISSING[lanes[-1]])
    for lane in lanes:
        meant = _sounding(draft, lane, edit)
        louder = [_louder(s, edit) if s["id"] in meant else s for s in segments(draft, lane)]
        draft = with_segments(draft, lane, louder)
    return draft


def loudness_target(draft: Draft, edit: Volume) -> Target:
    """What is made louder: what was named, or what can be heard. Where pictures, which have no
    sound, are to be louder than they are, it is what sounds with them.
    """
    relative = edit.step is not None or edit.scale is not None
    if edit.target is not None and not (edit.target == "video" and relative and _silent(draft)):
        return edit.target
    if segments(draft, AUDIO):
        return "music"
    return "effects" if segments(draft, EFFECTS) and _silent(draft) else "video"


def _silent(draft: Draft) -> bool:
    shots = segments(draft, VIDEO)
    return bool(shots) and all(shot["m"].get("kind") == "image" for shot in shots)


def _sounding(draft: Draft, lane: Lane, edit: Volume) -> set[str]:
    """The ids of what is made louder in a lane."""
    found = segments(draft, lane)
    if lane == VIDEO and edit.shot is not None:
        return {found[i]["id"] for i in chosen(found, edit.shot)}
    if lane == EFFECTS and edit.effect is not None:
        found = effects_named(draft, edit.effect)
    return {s["id"] for s in found}


def fade(draft: Draft, edit: Fade) -> Draft:
    """The beginning, the end or both of the picture with its sound, of a shot, of the music or of
    the titles made to fade; ms.
    """
    if edit.shot is not None:
        return _fade_shot(draft, edit, edit.shot)
    target = edit.target or "video"
    lanes = (VIDEO, AUDIO) if target == "all" else _LANES[target]
    if not any(segments(draft, lane) for lane in lanes):
        raise EditRefused("no_shot" if target == "all" else _MISSING[lanes[-1]])
    for lane in lanes:
        found = segments(draft, lane)
        every = lane in {TEXT, EFFECTS}
        last = len(found) - 1
        faded = [
            _with(s, fade_in=edit.fade_in if every or i == 0 else None,
                  fade_out=edit.fade_out if every or i == last else None)
            for i, s in enumerate(found)
        ]  # fmt: skip
        draft = with_segments(draft, lane, faded)
    return draft


def _fade_shot(draft: Draft, edit: Fade, shot: int) -> Draft:
    found = _some(segments(draft, VIDEO), "no_shot")
    index = shot_index(found, shot)
    faded = _with(found[index], fade_in=edit.fade_in, fade_out=edit.fade_out)
    return with_segments(draft, VIDEO, [faded if i == index else s for i, s in enumerate(found)])


def add_text(draft: Draft, edit: AddText) -> Draft:
    """A text; the whole length where the timeline is shorter than the default of 3 s."""
    words = edit.text.strip()[:LONGEST_TEXT]
    if not words:
        raise EditRefused("needs_text")
    end = total(draft)
    default = end if edit.role in {"caption", "watermark"} and end else TEXT_MS
    start, stop = span_within(edit.span or Span(), end, default=default)
    if stop <= start:
        raise EditRefused("nothing_there", seconds=end / 1000)
    fades = {"fade_in": 0, "fade_out": 0} if edit.role == "watermark" else _FADES
    look = {"color": "#ffffff", **fades, **_LOOKS[edit.role]}
    meta = {"text": words, "role": edit.role, **look}
    new = new_segment(draft, start=start, length=stop - start, meta=_looking(meta, edit.look))
    return with_segments(draft, TEXT, [*segments(draft, TEXT), new])


def change_text(draft: Draft, edit: ChangeText) -> Draft:
    """The words, the time or the look of a text that is there; words for one that isn't make a
    new one.
    """
    found = segments(draft, TEXT)
    if edit.text is not None and not _of_role(found, edit.role):
        return add_text(draft, AddText(edit.text, edit.role or "title", edit.span, edit.look))
    chosen = _chosen(found, edit)
    changed = [_changed(s, edit, total(draft)) if s["id"] == chosen["id"] else s for s in found]
    return with_segments(draft, TEXT, changed)


def remove_text(draft: Draft, edit: RemoveText) -> Draft:
    found = segments(draft, TEXT)
    of_role = _some(_of_role(found, edit.role), "no_text")
    gone = {s["id"] for s in of_role}
    if edit.index is not None:
        gone = {_numbered(of_role, edit.index)["id"]}
    return with_segments(draft, TEXT, [s for s in found if s["id"] not in gone])


def _some(found: list[Segment], key: str) -> list[Segment]:
    if not found:
        raise EditRefused(key)
    return found


def _with(segment: Segment, **values: object) -> Segment:
    changed = {k: v for k, v in values.items() if v is not None}
    return {**segment, "m": {**segment["m"], **changed}}


def _louder(segment: Segment, edit: Volume) -> Segment:
    level = edit.level
    if level is None:
        before = float(segment["m"].get("volume", 1.0))
        level = before * (1.0 if edit.scale is None else edit.scale) + (edit.step or 0.0)
    return _with(segment, volume=_volume(level))


def _volume(level: float) -> float:
    return round(min(max(level, 0.0), LOUDEST), 3)


def _of_role(found: list[Segment], role: str | None) -> list[Segment]:
    """The texts of that role; any text where nobody wrote one ("the text" may be a subtitle)."""
    same = [s for s in found if role is None or s["m"].get("role") == role]
    return same or (found if role == "title" and len(found) == 1 else [])


def _chosen(found: list[Segment], edit: ChangeText) -> Segment:
    of_role = _some(_of_role(found, edit.role), "no_text")
    if edit.was is not None:
        wanted = edit.was.casefold()
        of_role = _some([s for s in found if s["m"]["text"].casefold() == wanted], "no_text")
    if edit.index is not None:
        return _numbered(of_role, edit.index)
    return max(of_role, key=lambda s: int("".join(filter(str.isdigit, s["id"])) or 0))


def _numbered(found: list[Segment], number: int) -> Segment:
    index = number - 1 if number > 0 else len(found) + number
    if not 0 <= index < len(found):
        raise EditRefused("no_such_text", number=number, count=len(found))
    return found[index]


def _changed(segment: Segment, edit: ChangeText, end: int) -> Segment:
    if edit.text is not None:
        segment = _with(segment, text=edit.text.strip()[:LONGEST_TEXT])
    if edit.span is not None:
        span = edit.span
        if span.start is None and span.tail is None and not span.whole and span.length:
            span = Span(start=segment["s"], length=span.length)
        start, stop = span_within(span, end, default=segment["d"])
        segment = {**segment, "s": start, "d": max(stop - start, 100)}
    if edit.shift is not None:
        segment = {**segment, "s": max(0, segment["s"] + edit.shift)}
    if edit.longer is not None:
        segment = {**segment, "d": max(100, segment["d"] + edit.longer)}
    return {**segment, "m": _looking(segment["m"], edit.look)}


def _looking(meta: dict[str, Any], look: Look) -> dict[str, Any]:
    size = look.size
    if size is None and look.scale is not None:
        size = round(meta.get("size", 96) * look.scale)
    wanted = {
        "position": look.position,
        "color": look.color,
        "size": None if size is None else min(max(size, SMALLEST_TEXT), LARGEST_TEXT),
        "style": look.style,
        "fade_in": look.fade_in,
        "fade_out": look.fade_out,
        "opacity": look.opacity,
    }
    return {**meta, **{k: v for k, v in wanted.items() if v is not None}}
