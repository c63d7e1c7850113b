"""What one clause asks for of the words on the screen: typed, frozen values, as in `edits`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .span import Span

__all__ = [
    "AddSubtitles",
    "AddText",
    "ChangeText",
    "Cue",
    "LabelShots",
    "Look",
    "MatchText",
    "RemoveText",
    "Role",
]

Role = Literal["title", "subtitle", "caption", "watermark", "lower-third", "sticker"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a text is shown; None leaves it as it is."""

    position: str | None = None
    nudge: str | None = None
    """A step `up`, `down`, `left` or `right` of where it is; altogether `leftmost`, `rightmost`, or
    `across` to the other side.
    """
    color: str | None = None
    """`#rrggbb`."""
    size: int | None = None
    scale: float | None = None
    """A size relative to what it is."""
    weight: int | None = None
    """Of the letters, 100 to 900."""
    typeface: str | None = None
    """`sans`, `serif`, `hand` or `mono`."""
    style: str | None = None
    under: str | None = None
    """`#rrggbb` of what lies under the letters: the outline, the box."""
    enter: str | None = None
    """How it comes: `typewriter`, `slide-left`, …; `none`: at once."""
    fade_in: int | None = None
    fade_out: int | None = None
    opacity: float | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle and when it is shown, ms; without times it takes its share of the video."""

    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class AddSubtitles:
    """Several subtitles at once."""

    cues: tuple[Cue, ...]
    look: Look = Look()
    role: Role = "subtitle"


@dataclass(frozen=True, slots=True)
class AddText:
    text: str
    role: Role = "title"
    span: Span | None = None
    look: Look = Look()
    over: int | None = None
    """The shot that it goes with; the span is of that shot's own time then."""


@dataclass(frozen=True, slots=True)
class LabelShots:
    """Each shot with words of its own, which go with it."""

    texts: tuple[str, ...] = ()
    """Empty: what each of them shows."""
    role: Role = "title"
    span: Span | None = None
    """Of each shot's own time; None: all of it."""
    look: Look = Look()
    sentences: bool = False
    """Sentences were wanted, and none were told."""
    but: tuple[int, ...] = ()
    """The numbers of shots that have none."""


@dataclass(frozen=True, slots=True)
class ChangeText:
    role: Role | None
    index: int | None = None
    text: str | None = None
    span: Span | None = None
    shift: int | None = None
    """Moved later (ms), earlier when negative."""
    longer: int | None = None
    """Shown longer (ms), shorter when negative."""
    look: Look = Look()
    was: str | None = None
    """The words that it has now, where they say which one is meant."""
    every: bool = False
    """All of that role, and not the newest."""
    case: Literal["upper", "lower"] | None = None
    """Its own words in capitals, or without."""
    over: int | None = None
    """The shot that it is shown over."""
    besides: bool = False
    """Another one than the newest: the newest of the rest."""


@dataclass(frozen=True, slots=True)
class MatchText:
    """One text made to look like another; numbers as elsewhere."""

    index: int
    like: int


@dataclass(frozen=True, slots=True)
class RemoveText:
    role: Role | None
    """None: every text."""
    index: int | None = None
    over: int | None = None
    """The shot that it is shown over."""
    was: str | None = None
    """The words of it, where it is called by them."""
