"""One text of a draft as a typed value: what it says, where it stands and how it looks and comes.

Values that merely overshoot are clamped; what no renderer can draw is refused with its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from skill_runtime.studio.media.draft import Color, Span, Title
from skill_runtime.studio.media.errors import RenderRefused
from skill_runtime.studio.media.fields import Fields

__all__ = [
    "ENTRIES",
    "POSITIONS",
    "ROLES",
    "STYLES",
    "TYPEFACES",
    "Role",
    "printable",
    "read_title",
]

MAX_TEXT = 500
MIN_FONT_SIZE, MAX_FONT_SIZE = 16, 400
"""On a canvas whose shorter side is 1080."""
LIGHTEST, HEAVIEST = 100, 900

STYLES = frozenset({"shadow", "outline", "pill", "box", "bar", "plain"})
"""What lies under the letters; `bar`: a box with a strip of colour at its side."""
ENTRIES = frozenset({
    *("none", "typewriter", "slide-left", "slide-right", "slide-up", "slide-down"),
})
TYPEFACES = frozenset({"sans", "serif", "hand", "mono"})
"""What Latin and Cyrillic letters look like; other scripts have one face each."""
POSITIONS = frozenset({
    *("top", "center", "bottom", "left", "right"),
    *("top-left", "top-right", "bottom-left", "bottom-right", "center-left", "center-right"),
})


@dataclass(frozen=True, slots=True)
class Role:
    """What a text of this kind is where a segment says nothing."""

    size: int
    position: str
    weight: int
    lines: int
    """So many at most, before it becomes smaller."""


ROLES: Mapping[str, Role] = {
    "title": Role(96, "center", 800, 3),
    "subtitle": Role(56, "bottom", 600, 3),
    "caption": Role(48, "bottom", 500, 4),
    "watermark": Role(36, "bottom-right", 600, 1),
    "lower-third": Role(60, "bottom-left", 700, 2),
    "sticker": Role(240, "top-right", 700, 1),
}
NAMED_COLORS: Mapping[str, Color] = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "red": (239, 68, 68),
    "orange": (249, 115, 22),
    "yellow": (250, 204, 21),
    "green": (34, 197, 94),
    "cyan": (34, 211, 238),
    "blue": (59, 130, 246),
    "purple": (168, 85, 247),
    "pink": (244, 114, 182),
    "gold": (255, 205, 80),
    "gray": (156, 163, 175),
}
_HEX_COLOR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)


def read_title(segment: Fields, span: Span) -> Title:
    """The text of a segment; `RenderRefused` where there is nothing in it to show."""
    details = segment.child("m")
    role = details.choice("role", "title", ROLES)
    usual = ROLES[role]
    text = printable(details.string("text", MAX_TEXT))
    if not text:
        raise RenderRefused(f'{segment.place}: "text" has nothing in it that can be shown.')
    return Title(
        span=span,
        place=segment.place,
        text=text,
        role=role,
        position=details.choice("position", usual.position, POSITIONS),
        size=details.clamped("size", usual.size, MIN_FONT_SIZE, MAX_FONT_SIZE),
        color=_color(details, "color") or NAMED_COLORS["white"],
        style=details.choice("style", "shadow", STYLES),
        opacity=details.clamped("opacity", 1, 0, 1),
        weight=int(details.clamped("weight", usual.weight, LIGHTEST, HEAVIEST)),
        typeface=details.choice("typeface", "sans", TYPEFACES),
        under=_color(details, "under"),
        enter=details.choice("enter", "none", ENTRIES),
    )


def _color(details: Fields, key: str) -> Color | None:
    value = details.values.get(key)
    if value is None:
        return None
    if isinstance(value, str):
        named = NAMED_COLORS.get(value.strip().lower())
        if named:
            return named
        if _HEX_COLOR.fullmatch(value):
            digits = value[1:] if len(value) == 7 else "".join(digit * 2 for digit in value[1:])
            return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    raise details.refused(key, value, f"#rrggbb or one of {', '.join(NAMED_COLORS)}")


def printable(text: str) -> str:
    """The text as a font can show it: no control characters, and no halves of a surrogate pair."""
    whole = unicodedata.normalize("NFC", text.replace("\t", " "))
    return "".join(
        "\ufffd" if unicodedata.category(char) == "Cs" else char
        for char in whole
        if char == "\n" or unicodedata.category(char) != "Cc"
    ).strip()
