"""The values inside a clause: times and spans, volumes, speeds, shot numbers, places, colours.

Every function takes a clause's folded text and gives None where it says nothing of the kind.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import Any

from .edits import Look, Span
from .lexicon import Lexicon, lexicon

__all__ = [
    "factor",
    "fades",
    "first_time",
    "level",
    "look",
    "ordinal",
    "ordinals",
    "scale",
    "size_of_canvas",
    "span",
    "step",
]

FADE_MS = 800
"""A fade that nobody gave a length."""
_DIGIT = r"#?(\d)(?![\d.:%])"
_NUMBERED = re.compile(
    rf"(?:shot|scene|clip|title|镜头|片段)s? ?{_DIGIT}(?: ?(?:and|with|和|跟) ?{_DIGIT})?"
)
_STEPS = {"slightly": 0.1, "plain": 0.15, "strongly": 0.3}
_CANVASES = {
    "portrait": (1080, 1920),
    "landscape": (1920, 1080),
    "square": (1080, 1080),
    "vertical_feed": (1080, 1350),
}


def first_time(text: str) -> int | None:
    """The first time named, in ms."""
    words = lexicon()
    match = words.words["any_time"].search(text)
    return words.milliseconds(match[1]) if match else None


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


def level(text: str) -> float | None:
    """An absolute volume, 0..1."""
    words = lexicon()
    if match := words.lists["percent"].search(text):
        found = words.words["numbers"].search(match[0]) or re.search(r"\d+(?:\.\d+)?", match[0])
        digits = re.search(r"\d+(?:\.\d+)?", match[0])
        value = float(digits[0]) if digits else words.number(found[0]) if found else 0.0
        return min(max(value / 100, 0.0), 1.0)
    if words.lists["half_level"].search(text):
        return 0.5
    named: float | None = _value(words, "levels", text)
    return named


def scale(text: str) -> float | None:
    """A volume relative to what it is, as a factor."""
    return 0.5 if lexicon().lists["halved"].search(text) else None


def step(text: str) -> float | None:
    """A relative volume: positive for louder."""
    words = lexicon().concepts
    louder, quieter = words["louder"].search(text), words["quieter"].search(text)
    if not (louder or quieter):
        return None
    degree = next((k for k in ("strongly", "slightly") if words[k].search(text)), "plain")
    return -_STEPS[degree] if quieter else _STEPS[degree]


def factor(text: str) -> float | None:
    """A speed as a factor of the normal one, 0.25..4 (what the renderer plays)."""
    words = lexicon()
    for name, value in (("half_speed", 0.5), ("double_speed", 2.0), ("normal_speed", 1.0)):
        if words.concepts[name].search(text):
            return value
    slower = words.concepts["slower"].search(text)
    if match := words.lists["factor"].search(text):
        found = re.search(r"\d+(?:\.\d+)?", match[0]) or words.words["numbers"].search(match[0])
        value = words.number(found[0]) if found else 1.0
        value = 1 / value if slower and value > 1 else value
        return min(max(value, 0.25), 4.0)
    if slower:
        return 0.5
    return 1.5 if words.concepts["faster"].search(text) else None


def ordinals(text: str) -> list[int]:
    """The shot numbers named, in order: "the second", "第二个", "shot 3", "last" (-1)."""
    words = lexicon()
    table = words.values["ordinals"]
    named = [(m, table[m[0]]) for m in words.words["ordinals"].finditer(text)]
    named += [(m, n) for m in _NUMBERED.finditer(text) for n in m.groups() if n is not None]
    times = [m.span() for m in words.words["any_time"].finditer(text)]
    # "the first 3 seconds", "第4秒": what touches a time is no shot.
    found = [
        (match.start(), int(number))
        for match, number in named
        if not any(start <= match.end() + 1 and match.start() <= end for start, end in times)
    ]
    return [number for _, number in sorted(found, key=itemgetter(0))]


def ordinal(text: str) -> int | None:
    found = ordinals(text)
    return found[0] if found else None


def look(text: str) -> Look:
    words = lexicon()
    concepts = words.concepts
    fade_in, fade_out = concepts["fade_in"].search(text), concepts["fade_out"].search(text)
    scale = 1.3 if concepts["bigger"].search(text) else None
    return Look(
        position=next((k for k, p in words.positions.items() if p.search(text)), None),
        color=_value(words, "colours", text) or _hexadecimal(text),
        size=_value(words, "sizes", text),
        scale=1 / 1.3 if concepts["smaller"].search(text) else scale,
        style=_value(words, "styles", text),
        fade_in=FADE_MS if fade_in else None,
        fade_out=FADE_MS if fade_out else None,
    )


def fades(text: str) -> tuple[int | None, int | None]:
    """How long it fades in and out, in ms, in a clause whose times can mean nothing else."""
    concepts, length = lexicon().concepts, first_time(text) or FADE_MS
    fade_in, fade_out = concepts["fade_in"].search(text), concepts["fade_out"].search(text)
    if not (fade_in or fade_out) and concepts["fade"].search(text):
        return length, length
    return length if fade_in else None, length if fade_out else None


def size_of_canvas(text: str) -> tuple[int, int] | None:
    """Width and height in pixels of the orientation named."""
    concepts = lexicon().concepts
    return next((size for k, size in _CANVASES.items() if concepts[k].search(text)), None)


def _value(words: Lexicon, table: str, text: str) -> Any:
    match = words.words[table].search(text)
    return words.values[table][match[0]] if match else None


def _hexadecimal(text: str) -> str | None:
    match = re.search(r"#[0-9a-f]{6}(?![0-9a-f])", text)
    return match[0] if match else None


def _groups(match: re.Match[str]) -> list[str]:
    return [g for g in match.groups() if g is not None]


def _range(words: Lexicon, match: re.Match[str]) -> Span:
    first, second = _groups(match)[:2]
    start, end = _loose(words, first), _loose(words, second)
    return Span(start=min(start, end), end=max(start, end))


def _to_end(words: Lexicon, match: re.Match[str]) -> Span:
    return Span(start=words.milliseconds(_groups(match)[0]), whole=True)


def _first(words: Lexicon, match: re.Match[str]) -> Span:
    return Span(start=0, end=words.milliseconds(_groups(match)[0]))


def _single(words: Lexicon, name: str, text: str) -> int | None:
    match = words.spans[name].search(text)
    return words.milliseconds(_groups(match)[0]) if match else None


def _loose(words: Lexicon, text: str) -> int:
    """A time, or a bare number that stands for seconds ("from 2 to 5 seconds")."""
    try:
        return words.milliseconds(text)
    except ValueError:
        return round(words.number(text) * 1000)
