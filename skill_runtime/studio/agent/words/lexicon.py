"""The words of every language, compiled once into patterns.

The words are data (`en.yaml`, `zh.yaml` beside this file): adding a language is adding a file and
its name to `LANGUAGES`. The languages are merged, since people mix them in one sentence. A file
that lacks a section, or has a pattern that doesn't compile, is refused with its name and the
section.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from skill_runtime.studio.tables import table

from .kept_patterns import KeptPatterns

__all__ = ["CANVASES", "LANGUAGES", "MOTIONS", "QUOTED", "SPANS", "WRITTEN", "Lexicon", "lexicon"]

LANGUAGES = ("en", "zh")

WRITTEN = r"[^\x00-\xff\W]"
"""A Chinese character; a long range would take half a millisecond wherever it is compiled."""
QUOTED = "[\ue000-\uf8ff]"
"""One lifted quotation or file name: a private-use character, so that no word pattern can match
inside it.
"""

CANVASES = (
    *("portrait", "landscape", "square", "vertical_feed"),
    *("four_to_three", "three_to_four", "three_to_two", "two_to_three", "cinema"),
)
"""The concepts that name a format of the frame."""

MOTIONS = {
    "pull": "pull",
    "pan_left": "pan-left",
    "pan_right": "pan-right",
    "push": "push",
    "no_motion": "none",
}
"""The concepts that name a camera movement, and what a draft calls it."""

SPANS = ("range", "from_to_end", "first", "last", "at", "for", "start", "end", "whole")
_SHOT = (
    r"(?:(?<![a-z])shot \d+|(?<![a-z])the (?:first|second|third|fourth|fifth|last)"
    r" (?:shot|clip|scene|one|stage|part|picture)"
    r"|第.{1,2}[个段](?:镜头|画面|片段)?|最后一[个段](?:镜头|画面|片段)?)"
)
"""A shot as it is told once it is pointed at."""
_TEN = 10
_WORD_BEGINS = "(?<![a-z])"
_HEX = r"#(?:[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])"
_TABLES = (
    "ordinals",
    "levels",
    "colours",
    "sizes",
    "styles",
    "weights",
    "typefaces",
    "stickers",
    "portions",
    "series",
    "fractions",
    "typos",
)
_LISTS = (
    "degrees",
    "parts",
    "repeats",
    "steps",
    "font_size",
    "fade_in_out",
    "fade_length",
    "extra",
    "while_text",
    "text_begins",
    "text_ends",
    "while_shot",
    "first_half",
    "second_half",
    "from_shot",
    "shot_begins",
    "after_shot_begins",
    "shot_ends",
    "since_in_shot",
    "before_shot_ends",
    "until_shot_begins",
    "as_long_as_shot",
    "replaced_there",
    "text_on_shot",
    "behind_shot",
    "ahead_of_shot",
    "until_shot",
    "under",
    "percent",
    "tenths",
    "width",
    "middle_time",
    "factor",
    "half_level",
    "halved",
    "doubled",
    "by_third",
    "reasons",
    "light",
    "filler",
    "generation_length",
    "politeness",
    "connectives",
    "openers",
    "bare_times",
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled words; every pattern expects folded text (see `utterance`)."""

    concepts: Mapping[str, re.Pattern[str]]
    generation: Mapping[str, re.Pattern[str]]
    spans: Mapping[str, re.Pattern[str]]
    lists: Mapping[str, re.Pattern[str]]
    says: Mapping[str, re.Pattern[str]]
    unsupported: Mapping[str, re.Pattern[str]]
    positions: Mapping[str, re.Pattern[str]]
    edges: Mapping[str, re.Pattern[str]]
    orders: Mapping[str, re.Pattern[str]]
    files: Mapping[str, re.Pattern[str]]
    correcting: Mapping[str, re.Pattern[str]]
    storyboard: Mapping[str, re.Pattern[str]]
    shot_list: Mapping[str, re.Pattern[str]]
    shot_row: Mapping[str, re.Pattern[str]]
    retyping: Mapping[str, re.Pattern[str]]
    filters: Mapping[str, re.Pattern[str]]
    effects: Mapping[str, re.Pattern[str]]
    platforms: Mapping[str, re.Pattern[str]]
    telling: Mapping[str, re.Pattern[str]]
    """Words that say what is wanted, whatever they stand beside (see `unanswered`)."""
    values: Mapping[str, Mapping[str, Any]]
    """`numbers`, `units` and the names in `_TABLES`: word → value."""
    words: Mapping[str, re.Pattern[str]]
    """The same tables as patterns."""
    simplified: Mapping[int, str]

    def number(self, text: str) -> float:
        """The value of what `{N}` matched: digits, a number word, or several ("twenty-five")."""
        known = self.values["numbers"]
        if text in known:
            return float(known[text])
        if text[0].isdigit():
            return float(text)
        value = 0.0
        for atom in self.words["atoms"].findall(text):
            worth = float(known[atom])
            # "二十五": a small number before a ten counts tens.
            value = value * worth if worth >= _TEN and 0 < value < _TEN else value + worth
        return value

    def milliseconds(self, text: str) -> int:
        """The value of what `{T}` matched: "3 seconds", "一分二十秒", "1:20", "second"."""
        if text in self.values["times"]:
            return int(self.values["times"][text])
        if ":" in text:
            clock = 0.0
            for digits in text.split(":"):
                clock = clock * 60 + float(digits)
            return round(clock * 1000)
        found = list(self.words["time_part"].finditer(text))
        if not found:
            raise ValueError(f"{text!r} is no time")
        units = {**self.values["units"], **self.values["leading_units"]}
        total, unit = 0.0, 0
        for part in found:
            unit = int(units[part["u"]])
            number = 1.0 if part["n"] is None else self.number(part["n"])
            total += (number + (0.5 if part["half"] else 0.0)) * unit
        half_after = self.words["half"].search(text, found[-1].end())
        return round(total + (unit / 2 if half_after else 0.0))


