"""Compiles a language's phrases, and tells which kinds a clause or a sentence is of.

What a match means is no matter here. Expressions are compiled when they are first asked for: most
replies need few of them, and all together take longer than a short command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from skill_runtime.errors import DataError

NEVER = r"(?!)"
"""An expression that matches nothing."""


class Expressions:
    """Compiles for one language."""

    def __init__(self, language: str, *, spaced: bool) -> None:
        self._language = language
        self._spaced = spaced

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

    def _as_words(self, pattern: str) -> str:
        return rf"(?<![\w-])(?:{pattern})(?![\w-])" if self._spaced else pattern

    def _compiled(self, pattern: str) -> re.Pattern[str]:
        try:
            return re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            place = f"translations/gui, language {self._language}"
            raise DataError(f"{place}: {error} in a phrase; `make test` names its row") from error


def complete(part: object) -> None:
    """Makes all that a part would make when it is first asked for it."""
    for name, value in vars(type(part)).items():
        if isinstance(value, cached_property):
            getattr(part, name)


class Kinds:
    """The kinds of clauses, or of sentences, that a language file tells apart."""

    def __init__(self, phrases: Mapping[str, tuple[str, ...]], expressions: Expressions) -> None:
        self._phrases = phrases
        self._expressions = expressions
        self._compiled: dict[str, re.Pattern[str]] = {}

    def has(self, kind: str, text: str) -> bool:
        """Whether a text is of the kind (see `LanguageRules.clauses` and `.sentences`)."""
        return self._pattern(kind).search(text) is not None

    def complete(self) -> None:
        """Compiles every kind."""
        for kind in self._phrases:
            self._pattern(kind)

    def _pattern(self, kind: str) -> re.Pattern[str]:
        pattern = self._compiled.get(kind)
        if pattern is None:
            phrases = self._phrases.get(kind, ())
            pattern = self._expressions.any_of(phrases, whole_words=False)
            self._compiled[kind] = pattern
        return pattern
