"""The values inside a clause: times and spans, volumes, speeds, shot numbers, places, colours.

Every function takes a clause's folded text and gives None where it says nothing of the kind.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter
from typing import Any

from .edits import Span
from .lexicon import Lexicon, lexicon

__all__ = [
    "degrees",
    "factor",
    "fade_length",
    "fades",
    "first_number",
    "first_time",
    "is_slow",
    "last_time",
    "length_scale",
    "level",
    "moments",
    "more_time",
    "names_speed",
    "numbered",
    "ordinal",
    "ordinals",
    "parts",
    "places_of_shots",
    "platform",
    "says_factor",
    "scale",
    "share",
    "size_of_canvas",
    "span",
    "span_words",
    "step",
    "steps",
    "strength",
    "tail",
    "times",
    "value",
    "width",
]

FADE_MS, SOUND_FADE_MS, SLOW_FADE_MS = 800, 1500, 2000
"""A fade that nobody gave a length: of a picture or a text, of what is heard, and a slow one."""
_DIGIT = r"#?(\d)(?!\d|[.:]\d|%| ?(?:x|times|倍)(?![a-z]))"
_NUMBERED = re.compile(
    rf"(?:shot|scene|clip|step|part|title|number|镜头|片段)s? ?{_DIGIT}"
    rf"(?: ?(?:and|with|和|跟) ?{_DIGIT})?"
)
_GROUPS = {
    "first_two": (1, 2),
    "last_two": (-2, -1),
    "first_last": (1, -1),
    "first_three": (1, 2, 3),
    "first_four": (1, 2, 3, 4),
}
_SPEEDS = (
    *(("quarter_speed", 0.25), ("third_speed", 1 / 3), ("half_speed", 0.5)),
    *(("triple_speed", 3.0), ("double_speed", 2.0), ("normal_speed", 1.0)),
)
"""The concepts that name a speed."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MOMENT = r"(?:at |第|在)?\d{1,4}(?:\.\d)? ?(?:s|secs?|seconds?|秒)?"
_MOMENTS = re.compile(
    rf"(?<![\d.:]){_MOMENT}(?: ?(?:,|and|、|和|跟|与)+ ?(?:again |then )?{_MOMENT})+"
    r"(?:(?<=s|d|c|秒)|(?<=at \d)|(?<=at \d\d))(?![\d.:%]|[a-z]| ?(?:to|到|-))"
)
_STEPS = {"slightly": 0.1, "plain": 0.15, "strongly": 0.3}
_CANVASES = {
    "portrait": (1080, 1920),
    "landscape": (1920, 1080),
    "square": (1080, 1080),
    "vertical_feed": (1080, 1350),
    "four_to_three": (1440, 1080),
    "three_to_four": (1080, 1440),
    "three_to_two": (1620, 1080),
    "two_to_three": (1080, 1620),
    "cinema": (1920, 822),
}


_TO = re.compile(r"(?:(?<![a-z])(?:to|at)|[到至成为是])\s*$")


def first_time(text: str) -> int | None:
    """The first time named, in ms."""
    words = lexicon()
    match = words.words["any_time"].search(text)
    return words.milliseconds(match[1]) if match else None


def more_time(text: str) -> int | None:
    """How many ms more: "two more seconds", 多留两秒."""
    match = lexicon().lists["extra"].search(text)
    return None if match is None else _loose(lexicon(), _groups(match)[0])


def fade_length(text: str) -> int | None:
    """How long a fade takes that is told beside other times, in ms."""
    words = lexicon()
    match = words.lists["fade_length"].search(text)
    return None if match is None else words.milliseconds(_groups(match)[0])


def tail(text: str) -> int | None:
    """How many ms at the end: "the last 2 seconds"."""
    return _single(lexicon(), "last", text)


def last_time(text: str) -> int | None:
    """The last of several times, in ms; None where there are not two."""
    words = lexicon()
    found = list(words.words["any_time"].finditer(text))
    return words.milliseconds(found[-1][1]) if len(found) > 1 else None