_building = threading.Lock()


def lexicon() -> Lexicon:
    """All languages together, read once, whoever asks first."""
    with _building:
        return _whole()


@cache
def _whole() -> Lexicon:
    kept = KeptPatterns(__file__)
    whole = build([_read(language) for language in LANGUAGES], kept.compile)
    kept.keep()
    return whole


Compile = Callable[[str], re.Pattern[str]]


def build(sources: Iterable[Mapping[str, Any]], compile_: Compile = re.compile) -> Lexicon:
    """A lexicon from the parsed language files; ValueError names the file and section at fault."""
    read = _Reader(list(sources), compile_)

    def section(name: str) -> Mapping[str, re.Pattern[str]]:
        return {k: read.patterns(name, k) for k in read.keys(name)}

    return Lexicon(
        concepts=section("concepts"),
        generation=section("generation"),
        spans={k: read.patterns("spans", k) for k in SPANS},
        lists={k: read.patterns(k) for k in _LISTS},
        says=section("says"),
        unsupported=section("unsupported"),
        positions=section("positions"),
        edges=section("edges"),
        orders=section("orders"),
        files=section("files"),
        correcting=section("correcting"),
        storyboard=section("storyboard"),
        shot_list=section("shot_list"),
        shot_row=section("shot_row"),
        retyping=section("retyping"),
        filters=section("filters"),
        effects=section("effects"),
        platforms=section("platforms"),
        telling=section("telling"),
        values=read.values,
        words=read.words,
        simplified=read.simplified(),
    )


