"""Compiles a language's phrases, and tells which kinds a clause or a sentence is of.

What a match means is no matter here. Expressions are compiled when they are first asked for: most
replies need few of them, and all together take longer than a short command.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, partial

from skill_runtime.core.gui.prescan import NEVER, Scan
from skill_runtime.errors import DataError


class Expressions:
    """Compiles for one language."""

    def __init__(self, language: str, *, spaced: bool) -> None:
        self._language = language
        self._spaced = spaced
        self._known: dict[str, re.Pattern[str]] = {}
        """Verbs share most of what may stand behind them."""

    def any_of(self, patterns: Iterable[str], *, whole_words: bool = True) -> re.Pattern[str]:
        """Any of the patterns; in a spaced language as whole words."""
        joined = "|".join(f"(?:{pattern})" for pattern in patterns) or NEVER
        return self._compiled(self._as_words(joined) if whole_words else joined)

    def named(self, groups: Iterable[tuple[str, tuple[str, ...]]]) -> re.Pattern[str]:
        """The name of the matching group comes back as `lastgroup`; longer forms go first."""
        options = (
            f"(?P<{name}>{'|'.join(sorted(forms, key=len, reverse=True))})"
            for name, forms in groups
        )
        return self._compiled(self._as_words("|".join(options) or NEVER))

    def finder(self, groups: Collection[tuple[str, tuple[str, ...]]]) -> Finder:
        """Finds what `named` matches, for what is asked for again and again."""
        forms = (form for _, forms in groups for form in forms)
        return Finder(partial(self.named, groups), Scan.of(forms, spaced=self._spaced))

    def _as_words(self, pattern: str) -> str:
        return rf"(?<![\w-])(?:{pattern})(?![\w-])" if self._spaced else pattern

    def _compiled(self, pattern: str) -> re.Pattern[str]:
        known = self._known.get(pattern)
        if known is None:
            known = self._known[pattern] = self._compile(pattern)
        return known

    def _compile(self, pattern: str) -> re.Pattern[str]:
        try:
            return re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            place = f"translations/gui, language {self._language}"
            raise DataError(f"{place}: {error} in a phrase; `make test` names its row") from error


def complete(part: object) -> None:
    """Makes all that a part would make when it is first asked for it."""
    for name, value in vars(type(part)).items():
        if isinstance(value, cached_property):
            made = getattr(part, name)
            if isinstance(made, Finder):
                complete(made)


class Finder:
    """An expression that is tried only where a cheap scan finds that it could match: its many words
    would be tried at every place. Compiled when it is first tried.
    """

    def __init__(self, compiled: Callable[[], re.Pattern[str]], scan: Scan) -> None:
        self._compiled = compiled
        self.scan = scan

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return self._compiled()

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """The matches of a stretch, in order."""
        done = start
        for at in self.scan.places(text, start, end):
            if at >= done and (match := self._pattern.match(text, at, end)):
                done = match.end()
                yield match

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match of a stretch."""
        return next(self.finditer(text, start, len(text) if end is None else end), None)


class Kinds:
    """The kinds of clauses, or of sentences, that a language file tells apart."""

    def __init__(self, phrases: Mapping[str, tuple[str, ...]], expressions: Expressions) -> None:
        self._phrases = phrases
        self._expressions = expressions
        self._compiled: dict[str, re.Pattern[str]] = {}

    def has(self, kind: str, text: str) -> bool:
        """Whether a text is of the kind (see `LanguageRules.clauses` and `.sentences`)."""
        return kind in self._phrases and self._pattern(kind).search(text) is not None

    def complete(self) -> None:
        """Compiles every kind."""
        for kind in self._phrases:
            self._pattern(kind)

    def _pattern(self, kind: str) -> re.Pattern[str]:
        pattern = self._compiled.get(kind)
        if pattern is None:
            pattern = self._expressions.any_of(self._phrases[kind], whole_words=False)
            self._compiled[kind] = pattern
        return pattern