def span(text: str) -> Span | None:
    """Which piece of the timeline: "for the first 3 seconds", "第2到5秒", "at 0:05 for 2s"."""
    words = lexicon()
    for name, build in (("range", _range), ("from_to_end", _to_end), ("first", _first)):
        if match := words.spans[name].search(text):
            return build(words, match)
    last = _single(words, "last", text)
    length = _single(words, "for", text)
    if last is not None:
        return Span(tail=last)
    at = _single(words, "at", text)
    if at is not None:
        return Span(start=at, length=length)
    if words.spans["start"].search(text):
        return Span(start=0, length=length)
    if words.spans["end"].search(text):
        return Span(tail=length or 3000)
    if words.spans["whole"].search(text):
        return Span(whole=True)
    return Span(length=length) if length is not None else None


def moments(text: str) -> list[int]:
    """Several moments of one thing: "at 10 and 22 seconds", "10秒和22秒各一次", in ms."""
    match = _MOMENTS.search(text)
    return [] if match is None else [round(float(n) * 1000) for n in _NUMBER.findall(match[0])]


def span_words(text: str) -> str | None:
    """The words that name a piece of the timeline: "the last 2 seconds" of a longer clause."""
    names = ("range", "from_to_end", "first", "last")
    found = (match for name in names if (match := lexicon().spans[name].search(text)))
    return next((match[0] for match in found), None)


def level(text: str) -> float | None:
    """An absolute volume, 1 as it is; beyond what can be played too."""
    words = lexicon()
    if words.concepts["relative_percent"].search(text):
        return None
    percent = first_number(words.lists["percent"].search(text))
    if percent is not None:
        return max(percent / 100, 0.0)
    if (tenths := first_number(words.lists["tenths"].search(text))) is not None:
        return tenths / 10
    if words.lists["half_level"].search(text):
        return 0.5
    if words.concepts["too"].search(text):
        return None
    named: float | None = value(words, "levels", text)
    return named


def scale(text: str) -> float | None:
    """A volume relative to what it is, as a factor."""
    lists = lexicon().lists
    if lists["doubled"].search(text):
        return 2.0
    if lists["by_third"].search(text):
        return 4 / 3 if lexicon().concepts["louder"].search(text) else 2 / 3
    return 0.5 if lists["halved"].search(text) else None


def step(text: str) -> float | None:
    """A relative volume: positive for louder."""
    words = lexicon().concepts
    louder, quieter = words["louder"].search(text), words["quieter"].search(text)
    if not (louder or quieter):
        return None
    if match := words["relative_percent"].search(text):
        share = (first_number(match) or 0.0) / 100
        return -share if quieter else share
    degree = next((k for k in ("slightly", "strongly") if words[k].search(text)), "plain")
    return -_STEPS[degree] if quieter else _STEPS[degree]


def factor(text: str) -> float | None:
    """A speed as a factor of the normal one; beyond what can be played too."""
    words = lexicon()
    for name, value in _SPEEDS:
        if words.concepts[name].search(text):
            return value
    slower = words.concepts["slower"].search(text)
    if (share := _share_of_speed(text)) is not None:
        return share
    if match := words.lists["factor"].search(text):
        found = re.search(r"\d+(?:\.\d+)?", match[0]) or words.words["numbers"].search(match[0])
        value = words.number(found[0]) if found else 1.0
        value = 1 / value if slower and value > 1 else value
        return value if value > 0 else None
    if slower:
        return 0.5
    return 1.5 if words.concepts["faster"].search(text) else None


def _share_of_speed(text: str) -> float | None:
    """ "Slow it to 80%", and "by 20%", "放慢20%", which is the same."""
    words = lexicon()
    match = words.lists["percent"].search(text)
    percent = first_number(match)
    slower, faster = (words.concepts[k].search(text) for k in ("slower", "faster"))
    if (
        match is None
        or not percent
        or not (words.concepts["speed"].search(text) or slower or faster)
    ):
        return None
    told = _TO.search(text[: match.start()] + match[0][: -len(match[0].lstrip())])
    if told or not (slower or faster):
        return percent / 100
    share = 1 - percent / 100 if slower else 1 + percent / 100
    return share if share > 0 else None


