"""Edits of sound effects, of when music plays, and of how the whole sounds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from skill_runtime.studio.agent.edits import (
    AddEffect,
    Duck,
    Level,
    MoveEffect,
    PlaceMusic,
    RemoveEffect,
)
from skill_runtime.studio.agent.edits.span import Span, span_within
from skill_runtime.studio.draft import (
    AUDIO,
    EFFECTS,
    VIDEO,
    Draft,
    Segment,
    new_segment,
    segments,
    span_times,
    total,
    with_segments,
)

from .cutting import shot_index
from .refusal import EditRefused

__all__ = [
    "add_effect",
    "duck",
    "effects_named",
    "level_sound",
    "move_effect",
    "music_span",
    "place_music",
    "remove_effect",
]

_LASTING_LEVEL, _SUDDEN_LEVEL = 0.5, 0.8
_FADE_MS = 400
_LOUDEST = 2.0


def add_effect(draft: Draft, edit: AddEffect) -> Draft:
    """A sound at its time: all the time, or once, or at every cut."""
    if edit.over is not None:
        edit = replace(edit, span=_over_shot(draft, edit), over=None)
    sudden = bool(edit.length)
    usual = _SUDDEN_LEVEL if sudden else _LASTING_LEVEL
    level = usual + (edit.step or 0.0) if edit.level is None else edit.level
    meta: dict[str, Any] = {
        "name": edit.effect,
        "kind": "effect",
        "effect": edit.effect,
        "src": edit.source,
        "volume": round(min(max(level, 0.0), _LOUDEST), 3),
        "loop": not sudden,
    }
    if not sudden:
        meta |= {"fade_in": _FADE_MS, "fade_out": _FADE_MS} | _span_of(draft, edit.span)
    for number, start in enumerate(_starts(draft, edit), 1):
        own = meta | _bound_to(draft, edit, number) if sudden else meta
        new = new_segment(draft, start=start, length=max(edit.length, 100), meta=own)
        draft = with_segments(draft, EFFECTS, [*segments(draft, EFFECTS), new])
    return draft


def _over_shot(draft: Draft, edit: AddEffect) -> Span:
    shots = segments(draft, VIDEO)
    shot = shots[shot_index(shots, edit.over or -1)]
    start, end = span_within(edit.span or Span(), shot["d"], default=shot["d"])
    return Span(start=shot["s"] + start, end=shot["s"] + end)


def _bound_to(draft: Draft, edit: AddEffect, number: int) -> dict[str, Any]:
    """What the time of a short sound is measured by: a cut, or the end of the film."""
    if edit.between:
        return {"cut": [number, _early(edit)]}
    at_end = edit.span is not None and edit.span.tail is not None
    return {"span": [_starts(draft, edit)[0] - total(draft), None]} if at_end else {}


def _early(edit: AddEffect) -> int:
    """How long before a cut it begins: a whoosh is loudest in its middle; what strikes does so as
    it begins.
    """
    return edit.length // 2 if edit.effect == "whoosh" else 0


def _starts(draft: Draft, edit: AddEffect) -> list[int]:
    if edit.between:
        cuts = [s["s"] for s in segments(draft, VIDEO)[1:]]
        if not cuts:
            raise EditRefused("needs_two_shots")
        return [max(0, at - _early(edit)) for at in cuts]
    end = total(draft)
    span = edit.span or Span()
    if span.tail is not None and edit.length:
        # "Over the last 2 seconds" begins there; "at the end" ends with the film.
        return [max(0, end - (edit.length if span.length is None else span.tail))]
    start = span.start or 0
    if end and start >= end:
        raise EditRefused("nothing_there", seconds=end / 1000)
    return [start]


def remove_effect(draft: Draft, edit: RemoveEffect) -> Draft:
    found = effects_named(draft, edit.effect, "nothing_of_effects")
    if edit.number is not None:
        found = sorted(found, key=lambda s: int(s["s"]))
        place = edit.number - 1 if edit.number > 0 else len(found) + edit.number
        if not 0 <= place < len(found):
            raise EditRefused("no_such_effect", number=edit.number, count=len(found))
        found = [found[place]]
    gone = {s["id"] for s in found}
    left = [s for s in segments(draft, EFFECTS) if s["id"] not in gone]
    return with_segments(draft, EFFECTS, left)


def move_effect(draft: Draft, edit: MoveEffect) -> Draft:
    """The newest of that name at another time."""
    found = effects_named(draft, edit.effect)
    newest = max(found, key=lambda s: int(s["id"][1:]))
    changed = [
        _placed(draft, s, edit.span, edit.shift) if s["id"] == newest["id"] else s
        for s in segments(draft, EFFECTS)
    ]
    return with_segments(draft, EFFECTS, changed)


def place_music(draft: Draft, edit: PlaceMusic) -> Draft:
    """When the music is heard; what there is of it begins there."""
    music = segments(draft, AUDIO)
    if not music:
        raise EditRefused("no_music")
    placed = [_placed(draft, s, edit.span, edit.shift) for s in music]
    return with_segments(draft, AUDIO, placed)


def music_span(draft: Draft, span: Span | None) -> dict[str, Any]:
    """The field of new music that says when it plays."""
    return _span_of(draft, span)


def duck(draft: Draft, edit: Duck) -> Draft:
    music = segments(draft, AUDIO)
    if not music:
        raise EditRefused("no_music")
    changed = [{**s, "m": {**s["m"], "duck": edit.on}} for s in music]
    return with_segments(draft, AUDIO, changed)


def level_sound(draft: Draft, edit: Level) -> Draft:
    return {**draft, "m": {**draft["m"], "levelled": edit.on}}


def effects_named(draft: Draft, effect: str | None, missing: str = "no_effect") -> list[Segment]:
    """The sound effects of that name, or all; EditRefused where there is none."""
    found = segments(draft, EFFECTS)
    named = [s for s in found if effect is None or s["m"].get("effect") == effect]
    if not named:
        raise EditRefused(missing)
    return named


def _placed(draft: Draft, segment: Segment, span: Span | None, shift: int | None) -> Segment:
    meta = segment["m"]
    if not meta.get("loop"):
        start = segment["s"] + (shift or 0)
        if span is not None:
            start = span_within(span, total(draft), default=segment["d"])[0]
        meta = {k: v for k, v in meta.items() if k not in {"cut", "span"}}
        meta |= {} if span is None or span.tail is None else {"span": [start - total(draft), None]}
        return {**segment, "s": max(0, start), "m": meta}
    if shift is not None:
        before, stop = span_times(meta, total(draft)) if "span" in meta else (0, None)
        moved = max(0, before + shift)
        later = None if stop is None else max(moved + 100, stop + shift)
        return {**segment, "m": {**meta, "span": [moved, later]}}
    kept = {k: v for k, v in meta.items() if k != "span"}
    if span is not None and span.start is None and span.end is not None:
        since = span_times(meta, total(draft))[0]  # "until 20 s": it began before
        span = replace(span, start=since if since < span.end else 0)
    return {**segment, "m": {**kept, **_span_of(draft, span)}}


def _span_of(draft: Draft, span: Span | None) -> dict[str, Any]:
    """`{"span": [start, stop]}` for what shall not fill the whole length."""
    end = total(draft)
    if span is None or (span.whole and not span.start):
        return {}
    start, stop = span_within(span, end, default=max(end - (span.start or 0), 100))
    if start >= stop:
        raise EditRefused("nothing_there", seconds=end / 1000)
    if span.tail is not None:
        return {"span": [start - end, None] if end else [start, stop]}
    to_the_end = stop >= end and span.end is None
    return {"span": [start, None if to_the_end else stop]}
