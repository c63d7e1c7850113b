"""What a clause says of what the message said just before it: "only wind there", "the same length
for the tea", "scrap that".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    AddEffect,
    AddText,
    ChangeText,
    CutRange,
    Dissolve,
    Duration,
    Fade,
    LabelShots,
    MoveEffect,
    PlaceMusic,
    RemoveEffect,
    RemoveMusic,
    RemoveShot,
    RemoveText,
    Request,
    SetMusic,
    Span,
    Split,
    Talk,
    Volume,
)
from skill_runtime.studio.agent.rules.ruling import is_edit
from skill_runtime.studio.agent.rules.shot_shown import place_of
from skill_runtime.studio.agent.rules.text_rules import ROLES
from skill_runtime.studio.agent.rules.wish import Wish
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

__all__ = [
    "but_all_along",
    "but_cuts_nothing",
    "from_there",
    "heard_until_then",
    "in_its_place",
    "of_pair",
    "of_that_joint",
    "of_the_others",
    "of_what_there_was",
    "pair_told",
    "place_told",
    "shortened",
    "shown_as_long",
    "takes_back",
    "without_instead",
    "without_looser",
    "without_silent_place",
    "without_the_rest",
]

_TWO, _THREE = 2, 3


def place_told(clause: Clause) -> int | None:
    """The one shot that the clause names."""
    shots = dict.fromkeys(slots.ordinals(clause.folded))
    return next(iter(shots)) if len(shots) == 1 else None


def in_its_place(clause: Clause, shot: int | None) -> Clause:
    """The clause with the shot that was named last where it says "there"."""
    if shot is None or slots.ordinals(clause.folded):
        return clause
    if match := lexicon().concepts["only_left"].match(clause.folded):
        return clause.with_words(*match.span(), f"在第{shot}个镜头里配")
    if match := _THAT_SHOT.search(clause.folded):
        named = f"第{shot}个镜头" if is_chinese(match[0]) else f"shot {shot}"
        return clause.with_words(*match.span(), named)
    match = lexicon().concepts["there"].search(clause.folded)
    if match is None:
        return clause
    han = is_chinese(match[0])
    return clause.with_words(*match.span(), f"第{shot}个镜头里" if han else f"on shot {shot}")


def without_silent_place(clause: Clause) -> Clause:
    """ "Rain over the street, nothing over the sign": without where the sound is not heard, as it
    is heard where it was said.
    """
    words = lexicon()
    match = words.concepts["nothing_there"].search(clause.folded)
    if match is None or not match.start():
        return clause
    heard = clause.folded[: match.start()]
    sound = words.concepts["music"].search(heard) or any(
        p.search(heard) for p in words.effects.values()
    )
    return clause.part(0, match.start()) if sound else clause


def of_pair(clause: Clause, pair: Sequence[str], shots: Sequence[str]) -> Clause:
    """The clause with "the former" and "the latter" of two shots, which are told by their names, by
    the numbers that they have by then.
    """
    for kind, name in zip(("former", "latter"), pair, strict=False):
        match = lexicon().concepts[kind].search(clause.folded)
        if match is not None and name in shots:
            number = shots.index(name) + 1
            named = f"第{number}个镜头" if is_chinese(match[0]) else f"shot {number}"
            clause = clause.with_words(*match.span(), named)
    match = lexicon().concepts["both_so"].search(clause.folded)
    if match is None or len(pair) != _TWO or not {*pair} <= {*shots} or clause.quotes():
        return clause
    one, two = (shots.index(name) + 1 for name in pair)
    if slots.ordinals(clause.folded):
        return clause
    han = is_chinese(match[0])
    both = f"第{one}个镜头和第{two}个镜头都" if han else f"shot {one} and shot {two}"
    return clause.with_words(*match.span(), both)


def of_that_joint(requests: list[Request], found: list[Request], wish: Wish) -> list[Request]:
    """ "A transition between the lake and the hill, let it be a wipe": only that one."""
    last, new = requests[-1] if requests else None, found[0]
    if not isinstance(last, Dissolve) or not isinstance(new, Dissolve):
        return found
    if last.shot is None or new.shot is not None or wish.has("every") or wish.has("rest"):
        return found
    requests.pop()
    return [replace(new, shot=last.shot), *found[1:]]


def pair_told(clause: Clause, shots: Sequence[str]) -> tuple[str, ...]:
    """The names of the two shots that a clause names; none where it isn't two."""
    places = dict.fromkeys(place_of(n, len(shots)) for n in slots.ordinals(clause.folded))
    names = tuple(shots[n - 1] for n in places if 0 < n <= len(shots))
    return names if len(names) == _TWO else ()


