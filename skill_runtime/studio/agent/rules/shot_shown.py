"""Which shot a text or a sound is wanted over, and when that is shown."""

from __future__ import annotations

import re
from dataclasses import replace

from skill_runtime.studio.agent.edits import AddEffect, AddText, Request, SetMusic, Span
from skill_runtime.studio.agent.edits.span import span_within
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.utterance import Clause

from .wish import Wish

__all__ = [
    "names_shot",
    "only_names",
    "only_there",
    "place_of",
    "put_over",
    "shot_shown",
    "shots_shown",
    "shown_from",
    "time_of_shot",
    "times_of_shots",
    "within_shot",
]


def within_shot(span: Span | None, shot: Span | None) -> Span | None:
    """A time of the shot that is named, as one of the timeline."""
    if span is None or shot is None or shot.start is None or shot.end is None:
        return span or shot
    start, end = span_within(span, shot.end - shot.start, default=shot.end - shot.start)
    return Span(start=shot.start + start, end=shot.start + end)


def place_of(number: int, count: int) -> int:
    """A number that may count from the end, as one from the start."""
    if number == 0:
        return count // 2 + 1
    return number if number > 0 else count + 1 + number


def names_shot(folded: str, at: int) -> bool:
    """Whether the number there is a shot's by the word for one: "the second clip", "shot 2"."""
    return _SHOT_NOUN.match(folded, at) is not None


def only_there(clause: Clause) -> bool:
    """Whether a clause names one shot and says nothing else: "only on shot 2", 就在第一个镜头里."""
    words, rest = lexicon(), clause.folded
    all_of_them = words.concepts["over_all"]
    if clause.quotes() or not (slots.ordinals(rest) or all_of_them.search(rest)):
        return False
    if not (_PLACE.search(rest) or all_of_them.search(rest)):
        return False  # "the last shot": what is said of it comes next
    rest = all_of_them.sub(" ", rest)
    rest = _SHOT.sub(" ", _NUMBERED.sub(" ", rest))
    for pattern in (
        words.words["ordinals"],
        *(words.concepts[k] for k in _GROUPS),
        words.concepts["shot"],
        words.concepts["there_alone"],
    ):
        rest = pattern.sub(" ", rest)
    return not re.search(r"[a-z\u3400-\u9fff\d]", rest)


def only_names(clause: Clause) -> bool:
    """Whether a clause names a shot, of which more is said in the next: "the last shot, …"."""
    words = lexicon()
    rest = _SHOT.sub(" ", _NUMBERED.sub(" ", clause.folded))
    for pattern in (words.words["ordinals"], words.lists["light"], words.lists["filler"]):
        rest = pattern.sub(" ", rest)
    named = len(set(slots.ordinals(clause.folded))) == 1
    return named and not clause.quotes() and not re.search(r"[a-z\u3400-\u9fff\d]", rest)


def put_over(before: Request, wish: Wish, named: Names) -> Request | None:
    """What was asked for just before, over the shot that the clause names; None: it has a time of
    its own, or none at all.
    """
    shots = slots.ordinals(wish.folded) or [1]
    place = place_of(shots[0], len(named.shots))
    if not 0 < place <= len(named.times):
        return None
    start, end = named.times[place - 1]
    if wish.has("over_all") or len(set(shots)) > 1:
        spans = times_of_shots(wish, named)
        start, end = (spans[0].start or 0, spans[-1].end or 0) if len(spans) == 1 else (0, 0)
        if not end or getattr(before, "over", None) is not None:
            return None
        whole = Span(start=start, end=end)
        return replace(before, span=whole) if isinstance(before, AddText) else None
    if isinstance(before, AddText) and before.over is None:
        return replace(before, over=place, span=None)
    if isinstance(before, AddEffect | SetMusic) and before.span in {None, Span(whole=True)}:
        return replace(before, span=Span(start=start, end=end))
    return None


def shot_shown(wish: Wish, named: Names) -> int | None:
    """The shot that a text or a sound is wanted over."""
    shots = list(dict.fromkeys(slots.ordinals(wish.folded)))
    it = wish.it
    if not shots and it is not None and it.kind == "shot" and it.number and _points_there(wish):
        shots = [it.number]
    if len(shots) != 1:
        return None
    if not (any(wish.has(k) for k in ("same_time", "there", "on_it")) or _is_of_shot(wish)):
        return None
    place = place_of(shots[0], len(named.shots))
    return place if 0 < place <= len(named.shots) else None


