"""What the name of a backend's tool tells of its work. Each backend names its own, so only whole
words of the name count, and what is not known is taken for an edit.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_INTO_VIDEO = re.compile(r"(?:2|to)[ _-]?video")
_GENERATING = frozenset({
    *("generate", "generation", "generator", "create", "make", "produce", "synthesize"),
    *("draw", "paint", "imagine", "animate"),
})


def generates(name: str) -> bool:
    """It makes pictures or films, from words or from other pictures.

    >>> generates("generateVideo"), generates("text_to_video"), generates("undo")
    (True, True, False)
    """
    spaced = _HUMP.sub(" ", name).casefold()
    words = _WORD.findall(spaced)
    return bool(_INTO_VIDEO.search(spaced)) or not _GENERATING.isdisjoint(words)
