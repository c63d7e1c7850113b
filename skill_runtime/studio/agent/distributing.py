"""One wish for several shots, or for the time of one: "clips 2 and 3", "all but the last", "over
the hill".

What was understood of one clause becomes as many edits as it means; anything else stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from . import slots
from .edits import (
    AddEffect,
    AddSubtitles,
    AddText,
    Backwards,
    ChangeText,
    Crop,
    Duration,
    Fade,
    Filter,
    Fit,
    Flip,
    LabelShots,
    MoveEffect,
    MoveShot,
    Piecewise,
    RemoveEffect,
    RemoveShot,
    RemoveText,
    Repeat,
    Request,
    Role,
    SetMotion,
    SetMusic,
    Span,
    Speed,
    Talk,
    Target,
    Turn,
    UseUpload,
    Volume,
    Within,
)
from .lexicon import QUOTED, lexicon
from .naming import SONGS, Names
from .row import rearranged
from .shot_rules import order
from .span import span_within
from .splitting import AND, cut_at
from .text_rules import ROLES
from .wish import Wish

__all__ = ["by_shots", "distributed", "kept_within", "places_told"]

_OF_SHOT = re.compile(
    r"(?:shot|scene|clip)s? ?#?\d|\d|第.{1,2}[段张幅]|第\d+个镜头"
    r"|[a-z\d]+ (?:shot|clip|scene|picture)"
)
_TEXT_JOINT = re.compile(
    r"\s*(?:,|、|and|&|和|跟|与|及|以及|还有)\s*(?:and )?(?:the |all (?:the )?)?"
)
_JOINT = re.compile(r"[\s,]*(?:and|but|then|和|跟|与|并|再)?(?: the)?$")

_OF_ONE_SHOT = (
    *(Backwards, Crop, Duration, Fade, Filter, Fit, Flip),
    *(RemoveShot, SetMotion, Speed, Turn, Volume),
)
"""Edits with the number of a shot."""


def distributed(request: Request, wish: Wish, named: Names) -> Sequence[Request]:
    """The edits that a request stands for."""
    if isinstance(request, UseUpload) and _is_there(request, wish, named):
        return [Talk("kept")]
    if isinstance(request, UseUpload) and (moved := _moved(request, wish, named)):
        return [moved]
    if (there := _of_sound_there(request, wish, named)) != [request]:
        return there
    if isinstance(request, AddText | ChangeText | RemoveText) and (
        texts := _of_texts(request, wish, named)
    ):
        return texts
    if isinstance(request, AddEffect):
        return [e for each in _with_own_shots(wish) for e in _effects(request, each, named)]
    if isinstance(request, AddSubtitles) and _one_each(request, named):
        return [
            LabelShots(tuple(cue.text for cue in request.cues), request.role, look=request.look)
        ]
    whole = _of_whole(request, wish, named)
    several = _of_each_sound(whole, wish) or _of_each_text(whole, wish)
    return several or _of_shots(whole, wish, named)


def _with_own_shots(wish: Wish) -> list[Wish]:
    """ "Rain on shot 2 and birds on shot 4": the sides, if each sound has a shot of its own."""
    sides = [replace(wish, clause=wish.clause.part(a, b)) for a, b in cut_at(wish.folded, AND)]
    own = all(len(slots.ordinals(s.folded)) == len(s.named("effects")) == 1 for s in sides)
    return sides if own and len(sides) > 1 else [wish]


def _effects(request: AddEffect, wish: Wish, named: Names) -> list[Request]:
    span = _spanned(request.span, _time_of_shot(wish, named))
    return [replace(request, effect=name, span=span) for name in wish.named("effects")]


def _one_each(request: AddSubtitles, named: Names) -> bool:
    """Whether there are as many texts without times as shots."""
    timed = any(cue.start is not None for cue in request.cues)
    return len(request.cues) == len(named.shots) > 1 and not timed


def _of_texts(
    request: AddText | ChangeText | RemoveText, wish: Wish, named: Names
) -> Sequence[Request]:
    """A text of the shot that is named; none where it is found as it stands."""
    if isinstance(request, ChangeText) and request.text in named.texts and request.was is None:
        return [_if_said(replace(request, text=None, was=request.text), wish)]
    if isinstance(request, RemoveText) and wish.has("its_text"):
        own = _shot_of_it(wish)  # that of a shot that is removed goes with it
        return [Talk("kept") if own is None else RemoveText(None, over=own)]
    if not isinstance(request, AddText):
        return [replace(request, index=None, over=n) for n in _shots_of_texts(wish)]
    if request.text in named.texts and _speaks_of_it(wish):
        return [_if_said(_of_text_there(request, wish), wish)]
    return [replace(request, over=_shot_shown(wish, named))]


def _shot_of_it(wish: Wish) -> int | None:
    """Whose text "its caption" is."""
    shots = slots.ordinals(wish.folded)
    if len(shots) == 1:
        return shots[0]
    it = wish.it
    return it.number if not shots and it is not None and it.kind == "shot" else None


def _if_said(change: ChangeText, wish: Wish) -> Request:
    """The change, if it is one, and not only a text that is spoken of."""
    nothing = ChangeText(change.role, change.index, was=change.was)
    return Talk("unclear", wish.said()) if change == nothing else change


def _of_whole(request: Request, wish: Wish, named: Names) -> Request:
    """What is said of the only shot there is, or of all of them together."""
    if isinstance(request, Repeat) and request.shot is not None and len(named.shots) == 1:
        return replace(request, shot=None)
    if isinstance(request, Duration) and wish.has("lossless") and named.times:
        return _shared_out(request, named)
    if isinstance(request, Speed) and request.shot is None and named.times:
        return _as_fast(request, wish, named)
    return request


def _as_fast(request: Speed, wish: Wish, named: Names) -> Speed:
    """ "Speed it up to 20 seconds": as fast as that takes."""
    time = slots.first_time(wish.folded)
    told = slots.says_factor(wish.folded) or not wish.says_absolute() or wish.has("from")
    return request if time is None or told else Speed(named.times[-1][1] / time)


def _shared_out(request: Duration, named: Names) -> Duration:
    """ "15 seconds without losing the end card": every shot a little shorter."""
    share = request.length / named.times[-1][1]
    return Duration(0, each=True, scale=min(share, 1.0))


def _is_there(request: UseUpload, wish: Wish, named: Names) -> bool:
    """Whether what is to be used is in the video: a slideshow of what is shown, or "… then the
    clip" behind another wish for its shots.
    """
    waiting = [f for f in named.files if f not in named.shots and not f.lower().endswith(SONGS)]
    if wish.has("slideshow"):
        return bool(named.shots) and not waiting
    named_alone = request.name is None and not request.every and not wish.verb()
    there = {*named.shots} & {*named.files} and not waiting
    return bool(named_alone and wish.inherited and there)


def _moved(request: UseUpload, wish: Wish, named: Names) -> MoveShot | None:
    """ "先放鲸鱼", of an upload that is in the video: it comes first, and is not there twice."""
    if named.shots.count(request.name or "") != 1 or not wish.has("move"):
        return None
    number = named.shots.index(request.name or "") + 1
    if wish.has("front"):
        return MoveShot(number, 1)
    return MoveShot(number, -1) if wish.has("back") else None


def _of_each_text(request: Request, wish: Wish) -> list[Request]:
    """ "The title and the subtitle": what is to be done to both."""
    if not isinstance(request, ChangeText | RemoveText):
        return []
    if wish.clause.quotes() or request.index is not None:
        return []
    places: list[tuple[int, int, Role]] = []
    for word, role in ROLES.items():
        match = lexicon().concepts[word].search(wish.folded)
        if match is not None and not any(
            a < match.end() and match.start() < b for a, b, _ in places
        ):
            places.append((match.start(), match.end(), role))
    places.sort()
    joints = [wish.folded[a[1] : b[0]] for a, b in pairwise(places)]
    if not joints or not all(_TEXT_JOINT.fullmatch(joint) for joint in joints):
        return []
    return [replace(request, role=role) for _, _, role in places]


def _of_shots(request: Request, wish: Wish, named: Names) -> Sequence[Request]:
    if not isinstance(request, _OF_ONE_SHOT):
        return [request]
    if others := _others(wish, named):
        return [replace(request, shot=n) for n in others]
    if getattr(request, "shot", None) is None:
        return [request]
    shots = list(dict.fromkeys(slots.ordinals(wish.folded)))
    keeps = isinstance(request, RemoveShot) and wish.has("keep") and not wish.removes()
    if (wish.has("except") or keeps) and named.shots:
        out = {_place(n, len(named.shots)) for n in shots}
        shots = [n for n in range(1, len(named.shots) + 1) if n not in out] or shots[:1]
    elif len(shots) < 2 or (isinstance(request, Duration) and not request.each and _moves(wish)):
        return [request]
    # From the last to the first, so that no number changes on the way.
    shots = sorted(shots, key=lambda n: _place(n, len(named.shots)), reverse=True)
    if not isinstance(request, RemoveShot):
        shots.reverse()
    return [replace(request, shot=n) for n in shots]


def _sounds(wish: Wish) -> list[tuple[Target, str | None]]:
    """Every sound that is named; of a sound effect which one."""
    words = lexicon()
    rest = words.concepts["effect"].sub(" ", wish.folded)
    for pattern in words.effects.values():
        rest = pattern.sub(" ", rest)
    found: list[tuple[Target, str | None]] = [("music", None)] if wish.has("music") else []
    found += [("effects", name) for name in wish.named("effects")]
    return [*found, ("video", None)] if words.concepts["sound"].search(rest) else found


def _of_sound_there(request: Request, wish: Wish, named: Names) -> list[Request]:
    """What a sound is named for that is heard already, not to be there twice: "rain at 60%", "the
    rain off", "the rain only under the lake".
    """
    adds = wish.verb() == "add" or wish.inherits("add")
    if isinstance(request, SetMusic) and "music" in named.sounds and slots.first_time(wish.folded):
        other = any(wish.has(k) for k in ("genre", "style_of_music")) or wish.verb()
        return [request if other else Talk("unclear", wish.said())]
    if not isinstance(request, AddEffect) or request.effect not in named.sounds or adds:
        return [request]
    others = [name for name in wish.named("effects") if name != request.effect]
    if others and wish.verb() == "replace":
        return [RemoveEffect(request.effect), replace(request, effect=others[0])]
    if request.level is not None or request.step is not None:
        return [Volume("effects", request.level, request.step, effect=request.effect)]
    span = _time_of_shot(wish, named) or request.span
    if span is not None:
        return [MoveEffect(request.effect, span=span)]
    return [RemoveEffect(request.effect) if wish.has("off") else Talk("unclear", wish.said())]


def _of_each_sound(request: Request, wish: Wish) -> list[Request]:
    """One loudness, or one fade, for several sounds that are named."""
    sounds = [] if wish.has("replace") else _sounds(wish)
    if not isinstance(request, Volume | Fade) or len(sounds) < 2:
        return []
    if isinstance(request, Fade):
        return [replace(request, target=target) for target in dict.fromkeys(t for t, _ in sounds)]
    return [replace(request, target=target, effect=name) for target, name in sounds]


def places_told(wish: Wish, named: Names) -> list[MoveShot]:
    """ "The road first, the lake last": each move with the number that its shot has by then."""
    pieces = [p for p in re.split(r"[,、]", wish.folded) if p.strip()]
    wishes = [replace(wish, clause=replace(wish.clause, text=p, folded=p)) for p in pieces]
    moves = [m for w in wishes if isinstance(m := order(w), MoveShot) and m.beside is None]
    if len(moves) < 2 or len(moves) < len(pieces) or not named.shots:
        return []
    row, found = list(range(1, len(named.shots) + 1)), list[MoveShot]()
    for move in moves:
        place = _place(move.shot, len(row))
        if place not in row:
            return []
        found.append(replace(move, shot=row.index(place) + 1))
        row = rearranged(row, found[-1])
    return found


def _others(wish: Wish, named: Names) -> list[int]:
    """ "the rest", after something was said of one shot; not before a shot that is left out."""
    it = wish.it if wish.going_on and wish.has("rest") and not wish.has("except") else None
    if it is None or it.kind != "shot" or it.number is None:
        return []
    spared = _place(it.number, len(named.shots))
    return [n for n in range(1, len(named.shots) + 1) if n != spared]


def kept_within(request: Request, wish: Wish, named: Names) -> Request:
    """The request for a piece of the time only, where one is named: "quieter from 5 to 8 s"."""
    if not isinstance(request, Piecewise):
        return request
    of_music = isinstance(request, Volume) and request.target not in {None, "video"}
    if of_music and (during := _time_of_shot(wish, named)) is not None:
        return Within(replace(request, shot=None), during)
    span = slots.span(wish.folded)
    if span is None or not span.is_piece or wish.has("fade"):
        return request
    return Within(replace(request, shot=None), span, request.shot)


def by_shots(wish: Wish) -> list[Wish]:
    """The clause cut before each shot that it names, each piece with the words before the first."""
    starts = slots.places_of_shots(wish.folded)
    if not starts:
        return []
    head = wish.clause.folded[: starts[0]] if starts else ""
    ends = [*starts[1:], len(wish.folded)]
    pieces = [wish.folded[a:b].strip(" ,，、") for a, b in zip(starts, ends, strict=True)]
    return [
        replace(wish, clause=replace(wish.clause, text=head + p, folded=head + p))
        for p in (_JOINT.sub("", piece) for piece in pieces)
    ]


def _spanned(span: Span | None, shot: Span | None) -> Span | None:
    """A time of the shot that is named, as one of the timeline."""
    if span is None or shot is None or shot.start is None or shot.end is None:
        return span or shot
    start, end = span_within(span, shot.end - shot.start, default=shot.end - shot.start)
    return Span(start=shot.start + start, end=shot.start + end)


def _moves(wish: Wish) -> bool:
    return wish.has("swap") or wish.has("move")


def _place(number: int, count: int) -> int:
    """A number that may count from the end, as one from the start."""
    if number == 0:
        return count // 2 + 1
    return number if number > 0 else count + 1 + number


def _shots_of_texts(wish: Wish) -> list[int]:
    """ "Shot 2's title", "the names of the first and the third shot": whose texts are meant."""
    numbers = slots.numbered(wish.folded)
    own = [n for at, n in numbers if n and _OF_SHOT.match(wish.folded, at)]
    return own if own and len(own) == len(numbers) else []


def _speaks_of_it(wish: Wish) -> bool:
    """Whether a quoted text is spoken of, and not to be written."""
    moved = wish.has("later") or wish.has("earlier")
    first = re.match(QUOTED, wish.folded) is not None
    return wish.verb() != "add" or first or moved


def _of_text_there(request: AddText, wish: Wish) -> ChangeText:
    """ "“Hello” a second later": the text that is there, and no new one."""
    time = slots.first_time(wish.folded)
    if time is not None and (wish.has("later") or wish.has("earlier")):
        shift = -time if wish.has("earlier") else time
        return ChangeText(None, shift=shift, look=request.look, was=request.text)
    return ChangeText(None, span=request.span, look=request.look, was=request.text)


def _shot_shown(wish: Wish, named: Names) -> int | None:
    """The shot that a text or a sound is wanted over."""
    shots = slots.ordinals(wish.folded)
    it = wish.it
    if not shots and it is not None and it.kind == "shot" and it.number and _points_there(wish):
        shots = [it.number]
    if len(shots) != 1 or not (wish.has("same_time") or wish.has("there")):
        return None
    place = _place(shots[0], len(named.shots))
    return place if 0 < place <= len(named.shots) else None


def _points_there(wish: Wish) -> bool:
    return wish.has("that_shot") or wish.has("there")


def _time_of_shot(wish: Wish, named: Names) -> Span | None:
    """When that shot is shown."""
    place = _shot_shown(wish, named)
    if place is None or place > len(named.times):
        return None
    start, end = named.times[place - 1]
    return Span(start=start, end=end)
