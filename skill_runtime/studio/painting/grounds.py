"""Whether a prompt asks for a background and nothing on it, and for which colours.

Imports neither numpy nor Pillow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from skill_runtime.studio.painting.vocabulary import IGNORED, Match, Term

__all__ = ["PLAIN", "ground_colors"]

PLAIN = "plain"
"""The setting."""
_GROUNDS = frozenset({"ground", "gradient", "white-wall", "black-wall"})
_BESIDE = frozenset({"colors", "paints", "moods", "styles", IGNORED})
"""Groups whose words put nothing on the background."""
_BRIGHT = frozenset({"bright", "明亮"})
"""Of a colour, where no hour is meant."""
_PALE = frozenset({"light", "pale", "浅", "淡"})
_DEEP = ("deep", "深", "墨", "navy")
"""How the word for a colour begins, or the one before it."""
_UPON = frozenset({"on", "against", "over", "上", "前"})
"""Something lies on it, which may be a word that the painter knows nothing of."""
_LETTERING = frozenset({
    "text",
    "title",
    "words",
    "letters",
    "quote",
    "caption",
    "文字",
    "字",
    "标题",
})
"""What lies on a picture and is no part of it."""
_PURE: Mapping[str, str] = MappingProxyType({
    "black": "#060607",
    "white": "#fbfbfa",
    "white-wall": "#fbfbfa",
    "black-wall": "#060607",
    "dark": "#17181d",
})
"""Darker and lighter than a figure of that colour, which needs its folds."""


def ground_colors(matches: Sequence[Match]) -> tuple[str, ...] | None:
    """`#rrggbb` of the colours of a plain background, empty where none is said; None where the
    prompt asks for something else, or for more.
    """
    said = {match.text.lower() for match in matches}
    if said & _UPON and not said & _LETTERING:
        return None
    matches = _without_lettering(matches)
    names = {term.name for match in matches for term in match.terms}
    known = [match for match in matches if match.terms]
    if not names & {*_GROUNDS, PLAIN} or not all(map(_leaves_it_bare, known)):
        return None
    colors = _colors(known)
    is_whole = len(known) == len(matches)
    if PLAIN in names and (names & _GROUNDS or (is_whole and colors)):
        return colors
    return colors if colors and is_whole else None


def _without_lettering(matches: Sequence[Match]) -> list[Match]:
    """Neither its words nor the colour right before them."""
    is_lettering = [match.text.lower() in _LETTERING for match in matches]
    return [
        match
        for index, match in enumerate(matches)
        if not is_lettering[index]
        and not (any(is_lettering[index + 1 : index + 2]) and any(map(_code, match.terms)))
    ]


def _leaves_it_bare(match: Match) -> bool:
    return match.text.lower() in _BRIGHT or any(
        term.name in {*_GROUNDS, PLAIN} or term.group in _BESIDE for term in match.terms
    )


def _colors(matches: Sequence[Match]) -> tuple[str, ...]:
    colors: list[str] = []
    before = ""
    for match in matches:
        code = next(filter(None, map(_code, match.terms)), None)
        text = match.text.lower()
        if code and before in _PALE:
            code = _paler(code)
        elif code and (before in _DEEP or text.startswith(_DEEP)):
            code = _deeper(code)
        colors += [code] if code else []
        before = text
    is_dark = any(term.name == "dark" for match in matches for term in match.terms)
    if is_dark:
        return tuple(map(_deeper, colors)) or (_PURE["dark"],)
    return tuple(colors)


def _code(term: Term) -> str | None:
    return None if term.name == "dark" else _PURE.get(term.name, term.paint)


def _paler(code: str) -> str:
    return _towards(code, 255, 0.55)


def _deeper(code: str) -> str:
    return _towards(code, 0, 0.55)


def _towards(code: str, end: int, share: float) -> str:
    channels = (int(code[index : index + 2], 16) for index in (1, 3, 5))
    return "#" + "".join(f"{round(value + (end - value) * share):02x}" for value in channels)
