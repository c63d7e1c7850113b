"""What stands between the beginning of a clause and its verb, word by word.

Words that are no lead mean that somebody else than the user acts: "the cursor clicks ...".
"""

from __future__ import annotations

import re

from skill_runtime.core.gui.expressions import Expressions
from skill_runtime.core.gui.rules import LanguageRules

_ORDER = ("forbid", "allow", "aside", "subordinate", "place", "thing", "tell", "link")
_ADDRESSES = {"tell", "allow", "forbid"}
_LENGTH = 160
_SPACE = re.compile(r"[\s,，—–]*")


class Leads:
    """Reads the leads of one language."""

    def __init__(self, rules: LanguageRules, expressions: Expressions) -> None:
        known = rules.leads
        self._next = expressions.named((name, known[name]) for name in _ORDER if known.get(name))

    def read(self, words: str) -> frozenset[str] | None:
        """The kinds of the words before a verb; None where somebody else acts."""
        kinds, rest = self.parse(words)
        return None if rest else kinds

    def parse(self, words: str) -> tuple[frozenset[str], str]:
        """The kinds of the words that are leads, and the words from the first on that is none."""
        if len(words) > _LENGTH:
            return frozenset(), words
        kinds: set[str] = set()
        at = _skip_blanks(words, 0)
        while at < len(words):
            match = self._next.match(words, at)
            if match is None or match.end() == at:
                break
            kinds.add(match.lastgroup or "")
            at = _skip_blanks(words, match.end())
        return frozenset(kinds), words[at:]


def addresses(lead: frozenset[str]) -> bool:
    """Whether the words before a verb speak to the user: "please", "you can"."""
    return not _ADDRESSES.isdisjoint(lead)


def _skip_blanks(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
