"""The words that the painter understands, from its tables, found in a prompt.

English terms match whole words (longest phrase first, simple plurals), Chinese terms the longest
first. What is no term is found too, as a match without terms, so that it can be told.
Imports neither numpy nor Pillow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from skill_runtime.studio.tables import table

__all__ = ["IGNORED", "PHOTO", "Match", "Term", "Vocabulary", "find_words", "vocabulary"]

_LETTER = r"[^\W\d_\u3400-\u9fff\uf900-\ufaff]"
_WORD = re.compile(rf"{_LETTER}+(?:['’-]{_LETTER}+)*")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_LONGEST_PHRASE = 4
_TABLES = {
    "vocabulary.yaml": ("settings", "times", "weather", "features", "colors", "moods"),
    "cast.yaml": ("figures", "poses", "paints", "styles"),
    "things.yaml": ("figures",),
    "wares.yaml": ("figures",),
    "trades.yaml": ("figures",),
    "worksites.yaml": ("figures",),
    "people.yaml": ("figures",),
}
_PEOPLE = frozenset({"people.yaml", "trades.yaml"})
_WRAPS = {"lead", "articles", "mediums", "links", "styles", "trail", "counts", "measures"}
"""The lists of subject.yaml that hold words around a subject."""
IGNORED = "ignored"
"""The group of the words that ask for no thing."""
PHOTO = "photo"
"""The style that a painter can't give."""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the tables."""

    name: str
    group: str
    setting: str | None = None
    """The setting, the time and the features that it brings where the prompt names none."""
    time: str | None = None
    features: tuple[str, ...] = ()
    hue: float | None = None
    """Of a colour: OKLab angle in radians."""
    paint: str | None = None
    """Of a colour: `#rrggbb` on a figure."""
    cast: tuple[str, ...] = ()
    """Of a figure: the shapes that stand for it."""
    poses: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Of a figure: pose → its shapes; the last one is there as often as it takes."""
    takes: tuple[str, ...] = ()
    """Of a figure or a pose: others that its shape shows already, as a bicycle shows its rider."""
    holds: tuple[str, ...] = ()
    """Of a figure: the poses that all its shapes show, as a boat shows that it floats."""
    mount: str | None = None
    """Of a figure: the one of those whose colour its shape has."""
    turns: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Of a figure: the setting that it makes of another one."""
    only: tuple[str, ...] = ()
    """Of a feature or a setting: the settings that show it, where not all of them do."""
    alone: str | None = None
    """Of a pose: the figure that does it where none is named."""
    pair: bool = False
    """Of a figure: its shape is a pair of them."""
    worn: bool = False
    """Of a pose: clothes, whose colour is the figure's."""
    person: bool = False
    """Of a figure: somebody, not an animal or a thing."""

    def can(self, pose: str) -> bool:
        """Whether a figure has a shape for a pose, or shows it anyhow."""
        return pose in self.poses or pose in self.holds


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tables, turned round for reading: spelling → the terms that it means, () for none."""

    english: Mapping[str, tuple[Term, ...]]
    chinese: Mapping[str, tuple[Term, ...]]
    traditional: Mapping[int, str]
    settings: tuple[str, ...]
    """In order of precedence."""
    figures: Mapping[str, Term]
    poses: tuple[str, ...]
    """In order of precedence."""
    shapes: Mapping[str, Term]
    """A shape → the figure that it stands for by itself."""
    kin: frozenset[str]
    longest_chinese: int
    pose_terms: Mapping[str, Term]

    def pose(self, name: str) -> Term:
        """One of `poses`."""
        return self.pose_terms[name]


@dataclass(frozen=True, slots=True)
class Match:
    """A word or phrase of a prompt; without terms it is one that nobody knows."""

    start: int
    text: str
    terms: tuple[Term, ...]

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def told(self) -> bool:
        """Whether it is a word for something that shows."""
        return any(term.group != IGNORED and term.name != PHOTO for term in self.terms)

    def of(self, *groups: str) -> Term | None:
        """Its first term of one of these groups."""
        return next((term for term in self.terms if term.group in groups), None)


@cache
def vocabulary() -> Vocabulary:
    """The packaged tables, read once."""
    tables = {name: table(__package__, name) for name in (*_TABLES, "subject.yaml")}
    main, ignored = tables["vocabulary.yaml"], table(__package__, "ignored.yaml")
    traditional = str.maketrans(main["traditional"])
    english: dict[str, tuple[Term, ...]] = {}
    chinese: dict[str, tuple[Term, ...]] = {}
    for word in _wrapping(tables["subject.yaml"]):
        (chinese if _HAN.match(word) else english)[word.translate(traditional)] = _NOTHING
    for words, language in ((english, "en"), (chinese, "zh")):
        words.update(dict.fromkeys(map(str, ignored[language]), _NOTHING))
        words.update(dict.fromkeys(main["not_meant"][language], ()))
    figures, poses = {}, {}
    for name, groups in _TABLES.items():
        for group in groups:
            for key, entry in tables[name][group].items():
                term = replace(_term(key, group, entry), person=name in _PEOPLE)
                _add(english, entry["en"], term)
                _add(chinese, entry["zh"], term)
                if group == "figures":
                    figures[key] = term
                elif group == "poses":
                    poses[key] = term
    return Vocabulary(
        english,
        chinese,
        traditional,
        tuple(main["settings"]),
        figures,
        tuple(tables["cast.yaml"]["poses"]),
        {term.cast[0]: term for term in figures.values() if len(term.cast) == 1},
        frozenset(main["kin"]),
        max(map(len, chinese)),
        poses,
    )


_NOTHING = (Term(IGNORED, IGNORED),)


def _add(words: dict[str, tuple[Term, ...]], spellings: list[str], term: Term) -> None:
    for spelling in spellings:
        known = words.get(spelling, ())
        words[spelling] = (*(known if known is not _NOTHING else ()), term)


def _wrapping(subject: Mapping[str, Any]) -> Iterator[str]:
    """The words around a subject, one by one: none of them asks for a thing."""
    for lists in subject.values():
        for name in _WRAPS & set(lists):
            for phrase in lists[name]:
                spelling = str(phrase).lower()
                yield from _HAN.findall(spelling)
                yield from _WORD.findall(spelling)


def _term(name: str, group: str, entry: Mapping[str, Any]) -> Term:
    suggests = entry.get("suggests", {})
    return Term(
        name=name,
        group=group,
        setting=suggests.get("setting"),
        time=suggests.get("time"),
        features=tuple(suggests.get("features", ())),
        hue=entry.get("hue"),
        paint=entry.get("paint"),
        cast=tuple(entry.get("cast", (name,) if group == "figures" else ())),
        poses={name: _several(shapes) for name, shapes in entry.get("poses", {}).items()},
        takes=tuple(entry.get("takes", ())),
        holds=tuple(entry.get("holds", ())),
        mount=entry.get("mount"),
        turns=entry.get("turns", {}),
        only=tuple(entry.get("only", ())),
        alone=entry.get("alone"),
        pair=entry.get("pair", False),
        worn=entry.get("worn", False),
    )


def _several(names: str | list[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def find_words(prompt: str) -> list[Match]:
    """Every word of a prompt in its order, known or not."""
    found = sorted((*_english(prompt), *_chinese(prompt)), key=lambda match: match.start)
    following = [*found, None][1:]
    return [
        replace(match, terms=_NOTHING) if after and _is_kin(prompt, match, after) else match
        for match, after in zip(found, following, strict=True)
    ]


def _is_kin(prompt: str, match: Match, after: Match) -> bool:
    """Whether it only tells which animal is meant: "mother duck"."""
    if match.text.lower() not in vocabulary().kin or not prompt[match.end : after.start].isspace():
        return False
    figure = after.of("figures")
    return figure is not None and not figure.person


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
    """An unknown word: the known parts of a compound such as `snow-covered`, or the whole of it."""
    found = []
    for part in re.finditer(r"[^-]+", word[0]) if "-" in word[0] else ():
        terms = _english_terms(part[0])
        if terms is not None:
            found.append(Match(word.start() + part.start(), part[0], terms))
    return iter(found or [Match(word.start(), word[0], ())])


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
        index = unknown = 0
        while index < len(text):
            size = _known_size(text, index)
            if size:
                yield from _unknown(run, unknown, index)
                terms = words.chinese[text[index : index + size]]
                yield Match(run.start() + index, run[0][index : index + size], terms)
                unknown = index + size
            index += size or 1
        yield from _unknown(run, unknown, len(text))


def _known_size(text: str, index: int) -> int:
    words = vocabulary()
    sizes = range(min(words.longest_chinese, len(text) - index), 0, -1)
    return next((size for size in sizes if text[index : index + size] in words.chinese), 0)


def _unknown(run: re.Match[str], start: int, end: int) -> Iterator[Match]:
    if end > start:
        yield Match(run.start() + start, run[0][start:end], ())
