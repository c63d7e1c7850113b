"""What stands between the beginning of a clause and its verb, word by word.

Words that are no lead mean that somebody else than the user acts: "the cursor clicks ...".
"""

from __future__ import annotations

import re

from skill_runtime.core.gui.expressions import Expressions
from skill_runtime.core.gui.rules import LanguageRules

_ORDER = ("forbid", "allow", "aside", "subordinate", "place", "thing", "tell")
_LENGTH = 160
_SPACE = re.compile(r"[\s,，]*")


class Leads:
    """Reads the leads of one language."""

    def __init__(self, rules: LanguageRules, expressions: Expressions) -> None:
        known = rules.leads
        self._next = expressions.named((name, known[name]) for name in _ORDER if known.get(name))

    def read(self, words: str) -> frozenset[str] | None:
        """The kinds of the words before a verb; None where somebody else acts."""
        if len(words) > _LENGTH:
            return None
        kinds: set[str] = set()
        at = _skip_blanks(words, 0)
        while at < len(words):
            match = self._next.match(words, at)
            if match is None or match.end() == at:
                return None
            kinds.add(match.lastgroup or "")
            at = _skip_blanks(words, match.end())
        return frozenset(kinds)


def _skip_blanks(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
