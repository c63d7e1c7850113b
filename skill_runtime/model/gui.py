"""What the backend's GUI phrasing asks for, once it has been taken out of a reply."""

from __future__ import annotations

from enum import StrEnum

from skill_runtime.model.plan import Action
from skill_runtime.model.values import dataclass


class Mode(StrEnum):
    """How sure it is that the user wants it."""

    EXECUTE = "execute"
    """Run after the reply."""
    OFFER = "offer"
    """Named in words; the user decides."""


@dataclass(frozen=True, slots=True)
class GuiAction:
    """One thing that the backend's words told the user to do in an editor that isn't there."""

    action: Action
    mode: Mode


@dataclass(frozen=True, slots=True)
class Translation:
    """A whole reply after GUI translation."""

    text: str
    actions: tuple[GuiAction, ...] = ()
    """In order of first mention, each action at most once."""
