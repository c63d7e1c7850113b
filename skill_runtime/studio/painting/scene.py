"""What a prompt asks to see: the value between reading a prompt and painting it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Scene"]


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture, in words."""

    setting: str
    """A key of `settings.SETTINGS`."""
    time: str
    """night, sunset, sunrise, day or overcast."""
    shows: frozenset[str]
    """Names of all that was understood or suggested: features, weather, moods, other settings."""
    hue: float | None
    """The colour that was named: an OKLab angle in radians."""
    words: tuple[str, ...]
    """The words that were understood, in the prompt's own spelling and order."""
    seed: int
    """From the prompt alone: the same prompt is the same picture."""

    def has(self, *names: str) -> bool:
        """Whether any of these shows."""
        return not self.shows.isdisjoint(names)
