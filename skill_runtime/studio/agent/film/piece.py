"""One piece of a message that orders a film: what stands between two commas or full stops."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from skill_runtime.studio.agent.words.lexicon import lexicon

__all__ = ["EDGES", "HAN", "LONGEST_FILM", "Piece"]

HAN = "\u3400-\u9fff"
EDGES = " \t,，、.。:：;；!！-–—"
LONGEST_FILM = 600_000
"""What is longer (ms) is a time of the day, as in "8:00, 10:00, 13:00"."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` and `folded` have the same length."""

    text: str
    folded: str
    joint: str
    """What stands before it: `.` a new sentence."""
    kind: str = ""
    """`entry`: a shot of a list of its own; `heard`: what is heard on the picture before."""
    length: int | None = None
    """Of an entry or a picture, ms, where it was told with it."""

    def said(self, name: str) -> re.Match[str] | None:
        return lexicon().storyboard[name].search(self.folded)

    def only(self, name: str) -> bool:
        return lexicon().storyboard[name].fullmatch(self.folded) is not None

    def after(self, match: re.Match[str]) -> Piece:
        return self.part(match.end(), len(self.text))

    def part(self, start: int, end: int) -> Piece:
        text = self.text[start:end]
        room = len(text) - len(text.lstrip(EDGES))
        start, text = start + room, text.strip(EDGES)
        return replace(self, text=text, folded=self.folded[start : start + len(text)])
