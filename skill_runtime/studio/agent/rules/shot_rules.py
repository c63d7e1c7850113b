"""The rules for shots in time: how long, how fast, in which order, what is cut."""

from __future__ import annotations

import re
from typing import Literal

from skill_runtime.studio.agent.edits import (
    AddEffect,
    Backwards,
    CutRange,
    Duration,
    Freeze,
    MoveShot,
    OrderShots,
    RemoveShot,
    Repeat,
    Request,
    ReverseShots,
    Span,
    Speed,
    Split,
    SwapShots,
    Talk,
)
from skill_runtime.studio.agent.words import amounts, slots
from skill_runtime.studio.agent.words.lexicon import lexicon

from .inset_rules import pair
from .wish import TEXTS, Wish

__all__ = [
    "backwards",
    "copied",
    "cut",
    "cut_end",
    "duration",
    "freeze",
    "order",
    "remove_shot",
    "repeat",
    "speed",
    "split",
]

_SEVERAL = re.compile(r"(?<![a-z])(?:pictures|shots|images|photos|scenes)(?![a-z])|画面|图片")
_SAYS_LENGTH = ("duration", "longer", "shorter", "shows_for", "kept_at")
_COMES = re.compile(r"(?<![a-z])(?:comes?|goes|is|be) (?:right |just )?(?:before|after)(?![a-z])")
_A_LITTLE_MS = 3000
FREEZE_MS = 2000
SLIGHTLY_FASTER, SLIGHTLY_SLOWER = 1.25, 0.8


def speed(wish: Wish) -> Request | None:
    named = any(wish.has(k) for k in ("speed", "faster", "slower")) or amounts.names_speed(
        wish.folded
    )
    named = named and amounts.length_scale(wish.folded) is None
    factor = amounts.factor(wish.folded) if named else None
    if wish.has("repeat") and not (wish.has("faster") or wish.has("slower") or "速" in wish.folded):
        return None  # "loop it 3x"
    of_sound = wish.has("music") and not any(wish.has(k) for k in ("speed", "faster", "slower"))
    if factor is None or wish.has("volume") or of_sound:
        return None
    exact = amounts.says_factor(wish.folded)
    if not exact and wish.has("camera_move"):
        return None  # "pull back on the hill, a bit slower"
    if wish.has("slightly") and not exact:
        factor = SLIGHTLY_FASTER if factor > 1 else SLIGHTLY_SLOWER
    return Speed(factor, wish.shot(), relative=not (exact or wish.has("slow_motion")))


def order(wish: Wish) -> Request | None:
    if (told := _order_told(wish)) is not None:
        return told
    shots = pair(wish) or slots.ordinals(wish.folded) or _it(wish)
    if wish.has("swap") and len(shots) == 2 and not _COMES.search(wish.folded):
        return SwapShots(shots[0], shots[1])
    if wish.has("starts_there") and len(shots) == 1:
        of_other = wish.going_on and wish.it is not None and wish.it.kind != "shot"
        return None if of_other else MoveShot(shots[0], 1)
    if not (wish.has("move") and shots) or any(wish.has(t) for t in (*TEXTS, "music")):
        return None
    if len(shots) > 2 and wish.has("between"):
        return MoveShot(shots[0], shots[1], "after")
    if len(shots) > 1:
        return MoveShot(shots[0], shots[1], _side(wish))
    if wish.has("front"):
        return MoveShot(shots[0], 1)
    return MoveShot(shots[0], -1) if wish.has("back") else None


def _order_told(wish: Wish) -> Request | None:
    """An order without a verb that moves anything: "the lake first", a list."""
    it = wish.it
    if wish.has("goes_first") and it is not None and it.kind == "shot" and it.number is not None:
        return MoveShot(it.number, 1)
    if listed := wish.clause.order():
        return OrderShots(listed)
    if wish.has("reverse_order"):
        return ReverseShots()
    named = slots.ordinals(wish.folded)
    for place, to in (("told_first", 1), ("told_last", -1)):
        if wish.has(place) and named:
            return MoveShot(named[0], to)
    return OrderShots(tuple(named)) if wish.has("told_in_order") else None


def _it(wish: Wish) -> list[int]:
    """ "put it at the beginning", of a shot."""
    shot = wish.shot() if wish.has("it") or wish.has("that_shot") else None
    return [] if shot is None else [shot]


