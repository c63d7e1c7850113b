"""The values inside a clause: times and spans, shot numbers, formats of the frame.

Every function takes a clause's folded text and gives None where it says nothing of the kind. How
much of something stands in `amounts`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter

from skill_runtime.studio.agent.edits import Span

from .amounts import groups
from .lexicon import Lexicon, lexicon

__all__ = [
    "bare_moment",
    "bare_moments",
    "fade_length",
    "fades",
    "first_time",
    "is_slow",
    "last_time",
    "moments",
    "more_time",
    "numbered",
    "ordinal",
    "ordinals",
    "places_of_shots",
    "platform",
    "size_of_canvas",
    "span",
    "span_words",
    "tail",
]

FADE_MS, SOUND_FADE_MS, SLOW_FADE_MS = 800, 1500, 2000
"""A fade that nobody gave a length: of a picture or a text, of what is heard, and a slow one."""
_DIGIT = r"#?(\d)(?!\d|[.:]\d|%| ?(?:x|times|倍)(?![a-z]))"
_NUMBERED = re.compile(
    rf"(?:shot|scene|clip|step|part|title|number|photo|picture|image|slide|镜头|片段)s? ?{_DIGIT}"
    rf"(?: ?(?:and|with|和|跟) ?{_DIGIT})?"
)
_GROUPS = {
    "first_two": (1, 2),
    "last_two": (-2, -1),
    "first_last": (1, -1),
    "first_three": (1, 2, 3),
    "first_four": (1, 2, 3, 4),
}
_BARE_MOMENT = re.compile(r"(?<![a-z])(?:at|by) (\d{1,3}(?:\.\d)?)(?= *(?:$|,))")
_BARE_MOMENTS = re.compile(r"(?<![a-z])at \d{1,3}(?:(?:,? and|,) (?:at )?\d{1,3})+(?= *$)")
_FRACTION = re.compile(
    r"(?<![a-z])(?:an?|one|two|three) (?:third|fourth|fifth|sixth|eighth|tenth)s?(?![a-z])"
    r"(?! (?:shot|clip|scene|one|picture|image|photo|title|text))"
)
_NO_HEAD = re.compile(r"镜头(?=一)|(?:最后|最末|第)一帧")
_NO_LONGER = re.compile(
    r"(?:(?<![a-z])(?:not|no|instead of|rather than|from|mind (?:on|about))(?: the| a)?"
    r"|不要|别用?|不用|不是|从)\s*$"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MOMENT = r"(?:at |第|在)?\d{1,4}(?:\.\d)? ?(?:s|secs?|seconds?|秒)?"
_MOMENTS = re.compile(
    rf"(?<![\d.:]){_MOMENT}(?: ?(?:,|and|、|和|跟|与)+ ?(?:again |then )?{_MOMENT})+"
    r"(?:(?<=s|d|c|秒)|(?<=at \d)|(?<=at \d\d))(?![\d.:%]|[a-z]| ?(?:to|到|-))"
)
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


def first_time(text: str) -> int | None:
    """The first time named, in ms."""
    words = lexicon()
    match = words.words["any_time"].search(text)
    return words.milliseconds(match[1]) if match else None


def more_time(text: str) -> int | None:
    """How many ms more: "two more seconds", 多留两秒."""
    match = lexicon().lists["extra"].search(text)
    return None if match is None else _loose(lexicon(), groups(match)[0])


def bare_moments(text: str) -> list[int]:
    """Several moments without their unit, "at 3 and 7", in ms."""
    match = _BARE_MOMENTS.search(text)
    return [] if match is None else [round(float(n) * 1000) for n in _NUMBER.findall(match[0])]


def bare_moment(text: str) -> int | None:
    """A moment without its unit, "right at 9", in ms; for where only a time can be meant."""
    match = _BARE_MOMENT.search(text)
    return None if match is None else round(float(match[1]) * 1000)


def fade_length(text: str) -> int | None:
    """How long a fade takes that is told beside other times, in ms."""
    words = lexicon()
    match = words.lists["fade_length"].search(text)
    return None if match is None else words.milliseconds(groups(match)[0])


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
            found = build(words, match)
            stays = _single(words, "for", text) if found.whole and found.start else None
            return found if stays is None else Span(start=found.start, length=stays)
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
    # Neither a lower third nor "to a third" is the third one, nor is 镜头一段文字 the first.
    for pattern in (words.concepts["lower_third"], words.words["levels"], _FRACTION, _NO_HEAD):
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
    counted = named.string[named.end() : named.end() + 1] in {"段", "个", "张", "幅"}
    reach = named.end() + (0 if named.re is _NUMBERED or counted else 2)
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


def fades(text: str, usual: int | None = None) -> tuple[int | None, int | None]:
    """How long it fades in and out, in ms; `usual` where it isn't told of each, or else the first
    time that is named.
    """
    if match := lexicon().lists["fade_in_out"].search(text):
        fade_in, fade_out = groups(match)[:2]
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
    """Width and height in pixels of the orientation named; of several the last that is no longer
    wanted: "not square but vertical", "square instead of vertical".
    """
    concepts = lexicon().concepts
    named = [(m, size) for k, size in _CANVASES.items() for m in concepts[k].finditer(text)]
    wanted = [(m.start(), size) for m, size in named if not _NO_LONGER.search(text[: m.start()])]
    return max(wanted)[1] if len(named) > 1 and wanted else named[0][1] if named else None


def _range(words: Lexicon, match: re.Match[str]) -> Span:
    first, second = groups(match)[:2]
    start, end = _loose(words, first), _loose(words, second)
    return Span(start=min(start, end), end=max(start, end))


def _to_end(words: Lexicon, match: re.Match[str]) -> Span:
    return Span(start=words.milliseconds(groups(match)[0]), whole=True)


def _first(words: Lexicon, match: re.Match[str]) -> Span:
    return Span(start=0, end=_loose(words, groups(match)[0]))


def _single(words: Lexicon, name: str, text: str) -> int | None:
    match = words.spans[name].search(text)
    return words.milliseconds(groups(match)[0]) if match else None


def _loose(words: Lexicon, text: str) -> int:
    """A time, or a bare number that stands for seconds ("from 2 to 5 seconds")."""
    try:
        return words.milliseconds(text)
    except ValueError:
        return round(words.number(text) * 1000)
