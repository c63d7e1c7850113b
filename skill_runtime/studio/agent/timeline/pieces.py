"""Edits kept to a piece of the timeline: the pictures are cut at its ends, music and sound effects
get a passage of another loudness. Times in ms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from skill_runtime.studio.agent.edits import Edit, Piecewise, Repeat, Volume, Within
from skill_runtime.studio.agent.edits.span import span_within
from skill_runtime.studio.draft import (
    AUDIO,
    EFFECTS,
    VIDEO,
    Draft,
    Lane,
    Segment,
    segments,
    settle,
    span_times,
    total,
    with_segments,
)

from .cutting import cut_at, existing, repeat, shot_index
from .effects import effects_named
from .mixing import LOUDEST, loudness_target, wanted_level
from .refusal import EditRefused

__all__ = ["passage_level", "piece_of", "within"]

_SHORTEST = 50
Apply = Callable[[Draft, Edit], Draft]


def within(draft: Draft, edit: Within, apply: Apply) -> Draft:
    """The draft with the edit done there; EditRefused where there is no such piece."""
    start, stop = piece_of(draft, edit)
    if stop - start < _SHORTEST:
        raise EditRefused("nothing_there", seconds=total(draft) / 1000)
    if not isinstance(edit.edit, Volume):
        return _on_shots(draft, edit.edit, start, stop, apply)
    target = loudness_target(draft, edit.edit)
    if target == "title":
        raise EditRefused("silent_title")
    lanes = {"music": (AUDIO,), "effects": (EFFECTS,), "all": (AUDIO, EFFECTS)}.get(target, ())
    for lane in lanes:
        draft = with_segments(draft, lane, _heard(draft, lane, edit.edit, start, stop))
    if target in {"music", "effects"} and not any(segments(draft, lane) for lane in lanes):
        raise EditRefused("no_music" if target == "music" else "no_effect")
    if not any(segments(draft, lane) for lane in (*lanes, VIDEO)):
        raise EditRefused("empty_timeline")
    if target in {"video", "all"} and segments(draft, VIDEO):
        return _on_shots(draft, replace(edit.edit, target="video"), start, stop, apply)
    return draft


def piece_of(draft: Draft, edit: Within) -> tuple[int, int]:
    """Where it begins and ends on the timeline; its span may be of one shot's own time."""
    if edit.shot is None:
        return span_within(edit.span, total(draft), default=total(draft))
    found = existing(draft)
    shot = found[shot_index(found, edit.shot)]
    start, stop = span_within(edit.span, shot["d"], default=shot["d"])
    return shot["s"] + start, shot["s"] + stop


def passage_level(draft: Draft, edit: Volume, at: int) -> float:
    """How loud that is at a moment, 1 as it is."""
    lane: Lane = {"music": AUDIO, "effects": EFFECTS}.get(loudness_target(draft, edit), VIDEO)
    heard = next(filter(None, (segments(draft, each) for each in (lane, AUDIO, EFFECTS))))
    heard = [s for s in heard if edit.effect in {None, s["m"].get("effect")}] or heard
    shown = next((s for s in heard if s["s"] <= at < s["s"] + s["d"]), heard[0])
    passages = shown["m"].get("passages", [])
    gain = next((p["gain"] for p in passages if p["s"] <= at < p["s"] + p["d"]), 1.0)
    return float(shown["m"].get("volume", 1.0)) * float(gain)


def _on_shots(draft: Draft, edit: Piecewise, start: int, stop: int, apply: Apply) -> Draft:
    existing(draft)
    for at in (start, stop):
        draft = settle(cut_at(draft, at))
    shots = segments(draft, VIDEO)
    # A cut as near to the start as one frame is at the start.
    inside = [n for n, s in enumerate(shots, 1) if start - _SHORTEST <= s["s"] < stop - _SHORTEST]
    if isinstance(edit, Repeat):
        return repeat(draft, edit, of=range(inside[0] - 1, inside[-1])) if inside else draft
    for number in reversed(inside):
        draft = apply(draft, replace(edit, shot=number))
    return draft


def _heard(draft: Draft, lane: Lane, edit: Volume, start: int, stop: int) -> list[Segment]:
    """The sounds of a lane, those that are meant otherwise there; what is silent all its time
    goes.
    """
    found = segments(draft, lane)
    missing = "nothing_of_effects" if edit.level == 0 else "no_effect"
    named = effects_named(draft, edit.effect, missing) if edit.effect and lane == EFFECTS else found
    meant, end = {s["id"] for s in named}, total(draft)
    heard: list[Segment] = []
    for sound in found:
        first, last = _time_of(sound, end)
        if sound["id"] not in meant or last <= start or first >= stop:
            heard.append(sound)
        elif edit.level != 0 or lane != EFFECTS or first < start or last > stop:
            heard.append(_passing(sound, edit, start, stop))
    return heard


def _time_of(sound: Segment, end: int) -> tuple[int, int]:
    """When it is heard, ms."""
    if not sound["m"].get("loop"):
        return sound["s"], sound["s"] + sound["d"]
    return span_times(sound["m"], end)


def _passing(sound: Segment, edit: Volume, start: int, stop: int) -> Segment:
    """The sound with one more passage, instead of those that it covers."""
    meta: dict[str, Any] = sound["m"]
    volume = float(meta.get("volume", 1.0))
    if not volume:
        raise EditRefused("muted_there")
    before = meta.get("passages", [])
    same = next((p["gain"] for p in before if (p["s"], p["s"] + p["d"]) == (start, stop)), 1.0)
    level = min(max(wanted_level(edit, volume * same), 0.0), LOUDEST)
    kept = [p for p in before if p["s"] + p["d"] <= start or p["s"] >= stop]
    new = {"s": start, "d": stop - start, "gain": round(level / volume, 3)}
    return {**sound, "m": {**meta, "passages": [*kept, new]}}