def _is_of_shot(wish: Wish) -> bool:
    """Whether the number is a shot's where something is to be heard or read: behind a preposition
    ("under the 2nd"), at the beginning ("shot 2: …"), or before the word for one (最后一段的字). Of
    a text, an order or a piece of the time it is none ("the second title", "before shot 2").
    """
    told = slots.numbered(wish.folded)
    if not told:
        return False
    at = told[0][0]
    before, behind = wish.folded[:at], wish.folded[at:]
    if _HAN.match(behind) and not _SHOT.match(behind):
        return False  # 最后加点掌声
    if _OTHER.match(behind) or _BESIDE.search(before):
        return False
    return bool(_PREPOSITION.search(before) or _SHOT.match(behind))


_PLACE = re.compile(
    r"(?<![a-z])(?:only|just|alone|on|over|in|during|under|for|at)(?![a-z])|[只就仅在写放]|里$"
)
_HAN = re.compile("[\u3400-\u9fff]")
_PREPOSITION = re.compile(
    rf"(?:^|[,:;]|{QUOTED}|(?<![a-z])(?:over|during|on|in|at|under|with|to|for|across|onto|into|behind|within|of)|"
    r"[在给到让就是])\s*(?:the |only |just |only on |my )*$"
)
_OTHER = re.compile(
    r"(?:[a-z]+|\d(?:st|nd|rd|th)) "
    r"(?:titles?|captions?|subtitles?|texts?|lines?|words?|part of|time|half)(?![a-z])"
    r"|(?:shot|scene|clip) \d (?:before|after|ends|is over)"
    r"|(?:第[\d一二三四五六七八九十]{1,2}|最后)[条句行次遍]"
    r"|(?:第[\d一二三四五六七八九十]{1,3}|最后一?)[个段张幅](?:镜头|画面|片段)?(?:之?[前后]|以[前后]|[前后]面|结束|完)"
)
_BESIDE = re.compile(r"(?<![a-z])(?:before|after|until|till|except|but|than)(?: the)? *$|除了?$")
_GROUPS = ("first_two", "last_two", "first_last", "first_three", "first_four")
_NUMBERED = re.compile(r"(?:shot|scene|clip|step|part|picture|镜头) ?\d")
_SHOT_NOUN = re.compile(
    r"(?:shot|scene|clip|part|picture) ?#?\d|[a-z\d]+ (?:shot|clip|scene|part|picture)(?![a-z])"
    r"|(?:第[\d一二三四五六七八九十]{1,3}|最后一?)(?:[段张幅]|个(?:镜头|画面|片段|场景))|镜头\d"
)
_SHOT = re.compile(
    r"(?:shot|scene|clip|step|part|picture) ?\d"
    r"|[a-z\d]+ (?:shot|clip|scene|picture|image|photo|step|one)(?![a-z])"
    r"|(?:第[\d一二三四五六七八九十]{1,3}|最后一?)[个段张幅步镜](?:镜头|画面|片段|图|shot)?|镜头\d|[首尾末]屏"
    r"|(?:结尾|开头|收尾|开场|中间)那[个段张幅](?:镜头|画面|片段)?|[前后]面?[一那]段"
)


def _points_there(wish: Wish) -> bool:
    on_it = wish.going_on and wish.has("on_it")
    return on_it or wish.has("that_shot") or wish.has("there")


def shown_from(text: AddText, named: Names) -> int:
    """When a new text comes up, ms."""
    own = (text.span.start or 0) if text.span else 0
    shown = text.over is not None and 0 < text.over <= len(named.times)
    return own + (named.times[text.over - 1][0] if shown and text.over else 0)


def shots_shown(wish: Wish, named: Names) -> list[int]:
    """The shots that a text or a sound is wanted over, where several are named or all of them."""
    count = len(named.shots)
    shots = [place_of(n, count) for n in dict.fromkeys(slots.ordinals(wish.folded))]
    if not shots and count > 1 and wish.has("over_all"):
        return list(range(1, count + 1))
    everywhere = wish.has("over_all") or _is_of_shot(wish) if shots else False
    several = len(shots) > 1 and all(0 < n <= count for n in shots) and everywhere
    return sorted(shots) if several else []


def times_of_shots(wish: Wish, named: Names) -> list[Span]:
    """When they are shown: one span for those that follow one another."""
    found: list[Span] = []
    for number in shots_shown(wish, named) if len(named.times) == len(named.shots) else []:
        start, end = named.times[number - 1]
        if found and found[-1].end == start:
            start, end = found.pop().start or 0, end
        found.append(Span(start=start, end=end))
    return found


def time_of_shot(wish: Wish, named: Names) -> Span | None:
    """When that shot is shown."""
    place = shot_shown(wish, named)
    if place is None or place > len(named.times):
        return None
    start, end = named.times[place - 1]
    return Span(start=start, end=end)
