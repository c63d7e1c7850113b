"""What one clause asks for of music, sound effects and the mix: frozen values, as in `edits`."""

from __future__ import annotations

from dataclasses import dataclass

from .span import Span

__all__ = [
    "AddEffect",
    "Duck",
    "Level",
    "MoveEffect",
    "PlaceMusic",
    "RemoveEffect",
    "RemoveMusic",
    "SetMusic",
]


@dataclass(frozen=True, slots=True)
class SetMusic:
    words: str
    """The words that describe the mood."""
    span: Span | None = None
    level: float | None = None
    step: float | None = None
    """Added to the level that it would have."""
    fade_in: int | None = None
    fade_out: int | None = None
    source: str = ""
    name: str = ""
    mood: str = ""
    tune: str = ""
    """What it is composed from, besides its mood."""


@dataclass(frozen=True, slots=True)
class RemoveMusic:
    pass


@dataclass(frozen=True, slots=True)
class AddEffect:
    effect: str
    span: Span | None = None
    level: float | None = None
    step: float | None = None
    between: bool = False
    """At every cut."""
    source: str = ""
    over: int | None = None
    """The number of the shot that it is heard with, where nobody knows yet when that is shown."""
    length: int = 0
    """Of the sound once it is made, ms; 0: it lasts as long as it is wanted."""


@dataclass(frozen=True, slots=True)
class RemoveEffect:
    effect: str | None = None
    """None: every one."""
    number: int | None = None
    """Which of them in time, from 1, or from the end when negative; None: all."""


@dataclass(frozen=True, slots=True)
class MoveEffect:
    effect: str | None
    """None: the newest."""
    shift: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class PlaceMusic:
    """When the music plays; without a span or a shift: all the time."""

    span: Span | None = None
    shift: int | None = None


@dataclass(frozen=True, slots=True)
class Duck:
    """Whether the music is turned down while a clip is heard."""

    on: bool = True


@dataclass(frozen=True, slots=True)
class Level:
    """Whether the whole film is brought to the usual loudness."""

    on: bool = True
