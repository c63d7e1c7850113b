"""What the project holds, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from skill_runtime.model.events import Event
from skill_runtime.model.timeline import Change, NextStep, Timeline
from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class TimelineShown(Event):
    type: ClassVar[str] = "timeline"
    timeline: Timeline
    staged: bool = False
    """The agent added tracks of its own to the raw video: the user may keep or drop them."""
    next: tuple[NextStep, ...] = ()
    """After an edit: what fits the timeline as it is now."""


@dataclass(frozen=True, slots=True)
class TimelineChanged(Event):
    """An edit, told from the state: all of it where it came without words, else what the words
    don't tell.
    """

    type: ClassVar[str] = "changed"
    changes: tuple[Change, ...]
    timeline: Timeline
    next: tuple[NextStep, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingChanged(Event):
    type: ClassVar[str] = "nothing_changed"
    exported: bool = False
    """The plan's export follows all the same, of what was there before."""


@dataclass(frozen=True, slots=True)
class StateShown(Event):
    """The state of an agent that has no timeline, or what a run changed of it."""

    type: ClassVar[str] = "state"
    values: tuple[tuple[str, str], ...]
    changed: bool = False


@dataclass(frozen=True, slots=True)
class JobsShown(Event):
    """Render jobs that are still under way."""

    type: ClassVar[str] = "jobs"
    count: int
