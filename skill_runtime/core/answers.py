"""Words that answer a question: yes, no, or drop it. The words themselves are data.

An answer is read as a whole: every word of it belongs to a phrase of one meaning, or is mere
courtesy. "yes please" is a yes; "yes, but make it blue" is none, and nothing is guessed from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum

from skill_runtime.model.values import dataclass

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)*|\S")
_LONGEST = 200
"""Characters; a longer answer is no yes or no."""


class Reading(StrEnum):
    YES = "yes"
    NO = "no"
    DROP = "drop"
    """The user wants to leave the question unanswered."""
    OTHER = "other"


Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """Phrases, each as its words, with what they mean: a `Reading`, or `courtesy`."""

    phrases: Mapping[Words, str]
    longest: int
    """Words of the longest phrase."""

    @classmethod
    def build(cls, phrases: Iterable[tuple[str, str]]) -> AnswerWords:
        """From (phrase, meaning)."""
        known = {words: meaning for phrase, meaning in phrases if (words := _words(phrase))}
        return cls(known, max(map(len, known), default=0))

    def read(self, text: str) -> Reading:
        if len(text) > _LONGEST:
            return Reading.OTHER
        words, meanings, at = _words(text), set[str](), 0
        while at < len(words):
            size = next(
                (n for n in range(self.longest, 0, -1) if words[at : at + n] in self.phrases), 0
            )
            if not size:
                return Reading.OTHER
            meanings.add(self.phrases[words[at : at + size]])
            at += size
        meanings.discard("courtesy")
        return Reading(meanings.pop()) if len(meanings) == 1 else Reading.OTHER


def _words(text: str) -> Words:
    """Lower case, half width, without punctuation; letters that need no blanks stand alone."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return tuple(word for word in _TOKEN.findall(folded) if len(word) > 1 or not _is_silent(word))


def _is_silent(character: str) -> bool:
    """Punctuation, and the marks that follow an emoji."""
    return unicodedata.category(character)[0] in "PZCM" or unicodedata.category(character) == "Sk"
