"""Which of the sounds a wish is for: one that is heard already, several, or one for each shot."""

from __future__ import annotations

import re
from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    AddEffect,
    Fade,
    MoveEffect,
    RemoveEffect,
    Request,
    SetMusic,
    Span,
    Talk,
    Target,
    Volume,
)
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.words import amounts, slots
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.splitting import AND, cut_at

from .effect_rules import SUDDEN
from .shot_shown import shot_shown, time_of_shot, times_of_shots, within_shot
from .sound_rules import loudness
from .wish import Wish

__all__ = ["each_sound", "effects_in_time", "sides_with_shots", "sound_there"]

_SOME_MUSIC = re.compile(r"(?!(?:the|my|that|this) )[a-z-]+ music |[\u3400-\u9fff]{2,6}音乐")


def sides_with_shots(wish: Wish) -> list[Wish]:
    """ "Rain on shot 2 and birds on shot 4": the sides, if each sound has a shot of its own."""
    sides = [replace(wish, clause=wish.clause.part(a, b)) for a, b in cut_at(wish.folded, AND)]
    own = all(len(slots.ordinals(s.folded)) == len(s.named("effects")) == 1 for s in sides)
    return sides if own and len(sides) > 1 else [wish]


def effects_in_time(request: AddEffect, wish: Wish, named: Names) -> list[Request]:
    """Each effect that is named, at each of the moments that are; else over the shot that is."""
    moments = slots.moments(wish.folded)
    if not moments and request.effect in SUDDEN:
        moments = slots.bare_moments(wish.folded)
    spans: list[Span | None] = [Span(start=at) for at in moments]
    if wish.has("each_start") and not request.between:
        spans = [Span(start=start) for start, _ in named.times]
    if request.span is None or request.span == Span(whole=True):
        spans = spans or [*times_of_shots(wish, named)]
    over = None if spans or named.times else shot_shown(wish, named)
    request = replace(request, over=over)
    spans = spans or [within_shot(request.span, time_of_shot(wish, named))]
    names = wish.named("effects") or [request.effect]
    return [replace(request, effect=name, span=at) for name in names for at in spans]


def _sounds(wish: Wish) -> list[tuple[Target, str | None]]:
    """Every sound that is named; of a sound effect which one."""
    words = lexicon()
    rest = words.concepts["effect"].sub(" ", wish.folded)
    for pattern in words.effects.values():
        rest = pattern.sub(" ", rest)
    if wish.has("music"):
        rest = words.concepts["sound_of_music"].sub(" ", rest)
    found: list[tuple[Target, str | None]] = [("music", None)] if wish.has("music") else []
    found += [("effects", name) for name in wish.named("effects")]
    return [*found, ("video", None)] if words.concepts["sound"].search(rest) else found


def _is_new_sound(request: Volume, wish: Wish, named: Names) -> bool:
    """ "Birds during the lake, not louder than 20%", which are heard nowhere yet."""
    told = request.effect is not None and bool(request.level) and wish.verb() in {"", "add"}
    placed = time_of_shot(wish, named) is not None or wish.has("over_all")
    return told and placed and request.effect not in named.sounds


def _is_new_music(request: Volume, wish: Wish, named: Names) -> bool:
    """ "Modern music 40%", where there is none."""
    of_music = request.target == "music" and bool(request.level) and "music" not in named.sounds
    return of_music and not wish.verb() and _SOME_MUSIC.match(wish.folded) is not None


def _is_left(request: RemoveEffect, wish: Wish, named: Names) -> bool:
    """ "No music, just wind over everything": what is named last is no thing that goes."""
    absent = request.effect is not None and request.effect not in named.sounds
    everywhere = wish.has("over_all") or wish.has("every")
    return absent and bool(named.shots) and not wish.verb() and everywhere


def sound_there(request: Request, wish: Wish, named: Names) -> list[Request]:
    """What a sound is named for that is heard already, not to be there twice: "rain at 60%", "the
    rain off", "the rain only under the lake".
    """
    adds = wish.verb() == "add" or wish.inherits("add")
    if isinstance(request, SetMusic) and (told := _music_there(request, wish, named)):
        return told
    if new := _new_sound(request, wish, named):
        return new
    if not isinstance(request, AddEffect) or request.effect not in named.sounds or adds:
        return [request]
    others = [name for name in wish.named("effects") if name != request.effect]
    if others and wish.verb() == "replace":
        return [RemoveEffect(request.effect), replace(request, effect=others[0])]
    if request.level is not None or request.step is not None:
        return [Volume("effects", request.level, request.step, effect=request.effect)]
    span = time_of_shot(wish, named) or request.span
    if span is not None:
        return [MoveEffect(request.effect, span=span)]
    return [RemoveEffect(request.effect) if wish.has("off") else Talk("unclear", wish.said())]


def _new_sound(request: Request, wish: Wish, named: Names) -> list[Request]:
    """What is only named with its loudness or its place, and heard nowhere yet."""
    if isinstance(request, Volume) and _is_new_music(request, wish, named):
        return [SetMusic(words=wish.said(), level=request.level)]
    loud = isinstance(request, Volume) and _is_new_sound(request, wish, named)
    if not (loud or (isinstance(request, RemoveEffect) and _is_left(request, wish, named))):
        return []
    effect = request.effect if isinstance(request, Volume | RemoveEffect) else None
    new = AddEffect(effect or "", slots.span(wish.folded), amounts.level(wish.folded))
    return effects_in_time(new, wish, named)


def _music_there(request: SetMusic, wish: Wish, named: Names) -> list[Request]:
    """What is asked of the music that there is, and for no other; empty: another is wanted."""
    if _is_any_music(wish, named):
        return [Talk("music_there")]
    if _only_its_loudness(request, wish, named):
        return [loudness(wish) or Volume("music", request.level, request.step)]
    if "music" not in named.sounds or slots.first_time(wish.folded) is None:
        return []
    other = any(wish.has(k) for k in ("genre", "style_of_music")) or wish.verb()
    return [request if other else Talk("unclear", wish.said())]


def _is_any_music(wish: Wish, named: Names) -> bool:
    """ "Add music", where there is some: no other one is told that should take its place."""
    asks = wish.verb() == "add" and "music" in named.sounds
    return (
        asks
        and lexicon().concepts["bare_music"].fullmatch(wish.folded.strip(" .。!！")) is not None
    )


def _only_its_loudness(request: SetMusic, wish: Wish, named: Names) -> bool:
    """ "Music at most 20%", where there is music: that is how loud it shall be."""
    told = request.level is not None or request.step is not None
    other = any(wish.has(k) for k in ("genre", "style_of_music", "mood_alone", "wants_music"))
    plain = request == SetMusic(request.words, level=request.level, step=request.step)
    alone = not wish.verb() or wish.has("volume")
    return told and plain and alone and not other and "music" in named.sounds


def each_sound(request: Request, wish: Wish) -> list[Request]:
    """One loudness, or one fade, for several sounds that are named."""
    sounds = [] if wish.has("replace") else _sounds(wish)
    if not isinstance(request, Volume | Fade) or len(sounds) < 2:
        return []
    if isinstance(request, Fade):
        return [replace(request, target=target) for target in dict.fromkeys(t for t, _ in sounds)]
    return [replace(request, target=target, effect=name) for target, name in sounds]
