"""One wish for several shots, or for the time of one: "clips 2 and 3", "all but the last", "over
the hill".

What was understood of one clause becomes as many edits as it means; anything else stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    AddEffect,
    AddSubtitles,
    AddText,
    ChangeText,
    CutRange,
    Duration,
    Fade,
    Fit,
    LabelShots,
    MoveShot,
    OfOneShot,
    Piecewise,
    PlaceMusic,
    RemoveShot,
    RemoveText,
    Repeat,
    Request,
    SetMusic,
    Span,
    Speed,
    Talk,
    Volume,
    Within,
)
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.timeline.row import rearranged
from skill_runtime.studio.agent.words import amounts, slots
from skill_runtime.studio.agent.words.lexicon import lexicon

from .music_of_shots import music_of_shots
from .placed_already import used_already
from .shot_rules import copied, order
from .shot_shown import place_of, time_of_shot
from .silencing import silent_there
from .sound_targets import each_sound, effects_in_time, sides_with_shots, sound_there
from .text_targets import each_text, one_for_each_shot, texts_meant
from .wish import Wish

__all__ = ["by_shots", "distributed", "kept_within", "places_told"]

_JOINT = re.compile(r"[\s,]*(?:and|but|then|和|跟|与|并|再)?(?: the)?$")


_SHOT = re.compile(r"第\d+个镜头|shot \d+")


def distributed(request: Request, wish: Wish, named: Names) -> Sequence[Request]:
    """The edits that a request stands for."""
    for of_what_is_there in _OF_WHAT_IS_THERE:
        if there := of_what_is_there(request, wish, named):
            return there
    if isinstance(request, AddText | ChangeText | RemoveText) and (
        texts := texts_meant(request, wish, named)
    ):
        return texts
    if isinstance(request, AddEffect):
        return [e for each in sides_with_shots(wish) for e in effects_in_time(request, each, named)]
    if isinstance(request, SetMusic | PlaceMusic) and request.span is None:
        return music_of_shots(request, wish, named)
    if isinstance(request, AddSubtitles) and one_for_each_shot(request, named):
        return [
            LabelShots(tuple(cue.text for cue in request.cues), request.role, look=request.look)
        ]
    if isinstance(request, LabelShots) and not request.texts and wish.has("their_numbers"):
        return [replace(request, texts=tuple(str(n) for n, _ in enumerate(named.shots, 1)))]
    whole = _of_whole(request, wish, named)
    several = each_sound(whole, wish) or each_text(whole, wish)
    return several or _of_shots(whole, wish, named)


def _cuts_of_each(request: Request, wish: Wish, named: Names) -> list[Request]:
    """ "A second from the beginning of every shot"."""
    if not isinstance(request, CutRange) or request.shot is not None or request.keep:
        return []
    at_an_end = request.span.start == 0 or request.span.tail is not None
    each = range(len(named.shots), 0, -1) if at_an_end and wish.has("of_each") else ()
    return [replace(request, shot=n) for n in each]


def _labels_but(request: Request, wish: Wish, named: Names) -> list[Request]:
    """ "Names on every shot but the last"."""
    if not isinstance(request, LabelShots) or not wish.has("except") or not named.shots:
        return []
    out = (place_of(n, len(named.shots)) for n in slots.ordinals(wish.folded))
    return [replace(request, but=tuple(out))]


def _sound_there(request: Request, wish: Wish, named: Names) -> Sequence[Request]:
    there = sound_there(request, wish, named)
    return [] if there == [request] else there


def _fades_of_each(request: Request, wish: Wish, named: Names) -> list[Request]:
    """ "Fade every shot out at its end"."""
    if not isinstance(request, Fade) or request.target in {"music", "title", "effects"}:
        return []
    if not wish.has("each_shot") or wish.has("each_time") or slots.ordinals(wish.folded):
        return []
    if request.heard or request.since is not None:
        return []
    length = slots.first_time(wish.folded) or slots.FADE_MS
    fades = [None if n is None else length for n in (request.fade_in, request.fade_out)]
    fade = Fade("video", None, fade_in=fades[0], fade_out=fades[1])
    return [replace(fade, shot=n) for n, _ in enumerate(named.shots, 1)]


def _impossible(request: Request, wish: Wish, named: Names) -> list[Request]:
    """What is said of a wish that pictures, or the sound of clips, cannot fulfil; none: nothing."""
    if _is_noise_of_clips(request, wish, named):
        return [Talk("unsupported", "noise")]
    painted = bool(named.shots) and not {*named.shots} & {*named.files}
    alone = isinstance(request, Fit) and wish.has("background_alone")
    return [Talk("no_background")] if painted and alone else []


def _is_noise_of_clips(request: Request, wish: Wish, named: Names) -> bool:
    """ "Mute the wind noise", where no such sound was added: it is in the clips."""
    if not isinstance(request, Volume) or request.level != 0 or not request.effect:
        return False
    noise = lexicon().unsupported["noise"].search(wish.folded)
    return noise is not None and request.effect not in named.sounds


def _of_whole(request: Request, wish: Wish, named: Names) -> Request:
    """What is said of the only shot there is, or of all of them together."""
    if isinstance(request, Volume) and _is_of_all(request, wish, named):
        return replace(request, target="music", shot=None)
    if isinstance(request, Repeat) and request.shot is not None and len(named.shots) == 1:
        return replace(request, shot=None)
    if isinstance(request, Duration) and wish.has("lossless") and named.times:
        return _shared_out(request, named)
    if isinstance(request, Speed) and len(named.times) == len(named.shots) > 0:
        return _as_fast(request, wish, named)
    return request


def _is_of_all(request: Volume, wish: Wish, named: Names) -> bool:
    """ "The first 3 seconds silent", where pictures that were painted have no sound: the music."""
    painted = bool(named.shots) and not {*named.shots} & {*named.files}
    span = slots.span(wish.folded)
    piece = span is not None and span.is_piece and request.level == 0
    of_pictures = piece and request.target in {"video", "all"}
    told = slots.ordinals(wish.folded) or wish.has("own_sound")
    return painted and of_pictures and named.sounds == ("music",) and not told


def _as_fast(request: Speed, wish: Wish, named: Names) -> Speed:
    """ "Speed it up to 20 seconds", "so that it lasts 9 seconds": as fast as that takes."""
    time = slots.first_time(wish.folded)
    fits = wish.says_absolute() or wish.has("fits_length")
    besides = _SHOT.sub(" ", wish.folded)  # whose 第 is of no time
    since = lexicon().concepts["from"].search(besides) is not None
    told = amounts.says_factor(wish.folded) or not fits or since
    told = told or slots.span_words(wish.folded) is not None  # "3秒到5秒慢放"
    if time is None or told:
        return request
    start, end = 0, named.times[-1][1]
    if request.shot is not None:
        place = place_of(request.shot, len(named.shots))
        if not 0 < place <= len(named.shots):
            return request
        start, end = named.times[place - 1]
    return Speed((end - start) / time, request.shot, relative=True)


def _shared_out(request: Duration, named: Names) -> Duration:
    """ "15 seconds without losing the end card": every shot a little shorter."""
    share = request.length / named.times[-1][1]
    return Duration(0, each=True, scale=min(share, 1.0))


def _of_shots(request: Request, wish: Wish, named: Names) -> Sequence[Request]:
    if not isinstance(request, OfOneShot):
        return [request]
    if others := _others(wish, named):
        return [replace(request, shot=n) for n in others]
    if getattr(request, "shot", None) is None:
        return [request]
    shots = list(dict.fromkeys(slots.ordinals(wish.folded)))
    keeps = isinstance(request, RemoveShot) and wish.has("keep") and not wish.removes()
    if (wish.has("except") or keeps) and named.shots:
        out = {place_of(n, len(named.shots)) for n in shots}
        shots = [n for n in range(1, len(named.shots) + 1) if n not in out] or shots[:1]
    elif len(shots) < 2 or (isinstance(request, Duration) and not request.each and _moves(wish)):
        return [request]
    if isinstance(request, Duration) and wish.has("together") and not request.relative:
        request = replace(request, length=request.length // len(shots))
    # From the last to the first, so that no number changes on the way.
    shots = sorted(shots, key=lambda n: place_of(n, len(named.shots)), reverse=True)
    if not isinstance(request, RemoveShot):
        shots.reverse()
    return [replace(request, shot=n) for n in shots]


def places_told(wish: Wish, named: Names) -> list[MoveShot]:
    """ "The road first, the lake last": each move with the number that its shot has by then."""
    pieces = [p for p in re.split(r"[,、]", wish.folded) if p.strip()]
    wishes = [replace(wish, clause=replace(wish.clause, text=p, folded=p)) for p in pieces]
    moves = [m for w in wishes if isinstance(m := order(w), MoveShot) and m.beside is None]
    if len(moves) < 2 or len(moves) < len(pieces) or not named.shots:
        return []
    row, found = list(range(1, len(named.shots) + 1)), list[MoveShot]()
    for move in moves:
        place = place_of(move.shot, len(row))
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
    spared = place_of(it.number, len(named.shots))
    return [n for n in range(1, len(named.shots) + 1) if n != spared]


def kept_within(request: Request, wish: Wish, named: Names) -> Request:
    """The request for a piece of the time only, where one is named: "quieter from 5 to 8 s"."""
    if not isinstance(request, Piecewise):
        return request
    if isinstance(request, Repeat) and copied(wish):
        return request  # "a copy of the lake at the end"
    of_music = isinstance(request, Volume) and request.target not in {None, "video"}
    if of_music and (during := time_of_shot(wish, named)) is not None:
        return Within(replace(request, shot=None), during)
    span = slots.span(wish.folded)
    if isinstance(request, Volume) and span is not None and span == Span(start=span.start):
        span = replace(span, whole=True)  # "quieter when the clip starts": from then on
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


def _moves(wish: Wish) -> bool:
    return wish.has("swap") or wish.has("move")


_OF_WHAT_IS_THERE = (
    *(used_already, _impossible, silent_there, _sound_there),
    *(_fades_of_each, _cuts_of_each, _labels_but),
)
"""What a request may stand for by what is on the timeline; the first that says anything decides."""
