"""The rules for music, loudness, fades and words on the screen."""

from __future__ import annotations

import re

from . import slots
from .edits import (
    AddText,
    ChangeText,
    Fade,
    Look,
    RemoveMusic,
    RemoveText,
    Request,
    Role,
    SetMusic,
    Talk,
    Target,
    Volume,
)
from .lexicon import QUOTED, lexicon
from .wish import Wish

__all__ = ["fade", "music", "text", "volume"]

_ROLES: tuple[Role, ...] = ("caption", "subtitle", "title")
_SHIFT = ("later", "earlier")


def music(wish: Wish) -> Request | None:
    """Music added, changed, made louder or removed."""
    if not (wish.has("music") or wish.has("genre")):
        return None
    if wish.removes() and not wish.has("replace"):
        return RemoveMusic() if wish.has("music") else None
    loudness = _loudness(wish)
    if loudness is not None and not _names_music(wish):
        return loudness
    look = slots.look(wish.folded)
    return SetMusic(
        words=_mood_words(wish),
        level=slots.level(wish.folded),
        step=slots.step(wish.folded),
        fade_in=look.fade_in,
        fade_out=look.fade_out,
    )


def volume(wish: Wish) -> Request | None:
    """ "set the volume to 30%", "a bit louder", with music meant where nothing is named."""
    if wish.has("duration") and not (
        wish.has("volume") or wish.has("louder") or wish.has("quieter")
    ):
        return None
    return _loudness(wish)


def fade(wish: Wish) -> Request | None:
    if not wish.has("fade") or (wish.verb() == "add" and (wish.has("music") or wish.has("genre"))):
        return None
    length = slots.first_time(wish.folded) or slots.FADE_MS
    both = not wish.has("fade_in") and not wish.has("fade_out")
    target = wish.target() or _target_of(wish.after)
    return Fade(
        target,
        fade_in=length if wish.has("fade_in") or both else None,
        fade_out=length if wish.has("fade_out") or both else None,
    )


def text(wish: Wish) -> Request | None:
    """Titles, subtitles and captions: added, changed, moved, removed."""
    role = next((r for r in _ROLES if wish.has(r)), None)
    quotes = wish.clause.quotes()
    if role is None:
        return _unnamed_text(wish, quotes)
    if wish.removes() and not _names_part(wish):
        return RemoveText(None if wish.has("every") else role, slots.ordinal(wish.folded))
    if wish.has("fade") and not quotes:
        return None
    if quotes and not _changes(wish):
        return AddText(quotes[-1], role, slots.span(wish.folded), slots.look(wish.folded))
    return _change(wish, role, quotes[-1] if quotes else None) or _no_words(wish)


def _unnamed_text(wish: Wish, quotes: list[str]) -> Request | None:
    """ "write "Hello" at the top", "make it red", "move it to the bottom" after a title."""
    if quotes and not wish.has("music") and wish.verb() in {"add", "set", "replace"}:
        changes = wish.verb() != "add" and (wish.has("it") or wish.has("replace"))
        if changes:
            return ChangeText(None, text=quotes[-1], span=slots.span(wish.folded))
        return AddText(quotes[-1], "title", slots.span(wish.folded), slots.look(wish.folded))
    if wish.has("it") and _only_text_can(wish):
        return _change(wish, None, None)
    return None


def _only_text_can(wish: Wish) -> bool:
    """A colour, a place, a size: of all that is on a timeline only a text has them."""
    found = slots.look(wish.folded)
    looks = found.color or found.position or found.size or found.scale
    return bool(looks) and not (wish.has("shot") or wish.has("volume"))


def _change(wish: Wish, role: Role | None, words: str | None) -> ChangeText | None:
    look, span, shift = slots.look(wish.folded), slots.span(wish.folded), _shift(wish)
    if words is None and look == Look() and span is None and shift is None:
        return None
    if shift is not None:
        span = None
    return ChangeText(role, slots.ordinal(wish.folded), words, span, shift, look)


def _changes(wish: Wish) -> bool:
    """ "change the title to …" and not "add a title …"; "the title should say …" is settled
    when applied.
    """
    verb = wish.verb() or wish.inherited
    if verb == "add":
        return wish.has("replace") and wish.at("replace") < wish.at("add")
    return verb in {"set", "replace", "remove"}


def _no_words(wish: Wish) -> Request | None:
    """A title was asked for, and no rule knows what it shall say."""
    return Talk("needs_text") if wish.verb() in {"add", "set", "replace", ""} else None


def _names_part(wish: Wish) -> bool:
    """ "remove the fade of the title": something of it goes, not the title."""
    return wish.has("fade")


def _shift(wish: Wish) -> int | None:
    time = slots.first_time(wish.folded)
    if time is None or not any(wish.has(k) for k in _SHIFT):
        return None
    return -time if wish.has("earlier") else time


def _loudness(wish: Wish) -> Volume | None:
    scale = slots.scale(wish.folded)
    level = slots.level(wish.folded) if scale is None else None
    step = slots.step(wish.folded) if level is None and scale is None else None
    if level is None and step is None and scale is None:
        return None
    target = wish.target() or _target_of(wish.after)
    return Volume(target, level, step, scale, slots.ordinal(wish.folded))


def _target_of(after: Request | None) -> Target | None:
    """What "it" means after that request."""
    if isinstance(after, SetMusic):
        return "music"
    return "title" if isinstance(after, AddText | ChangeText) else None


def _names_music(wish: Wish) -> bool:
    """Whether some music is asked for, and not only its loudness: a verb of adding, or a mood."""
    if wish.has("genre"):
        return True
    return wish.verb() in {"add", "replace"} or wish.inherits("add")


def _mood_words(wish: Wish) -> str:
    """The clause without quotations and numbers; the composer picks the mood from it."""
    words = re.sub(rf"{QUOTED}|\d+(?:\.\d+)?\s*(?:%|percent)?", " ", wish.clause.text)
    for pattern in (lexicon().lists["percent"], lexicon().concepts["volume"]):
        words = pattern.sub(" ", words)
    return " ".join(words.split())
