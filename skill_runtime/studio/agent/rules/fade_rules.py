"""The rules for fades: of the film, its pictures, its texts, its music and its own sound."""

from __future__ import annotations

from skill_runtime.studio.agent.edits import Fade, PlaceMusic, Request, Span, Target
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.lexicon import lexicon

from .sound_rules import target_of_it
from .wish import Wish

__all__ = ["fade", "fade_of_music", "fades_of_song"]


def fade(wish: Wish) -> Request | None:
    new_music = wish.verb() == "add" and (wish.has("music") or wish.has("genre"))
    if not wish.has("fade") or (new_music and not wish.has("music_subject")):
        return None
    if wish.has("music_told") and not wish.has("the_music_fades"):
        return None
    if (ends := _end_of_music(wish)) is not None:
        return ends
    heard = wish.has("own_sound") and not any(
        wish.has(k) for k in ("music", "effect", "picture_too")
    )
    seen_too = wish.has("picture_too") and (wish.has("own_sound") or wish.has("music"))
    named: Target | None = "all" if seen_too and wish.shot() is None else wish.target()
    target = _of_sound(wish) if heard else named or _target_of_fade(wish)
    told, since = _length_of_fade(wish)
    sounds = heard or target in {"music", "all"}
    length = slots.SOUND_FADE_MS if sounds else slots.FADE_MS
    length = slots.SLOW_FADE_MS if slots.is_slow(wish.folded) else length
    fade_in, fade_out = slots.fades(wish.folded, told or length)
    return Fade(
        target,
        _shot_of_fade(wish) if target in {None, "video"} else None,
        fade_in=fade_in,
        fade_out=fade_out,
        since=since,
        at_least=told is None and since is None,
        heard=heard,
    )


def _of_sound(wish: Wish) -> Target:
    """ "The clip's own sound" is that of the pictures, "the sound" all that is heard."""
    return "video" if wish.has("of_the_clip") or _shot_of_fade(wish) is not None else "all"


def _shot_of_fade(wish: Wish) -> int | None:
    """The shot that fades; "from black at the start" is of the film, whatever was edited last."""
    of_film = wish.has("to_black") and lexicon().spans["start"].search(wish.folded)
    return slots.ordinal(wish.folded) if of_film else wish.shot()


def _target_of_fade(wish: Wish) -> Target | None:
    """ "Fade out at the end": the film, with its picture and its sound."""
    of_text = wish.going_on and wish.it is not None and wish.it.is_text
    ends = wish.has("both_ends") or wish.has("first_last")
    if (wish.has("film_fade") or ends) and not of_text:
        return "all"
    if wish.has("to_black"):
        return "video"
    music = wish.has("genre") or wish.has("style_of_music")
    return "music" if music and not of_text else target_of_it(wish)


def _end_of_music(wish: Wish) -> PlaceMusic | None:
    """ "Stop the music at 10 seconds with a fade", "fade it out by second 7": it fades out at its
    end anyway.
    """
    span = slots.span(wish.folded)
    if span is None or not wish.has("music"):
        return None
    if wish.has("by_then"):
        return PlaceMusic(span)
    stops = wish.has("stop") and span.start is not None and span.end is None and not span.whole
    return PlaceMusic(Span(start=0, end=span.start)) if stops else None


def _length_of_fade(wish: Wish) -> tuple[int | None, int | None]:
    """How long it takes, or since when ("fade out from 12 seconds to the end"), where told."""
    span = slots.span(wish.folded)
    if span is None or span.start is None or not wish.has("fade_out") or wish.has("fade_in"):
        return slots.first_time(wish.folded), None
    if span.end is not None:
        return span.end - span.start, None
    if span.length is None and span.start > 0:
        return None, span.start
    return slots.first_time(wish.folded), None


def fades_of_song(wish: Wish) -> Fade | None:
    """How a song that is brought in fades: "use the song with a 2 second fade in"."""
    if not wish.has("fade"):
        return None
    fade_in, fade_out = slots.fades(
        wish.folded, slots.first_time(wish.folded) or slots.SOUND_FADE_MS
    )
    return Fade("music", fade_in=fade_in, fade_out=fade_out)


def fade_of_music(wish: Wish) -> Fade | None:
    """How long the music that ends somewhere fades out, where that is told."""
    length = slots.fade_length(wish.folded)
    return None if length is None else Fade("music", fade_out=length)