class _Reader:
    """The sources with the placeholders of their patterns ({T}, {N} …) filled in."""

    def __init__(self, sources: list[Mapping[str, Any]], compile_: Compile) -> None:
        self.sources = sources
        self.compile = compile_
        tables = ("numbers", "units", *_TABLES)
        self.values = {t: self._merged(t) for t in (*tables, "leading_units", "times")}
        # Bounded, and never begun in the middle of digits: a message of digits alone stays cheap.
        words = _alternatives(self.values["numbers"])
        compounds = "|".join(self._all("compounds"))
        # A Chinese pattern meets Latin words too, and "stones" has no "one s" in it.
        number = (
            rf"(?:(?<!\d)\d{{1,6}}(?:\.\d{{1,4}})?"
            rf"|{_WORD_BEGINS}(?:{compounds}|{words})(?!胡))"  # 二胡 is no two
        )
        unit = _alternatives(self.values["units"])
        leading = _alternatives(self.values["leading_units"])
        half = "|".join(self._all("half"))
        time = self._time(number, unit, leading, half)
        self.fill = {
            "{T}": f"({time})",
            "{A}": f"({number})",
            "{N}": f"(?:{number})",
            "{Q}": QUOTED,
            "{P}": "(.+)",
            "{COLOUR}": f"(?:{_alternatives(self.values['colours'])}|{_HEX})",
        }
        self.fill["{SHOT}"] = _SHOT
        self.fill["{OPENER}"] = f"(?:{'|'.join(self._all('openers'))})"
        self.fill["{GENRE}"] = f"(?:{'|'.join(self._all('concepts', 'genre'))})"
        self.words = {t: self._table(t) for t in tables}
        self.words["time_part"] = self.compile(
            rf"(?:(?P<n>{number})(?P<half> ?(?:{half}))?[ -]?)?(?P<u>{unit}|{leading})"
        )
        self.words["half"] = self.compile(half)
        self.words["atoms"] = self.compile(words)
        self.words["any_time"] = self.compile(_bounded(f"({time})", latin=True))

    def _time(self, number: str, unit: str, leading: str, half: str) -> str:
        """A time as it is said or written; see `Lexicon.milliseconds`."""
        named = _alternatives(self.values["times"])
        # A Latin unit is no part of a longer word; a Chinese one stands before any: "3秒fade out".
        ended = rf"(?:(?:{unit})(?:(?![a-z0-9])|(?<={WRITTEN})))"
        plain = rf"{number}(?: (?:{half}))?[ -]?{ended}(?: ?(?:{half}))?"
        # "1m30s", "1 minute 20 seconds", "1分20秒", "一分半".
        long = rf"{number}[ -]?(?:{unit}|{leading}),?(?: and)? ?(?:{number}[ -]?{ended}|{half})"
        # A time code has two digits after its colon, which keeps "9:16" a format: no unit follows
        # either.
        clock = r"(?!9:16(?!\d))\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:\.\d+)?(?!\d)"
        bare = "|".join(self._all("bare_times"))
        return rf"(?:{_WORD_BEGINS}(?:{named}|{bare})|{long}|{plain}|{clock})"

    def keys(self, section: str) -> list[str]:
        return list(dict.fromkeys(k for s in self.sources for k in s[section]))

    def patterns(self, *path: str) -> re.Pattern[str]:
        """All alternatives under that key in every language as one pattern; none matches
        nothing.
        """
        found = []
        for source in self.sources:
            alternatives = [self._filled(a, source) for a in _at(source, path)]
            if alternatives:
                found.append(_bounded("|".join(alternatives), latin=bool(source["latin"])))
        try:
            return self.compile("|".join(found) or r"(?!)")
        except re.error as error:
            where = "/".join(s["language"] for s in self.sources)
            raise ValueError(f"{where}: {'.'.join(path)} doesn't compile: {error}") from error

    def simplified(self) -> dict[int, str]:
        pairs = "".join("".join(s.get("traditional", "").split()) for s in self.sources)
        return {ord(a): b for a, b in zip(pairs[::2], pairs[1::2], strict=True)}

    def _table(self, name: str) -> re.Pattern[str]:
        latin = [w for w in self.values[name] if str(w)[0].isascii()]
        other = [w for w in self.values[name] if not str(w)[0].isascii()]
        parts = [_bounded(_alternatives(latin), latin=True)] if latin else []
        return self.compile("|".join([*parts, _alternatives(other)] if other else parts))

    def _merged(self, table: str) -> dict[str, Any]:
        return {str(k): v for s in self.sources for k, v in s[table].items()}

    def _all(self, *path: str) -> list[str]:
        return [str(a) for s in self.sources for a in _at(s, path)]

    def _filled(self, pattern: str, source: Mapping[str, Any]) -> str:
        formats = [p for k in CANVASES for p in _at(source, ("concepts", k))]
        own = {
            "{PICTURE}": f"(?:{'|'.join(_at(source, ('generation', 'picture')))})",
            "{FORMAT}": f"(?:{'|'.join(formats)})",
        }
        for name, text in (self.fill | own).items():
            pattern = pattern.replace(name, text)
        return pattern


def _read(language: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = table(__package__, f"{language}.yaml")
    return loaded


def _at(source: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    value: Any = source
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if value is None and len(path) == 1:
        raise ValueError(f"{source.get('language', '?')}.yaml lacks the section {path[0]!r}")
    return [str(v) for v in value or ()]


def _alternatives(words: Iterable[object]) -> str:
    """Longest first, so that "seconds" is not read as "s"."""
    return "|".join(sorted((re.escape(str(w)) for w in words), key=len, reverse=True))


def _bounded(pattern: str, *, latin: bool) -> str:
    # Not \b: Chinese characters are word characters too, and "加bgm" has a word in it.
    return rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])" if latin else f"(?:{pattern})"