def from_there(clause: Clause, shot: int | None) -> Clause:
    """The clause with the shot that was named last in "from there on"."""
    match = lexicon().concepts["from_there"].search(clause.folded)
    if match is None or shot is None:
        return clause
    on = f"从第{shot}个镜头开始" if is_chinese(match[0]) else f"from shot {shot} on"
    return clause.with_words(*match.span(), on)


def without_instead(clause: Clause) -> Clause:
    """A sound that is wanted "instead", without that word: it takes no shot's place."""
    match = _INSTEAD.search(clause.folded)
    heard = any(p.search(clause.folded) for p in lexicon().effects.values())
    return clause.part(0, match.start()) if match and heard and not clause.quotes() else clause


def of_the_others(clause: Clause, shot: int | None, count: int) -> Clause:
    """The clause with "the other two", or what a sound on "the rest" is for, by their numbers."""
    words = lexicon()
    match = words.concepts["other_two"].search(clause.folded) if count == _THREE else None
    if match is None and any(p.search(clause.folded) for p in words.effects.values()):
        match = words.concepts["rest"].search(clause.folded)
    if match is None or shot is None or count < _THREE:
        return clause
    if slots.ordinals(clause.folded[: match.start()] + clause.folded[match.end() :]):
        return clause
    others = [n for n in range(1, count + 1) if n != place_of(shot, count)]
    han = is_chinese(match[0])
    named = [f"第{n}个镜头" if han else f"shot {n}" for n in others]
    return clause.with_words(*match.span(), ("和" if han else " and ").join(named))


def at_that_time(requests: Sequence[Request], found: list[Request], wish: Wish) -> list[Request]:
    """ "Write “We won” in the last 3 seconds, and applause at the same time"."""
    before = requests[-1] if requests else None
    first = found[0]
    if not isinstance(before, AddText) or not isinstance(first, AddEffect) or first.span:
        return found
    if before.span is None or not _AT_THAT_TIME.search(wish.folded):
        return found
    return [replace(first, span=before.span), *found[1:]]


def takes_back(clause: Clause, before: Sequence[Request]) -> bool:
    """ "No, scrap that": what the clause before asked for, where it asked for anything."""
    said = lexicon().concepts["takes_back"].search(clause.folded) is not None
    kept = lexicon().concepts["kept_after_all"].search(clause.folded) is not None
    gone = any(isinstance(r, CutRange | RemoveMusic | RemoveShot | RemoveText) for r in before)
    begun = any(is_edit(r) or (isinstance(r, Talk) and r.topic in _NOT_HAD) for r in before)
    return (said and begun) or (kept and gone)


def but_cuts_nothing(
    requests: Sequence[Request], found: list[Request], wish: Wish
) -> list[Request]:
    """What is done, where a length is a text's or of a wish that was not understood, and none of
    the whole film, and a sound that was just put elsewhere is only not wanted where it was.
    """
    first, it = found[0], wish.it
    if (other := _as_long_as_told(requests, found, wish)) is not None:
        return other
    if isinstance(first, RemoveEffect) and any(
        isinstance(r, MoveEffect) and r.effect == first.effect and r.span for r in requests
    ):
        return [Talk("kept", wish.said())]  # "the rain only in the taxi, none in the shop"
    if isinstance(first, RemoveShot) and wish.has("within_shot"):
        return [Talk("unclear", wish.said())]  # 便利店里不要雨了: what is in it, and not the shot
    if isinstance(first, Duration) and wish.has("stays_up") and it is not None and it.is_text:
        return [ChangeText("title", span=Span(length=first.length))]
    before = requests[-1] if requests else None
    lost = isinstance(before, Talk) and before.topic == "unclear"
    of_all = isinstance(found[0], Duration) and found[0] == Duration(found[0].length)
    of_all = of_all or (isinstance(first, Volume) and not any(wish.has(k) for k in _LOUD))
    if not (lost and of_all) or wish.verb() or wish.has("video") or wish.has("by_stretching"):
        return found
    return [Talk("unclear", wish.said())]


def _as_long_as_told(
    requests: Sequence[Request], found: list[Request], wish: Wish
) -> list[Request] | None:
    """A length that was taken for the film's, of what it is said of: "music for 8 seconds", "fade
    the title in, 2 seconds long".
    """
    first = found[0]
    if not isinstance(first, Duration) or first != Duration(first.length) or wish.has("video"):
        return None
    span = Span(length=first.length)
    role = next((r for word, r in ROLES.items() if wish.has(word)), None)
    if role is not None:
        return [ChangeText(role, span=span)]
    if wish.has("music"):
        return [PlaceMusic(Span(start=0, end=first.length))]
    before = requests[-1] if requests else None
    alone = not wish.verb() or wish.has("it")
    several = sum(isinstance(r, AddText | AddEffect | SetMusic) for r in requests) > 1
    if wish.has("every") or several or not alone:
        return None
    if isinstance(before, AddText | ChangeText):
        return [ChangeText(before.role, span=span)]
    return [Talk("unclear", wish.said())] if isinstance(before, _HEARD) else None


