"""Text folded for matching: lower case, half width, simplified characters.

Each character stays where it is, so that a match in folded text is also a place in the original.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .lexicon import Lexicon

__all__ = ["fold", "is_chinese"]

_HAN = re.compile("[\u3400-\u9fff]")


def is_chinese(said: str) -> bool:
    """Whether there is a Chinese character in it, so that what is put beside it is Chinese too."""
    return _HAN.search(said) is not None


def fold(text: str, words: Lexicon) -> str:
    """Lower case, half width, simplified; each character stays where it is."""
    return "".join(_folded(c) for c in text.translate(words.simplified))


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    for candidate in (unicodedata.normalize("NFKC", character), character):
        lower = candidate.casefold()
        if len(lower) == 1:
            return lower
    return character