def _side(wish: Wish) -> Literal["before", "after"] | None:
    if wish.has("before"):
        return "before"
    return "after" if wish.has("behind") else None


def cut(wish: Wish) -> Request | None:
    """A piece taken out: "trim the first 2 seconds", "cut from 2 to 6"; or kept: "trim it to the
    first 5 seconds", "trim it from 2 to 6".
    """
    span = slots.span(wish.folded)
    if wish.has("both_ends") and span is None and (time := slots.first_time(wish.folded)):
        cuts = wish.has("cut") or wish.has("trims")
        return CutRange(Span(start=0, end=time), shot=slots.ordinal(wish.folded)) if cuts else None
    if span is None or (span.start is None and span.tail is None) or span == Span(start=0):
        return None
    if wish.has("kept_at"):
        return None
    if wish.has("keep") and (wish.has("in_colour") or _said_beside_times(wish)):
        return None  # "keep the first second in colour"
    shot = slots.ordinal(wish.folded)
    between = span.start is not None and span.end is not None and span.start > 0
    if (
        wish.has("keep")
        or wish.has("to_piece")
        or (between and wish.has("trims") and not wish.has("cut"))
    ):
        return CutRange(span, keep=True, shot=shot)
    return CutRange(span, shot=shot) if wish.has("cut") or wish.has("trims") else None


def cut_end(wish: Wish) -> Request | None:
    """The other half of "the first 3 and the last 2 seconds"."""
    if wish.has("both_ends") and (time := slots.first_time(wish.folded)):
        return CutRange(Span(tail=time), shot=slots.ordinal(wish.folded))
    last = slots.tail(wish.folded)
    if last is None or slots.span(wish.folded) == Span(tail=last) or wish.has("keep"):
        return None
    return CutRange(Span(tail=last))


def split(wish: Wish) -> Request | None:
    if not wish.has("split") or (wish.going_on and wish.it is not None and wish.it.kind == "music"):
        return None  # "the music is too loud, cut it in half"
    at = slots.first_time(wish.folded)
    at = slots.bare_moment(wish.folded) if at is None else at
    return Split(at, wish.shot(), amounts.parts(wish.folded))


def freeze(wish: Wish) -> Request | None:
    """ "freeze the frame at 2 seconds for 3 seconds", "最后一帧定格两秒"."""
    if not wish.has("freeze"):
        return None
    span = slots.span(wish.folded) or Span()
    at = span.start if span.tail is None else None
    length = span.length or span.tail or slots.last_time(wish.folded)
    return Freeze(at, length or FREEZE_MS, wish.shot())


def repeat(wish: Wish) -> Request | None:
    """ "loop it 3 times", "repeat the second clip twice", "循环到10秒"."""
    if not (wish.has("repeat") or wish.has("duplicate")):
        return None
    if wish.has("music"):
        return Talk("music_repeats")
    span = slots.span(wish.folded)
    piece = span is not None and span.is_piece  # "loop the last second three times"
    until = None if piece else slots.first_time(wish.folded)
    it = wish.it if wish.going_on else None
    if until and it is not None and it.kind == "effect" and it.name:
        return AddEffect(it.name, Span(start=until))  # "thunder at 2 s, once more at 7 s"
    # "Once" is said of once more.
    return Repeat(max(2, amounts.times(wish.folded) or 2), until, wish.shot())


def copied(wish: Wish) -> list[Request]:
    """ "A copy of the lake at the end", 雪山复制一份放到最后: the copy, and its move; none where no
    place is told.
    """
    shots = slots.ordinals(wish.folded)
    if not (wish.has("duplicate") and shots) or wish.has("music"):
        return []
    move = order(wish) or _to_an_end(wish, shots[0])
    if not isinstance(move, MoveShot):
        return []
    forwards = 0 < move.shot < move.to
    copy = move.shot + 1 if move.shot > 0 else move.shot
    return [Repeat(2, None, move.shot), MoveShot(copy, move.to + forwards, move.beside)]


def _to_an_end(wish: Wish, shot: int) -> MoveShot | None:
    """ "Copy the lake to the end"."""
    if wish.has("to_back"):
        return MoveShot(shot, -1)
    return MoveShot(shot, 1) if wish.has("to_front") else None


