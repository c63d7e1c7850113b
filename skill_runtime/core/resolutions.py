"""How the size of a film is named, by an option or in a list."""

from __future__ import annotations


def is_resolution(text: str) -> bool:
    """The short side in pixels, as `720p` or `720`, or both sides: `1280x720`."""
    sides = text.lower().removesuffix("p").split("x")
    return len(sides) <= 2 and all(side.isdecimal() and 2 <= len(side) <= 4 for side in sides)