def names_speed(text: str) -> bool:
    """Whether a speed is told by a name of its own: "half speed", "twice as fast"."""
    return any(lexicon().concepts[k].search(text) for k, _ in _SPEEDS)


def says_factor(text: str) -> bool:
    """Whether a speed is told as a number or "half", and not only "faster"."""
    told = lexicon().lists["factor"].search(text) is not None or names_speed(text)
    return told or _share_of_speed(text) is not None


def ordinals(text: str) -> list[int]:
    """The shot numbers named, in order: "the second", "第二个", "shot 3", "last" (-1)."""
    return [number for _, number in numbered(text)]


def places_of_shots(text: str) -> list[int]:
    """Where each of the shots is named."""
    return list(dict.fromkeys(place for place, _ in numbered(text)))


def numbered(text: str) -> list[tuple[int, int]]:
    """Where each shot number is named, and the number."""
    return [*_numbered(text)]


@lru_cache(maxsize=512)
def _numbered(text: str) -> tuple[tuple[int, int], ...]:
    words = lexicon()
    table = words.values["ordinals"]
    # Neither a lower third nor "to a third" is the third one.
    for pattern in (words.concepts["lower_third"], words.words["levels"]):
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    named = [(m, table[m[0]]) for m in words.words["ordinals"].finditer(text)]
    named += [(m, n) for m in _NUMBERED.finditer(text) for n in m.groups() if n is not None]
    groups = _groups_of_shots(text)
    inside = [match.span() for match, _ in groups]
    named = [(m, n) for m, n in named if not any(a <= m.start() < b for a, b in inside)] + groups
    times = [m.span() for m in words.words["any_time"].finditer(text)]
    found = [(m.start(), int(number)) for m, number in named if not _is_time(m, times)]
    return tuple(sorted(found, key=itemgetter(0)))


def _is_time(named: re.Match[str], times: list[tuple[int, int]]) -> bool:
    """ "The first 3 seconds", "第4秒": what touches a time is no shot. "Shot 1 2 seconds" is."""
    reach = named.end() + (0 if named.re is _NUMBERED else 2)
    return any(start < reach and named.start() <= end for start, end in times)


def _groups_of_shots(text: str) -> list[tuple[re.Match[str], int]]:
    """ "the first two", "头尾两段"."""
    concepts = lexicon().concepts
    return [
        (match, number)
        for name, numbers in _GROUPS.items()
        if (match := concepts[name].search(text))
        for number in numbers
    ]


def ordinal(text: str) -> int | None:
    found = ordinals(text)
    return found[0] if found else None


def platform(text: str) -> str | None:
    """Where the video is going to be shown, as a draft calls it."""
    return next((k for k, p in lexicon().platforms.items() if p.search(text)), None)


def strength(text: str) -> float | None:
    """How much of a filter: a share, or a word for little or much; 0..1."""
    words = lexicon().concepts
    if words["slightly"].search(text):
        return 0.4
    if words["strongly"].search(text):
        return 1.0
    named = share(text)
    return None if named is None else min(1.0, named)


def length_scale(text: str) -> float | None:
    """How many times as long: "half the length", "长一倍"."""
    concepts = lexicon().concepts
    if concepts["half_length"].search(text):
        return 0.5
    return 2.0 if concepts["double_length"].search(text) else None


def width(text: str) -> tuple[float | None, str]:
    """A width as a share of the canvas ("20% of the width", 三分之一宽), and the rest."""
    match = lexicon().lists["width"].search(text)
    if match is None:
        return None, text
    said, rest = match[0], f"{text[: match.start()]} {text[match.end() :]}"
    percent = re.search(r"\d+(?:\.\d+)?(?= ?(?:%|percent|per cent))", said)
    named = lexicon().words["fractions"].search(said)
    if percent is None and named is None:
        return None, text
    found = (
        float(percent[0]) / 100
        if percent
        else lexicon().values["fractions"][named[0]]
        if named
        else 0.0
    )
    return found, rest


