"""What a prompt asks to see: the value between reading a prompt and painting it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Cast", "Scene"]


@dataclass(frozen=True, slots=True)
class Cast:
    """Figures of one kind that the picture is about."""

    figure: str
    """A key of `figures.shapes.figures`."""
    count: int = 1
    color: str | None = None
    """`#rrggbb`, where the prompt names one for it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture, in words."""

    setting: str
    """A key of `settings.SETTINGS`."""
    time: str
    """night, sunset, sunrise, day or overcast."""
    shows: frozenset[str]
    """Names of all that was understood or suggested: features, weather, moods, other settings."""
    hues: tuple[float, ...]
    """The colours that were named: OKLab angles in radians."""
    words: tuple[str, ...]
    """The words that were understood, in the prompt's own spelling and order."""
    seed: int
    """From the prompt alone: the same prompt is the same picture."""
    cast: tuple[Cast, ...] = ()
    """In the order of the prompt."""
    ground: tuple[str, ...] = ()
    """`#rrggbb` of a plain background, where its colours are named."""
    style: str | None = None
    """A key of `styles.STYLES`."""
    photo: bool = False
    """Whether a photograph was asked for, which a painter can't give."""
    missed: tuple[str, ...] = ()
    """Words for things that are not in the picture."""

    @property
    def hue(self) -> float | None:
        """The colour that was named first."""
        return self.hues[0] if self.hues else None

    def has(self, *names: str) -> bool:
        """Whether any of these shows."""
        return not self.shows.isdisjoint(names)
