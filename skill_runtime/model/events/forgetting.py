"""What `forget` asks, does and leaves."""

from __future__ import annotations

from typing import ClassVar

from skill_runtime.model.events import Event
from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class ForgetAsked(Event):
    """What will be removed, before the user agrees to it."""

    type: ClassVar[str] = "forget_asked"
    session: str
    """Its name; empty for everything."""
    home: str


@dataclass(frozen=True, slots=True)
class ForgetRefused(Event):
    type: ClassVar[str] = "forget_refused"
    reason: str
    """busy · studio_busy · studio · not_agreed · nobody_to_ask · no_session"""
    names: tuple[str, ...] = ()
    """Sessions: those with a turn that runs, or those that there are."""


@dataclass(frozen=True, slots=True)
class Forgotten(Event):
    type: ClassVar[str] = "forgotten"
    removed: tuple[tuple[str, int], ...]
    """What, and how many: session turn event job token consent project history log cache
    damaged.
    """
    left: tuple[tuple[str, str], ...]
    """What, and its path: film · client_id · packages · history · damaged."""