def backwards(wish: Wish) -> Request | None:
    if wish.has("forwards") or (wish.has("backwards") and wish.removes()):
        return Backwards(on=False, shot=wish.shot())
    return Backwards(shot=wish.shot()) if wish.has("backwards") else None


def remove_shot(wish: Wish) -> Request | None:
    others = any(wish.has(noun) for noun in (*TEXTS, "music", "effect"))
    if wish.has("camera_move") or amounts.length_scale(wish.folded) is not None:
        return None  # "lose the pan on the lake", "half of the lake"
    keeps = wish.has("keep") and not wish.removes() and not others and _only_names_shots(wish)
    if not (wish.removes() or keeps) or slots.first_time(wish.folded) is not None:
        return None
    shot = slots.ordinal(wish.folded)
    if keeps and shot is None:
        return None
    if not wish.has("shot") and shot is None:
        return None
    if not wish.verb() and not keeps and _said_beside_times(wish):
        return None  # "drop the hill, its time goes to the lake": more than a name
    if shot is None and not wish.verb() and _SEVERAL.search(wish.folded):
        return None  # "no title, just the pictures": they are what is left
    return RemoveShot(shot if shot is not None else -1)


def _only_names_shots(wish: Wish) -> bool:
    """ "keep only the hill", and not "keep the hill still"."""
    return not (wish.has("motion") or wish.has("no_motion")) and not _said_beside_times(wish)


def _said_beside_times(wish: Wish) -> bool:
    """Whether a clause says more than shots, times and that they are kept."""
    words = lexicon()
    patterns = [
        words.concepts["keep"],
        *words.spans.values(),
    ]  # 取 before its time
    patterns += [words.words["any_time"], words.words["portions"]]
    patterns += [words.concepts[k] for k in ("that_shot", "shot", "video")]
    patterns += [words.lists[k] for k in ("filler", "light", "politeness")]
    rest = re.sub(r"(?<![a-z])shots? ?\d+|第\d+个镜头", " ", wish.folded)
    for pattern in (*patterns, words.words["ordinals"]):
        rest = pattern.sub(" ", rest)
    return re.search(r"[a-z\u3400-\u9fff]", rest) is not None


def _scaled(scale: float, wish: Wish) -> Request | None:
    """So many times as long, unless it is said of what is no shot."""
    shot = wish.shot()
    others = any(wish.has(k) for k in (*TEXTS, "music", "effect"))
    return None if others else Duration(0, shot, scale=scale, each=shot is None)


def duration(wish: Wish) -> Request | None:
    if (scale := amounts.length_scale(wish.folded)) is not None:
        return _scaled(scale, wish)
    # "Every clip … except the first": of one shot here, which is left out later.
    each = wish.has("each_shot") and not slots.ordinals(wish.folded)
    if (more := slots.more_time(wish.folded)) is not None and not wish.has("trims"):
        return Duration(more, None if each else wish.shot(), relative=True, each=each)
    time = slots.first_time(wish.folded)
    cuts = (wish.has("trims") or wish.has("cut")) and not wish.says_absolute()
    if each and time is not None and cuts:
        return Duration(-time, relative=True, each=True)
    if wish.has("off_it") and not each:
        return None if time is None else Duration(-time, wish.shot(), relative=True)
    shot_named = slots.ordinal(wish.folded) is not None
    says_length = any(wish.has(k) for k in _SAYS_LENGTH)
    if any(wish.has(k) for k in ("slower", "faster", "piece_spoken_of")):
        # "Slow it down to …": how slow was not understood; "the goal is between 11 and 15 s".
        return None
    takes = wish.has("trims") or wish.has("cut")
    # "Lake 3 s"
    says_length = says_length or (shot_named and not takes and not _said_beside_times(wish))
    if time is None or not (says_length or wish.has("each_shot")):
        return None
    named = wish.has("shot") or wish.going_on or shot_named
    of_shot = named and not wish.has("by_stretching")
    shot = wish.shot() if of_shot else None
    little = wish.has("by_a_little") and time <= _A_LITTLE_MS  # 再长一点，两秒吧
    relative = wish.has("by") or little or (wish.says_relative() and not wish.has("trim"))
    if relative and (wish.has("longer") or wish.has("shorter")):
        time = -time if wish.has("shorter") else time
        return Duration(time, None if each else shot, relative=True, each=each)
    return Duration(time, None if each else shot, each=each, at_most=wish.has("at_most"))
