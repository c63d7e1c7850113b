"""Words of another language inside a sentence: "点 Export 按钮", "press the 导出 button".

A sentence is read by one language's rules; in its shadow the other languages' words become this
language's ("点导出按钮"), so that every rule holds for them. The text itself is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from skill_runtime.core.gui.masking import Masked
from skill_runtime.core.gui.prescan import Scan

_LATIN = re.compile(r"[a-z]+")


class Loanwords:
    """What one language's rules read other languages' words as."""

    def __init__(self, words: Mapping[str, str], *, spaced: bool) -> None:
        """Args:
        words: the foreign word in small letters → the word of this language; "": none.
        spaced: this language parts its words with blanks.
        """
        self._words = words
        self._spaced = spaced
        self._pattern = re.compile(_any_of(words), re.IGNORECASE)

    def telling(self, evidence: Scan) -> Scan:
        """Finds the foreign words that stand for evidence of this language."""
        found = [word for word, own in self._words.items() if own and evidence.matches(own)]
        latin = [match[0] for word in found if (match := _LATIN.match(word))]
        return Scan(latin, [re.escape(word) for word in found if not _LATIN.match(word)])

    def read(self, masked: Masked) -> Masked:
        """The sentence with its foreign words read as this language's."""
        shadow, offsets = masked.shadow, masked.offsets
        words: list[str] = []
        origins: list[int] = []
        at = 0
        for match in self._pattern.finditer(shadow):
            start, end = _with_blanks(shadow, match)
            words += shadow[at : max(at, start)]
            origins += offsets[at : max(at, start)]
            own = self._words[match[0].lower()]
            if self._parted(words, own[:1]):
                words.append(" ")
                origins.append(offsets[match.start()])
            words += own
            origins += [offsets[match.start()]] * len(own)
            if self._parted(words, shadow[end : end + 1]):
                words.append(" ")
                origins.append(offsets[match.end()])
            at = end
        if not at:
            return masked
        return replace(
            masked, shadow="".join([*words, shadow[at:]]), offsets=(*origins, *offsets[at:])
        )

    def _parted(self, words: list[str], follower: str) -> bool:
        """Whether a blank must stand between what was written and what follows."""
        return self._spaced and bool(words) and words[-1] != " " and follower.isalnum()


def _any_of(words: Mapping[str, str]) -> str:
    longest = sorted(words, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in longest if _LATIN.match(word))
    others = "|".join(re.escape(word) for word in longest if not _LATIN.match(word))
    edged = rf"(?a:(?<![\w-])(?:{latin})(?![\w-]))" if latin else ""
    return "|".join(filter(None, (edged, others))) or r"(?!)"


def _with_blanks(shadow: str, match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span()
    while shadow[start - 1 : start] == " ":
        start -= 1
    while shadow[end : end + 1] == " ":
        end += 1
    return start, end
