"""Other ways to write a language: "點擊匯出" is read as "点击导出", so that all rules hold.

What is read has the length of what is written; the text itself is never touched. What the runtime
says in its place is written as the text is: "告訴我「匯出」".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain

from skill_runtime.core.gui.prescan import NEVER, Scan

_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u202f\u3000"), " ")


class Spellings:
    """Signs first, then words of the signs that they are read as."""

    def __init__(self, readings: Mapping[str, str], writings: Mapping[str, str]) -> None:
        """Args:
        readings: how a text may be written → how it is read.
        writings: how the wordings are written → how they are for readers of such a text.
        """
        self._signs = {sign: read for sign, read in readings.items() if len(sign) == 1}
        self._writings = sorted(writings.items(), key=lambda pair: -len(pair[0]))
        self._known = frozenset(known for known in writings if len(known) == 1)
        self._table = _BLANKS | str.maketrans(self._signs)
        self._words = {word: read for word, read in readings.items() if len(word) > 1}
        longest = sorted(self._words, key=len, reverse=True)
        self._word = re.compile("|".join(map(re.escape, longest)) or NEVER)

    def read(self, text: str) -> str:
        """The text as the rules know it; of the same length."""
        if text.isascii():
            return text
        return self._word.sub(lambda match: self._words[match[0]], text.translate(self._table))

    def like(self, sample: str, words: str) -> str:
        """Words of the runtime, written as a text is (most of its signs that tell)."""
        others = sum(sign in self._signs for sign in sample)
        if others <= sum(sign in self._known for sign in sample):
            return words
        for known, written in self._writings:
            words = words.replace(known, written)
        return words

    def written(self, scan: Scan) -> Scan:
        """The scan that finds the same however it is written."""
        words = [re.escape(word) for word, read in self._words.items() if scan.matches(read)]
        others: dict[str, str] = {}
        for sign, read in self._signs.items():
            others[read] = others.get(read, "") + sign
        patterns = (_respelled(each, others) for each in chain(scan.patterns, words))
        return Scan(scan.words, chain.from_iterable(patterns))


def _respelled(pattern: str, others: Mapping[str, str]) -> list[str]:
    """A pattern for each way to write its first sign: a search skips to plain signs fastest."""
    rest, in_class = "", False
    for sign in pattern[1:]:
        in_class = sign == "[" or (in_class and sign != "]")
        written = sign + others.get(sign, "")
        rest += written if in_class or len(written) == 1 else f"[{written}]"
    return [first + rest for first in pattern[:1] + others.get(pattern[:1], "")]
