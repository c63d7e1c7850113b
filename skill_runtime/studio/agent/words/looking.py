"""How a text is wished to look: its place, colour, size and letters, what lies under it, how it
comes.

Every function takes a clause's folded text and gives None where it says nothing of the kind.
"""

from __future__ import annotations

import re

from skill_runtime.studio.agent.edits import Look

from . import amounts, slots
from .lexicon import lexicon

__all__ = ["direction", "enter", "look", "nudge", "opacity", "position", "sticker"]

_SCALES = {"double_size": 2.0, "half_size": 0.5, "smaller": 1 / 1.3, "bigger": 1.3}
_SHADES = {"dark": "#1a1a1a", "light": "#f2f2f2", "深色": "#1a1a1a", "浅色": "#f2f2f2"}
_WAYS = {"from_left": "right", "from_right": "left", "from_top": "down", "from_bottom": "up"}


_WIDTH_OF_LINE = re.compile(
    r"(?:thin|thick|fine|heavy|bold)(?= +(?:[a-z]+ +){0,2}(?:outline|border|stroke|edge))"
    r"|(?<!加)[细粗](?=的?(?:[红黄蓝绿黑白灰金]色?)?的?(?:描边|轮廓|边))"
)
"""How thick an outline is, which is not how thick the letters are."""
_SHORT_HEX = 4
_NOT_THERE = re.compile(
    r"(?<![a-z])(?:not|instead of|rather than) (?:(?:at|in|on|near) )?(?:the )?(?:very )?"
    r"(?:top|bottom|upper|lower|cent(?:er|re)|middle)(?:[- ](?:left|right))?(?: corner)?(?![a-z])"
    r"|(?:别|不要|不)(?:再)?(?:放)?在[^,，]{1,5}"
)
"""A place that a text is taken from."""
_A_LITTLE = re.compile(
    r"(?<![a-z])a little(?= *(?:$|[,.;]|bit|more|up|down|to |and |[a-z]+er(?![a-z])))"
)


def look(text: str) -> Look:
    words = lexicon()
    concepts = words.concepts
    text = words.filters["black-and-white"].sub(" ", text)
    whole, (under, text) = text, _under(text)
    fade_in, fade_out = concepts["fade_in"].search(text), concepts["fade_out"].search(text)
    usual = slots.SLOW_FADE_MS if slots.is_slow(text) else slots.FADE_MS
    length = slots.fade_length(text) or usual
    scale = _scale(text)
    return Look(
        position=position(text),
        color=amounts.value(words, "colours", text) or _hexadecimal(text),
        size=_font_size(text) or (None if scale else _named_size(text)),
        nudge=nudge(text),
        scale=scale,
        weight=amounts.value(words, "weights", text),
        typeface=amounts.value(words, "typefaces", text),
        style=amounts.value(words, "styles", whole if under else text)
        or ("box" if under else None),
        under=under,
        enter=enter(text),
        fade_in=length if fade_in else None,
        fade_out=length if fade_out else None,
        opacity=opacity(text),
    )


def _scale(text: str) -> float | None:
    """A size relative to what it is."""
    concepts = lexicon().concepts
    return next((factor for name, factor in _SCALES.items() if concepts[name].search(text)), None)


def _under(text: str) -> tuple[str | None, str]:
    """The colour of the outline or the box, and the text without the name of that colour, which
    else would be the letters'.
    """
    words = lexicon()
    match = words.lists["under"].search(text)
    if match is None:
        return None, text
    group = next(g for g in range(1, len(match.groups()) + 1) if match[g] is not None)
    colours, named = words.values["colours"], match[group]
    rest = text[: match.start(group)] + text[match.end(group) :]
    known = colours.get(named) or colours.get(f"{named}色") or _SHADES.get(named)
    return known or _hexadecimal(named), _WIDTH_OF_LINE.sub("", rest)


def _named_size(text: str) -> int | None:
    """ "Small", and not "up a little"."""
    size: int | None = amounts.value(lexicon(), "sizes", _A_LITTLE.sub(" ", text))
    return size


def _font_size(text: str) -> int | None:
    found = amounts.first_number(lexicon().lists["font_size"].search(text))
    return None if found is None else round(found)


def enter(text: str) -> str | None:
    """How a text comes: typed, sliding from a side, or at once."""
    concepts = lexicon().concepts
    if concepts["at_once"].search(text):
        return "none"
    if concepts["typewriter"].search(text):
        return "typewriter"
    if not concepts["slide"].search(text):
        return None
    return "slide-" + (direction(text) or "up")


def direction(text: str) -> str | None:
    """Where something moves to that comes from a side: `left`, `right`, `up`, `down`."""
    concepts = lexicon().concepts
    return next((way for side, way in _WAYS.items() if concepts[side].search(text)), None)


def nudge(text: str) -> str | None:
    """To which side a text is moved a step, or altogether."""
    concepts = lexicon().concepts
    ways = ("across", "leftmost", "rightmost", "up", "down", "left", "right")
    return next((way for way in ways if concepts[f"nudge_{way}"].search(text)), None)


def position(text: str) -> str | None:
    """A place on the screen; a corner before the edge that it lies on."""
    text = _NOT_THERE.sub(" ", text)
    return next((k for k, p in lexicon().positions.items() if p.search(text)), None)


def opacity(text: str) -> float | None:
    """How much of it is to be seen: "30% transparent" is 0.7."""
    words = lexicon().concepts
    if words["half_transparent"].search(text) and not lexicon().lists["percent"].search(text):
        return 0.5
    value = amounts.level(text)
    if value is None or not 0 <= value <= 1:
        return None
    if words["opaque"].search(text):
        return value
    return round(1 - value, 3) if words["transparent"].search(text) else None


def sticker(text: str) -> tuple[str, str] | None:
    """The sign that is named, and its colour."""
    named = amounts.value(lexicon(), "stickers", text)
    return None if named is None else (named[:-7], named[-7:])


def _hexadecimal(text: str) -> str | None:
    match = re.search(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])", text)
    if match is None:
        return None
    return match[0] if len(match[0]) > _SHORT_HEX else "#" + "".join(c * 2 for c in match[0][1:])
