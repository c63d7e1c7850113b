"""Numbered headings, for cells that name a section ("§3.5") where others say what to do.

Files number their sections differently, so that a number alone means nothing: it is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBERED = re.compile(r"(?:§|[Ss]ection)?\s*(\d{1,2}(?:\.\d{1,2}){0,3})[.):：]?\s+(\S.*)")
_NAMED = re.compile(r"(?:§{1,2}|\b[Ss]ec(?:tion|\.)|第)\s*(\d{1,2}(?:\.\d{1,2}){0,3})")
_ASIDE = re.compile(r"[(（].*")


class Sections:
    """Section number → title, without the aside that a title may end with."""

    __slots__ = ("_titles",)

    def __init__(self, headings: Iterable[str]) -> None:
        numbered = (_NUMBERED.match(heading) for heading in headings)
        self._titles = {match[1]: _ASIDE.sub("", match[2]) for match in numbered if match}

    def named_in(self, text: str) -> str:
        """The titles of the sections that a text names; empty where it names none of the file."""
        found = (self._titles.get(number, "") for number in _NAMED.findall(text))
        return " ".join(title for title in found if title)
