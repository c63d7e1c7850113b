"""Prompt → Scene, by the table in vocabulary.yaml.

English terms match whole words (longest phrase first, simple plurals), Chinese terms the longest
first. It never fails: a prompt without a known word becomes an abstract picture of its own.
Imports neither numpy nor Pillow.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from skill_runtime.studio.painting.scene import Scene

__all__ = ["Term", "Vocabulary", "read_prompt", "vocabulary"]

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_LONGEST_PHRASE = 4
_GROUPS = ("settings", "times", "weather", "features", "colors", "moods")
_NEUTRAL_TIMES = ("sunset", "day", "sunrise", "day")
"""What the seed chooses from when the prompt says nothing about the light."""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the table."""

    name: str
    group: str
    setting: str | None = None
    """The setting, the time and the features that it brings where the prompt names none."""
    time: str | None = None
    features: tuple[str, ...] = ()
    hue: float | None = None
    """Of a colour: OKLab angle in radians."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The table, turned round for reading: spelling → the terms that it means, () for none."""

    english: Mapping[str, tuple[Term, ...]]
    chinese: Mapping[str, tuple[Term, ...]]
    traditional: Mapping[int, str]
    settings: tuple[str, ...]
    """In order of precedence."""
    longest_chinese: int


@dataclass(frozen=True, slots=True)
class Match:
    """A spelling found in a prompt."""

    start: int
    text: str
    terms: tuple[Term, ...]


@cache
def vocabulary() -> Vocabulary:
    """The packaged table, read once."""
    text = resources.files(__package__).joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    table = yaml.safe_load(text)
    english: dict[str, tuple[Term, ...]] = dict.fromkeys(table["not_meant"]["en"], ())
    chinese: dict[str, tuple[Term, ...]] = dict.fromkeys(table["not_meant"]["zh"], ())
    for group in _GROUPS:
        for name, entry in table[group].items():
            term = _term(name, group, entry)
            for spelling in entry["en"]:
                english[spelling] = (*english.get(spelling, ()), term)
            for spelling in entry["zh"]:
                chinese[spelling] = (*chinese.get(spelling, ()), term)
    return Vocabulary(
        english,
        chinese,
        str.maketrans(table["traditional"]),
        tuple(table["settings"]),
        max(map(len, chinese)),
    )


def _term(name: str, group: str, entry: Mapping[str, Any]) -> Term:
    suggests = entry.get("suggests", {})
    return Term(
        name,
        group,
        suggests.get("setting"),
        suggests.get("time"),
        tuple(suggests.get("features", ())),
        entry.get("hue"),
    )


def read_prompt(prompt: str) -> Scene:
    """The scene that a prompt describes."""
    matches = find_terms(prompt)
    terms = [term for match in matches for term in match.terms]
    seed = _seed(prompt)
    shows = {term.name for term in terms}
    for term in terms:
        shows.update(term.features)
    return Scene(
        setting=_setting(terms),
        time=_time(terms, shows, seed),
        shows=frozenset(shows),
        hue=next((term.hue for term in terms if term.hue is not None), None),
        words=tuple(dict.fromkeys(match.text for match in matches)),
        seed=seed,
    )


def find_terms(prompt: str) -> list[Match]:
    """Every known spelling of a prompt, in its order."""
    found = [match for match in (*_english(prompt), *_chinese(prompt)) if match.terms]
    return sorted(found, key=lambda match: match.start)


def _english(prompt: str) -> Iterator[Match]:
    words = list(_WORD.finditer(prompt))
    index = 0
    while index < len(words):
        for size in range(min(_LONGEST_PHRASE, len(words) - index), 0, -1):
            start, end = words[index].start(), words[index + size - 1].end()
            terms = _english_terms(prompt[start:end])
            if terms is not None:
                yield Match(start, prompt[start:end], terms)
                index += size
                break
        else:
            yield from _parts(words[index])
            index += 1


def _parts(word: re.Match[str]) -> Iterator[Match]:
    """The known parts of a compound such as `snow-covered`."""
    for part in re.finditer(r"[^-]+", word[0]) if "-" in word[0] else ():
        terms = _english_terms(part[0])
        if terms is not None:
            yield Match(word.start() + part.start(), part[0], terms)


def _english_terms(text: str) -> tuple[Term, ...] | None:
    table = vocabulary().english
    spelling = " ".join(text.lower().replace("’", "'").split())
    return next((table[form] for form in _forms(spelling) if form in table), None)


def _forms(spelling: str) -> Iterator[str]:
    yield spelling
    spelling = spelling.removesuffix("'s")
    yield spelling
    if spelling.endswith("ies"):
        yield f"{spelling[:-3]}y"
    if spelling.endswith("es"):
        yield spelling[:-2]
    if spelling.endswith("s"):
        yield spelling[:-1]


def _chinese(prompt: str) -> Iterator[Match]:
    words = vocabulary()
    for run in _HAN.finditer(prompt):
        text = run[0].translate(words.traditional)
        index = 0
        while index < len(text):
            for size in range(min(words.longest_chinese, len(text) - index), 0, -1):
                terms = words.chinese.get(text[index : index + size])
                if terms is not None:
                    yield Match(run.start() + index, run[0][index : index + size], terms)
                    index += size
                    break
            else:
                index += 1


def _setting(terms: list[Term]) -> str:
    order = vocabulary().settings
    named = {term.name for term in terms if term.group == "settings"}
    if "abstract" in named and len(named) > 1:
        named.discard("abstract")
    suggested = {term.setting for term in terms}
    for candidates in (named, suggested):
        for setting in order:
            if setting in candidates:
                return setting
    return _setting_of_the_light(terms)


def _setting_of_the_light(terms: list[Term]) -> str:
    groups = {term.group for term in terms}
    names = {term.name for term in terms}
    if "times" in groups:
        return "mountain" if "night" in names else "sea"
    if "weather" in groups:
        return "forest" if "fog" in names else "city"
    return "abstract"


def _time(terms: list[Term], shows: set[str], seed: int) -> str:
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


def _seed(prompt: str) -> int:
    digest = hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big")
