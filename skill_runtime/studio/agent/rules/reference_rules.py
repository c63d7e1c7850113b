"""The rules for clauses that name nothing: "remove it", "move it 2 seconds later", "再往后移两秒".

What they are about is what was edited last, in this message or in one before.
"""

from __future__ import annotations

from skill_runtime.studio.agent.edits import (
    ChangeInset,
    ChangeText,
    InsetLook,
    Look,
    MoveEffect,
    PlaceMusic,
    RemoveEffect,
    RemoveInset,
    RemoveMusic,
    RemoveShot,
    RemoveText,
    Request,
    Span,
    Volume,
)
from skill_runtime.studio.agent.words import looking, slots

from .inset_rules import inset_look
from .wish import TEXTS, TO_THE_END, Wish

__all__ = ["kept_on_screen", "removed", "shifted", "shown_otherwise"]

_NOUNS = (*TEXTS, "music", "shot", "video", "effect", "inset")


def removed(wish: Wish) -> Request | None:
    """ "remove it": whatever it is."""
    if wish.it is None or wish.verb() != "remove" or not wish.has("it") or _names_something(wish):
        return None
    it = wish.it
    if it.kind == "shot" and slots.first_time(wish.folded) is not None:
        return None  # "take 2 seconds off it", "get rid of them, the last 4 seconds"
    if it.is_text:
        return RemoveText(it.role)
    if it.kind == "effect":
        return RemoveEffect(it.name)
    if it.kind == "sound":
        return Volume("video", level=0.0)
    if it.kind == "shot":
        return None if it.number is None else RemoveShot(it.number)
    return RemoveMusic() if it.kind == "music" else RemoveInset()


def shifted(wish: Wish) -> Request | None:
    """ "2 seconds later"."""
    time = slots.first_time(wish.folded)
    if wish.it is None or time is None or _names_something(wish):
        return None
    if wish.has("cut") or wish.removes() or not (wish.has("later") or wish.has("earlier")):
        return None
    shift = -time if wish.has("earlier") else time
    if wish.it.kind == "effect":
        return MoveEffect(wish.it.name, shift)
    if wish.it.kind == "music":
        return PlaceMusic(shift=shift)
    return ChangeText(wish.it.role, shift=shift) if wish.it.is_text else None


def shown_otherwise(wish: Wish) -> Request | None:
    """ "move it to the bottom left", of a picture or a mark over the others."""
    if wish.it is None or _names_something(wish):
        return None
    if wish.it.kind == "watermark":
        mark = looking.look(wish.folded)
        return None if mark == Look() else ChangeText("watermark", look=mark)
    if wish.it.kind != "inset":
        return None
    look = inset_look(wish)
    return None if look == InsetLook() else ChangeInset(look)


def kept_on_screen(wish: Wish) -> Request | None:
    """ "keep it up for 5 seconds", "它停留5秒", "show it for the whole video"."""
    if wish.it is None or not wish.it.is_text or not wish.has("stay"):
        return None
    if _names_something(wish) and slots.span(wish.folded) != Span(whole=True):
        return None
    if wish.has("cut") or wish.has("trims") or any(wish.has(text) for text in TEXTS):
        return None
    span = slots.span(wish.folded)
    time = slots.first_time(wish.folded)
    if time is not None and wish.has("longer") and wish.says_relative():
        return ChangeText(wish.it.role, longer=time)
    if span is None and time is not None:
        span = Span(length=time)
    if wish.has("to_end") and (span is None or span == Span(whole=True)):
        span = Span(end=TO_THE_END)
    if span is not None and wish.has("until") and not span.start and span.end:
        span = Span(end=span.end)
    return None if span is None else ChangeText(wish.it.role, span=span)


def _names_something(wish: Wish) -> bool:
    named = any(wish.has(noun) for noun in _NOUNS) or bool(wish.named("effects"))
    return named or bool(wish.clause.quotes())
