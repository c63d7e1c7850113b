"""The rules for sound effects."""

from __future__ import annotations

from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    AddEffect,
    MoveEffect,
    RemoveEffect,
    Request,
    Span,
    Talk,
)
from skill_runtime.studio.agent.words import amounts, slots
from skill_runtime.studio.agent.words.lexicon import lexicon

from .shot_shown import names_shot
from .sound_rules import loudness, softened
from .wish import Wish

__all__ = ["SUDDEN", "effect", "unknown_effect"]

SUDDEN = frozenset({
    "applause",
    "bang",
    "bark",
    "bell",
    "click",
    "meow",
    "pop",
    "thunder",
    "whoosh",
})
"""Heard once, so that a bare number says when, and not how loud."""
_NEAR = 10
"""So many characters before a sound say which one it is."""


def effect(wish: Wish) -> Request | None:
    """A sound effect added, moved, made louder or removed."""
    noun = wish.has("effect")
    name = next(iter(wish.named("effects")), None)
    if name is None and not noun:
        return None
    if wish.has("music") and not noun:
        return None
    adds = wish.verb() == "add" or wish.inherits("add")
    stops = name is not None and wish.has("halt") and slots.first_time(wish.folded) is None
    if (wish.removes() or stops) and not _only_names(wish, name):
        if (softer := softened(wish)) is not None:
            return softer
        return RemoveEffect(name, None if name is None else _which(wish, name))
    if name is None:
        return Talk("unknown_effect") if adds or wish.clause.quotes() else None
    return _changed_effect(wish, name, adds=adds or wish.has("start")) or _added_effect(wish, name)


def _only_names(wish: Wish, name: str | None) -> bool:
    """ "no music, just rain": after something was removed a sound that is only named is wanted."""
    if name is None or wish.verb():
        return False
    return lexicon().effects[name].fullmatch(wish.folded) is not None


def _which(wish: Wish, name: str) -> int | None:
    """ "The second thunder", 第二个雷: which one of several."""
    match = lexicon().effects[name].search(wish.folded)
    told = [(at, n) for at, n in slots.numbered(wish.folded) if not names_shot(wish.folded, at)]
    near = [n for at, n in told if match and 0 < match.start() - at < _NEAR]
    return near[-1] if near else None


def _changed_effect(wish: Wish, name: str, *, adds: bool) -> Request | None:
    time = slots.first_time(wish.folded)
    if time is not None and wish.has("halt"):
        return MoveEffect(name, span=Span(start=0, end=time))
    if time is not None and wish.has("lasts_until") and not adds:
        return MoveEffect(name, span=Span(end=time))
    if time is not None and (wish.has("later") or wish.has("earlier")):
        return MoveEffect(name, shift=-time if wish.has("earlier") else time)
    if adds:
        return None
    ends = lexicon().spans["end"].match(wish.folded)  # "finish with applause" brings it in
    moves = wish.has("move") and (ends is None or wish.at("move") >= ends.end())
    if moves and (span := slots.span(wish.folded)) is not None:
        return MoveEffect(name, span=span)
    changes = amounts.step(wish.folded) is not None or amounts.scale(wish.folded) is not None
    is_set = wish.verb() == "set" and amounts.level(wish.folded) is not None
    return loudness(wish) if changes or is_set else None


def _added_effect(wish: Wish, name: str) -> AddEffect:
    span, tail = slots.span(wish.folded), slots.tail(wish.folded)
    if span is None and name in SUDDEN and (at := slots.bare_moment(wish.folded)) is not None:
        span = Span(start=at)
    return AddEffect(
        name,
        span if tail is None or span != Span(tail=tail) else replace(span, length=tail),
        amounts.level(wish.folded),
        amounts.step(wish.folded),
        between=wish.has("between"),
    )


def unknown_effect(wish: Wish) -> Request | None:
    """Whatever else was said of a sound that there isn't."""
    return Talk("unknown_effect") if wish.has("effect") and not wish.named("effects") else None
