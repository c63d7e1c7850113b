"""What one clause asks for of the pictures themselves: typed, frozen values, as in `edits`.

Shots are numbered from 1, or from the end when negative; None means all of them. Shares and
strengths are 0..1, times ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .span import Span

__all__ = [
    "Backwards",
    "ChangeInset",
    "Crop",
    "Dissolve",
    "ExchangeSides",
    "FadeThrough",
    "Filter",
    "Fit",
    "Flip",
    "Freeze",
    "Inset",
    "InsetLook",
    "RemoveInset",
    "Repeat",
    "Split",
    "SplitScreen",
    "Turn",
]


@dataclass(frozen=True, slots=True)
class Split:
    """A shot cut in two, at a time of the timeline, or of the shot that is named."""

    at: int | None = None
    """None: into equal parts."""
    shot: int | None = None
    parts: int = 2


@dataclass(frozen=True, slots=True)
class Repeat:
    """So often in all, or until the timeline is so long."""

    times: int = 2
    until: int | None = None
    shot: int | None = None


@dataclass(frozen=True, slots=True)
class Backwards:
    on: bool = True
    shot: int | None = None


@dataclass(frozen=True, slots=True)
class Freeze:
    """A clip stands still for a while."""

    at: int | None = None
    """Of the timeline, or of the shot that is named; None: at its end."""
    length: int = 2000
    shot: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    degrees: int
    """Clockwise, a multiple of 90."""
    shot: int | None = None
    back: bool = False
    """As it lay at first; then `degrees` says nothing."""


@dataclass(frozen=True, slots=True)
class Flip:
    axis: Literal["horizontal", "vertical"]
    shot: int | None = None
    sides: bool = False
    """Left and right are to change places, which halves of the screen can."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A share of the picture taken away at one edge, or around the middle."""

    edge: str
    """`left`, `right`, `top`, `bottom`, `center`; empty: nothing is cropped any more."""
    share: float = 0.3
    shot: int | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    fit: Literal["cover", "contain", "blurred"]
    shot: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    names: tuple[str, ...]
    """Empty: all are taken off."""
    strength: float | None = None
    more: bool = False
    """Stronger than it is, where it is there already."""
    shot: int | None = None


@dataclass(frozen=True, slots=True)
class Dissolve:
    """The shot before goes over into this one; length 0: a hard cut again."""

    length: int
    shot: int | None = None
    kind: str = "dissolve"
    """Or `wipe-right`, `slide-up` …: in which way it comes."""
    scale: float | None = None
    """So many times as long as each is; then `length` says nothing."""


@dataclass(frozen=True, slots=True)
class FadeThrough:
    """Each shot fades to black, and the next one out of it."""

    length: int


@dataclass(frozen=True, slots=True)
class InsetLook:
    """How a picture over the others is shown; None leaves it as it is."""

    position: str | None = None
    scale: float | None = None
    """Of what it is."""
    opacity: float | None = None
    width: float | None = None
    """Share of the canvas."""


@dataclass(frozen=True, slots=True)
class Inset:
    """A small picture over the others: a shot, or an upload once it is found."""

    kind: Literal["inset", "mark"] = "inset"
    look: InsetLook = InsetLook()
    shot: int | None = None
    over: int | None = None
    """The shot that it lies over; None: all of them, or the one before it."""
    source: str = ""
    name: str = ""
    media: Literal["video", "image"] = "image"
    length: int = 0
    span: Span | None = None
    """When it is shown; None: all the time, or as long as it lasts."""


@dataclass(frozen=True, slots=True)
class ChangeInset:
    look: InsetLook = InsetLook()
    span: Span | None = None
    """When it is shown from now on."""
    shift: int | None = None
    """Shown later (ms), earlier when negative."""
    longer: int | None = None
    over: int | None = None
    """The shot that it is shown with."""


@dataclass(frozen=True, slots=True)
class RemoveInset:
    marks: bool = False
    """The marks, and not the pictures that share the screen."""


@dataclass(frozen=True, slots=True)
class ExchangeSides:
    """The halves of a split screen, with the words on them."""


@dataclass(frozen=True, slots=True)
class SplitScreen:
    shots: tuple[int, ...] = ()
    """Empty: all of them, or the first two of many."""
    direction: Literal["columns", "rows"] | None = None
    """None: as the format of the frame suggests."""
