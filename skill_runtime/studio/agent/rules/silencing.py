"""A sound that is not wanted: taken away everywhere, or silent only there where that is said."""

from __future__ import annotations

import re

from skill_runtime.studio.agent.edits import (
    AddEffect,
    MoveEffect,
    PlaceMusic,
    RemoveEffect,
    RemoveMusic,
    Request,
    SetMusic,
    Span,
    Volume,
    Within,
)
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import is_chinese
from skill_runtime.studio.agent.words.lexicon import lexicon

from .shot_shown import names_shot, only_there, place_of, within_shot
from .wish import Wish

__all__ = ["silent_there", "silent_there_too"]

_SOUNDS = AddEffect | MoveEffect | PlaceMusic | RemoveEffect | RemoveMusic | SetMusic
_REMOVED = RemoveEffect | RemoveMusic
_NEAR = 24
"""So many characters behind "no" the sound is named that it is said of."""
_UNTIL = re.compile(r"(?<![a-z])(?:before|until|till)(?: the)? *$")
_SINCE = re.compile(r"(?<![a-z])(?:after|from|since|as of)(?: the)? *$|从$")
_ON = re.compile(r"^.{0,12}?(?:(?<![a-z])(?:on|onwards?)(?![a-z])|开始|起|以?之?后(?!面))")
_ALONE = re.compile(r"[a-z\d]+(?: (?:one|ones|two|three))?(?: please)?(?=$|[,;]| and )|[^a-z]")
_BEFORE = re.compile(r"^(?:第\d+个镜头|镜头\d+)(?:以前|之前)")
_HAN_AFTER = re.compile(r"^(?:第\d+个镜头|镜头\d+)(?:以后|之后|结束)")


def silent_there(request: Request, wish: Wish, named: Names) -> list[Request]:
    """The edits where a sound is not wanted ("no rain in the shop", "rain but not in the shop"), in
    place of whatever else was understood; none where it is left as it was understood.
    """
    if not isinstance(request, _SOUNDS) or wish.has("replace"):
        return []
    sound = _sound_of(request, wish)
    if sound is None:
        return []
    off = _off(sound)
    but = wish.has("except")
    told = isinstance(request, _REMOVED) or wish.has("not_there")
    removed = told or _is_denied(wish, sound)
    if not removed:
        spared = _places(wish, named) if but and isinstance(request, AddEffect) else []
        added = [AddEffect(sound)] if sound not in named.sounds or wish.verb() == "add" else []
        return [*added, *(Within(off, span) for span in spared)] if spared else []
    if isinstance(request, RemoveEffect) and request.number is not None:
        return []
    there = _places(wish, named)
    if but and there:
        there = _others(there, named)
    if there:
        return [Within(off, span) for span in there]
    if isinstance(request, _REMOVED):
        return []
    return [RemoveMusic() if sound == "music" else RemoveEffect(sound)]


def silent_there_too(wish: Wish, before: Request | None, named: Names) -> list[Request]:
    """ "…, but not in the shop", after a sound was asked for or spoken of; none: it says else."""
    match = lexicon().concepts["not_there"].search(wish.folded)
    if match is None:
        return []
    clause = wish.clause.with_words(*match.span(), "在" if is_chinese(match[0]) else " ")
    sound = _sound_before(before, wish)
    if sound is None or not only_there(clause):
        return []
    return [Within(_off(sound), span) for span in _places(wish, named)]


def _sound_before(before: Request | None, wish: Wish) -> str | None:
    """The sound that was asked for or spoken of in the same message."""
    if isinstance(before, AddEffect | SetMusic):
        return before.effect if isinstance(before, AddEffect) else "music"
    it = wish.it if wish.going_on else None
    if it is None or it.kind not in {"effect", "music"}:
        return None
    return it.name if it.kind == "effect" else "music"


def _off(sound: str) -> Volume:
    if sound == "music":
        return Volume("music", level=0.0)
    return Volume("effects", level=0.0, effect=sound)


def _sound_of(request: Request, wish: Wish) -> str | None:
    """`music`, or the one sound effect that it is about."""
    if isinstance(request, PlaceMusic | RemoveMusic | SetMusic):
        return "music"
    named = wish.named("effects")
    return named[0] if len(named) == 1 else None


def _is_denied(wish: Wish, sound: str) -> bool:
    """Whether the sound is named right behind a "no": "the shop shouldn't have rain in it"."""
    words = lexicon()
    names = [words.concepts["music"], words.concepts["genre"]]
    for denial in words.concepts["denied"].finditer(wish.folded):
        behind = re.split("[,、]", wish.folded[denial.end() : denial.end() + _NEAR])[0]
        patterns = names if sound == "music" else [words.effects[sound]]
        if any(p.search(behind) for p in patterns):
            return True
    return False


def _places(wish: Wish, named: Names) -> list[Span]:
    """When it shall be silent: the shots that are named, or the times."""
    own = slots.span(wish.folded)
    own = own if own is not None and own.is_piece else None
    count = len(named.shots)
    folded = wish.folded
    numbers = [(at, n) for at, n in slots.numbered(folded) if _is_shot(folded, at)]
    told = [(at, place_of(n, count)) for at, n in numbers]
    if not told or len(named.times) != count or not all(0 < n <= count for _, n in told):
        return [] if own is None else [own]
    shots = [_around(wish.folded, at, named.times[n - 1], named.times[-1][1]) for at, n in told]
    spans = [within_shot(own, span) for span in dict.fromkeys(shots)]
    return [s for s in spans if s is not None]


def _is_shot(folded: str, at: int) -> bool:
    """Not "the last idea of music"."""
    return names_shot(folded, at) or _ALONE.match(folded, at) is not None


def _around(folded: str, at: int, shown: tuple[int, int], end: int) -> Span:
    """The time of a shot, before it or from it on, as it is said there."""
    before, behind = folded[:at], folded[at:]
    if _UNTIL.search(before) or _BEFORE.match(behind):
        return Span(start=0, end=shown[0])
    if (_SINCE.search(before) and not _ON.match(behind)) or _HAN_AFTER.match(behind):
        return Span(start=shown[1], end=end)
    if _SINCE.search(before):
        return Span(start=shown[0], end=end)
    return Span(start=shown[0], end=shown[1])


def _others(there: list[Span], named: Names) -> list[Span]:
    """The times of all the other shots."""
    spans = [Span(start=start, end=end) for start, end in named.times]
    return [s for s in spans if s not in there]
