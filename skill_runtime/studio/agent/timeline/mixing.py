"""Edits of the mix: the music, how loud everything is, how it fades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    Fade,
    RemoveMusic,
    SetMusic,
    Target,
    Volume,
)
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
from .effects import effects_named, music_span
from .refusal import EditRefused

__all__ = [
    "LOUDEST",
    "MUSIC_LEVEL",
    "fade",
    "loudness_target",
    "remove_music",
    "set_music",
    "set_volume",
    "wanted_level",
]

MUSIC_LEVEL = 0.5
_USUAL_FADE_MS = 1500
LOUDEST = 2.0
_LANES: Mapping[Target, tuple[Lane, ...]] = {
    "music": (AUDIO,),
    "video": (VIDEO,),
    "title": (TEXT,),
    "effects": (EFFECTS,),
    "all": (AUDIO, EFFECTS, VIDEO),
}
_FADES = (("fade_in", "fade_out"), ("heard_in", "heard_out"))
"""The fields of a segment: of all of it, and of a clip's own sound alone."""
_EACH = frozenset({"title", "effects"})
"""Of these each fades, and not only the first and the last."""
_MISSING: Mapping[Lane, str] = {
    AUDIO: "no_music",
    VIDEO: "no_shot",
    TEXT: "no_text",
    EFFECTS: "no_effect",
}


def set_music(draft: Draft, edit: SetMusic) -> Draft:
    """Music under everything: another takes its place and keeps its loudness. What begins later in
    the film follows the one before.
    """
    before = segments(draft, AUDIO)
    level = (before[0]["m"].get("volume") if before else 0) or MUSIC_LEVEL
    level = level + (edit.step or 0.0) if edit.level is None else edit.level
    meta = {
        "name": edit.name,
        "kind": "music",
        "mood": edit.mood,
        "tune": edit.tune,
        "src": edit.source,
        "volume": _volume(level),
        "fade_in": 300 if edit.fade_in is None else edit.fade_in,
        "fade_out": 1000 if edit.fade_out is None else edit.fade_out,
        "loop": True,
        **music_span(draft, edit.span),
    }
    new = new_segment(draft, start=0, length=max(total(draft), 1), meta=meta)
    return with_segments(
        draft, AUDIO, [*_heard_before(before, meta.get("span"), total(draft)), new]
    )


def _heard_before(music: list[Segment], span: list[int | None] | None, end: int) -> list[Segment]:
    """The music that is heard until another begins: "calm, from the third shot on epic"."""
    start = span[0] if span else 0
    if not start:
        return []
    start = max(0, start + end) if start < 0 else start
    since = [(s, s["m"].get("span") or [0, None]) for s in music]
    return [
        _with(s, span=[first, start if last is None else min(last, start)])
        for s, (first, last) in since
        if first is not None and 0 <= first < start
    ]


def remove_music(draft: Draft, edit: RemoveMusic) -> Draft:
    _some(segments(draft, AUDIO), "nothing_of_music")
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
    if edit.since is not None and edit.target != "effects":
        edit = replace(edit, fade_out=max(0, total(draft) - edit.since), since=None)
    if edit.shot is not None:
        return _fade_shot(draft, edit, edit.shot)
    target = edit.target or "video"
    lanes = tuple(n for n in _LANES[target] if not (edit.heard and n == VIDEO and _silent(draft)))
    if edit.heard and not any(segments(draft, lane) for lane in lanes):
        raise EditRefused("silent_pictures")
    if not any(segments(draft, lane) for lane in lanes):
        raise EditRefused("no_shot" if target == "all" else _MISSING[lanes[-1]])
    for lane in lanes:
        found = segments(draft, lane)
        every = set(range(len(found)))
        comes, goes = (every, every) if target in _EACH else _ends(found, lane, total(draft))
        of_lane = replace(edit, heard=edit.heard and lane == VIDEO)
        faded = [_faded(s, of_lane, comes=i in comes, goes=i in goes) for i, s in enumerate(found)]
        draft = with_segments(draft, lane, faded)
    return draft


def _ends(found: list[Segment], lane: Lane, end: int) -> tuple[set[int], set[int]]:
    """The places of what is there at the beginning, and of what is there at the end."""
    if lane != EFFECTS:
        return {0}, {len(found) - 1}
    starts = {i for i, s in enumerate(found) if not s["s"]}
    return starts, {i for i, s in enumerate(found) if s["s"] + s["d"] >= end}


def _faded(segment: Segment, edit: Fade, *, comes: bool = True, goes: bool = True) -> Segment:
    """With the fades that are wanted of it; one that would begin behind its end is a usual one."""
    meta = segment["m"]
    if edit.since is not None:
        left = segment["s"] + segment["d"] - edit.since
        edit = replace(edit, fade_out=left if left > 0 else _USUAL_FADE_MS)
    wanted = {
        _FADES[edit.heard][0]: edit.fade_in if comes else None,
        _FADES[edit.heard][1]: edit.fade_out if goes else None,
    }
    if edit.at_least:
        wanted = {k: v and max(v, meta.get(k, 0)) for k, v in wanted.items()}
    return _with(segment, **wanted)


def _fade_shot(draft: Draft, edit: Fade, shot: int) -> Draft:
    found = _some(segments(draft, VIDEO), "no_shot")
    index = shot_index(found, shot)
    if edit.heard and found[index]["m"].get("kind") == "image":
        raise EditRefused("silent_pictures")
    faded = _faded(found[index], edit)
    return with_segments(draft, VIDEO, [faded if i == index else s for i, s in enumerate(found)])


def _some(found: list[Segment], key: str) -> list[Segment]:
    if not found:
        raise EditRefused(key)
    return found


def _with(segment: Segment, **values: object) -> Segment:
    changed = {k: v for k, v in values.items() if v is not None}
    return {**segment, "m": {**segment["m"], **changed}}


def _louder(segment: Segment, edit: Volume) -> Segment:
    level = wanted_level(edit, float(segment["m"].get("volume", 1.0)))
    return _with(segment, volume=_volume(level))


def wanted_level(edit: Volume, before: float) -> float:
    """How loud it shall be that is so loud now."""
    if edit.level is not None:
        return edit.level
    return before * (1.0 if edit.scale is None else edit.scale) + (edit.step or 0.0)


def _volume(level: float) -> float:
    return round(min(max(level, 0.0), LOUDEST), 3)
