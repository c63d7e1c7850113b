"""Where and when: the setting and the hour of a prompt, from its terms and what they bring along.

Imports neither numpy nor Pillow.
"""

from __future__ import annotations

from skill_runtime.studio.painting.grounds import PLAIN
from skill_runtime.studio.painting.vocabulary import Match, Term, vocabulary

__all__ = ["is_hidden", "setting_of", "time_of"]

_BUILDINGS = frozenset({"house", "castle", "church", "village", "barn", "school", "ruin-house"})
"""What has windows of its own."""
_BUILT = frozenset({"warehouse", "platform", "terminal", "aisle"})
"""Halls in which something may drive."""
_LAID = frozenset({"table", "product"})
"""Settings in which nothing stands that walks or drives."""
_DRY = frozenset({"field", "backdrop"})
"""Where nobody is put who walks in the rain without a place: a street shines in it."""
_ANYWHERE = frozenset({"city", "backdrop", "field", "sea", "street"})
"""Where people are who could be anywhere: it gives way to the place of what is about them."""
_IN_THE_AIR = frozenset({"fly", "clouds", "cloud-sea"})
"""What swims elsewhere is in the sky with these."""
_NEUTRAL_TIMES = ("sunset", "day", "sunrise", "day")
"""What the seed chooses from when the prompt says nothing about the light."""


def is_hidden(match: Match, setting: str) -> bool:
    """Whether it names only things that this setting doesn't show."""
    return bool(match.terms) and all(t.only and setting not in t.only for t in match.terms)


def _names(terms: list[Term]) -> set[str]:
    return {term.name for term in terms}


def _named(terms: list[Term], figures: list[Term]) -> set[str]:
    """The settings that are meant by the words that name one."""
    named = {term.name for term in terms if term.group == "settings"} - {PLAIN}
    if any(term.name in _BUILDINGS for term in figures) and "own-windows" in _names(terms):
        named.discard("room")
    if {"exterior", "shop"} <= _names(terms) or {"exterior", "cafe"} <= _names(terms):
        named = {"storefront"}
    driven = any(term.can("drive") for term in figures)
    if driven:
        named.discard("table")
    if named == {"field"} and not figures and {"close", "flowers"} <= _names(terms):
        named = {"backdrop"}
    if driven and "hall" in named and not _names(terms) & _BUILT:
        named.discard("hall")
    if "abstract" in named and (len(named) > 1 or figures):
        named.discard("abstract")
    return named


def setting_of(terms: list[Term]) -> str:
    order = vocabulary().settings
    figures = [term for term in terms if term.group == "figures"]
    named = _named(terms, figures)
    for candidates in (named, _suggested(terms, figures, alone=not named)):
        for setting in order:
            if setting in candidates:
                turned = next((t.turns[setting] for t in figures if setting in t.turns), setting)
                stands = any(t.setting not in (*_LAID, "coffee") for t in figures)
                return "room" if turned == "coffee" and stands else turned
    if any(term.group == "poses" for term in terms):
        return "street" if any(term.name == "rain" for term in terms) else "field"
    return _setting_of_the_light(terms)


def _suggested(terms: list[Term], figures: list[Term], *, alone: bool) -> set[str | None]:
    """The settings that its words bring with them, and that fit the others; `alone` without one
    that is named.
    """
    names = {term.name for term in terms}
    suggested = {term.setting for term in terms}
    strong = {t.setting for t in terms if not (t.person and t.setting in _ANYWHERE)}
    if strong - {None, "backdrop", *_LAID}:
        suggested = strong
    if names & _IN_THE_AIR:
        suggested.discard("underwater")
    if alone and any(term.setting == "space" for term in figures):
        suggested.discard("mountain")
    if any(term.setting != "product" for term in figures):
        suggested.discard("product")
    if any(term.can("drive") or not (term.person or term.setting in _LAID) for term in figures):
        suggested.discard("table")
    on_grass = any("grassland" in term.features for term in figures)
    dry = suggested - {None} <= _DRY
    if alone and "rain" in names and figures and dry and not on_grass:
        suggested = {"street" if name in _DRY else name for name in suggested}
    return suggested


def _setting_of_the_light(terms: list[Term]) -> str:
    groups = {term.group for term in terms}
    names = {term.name for term in terms}
    if "times" in groups:
        return "mountain" if "night" in names else "sea"
    if "weather" in groups:
        return "forest" if "fog" in names else "city"
    return "abstract"


def time_of(terms: list[Term], shows: set[str], seed: int) -> str:
    named = {term.name for term in terms if term.group == "times"}
    suggested = {term.time for term in terms}
    for candidates in (named, suggested):
        for time in ("night", "sunset", "sunrise", "day"):
            if time in candidates:
                return time
    if shows & {"rain", "fog", "snowfall"}:
        return "overcast"
    if "warm" in shows:
        return "sunset"
    return _NEUTRAL_TIMES[seed % len(_NEUTRAL_TIMES)]
