"""The rules for music, loudness and fades."""

from __future__ import annotations

import re

from . import slots
from .edits import AddText, ChangeText, Fade, RemoveMusic, Request, SetMusic, Target, Volume
from .lexicon import QUOTED, lexicon
from .wish import Wish

__all__ = ["fade", "music", "mute", "volume"]


def mute(wish: Wish) -> Request | None:
    if wish.has("unmute"):
        return Volume(wish.target(), level=1.0, shot=slots.ordinal(wish.folded))
    if not wish.has("mute"):
        return None
    return Volume(wish.target() or "all", level=0.0, shot=slots.ordinal(wish.folded))


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
