"""The words of one language: what things, times and lists of them are called in it.

They are data (`speech.<language>.yaml`), as are the sentences that they stand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from skill_runtime.studio.draft import Segment
from skill_runtime.studio.tables import table

__all__ = ["Wording", "format_of", "name_of", "plain"]


class Wording:
    """One language; English where it has no words of it."""

    def __init__(self, language: str) -> None:
        self.sentences = _sentences(language if language in {"en", "zh"} else "en")
        self.words: Mapping[str, str] = self.sentences["words"]

    def listed(self, words: Iterable[str]) -> str:
        return self.words["separator"].join(words)

    def mood(self, name: str) -> str:
        """A style, and the instrument behind it where one is named: "Upbeat, Harp"."""
        named: Mapping[str, str] = self.sentences["moods"]
        return self.listed([named.get(part, part) for part in name.split(", ")])

    def span(self, segment: Segment) -> str:
        """From when to when it is shown."""
        start, end = segment["s"] / 1000, (segment["s"] + segment["d"]) / 1000
        return f"{plain(start)}-{plain(end)}{self.words['second']}"


def name_of(segment: Segment) -> str:
    return str(segment["m"].get("name") or "")


def format_of(width: int, height: int) -> str:
    if width == height:
        return "square"
    return "landscape" if width > height else "portrait"


def plain(value: object) -> object:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


@cache
def _sentences(language: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = table(__package__, f"speech.{language}.yaml")
    return loaded
