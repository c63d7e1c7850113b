"""The rules for music, loudness and fades."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from . import amounts, looking, slots
from .edits import (
    AddEffect,
    Duck,
    Fade,
    Level,
    MoveEffect,
    PlaceMusic,
    RemoveEffect,
    RemoveMusic,
    Request,
    SetMusic,
    Span,
    Talk,
    Target,
    Volume,
)
from .lexicon import QUOTED, lexicon
from .wish import TEXTS, Wish

__all__ = [
    "SUDDEN",
    "ducking",
    "effect",
    "fade",
    "fade_of_music",
    "fades_of_song",
    "level_of_music",
    "levelling",
    "music",
    "mute",
    "unknown_effect",
    "volume",
]

_NEAR = 10
"""So many characters before a sound say which one it is."""
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
_ASKING = ("style_of_music", "wants_music", "uploaded")
_SOUNDS = ("volume", "louder", "quieter", "sound", "music", "effect")
_TARGETS: Mapping[str, Target] = {"music": "music", "effect": "effects", "shot": "video"}
"""What a referent is for a loudness or a fade."""


def mute(wish: Wish) -> Request | None:
    if wish.has("unmute"):
        return Volume(wish.target(), level=1.0, shot=wish.shot())
    takes_sound = wish.removes() and wish.has("sound") and not _sounds_otherwise(wish)
    if not wish.has("mute") and not takes_sound:
        return None
    target, effect = _heard(wish)
    return Volume(target or "all", level=0.0, shot=wish.shot(), effect=effect)


def _sounds_otherwise(wish: Wish) -> bool:
    """Whether another sound is named than that of the pictures."""
    others = ("music", "genre", "effect", "fade", "level_sound", "duck", *TEXTS)
    return any(wish.has(k) for k in others) or bool(wish.named("effects"))


def music(wish: Wish) -> Request | None:
    """Music added, changed, made louder or removed."""
    about_music = wish.it is not None and wish.it.kind == "music" and wish.has("genre")
    if not (wish.has("music") or wish.has("style_of_music") or about_music):
        return None if wish.clause.quotes() or not wish.has("music_told") else _some_music(wish)
    if wish.removes() and not wish.has("replace"):
        return _removed_music(wish)
    told = wish.has("music_told") and not _is_found_fault_with(wish)
    loudness, placed = _loudness(wish), None if told else _placed(wish)
    if placed is not None and wish.has("only_heard"):
        return placed
    if loudness is not None and not (_names_music(wish) or told):
        return loudness
    if placed is not None:
        return placed
    if not (told or _asks_for_music(wish)):
        return None
    return _some_music(wish)


def _is_found_fault_with(wish: Wish) -> bool:
    """ "The music is boring", 音乐太吵了."""
    return (
        any(wish.has(k) for k in ("finding", "opinion", "question")) or wish.clause.quotes() != []
    )


def _some_music(wish: Wish) -> SetMusic:
    look = looking.look(wish.folded)
    span, tail = slots.span(wish.folded), slots.tail(wish.folded)
    if look.fade_out and tail and span == Span(tail=tail):  # "fading out over the last 3 seconds"
        look, span = replace(look, fade_out=tail), None
    return SetMusic(
        words=_mood_words(wish),
        span=span,
        level=amounts.level(wish.besides("goes_quiet").folded),
        step=amounts.step(wish.folded),
        fade_in=look.fade_in,
        fade_out=look.fade_out,
    )


def _removed_music(wish: Wish) -> Request | None:
    if not wish.has("music"):
        return None
    span = slots.span(wish.folded)
    # "No music in the first 5 seconds": silence there, and the music goes on.
    of_shot = wish.has("same_time") and slots.ordinal(wish.folded) is not None
    piece = of_shot or (span is not None and span.is_piece)
    return Volume("music", level=0.0) if piece else RemoveMusic()


def _asks_for_music(wish: Wish) -> bool:
    """Whether there shall be some, and it is not only spoken of."""
    if wish.has("music_subject") and not wish.has("style_of_music") and not wish.has("fade"):
        return False
    if _names_music(wish) or any(wish.has(k) for k in _ASKING):
        return True
    rest = lexicon().concepts["music"].sub(" ", wish.folded)
    for name in ("light", "filler", "politeness"):
        rest = lexicon().lists[name].sub(" ", rest)
    bare = not wish.verb() and not wish.folded.startswith("the ")
    return bare and not re.search(r"[a-z\u3400-\u9fff]", rest)


def volume(wish: Wish) -> Request | None:
    """ "set the volume to 30%", "a bit louder", with music meant where nothing is named."""
    if amounts.width(wish.folded)[0] is not None:
        return None  # "a third of the width"
    names_sound = any(wish.has(k) for k in _SOUNDS)
    sounds = wish.it is not None and wish.it.kind in {"music", "effect", "sound"}
    if wish.has("half_length") and not names_sound:
        return None
    if not (names_sound or sounds) and (wish.has("duration") or _says_more(wish)):
        return None
    return _loudness(wish)


def _says_more(wish: Wish) -> bool:
    """Whether a share stands beside something that has no loudness: "the logo 20% of the width"."""
    words, rest = lexicon(), wish.folded
    if amounts.level(rest) is None:
        return False
    names = ("percent", "tenths", "half_level", "light", "filler", "politeness", "openers")
    patterns = [words.words["levels"], words.words["ordinals"], words.concepts["it"]]
    patterns += [words.concepts[k] for k in ("video", "shot", "every", "slightly", "set")]
    for pattern in (*(words.lists[n] for n in names), *patterns):
        rest = pattern.sub(" ", rest)
    return re.search(r"[a-z\u3400-\u9fff]{2}", rest) is not None


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
    target = _of_sound(wish) if heard else wish.target() or _target_of_fade(wish)
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
    if wish.has("film_fade") and not of_text:
        return "all"
    if wish.has("to_black"):
        return "video"
    music = wish.has("genre") or wish.has("style_of_music")
    return "music" if music and not of_text else _target_of(wish)


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


def level_of_music(wish: Wish) -> Volume | None:
    """How loud the music is that is only heard then."""
    level = amounts.level(wish.folded)
    return None if level is None else Volume("music", level)


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


def _loudness(wish: Wish) -> Volume | None:
    scale = amounts.scale(wish.folded)
    level = amounts.level(wish.folded) if scale is None else None
    step = amounts.step(wish.folded) if level is None and scale is None else None
    if level is None and step is None and scale is None:
        return None
    target, effect = _heard(wish)
    if target == "video" and step is not None and _is_of_sound_before(wish):
        return Volume(_target_of(wish), level, step, scale, None, wish.it.name if wish.it else None)
    return Volume(target, level, step, scale, wish.shot(), effect)


def _is_of_sound_before(wish: Wish) -> bool:
    """ "Move the meow, and its sound up", "I can't hear the cat": a sound that was edited last."""
    if wish.it is None or wish.it.kind not in {"effect", "music"}:
        return False
    return wish.has("not_heard") or (wish.going_on and not _of_pictures(wish))


def _heard(wish: Wish) -> tuple[Target | None, str | None]:
    """What is to be louder or quieter, and which of the sound effects."""
    effect = next(iter(wish.named("effects")), None)
    if effect is not None:
        return "effects", effect
    target = wish.besides("heard_over").target()
    if target is None and wish.it is not None and not wish.it.is_text:
        return _target_of(wish), wish.it.name
    return target, None


def _of_pictures(wish: Wish) -> bool:
    """Whether it is the sound of the pictures, by its name."""
    return any(wish.has(k) for k in ("video", "shot")) or "原" in wish.folded


def _target_of(wish: Wish) -> Target | None:
    """What "it" is, for a fade or a loudness."""
    if wish.it is None:
        return None
    pointed = wish.has("it") or wish.going_on
    if wish.it.kind != "music" and wish.has("fade") and not pointed:
        return None
    if wish.it.is_text:
        return "title"
    return _TARGETS.get(wish.it.kind)


def _names_music(wish: Wish) -> bool:
    """Whether some music is asked for, and not only its loudness: a verb of adding, or a mood."""
    if wish.has("music_subject"):
        return False
    if wish.has("genre"):
        return True
    return wish.verb() in {"add", "replace"} or wish.inherits("add")


def _placed(wish: Wish) -> PlaceMusic | None:
    """ "start the music at 3 seconds": the music that is there, at another time."""
    if not wish.has("the_music") or wish.has("genre"):
        return None
    time = slots.first_time(wish.folded)
    if time is not None and (wish.has("later") or wish.has("earlier")):
        return PlaceMusic(shift=-time if wish.has("earlier") else time)
    span = slots.span(wish.folded)
    if span is not None and wish.has("stop") and span.end is None and span.start is not None:
        span = Span(start=0, end=span.start)
    return None if span is None else PlaceMusic(span)


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
        return RemoveEffect(name, None if name is None else _which(wish, name))
    if name is None:
        return Talk("unknown_effect") if adds or wish.clause.quotes() else None
    return _changed_effect(wish, name, adds=adds or wish.has("start")) or _added_effect(wish, name)


def _which(wish: Wish, name: str) -> int | None:
    """ "The second thunder", 第二个雷: which one of several."""
    match = lexicon().effects[name].search(wish.folded)
    near = [n for at, n in slots.numbered(wish.folded) if match and 0 < match.start() - at < _NEAR]
    return near[-1] if near else None


def unknown_effect(wish: Wish) -> Request | None:
    """Whatever else was said of a sound that there isn't."""
    return Talk("unknown_effect") if wish.has("effect") and not wish.named("effects") else None


def _only_names(wish: Wish, name: str | None) -> bool:
    """ "no music, just rain": after something was removed a sound that is only named is wanted."""
    if name is None or wish.verb():
        return False
    return lexicon().effects[name].fullmatch(wish.folded) is not None


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
    return _loudness(wish) if changes or is_set else None


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


def ducking(wish: Wish) -> Request | None:
    if not wish.has("duck"):
        return None
    span = slots.span(wish.folded)
    of_a_piece = span is not None and span.is_piece
    return None if of_a_piece else Duck(on=not wish.has("negation"))


def levelling(wish: Wish) -> Request | None:
    return Level(on=not wish.removes()) if wish.has("level_sound") else None


def _mood_words(wish: Wish) -> str:
    """The clause without quotations and numbers; the composer picks the mood from it."""
    said = wish.clause.text
    if wish.has("replace") and (change := lexicon().says["becomes"].search(wish.folded)):
        said = said[change.end() :]  # "change the jazz to something calm": no jazz
    words = re.sub(rf"{QUOTED}|\d+(?:\.\d+)?\s*(?:%|percent)?", " ", said)
    for pattern in (lexicon().lists["percent"], lexicon().concepts["volume"]):
        words = pattern.sub(" ", words)
    return " ".join(words.split())
