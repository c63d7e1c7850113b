"""What of a clause nobody took up: words that no rule and no table knows, beside an edit that was
understood.

Pictures and music take any words, so nothing is left over of their clauses.
"""

from __future__ import annotations

import re
from functools import cache

from skill_runtime.studio.agent.edits import (
    AddSubtitles,
    Generate,
    Request,
    SetMusic,
    Talk,
    UseUpload,
)

from .lexicon import QUOTED, lexicon
from .utterance import Clause

__all__ = ["leftover"]

_WORDY = Generate | SetMusic | AddSubtitles | UseUpload | Talk
_LATIN = re.compile(r"[a-z][a-z'-]{2,}")
_CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")


def leftover(clause: Clause, request: Request) -> str:
    """The unknown words in the user's own spelling; empty where all were known."""
    if isinstance(request, _WORDY):
        return ""
    rest = clause.folded
    for pattern in _known():
        if not (_LATIN.search(rest) or _CHINESE.search(rest)):
            return ""
        for match in pattern.finditer(clause.folded):
            rest = f"{rest[: match.start()]}{' ' * len(match[0])}{rest[match.end() :]}"
    found = [*_LATIN.finditer(rest), *_CHINESE.finditer(rest)]
    return ", ".join(clause.text[m.start() : m.end()] for m in found)


@cache
def _known() -> tuple[re.Pattern[str], ...]:
    """Every word that means something to the editor, and those that mean nothing to anybody."""
    words = lexicon()
    sections = (words.spans, words.concepts, words.filters, words.effects, words.positions,
                words.edges, words.platforms)  # fmt: skip
    # What is said most comes first: most clauses have nothing left after it.
    found = [words.lists["filler"], words.lists["light"], words.lists["politeness"]]
    found += [p for section in sections for p in section.values()]
    found += [words.words["any_time"], words.lists["font_size"], words.lists["factor"]]
    found += [p for name, p in words.words.items() if name not in {"time_part", "half", "atoms"}]
    found += [words.lists[k] for k in ("percent", "tenths", "degrees", "parts", "repeats", "under")]
    found += [words.generation["picture"], re.compile(QUOTED)]
    return tuple(found)
