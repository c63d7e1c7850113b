"""The rules for music and loudness."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    Duck,
    Level,
    PlaceMusic,
    RemoveMusic,
    Request,
    SetMusic,
    Span,
    Target,
    Volume,
)
from skill_runtime.studio.agent.words import amounts, looking, slots
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon

from .wish import TEXTS, Wish

__all__ = [
    "ducking",
    "level_of_music",
    "levelling",
    "loudness",
    "music",
    "mute",
    "softened",
    "target_of_it",
    "volume",
]

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
    if target == "video" and _is_any_sound(wish):
        target = "all"
    return Volume(target or "all", level=0.0, shot=wish.shot(), effect=effect)


def _is_any_sound(wish: Wish) -> bool:
    """ "No sound": of nothing in particular, and no wish for another one beside it."""
    named = any(wish.has(k) for k in ("of_the_clip", "video", "shot", "replace", "keep", "except"))
    named = named or "原" in wish.folded
    return wish.has("sound") and wish.shot() is None and not named and not slots.span(wish.folded)


def _sounds_otherwise(wish: Wish) -> bool:
    """Whether another sound is named than that of the pictures."""
    others = ("music", "genre", "effect", "fade", "level_sound", "duck", *TEXTS)
    return any(wish.has(k) for k in others) or bool(wish.named("effects"))


def music(wish: Wish) -> Request | None:
    """Music added, changed, made louder or removed."""
    about_music = wish.it is not None and wish.it.kind == "music"
    other = about_music and wish.has("other_mood")
    about_music = about_music and wish.has("genre")
    if other or not (wish.has("music") or wish.has("style_of_music") or about_music):
        return _some_music(wish) if other or _tells_mood(wish) else None
    told = wish.has("music_told") and not _is_found_fault_with(wish)
    softly = told and wish.has("not_too") and wish.has("genre")  # "happy, but not too loud"
    if (wish.removes() or wish.has("not_so_loud")) and not (wish.has("replace") or softly):
        return softened(wish) or _removed_music(wish)
    if not told and _is_only_over_shots(wish):
        return PlaceMusic()
    level, placed = loudness(wish), None if told else _placed(wish)
    if placed is not None and wish.has("only_heard"):
        return placed
    if level is not None and not (_names_music(wish) or told):
        return level
    if placed is not None:
        return placed
    if not (told or _asks_for_music(wish)):
        return None
    return _some_music(wish)


def _tells_mood(wish: Wish) -> bool:
    """Whether a mood is told, and no look of the pictures: "make it 2 seconds and warm"."""
    looks = wish.inherited == "set" and any(
        p.fullmatch(wish.folded) for p in lexicon().filters.values()
    )
    return wish.has("music_told") and not wish.clause.quotes() and not looks


def _is_found_fault_with(wish: Wish) -> bool:
    """ "The music is boring", 音乐太吵了; "music, but not too loud" finds none."""
    said = wish.besides("not_too")
    return (
        any(said.has(k) for k in ("finding", "opinion", "question")) or wish.clause.quotes() != []
    )


def _some_music(wish: Wish) -> SetMusic:
    look = looking.look(wish.folded)
    span, tail = slots.span(wish.folded), slots.tail(wish.folded)
    if look.fade_out and span and span == Span(tail=span.tail):  # "fading out at the end"
        look, span = replace(look, fade_out=tail or look.fade_out), None
    return SetMusic(
        words=_mood_words(wish),
        span=span,
        level=amounts.level(wish.besides("goes_quiet").folded),
        step=amounts.step(wish.folded),
        fade_in=look.fade_in,
        fade_out=look.fade_out,
    )


def softened(wish: Wish) -> Volume | None:
    """ "No more than 20%", "I don't need it that loud": how loud a sound shall be of which only the
    loudness is not wanted.
    """
    told = (amounts.level(wish.folded), amounts.scale(wish.folded)) != (None, None)
    return loudness(wish) if told or wish.has("not_so_loud") else None


def _removed_music(wish: Wish) -> Request | None:
    if not wish.has("music"):
        return None
    span = slots.span(wish.folded)
    if span is not None and span.start and span == Span(start=span.start):
        return PlaceMusic(Span(start=0, end=span.start))  # "cut the music at 5 seconds"
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
    if amounts.length_scale(wish.folded) is not None and not names_sound:
        halved = sounds and wish.going_on and wish.has("it") and wish.has("half_length")
        return Volume(target_of_it(wish), scale=0.5) if halved else None
    placed = looking.position(wish.folded) is not None
    if placed and not any(wish.has(k) for k in ("volume", "sound", "music", "effect")):
        return None  # 左上角放日期，小一点
    if not names_sound and not (sounds and wish.going_on) and _is_of_shots(wish):
        return None
    if not (names_sound or sounds) and (wish.has("duration") or _says_more(wish)):
        return None
    return loudness(wish)


def _is_of_shots(wish: Wish) -> bool:
    """两段都砍一半, 拉满10秒: of shots or of a time a bare share is no loudness."""
    words = lexicon()
    told = any(words.lists[k].search(wish.folded) for k in ("percent", "tenths"))
    of_shots = wish.has("shot") or slots.ordinals(wish.folded) or slots.first_time(wish.folded)
    return not told and bool(of_shots)


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


def level_of_music(wish: Wish) -> Volume | None:
    """How loud the music is that is only heard then."""
    level = amounts.level(wish.folded)
    return None if level is None else Volume("music", level)


def loudness(wish: Wish) -> Volume | None:
    scale = amounts.scale(wish.folded)
    level = amounts.level(wish.folded) if scale is None else None
    step = amounts.step(wish.folded) if level is None and scale is None else None
    if level is None and step is None and scale is None:
        return None
    target, effect = _heard(wish)
    if target == "video" and step is not None and _is_of_sound_before(wish):
        return Volume(
            target_of_it(wish), level, step, scale, None, wish.it.name if wish.it else None
        )
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
        return target_of_it(wish), wish.it.name
    return target, None


def _of_pictures(wish: Wish) -> bool:
    """Whether it is the sound of the pictures, by its name."""
    return any(wish.has(k) for k in ("video", "shot")) or "原" in wish.folded


def target_of_it(wish: Wish) -> Target | None:
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


def _is_only_over_shots(wish: Wish) -> bool:
    """ "The music only over the first two": of the shots, not of a time."""
    over = wish.has("only_heard") and wish.has("the_music") and not wish.has("genre")
    return over and slots.span(wish.folded) is None and bool(slots.ordinals(wish.folded))


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