_THAT_SHOT = re.compile(
    r"(?<![a-z])(?:that|this) (?:shot|scene|clip|picture)(?![a-z])|那个?(?:镜头|画面)"
    r"|(?<=在)[这那]一?[段个](?:镜头|画面)?(?:里|上|中)?(?=才|有|加|配|放|写|打)"
)
_AT_THAT_TIME = re.compile(r"^同时|at the same time|同一时间|at that moment|这时候?")
_INSTEAD = re.compile(r",? instead$")
_LOUD = ("music", "sound", "effect", "volume", "every")
_HEARD = AddEffect | Fade | MoveEffect | PlaceMusic | SetMusic
_NOT_HAD = frozenset({"needs_text", "needs_value", "unclear", "unsupported"})
"""What was asked for and could not be had: to take it back undoes nothing."""


def shown_as_long(requests: Sequence[Request], found: list[Request], wish: Wish) -> list[Request]:
    """A text under the one before is shown as long: "“Aura” and “Out now” beneath it"."""
    before, new = (requests[-1] if requests else None), found[0]
    if not isinstance(before, AddText) or not isinstance(new, AddText):
        return found
    if new.over is not None or new.span is not None or not wish.has("under_that"):
        return found
    return [replace(new, over=before.over, span=before.span), *found[1:]]


def heard_until_then(requests: list[Request], found: list[Request], wish: Wish) -> list[Request]:
    """Music that is heard until the one that was told first, which is taken off `requests` and
    comes after it: "epic from the storm on, calm piano before".
    """
    later = requests[-1] if requests else None
    if not isinstance(later, SetMusic) or not isinstance(found[0], SetMusic):
        return found
    start = later.span.start if later.span else None
    if not start or found[0].span is not None or not wish.has("before"):
        return found
    requests.pop()
    return [replace(found[0], span=Span(start=0, end=start)), later]


def but_all_along(requests: list[Request], found: Request, wish: Wish) -> list[Request]:
    """The requests without the sound that is heard only there: 配风声，风声只在走廊那段."""
    if not (isinstance(found, AddEffect) and found.span and wish.has("only_heard")):
        return requests
    all_along = AddEffect(found.effect)
    return [r for r in requests if r != all_along]


def shortened(requests: Sequence[Request], found: list[Request], wish: Wish) -> list[Request]:
    """ "That bit drags, cut it in half": half of it goes."""
    before = requests[-1] if requests else None
    complained = isinstance(before, Talk) and before.topic in {"needs_value", "remark"}
    if not complained or not isinstance(found[0], Split) or not wish.has("half_length"):
        return found
    return [Duration(0, found[0].shot, scale=0.5)]


def of_what_there_was(
    requests: list[Request], found: list[Request], wish: Wish
) -> tuple[list[Request], list[Request]]:
    """What was asked for, with a main title taken away before new titles come, and what else was
    found: "a word on each shot; the main title can go".
    """
    gone = [r for r in found if isinstance(r, RemoveText) and r.over is None and r.index is None]
    new = [n for n, r in enumerate(requests) if isinstance(r, AddText | LabelShots)]
    if not (gone and new and wish.has("main_title")):
        return requests, found
    first = new[0]
    kept = [r for r in found if r not in gone]
    return [*requests[:first], *gone, *requests[first:]], kept or [Talk("kept", wish.said())]


def without_looser(requests: list[Request], found: Request) -> list[Request]:
    """Without a fade that is told again, with its length: "don't just stop the music, fade it over
    the last 3 seconds".
    """
    last = requests[-1] if requests else None
    if not isinstance(last, Fade) or not isinstance(found, Fade) or found.at_least:
        return requests
    alike = last.target in {None, found.target} and last.shot in {None, found.shot}
    sides = [f is None for f in (last.fade_in, last.fade_out)]
    again = sides == [f is None for f in (found.fade_in, found.fade_out)]
    return requests[:-1] if last.at_least and alike and again else requests


def without_the_rest(requests: list[Request], found: Request, wish: Wish) -> list[Request]:
    """Without "the rest can go", not understood before it was said what is kept."""
    last = requests[-1] if requests else None
    if not isinstance(last, Talk) or last.topic != "unclear" or not wish.has("keep"):
        return requests
    gone = lexicon().concepts["rest_gone"].search(fold(last.about, lexicon()))
    return requests[:-1] if gone and isinstance(found, RemoveShot | CutRange) else requests
