"""Uploads that are called by what their names say: "the beach video", 那张猫的照片.

A mention becomes the file's own name, which every rule knows. The word must fit one file alone, in
either language ("猫" is in cat.png), and stand beside what such a file is called; what is only
"a cat photo", or is to be painted, is no upload.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from skill_runtime.studio.painting.vocabulary import Match, find_words

from .folding import fold
from .generation import generation
from .lexicon import lexicon
from .utterance import Clause

__all__ = ["with_files"]

_ENDING = re.compile(r"\.[A-Za-z0-9]{2,4}$")
_PIECE = re.compile(r"[a-z]{3,}|[\u3400-\u9fff]{1,12}")
_NEAR = 40
"""So many characters before the word say that it is a certain file."""
_NOTHING = re.compile("")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def with_files(clause: Clause, files: Sequence[str]) -> Clause:
    """The clause with every mention of a file as that file."""
    if not files or generation(clause) is not None:
        return clause
    for start, end, name in reversed(list(_mentions(clause.folded, tuple(files)))):
        clause = clause.with_file(start, end, name)
    return clause


def _mentions(folded: str, files: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    patterns, known, at = lexicon().files, _known(files), 0
    several = len({known[k] for w in find_words(folded) for k in _keys(w) if known.get(k)}) > 1
    for word in find_words(folded):
        name = next((known[key] for key in _keys(word) if known.get(key)), None)
        if name is None or word.start < at:
            continue
        gap = len(folded[word.end :]) - len(folded[word.end :].lstrip())
        after = patterns["after"].match(folded, word.end + gap)
        if after is None and word.start and (several or word.end + gap == len(folded)):
            after = _NOTHING.match(folded, word.end)  # "then the fox"
        near = max(at, word.start - _NEAR)
        before, of = (patterns[k].search(folded[near : word.start]) for k in ("before", "of"))
        if of is not None:
            at = word.end
            yield near + of.start(), at, name
        elif after is not None and before is not None:
            at = after.end()
            yield near + before.start(), at, name


@lru_cache(maxsize=64)
def _known(files: tuple[str, ...]) -> Mapping[str, str | None]:
    """What is in the names → the file; None where it is in several."""
    found: dict[str, str | None] = {}
    for name in files:
        stem = fold(_CAMEL.sub(" ", _ENDING.sub("", name)), lexicon())
        spoken = re.sub(r"[_\-.\d]+", " ", stem)
        keys = {key for word in find_words(spoken) for key in _keys(word)}
        for key in keys | set(_PIECE.findall(spoken)):
            found[key] = name if key not in found else None
    return found


def _keys(word: Match) -> list[str]:
    """A word by itself and by what it means."""
    return [word.text, *(f"={term.name}" for term in word.terms if word.told)]
