"""What one clause asks for of the row of shots: which stay, in which order, how long and how
moved. Typed, frozen values, as in `edits`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .span import Span

__all__ = [
    "CutRange",
    "Duration",
    "MoveShot",
    "OrderShots",
    "RemoveShot",
    "ReverseShots",
    "SetMotion",
    "Speed",
    "SwapShots",
]


@dataclass(frozen=True, slots=True)
class Duration:
    length: int
    shot: int | None = None
    """None: the whole timeline."""
    relative: bool = False
    each: bool = False
    """Every shot by itself."""
    scale: float | None = None
    """So many times as long as it is; then `length` says nothing."""
    at_most: bool = False
    """What is shorter stays as it is."""


@dataclass(frozen=True, slots=True)
class Speed:
    factor: float
    shot: int | None = None
    relative: bool = False
    """Whether it is so many times what it is now."""


@dataclass(frozen=True, slots=True)
class CutRange:
    """That piece is taken out, or is all that stays."""

    span: Span
    keep: bool = False
    shot: int | None = None
    """Whose time it is; None: the timeline's."""


@dataclass(frozen=True, slots=True)
class OrderShots:
    """The shots in this order; those that are not named come after them as they are."""

    shots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MoveShot:
    shot: int
    to: int
    beside: Literal["before", "after"] | None = None
    """On which side of `to`; None: in its place."""


@dataclass(frozen=True, slots=True)
class ReverseShots:
    """The last one first."""


@dataclass(frozen=True, slots=True)
class SwapShots:
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class RemoveShot:
    shot: int


@dataclass(frozen=True, slots=True)
class SetMotion:
    motion: str
    shot: int | None = None
