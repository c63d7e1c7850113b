"""What an edit took with it, in words: texts, sounds and shots that are on the timeline no more."""

from __future__ import annotations

from collections.abc import Iterable

from skill_runtime.studio.agent.edits import (
    Clear,
    CutRange,
    Duration,
    Edit,
    RemoveShot,
    RemoveText,
    SetMusic,
)
from skill_runtime.studio.draft import AUDIO, EFFECTS, TEXT, VIDEO, Draft, Lane, Segment, segments

from .speech import Voice

__all__ = ["lost"]


def lost(voice: Voice, edit: Edit, before: Draft, after: Draft) -> list[str]:
    """A sentence for each kind of thing that went away and was not named in the edit."""
    told = []
    if not isinstance(edit, RemoveText | Clear):
        texts = (f"“{s['m']['text']}”" for s in _gone(before, after, TEXT))
        told.append(_said(voice, "texts_gone", texts))
    if isinstance(edit, SetMusic) and not edit.span:
        music = (voice.mood(str(s["m"].get("name", ""))) for s in _gone(before, after, AUDIO))
        told.append(_said(voice, "music_replaced", music))
    if isinstance(edit, Duration):
        shots = (str(s["m"].get("name", "")) for s in _gone(before, after, VIDEO))
        told.append(_said(voice, "shots_gone", shots))
    if isinstance(edit, CutRange | Duration | RemoveShot):
        told.append(_said(voice, "sounds_gone", map(voice.effect, _gone(before, after, EFFECTS))))
    return told


def _said(voice: Voice, key: str, names: Iterable[str]) -> str:
    gone = list(dict.fromkeys(name for name in names if name))
    return voice.say(key, gone=voice.listed(gone)) if gone else ""


def _gone(before: Draft, after: Draft, lane: Lane) -> list[Segment]:
    left = {s["id"] for s in segments(after, lane)}
    return [s for s in segments(before, lane) if s["id"] not in left]
