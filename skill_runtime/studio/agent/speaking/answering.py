"""Answers to what is asked of a timeline: what a text reads and when, what is heard, what was done
last.

They are read from the draft, so that they are true of what is there; anything else that is asked
gets no answer here.
"""

from __future__ import annotations

from collections.abc import Collection

from skill_runtime.studio.agent.edits import Talk
from skill_runtime.studio.agent.references.correcting import said_last
from skill_runtime.studio.agent.timeline.texts import of_role
from skill_runtime.studio.draft import AUDIO, EFFECTS, TEXT, VIDEO, Draft, Segment, segments

from .speech import Voice

__all__ = ["answered"]

_WORDS_TOLD = 200
"""So many characters of what was said before are repeated."""


def answered(talk: Talk, draft: Draft, voice: Voice, with_sound: Collection[str]) -> str | None:
    """The answer; None where something else is asked. `with_sound`: the media ids of clips that
    have a sound of their own.
    """
    match talk.topic:
        case "text_says" | "text_times":
            return _of_texts(talk, draft, voice)
        case "question_sound":
            return _of_sounds(draft, voice, with_sound)
        case "shot_times" if draft["t"]:
            times = voice.times(draft)
            return voice.say("lengths", total=draft["d"] / 1000, lengths=times)
        case "question_last":
            return _of_last(draft, voice)
        case _:
            return None


def _of_texts(talk: Talk, draft: Draft, voice: Voice) -> str:
    """`role number` is asked about, 0 for all of that role."""
    role, _, number = talk.about.partition(" ")
    same = of_role(segments(draft, TEXT), role)
    if number != "0":
        place = int(number) - 1 if int(number) > 0 else len(same) + int(number)
        if not 0 <= place < len(same):
            values: dict[str, object] = {"number": int(number), "count": len(same)}
            return voice.say("no_such_text" if same else "no_text", **values)
        same = [same[place]]
    if not same:
        return voice.say("no_text")
    timed = talk.topic == "text_times"
    told = (_quoted(s) + (f" {voice.span(s)}" if timed else "") for s in same)
    return voice.say(talk.topic, texts=voice.listed(told))


def _quoted(text: Segment) -> str:
    return f"“{text['m']['text']}”"


def _of_sounds(draft: Draft, voice: Voice, with_sound: Collection[str]) -> str:
    clips = [s for s in segments(draft, VIDEO) if s["m"].get("src") in with_sound]
    heard = [*segments(draft, AUDIO), *segments(draft, EFFECTS), *clips]
    told = dict.fromkeys(_sound(s, voice) for s in heard if s["m"]["volume"])
    return voice.say("sounds", sounds=voice.listed(told)) if told else voice.say("no_sounds")


def _sound(heard: Segment, voice: Voice) -> str:
    """What sounds and how loud; of a sound effect when, unless it is heard all the time."""
    timed = heard["m"].get("kind") == "effect" and (
        not heard["m"].get("loop") or "span" in heard["m"]
    )
    return voice.sound(heard) + (f" ({voice.span(heard)})" if timed else "")


def _of_last(draft: Draft, voice: Voice) -> str:
    last = said_last(draft)
    if last is None:
        return voice.say("nothing_done")
    return voice.say("last_edit", words=last.words.strip()[:_WORDS_TOLD])