def share(text: str) -> float | None:
    """A part of something: "10%", "half", "一半"."""
    words = lexicon()
    if (percent := first_number(words.lists["percent"].search(text))) is not None:
        return percent / 100
    if (tenths := first_number(words.lists["tenths"].search(text))) is not None:
        return tenths / 10
    return 0.5 if words.concepts["half"].search(text) else None


def degrees(text: str) -> int | None:
    """An angle, clockwise."""
    found = first_number(lexicon().lists["degrees"].search(text))
    return None if found is None else round(found)


def times(text: str) -> int | None:
    """How often: "3 times", "twice", "三遍"."""
    words = lexicon()
    if words.concepts["twice"].search(text):
        return 2
    found = first_number(words.lists["repeats"].search(text))
    return None if found is None else max(1, round(found))


def steps(text: str) -> int:
    """How many changes: "undo the last two", "撤销两步"."""
    if any(lexicon().concepts[k].search(text) for k in ("twice", "both")):
        return 2
    found = first_number(lexicon().lists["steps"].search(text))
    return 1 if found is None else min(max(1, round(found)), 30)


def parts(text: str) -> int:
    """Into how many parts."""
    found = first_number(lexicon().lists["parts"].search(text))
    return 2 if found is None else min(max(2, round(found)), 20)


def first_number(match: re.Match[str] | None) -> float | None:
    return None if match is None else lexicon().number(_groups(match)[0])


def fades(text: str, usual: int | None = None) -> tuple[int | None, int | None]:
    """How long it fades in and out, in ms; `usual` where it isn't told of each, or else the first
    time that is named.
    """
    if match := lexicon().lists["fade_in_out"].search(text):
        fade_in, fade_out = _groups(match)[:2]
        return _loose(lexicon(), fade_in), _loose(lexicon(), fade_out)
    concepts = lexicon().concepts
    length = usual or first_time(text) or (SLOW_FADE_MS if is_slow(text) else FADE_MS)
    comes, goes = (concepts[k].search(text) for k in ("fade_in", "fade_out"))
    if not (comes or goes) and concepts["fade"].search(text):
        return length, length
    return length if comes else None, length if goes else None


def is_slow(text: str) -> bool:
    return lexicon().concepts["slowly"].search(text) is not None


def size_of_canvas(text: str) -> tuple[int, int] | None:
    """Width and height in pixels of the orientation named."""
    concepts = lexicon().concepts
    return next((size for k, size in _CANVASES.items() if concepts[k].search(text)), None)


def value(words: Lexicon, table: str, text: str) -> Any:
    match = words.words[table].search(text)
    return words.values[table][match[0]] if match else None


def _groups(match: re.Match[str]) -> list[str]:
    return [g for g in match.groups() if g is not None]


def _range(words: Lexicon, match: re.Match[str]) -> Span:
    first, second = _groups(match)[:2]
    start, end = _loose(words, first), _loose(words, second)
    return Span(start=min(start, end), end=max(start, end))


def _to_end(words: Lexicon, match: re.Match[str]) -> Span:
    return Span(start=words.milliseconds(_groups(match)[0]), whole=True)


def _first(words: Lexicon, match: re.Match[str]) -> Span:
    return Span(start=0, end=_loose(words, _groups(match)[0]))


def _single(words: Lexicon, name: str, text: str) -> int | None:
    match = words.spans[name].search(text)
    return words.milliseconds(_groups(match)[0]) if match else None


def _loose(words: Lexicon, text: str) -> int:
    """A time, or a bare number that stands for seconds ("from 2 to 5 seconds")."""
    try:
        return words.milliseconds(text)
    except ValueError:
        return round(words.number(text) * 1000)
