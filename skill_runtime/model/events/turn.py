"""The turn itself: help, refusals of the user's, stops."""

from __future__ import annotations

from typing import ClassVar

from skill_runtime.model.events import Event
from skill_runtime.model.plan import Action, Topic
from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Helped(Event):
    """An answer about the tool itself, from the skill's own facts."""

    type: ClassVar[str] = "help"
    topic: Topic
    formats: tuple[str, ...] = ()
    """Of what goes up."""
    exports: tuple[str, ...] = ()
    """What a render may become."""
    limit: int = 0
    """Bytes of one file that goes up."""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood(Event):
    """What a message was taken for that no rule knew, so that a wrong guess is seen at once."""

    type: ClassVar[str] = "understood"
    action: Action


@dataclass(frozen=True, slots=True)
class Held(Event):
    """The user said not to: nothing was run."""

    type: ClassVar[str] = "held"


@dataclass(frozen=True, slots=True)
class Cancelled(Event):
    type: ClassVar[str] = "cancelled"


@dataclass(frozen=True, slots=True)
class NothingToCancel(Event):
    type: ClassVar[str] = "nothing_to_cancel"


@dataclass(frozen=True, slots=True)
class NothingToUndo(Event):
    type: ClassVar[str] = "nothing_to_undo"


@dataclass(frozen=True, slots=True)
class UndoWish(Event):
    """What the backend's agent is asked in the user's place; never shown."""

    type: ClassVar[str] = "undo_wish"


@dataclass(frozen=True, slots=True)
class NothingToWaitFor(Event):
    type: ClassVar[str] = "nothing_to_wait_for"
    elsewhere: tuple[str, ...] = ()
    """Other conversations in which something is."""


@dataclass(frozen=True, slots=True)
class Busy(Event):
    """Another turn of this session is still running."""

    type: ClassVar[str] = "busy"
    turn: int = 0
    """Its handle; 0 where it has none yet."""
    waited: int | None = None
    """Seconds that its end was waited for; None where nobody asked for that."""


@dataclass(frozen=True, slots=True)
class SkillChanged(Event):
    """The SKILL.md is not what it was when this conversation began, which goes on as it was."""

    type: ClassVar[str] = "skill_changed"
    gone: bool


@dataclass(frozen=True, slots=True)
class StateReplaced(Event):
    """The state file was damaged: it lies elsewhere now, and what could be read was kept."""

    type: ClassVar[str] = "state_replaced"
    path: str


@dataclass(frozen=True, slots=True)
class PlanStopped(Event):
    """A step failed, so the ones after it were not run."""

    type: ClassVar[str] = "plan_stopped"
    done: tuple[Action, ...]
    left: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class GoesOn(Event):
    """The command ends here, its turn doesn't."""

    type: ClassVar[str] = "goes_on"
    turn: int
    command: str
    """What follows it further, as it is typed on this machine."""


@dataclass(frozen=True, slots=True)
class ProjectOpened(Event):
    """What follows has a conversation and a project of its own."""

    type: ClassVar[str] = "project_opened"
    session: str


@dataclass(frozen=True, slots=True)
class Meanwhile(Event):
    """What is told next is of an earlier turn, and came when nobody followed it."""

    type: ClassVar[str] = "meanwhile"
    turn: int
    said: str
    ended: bool
    """False: its process is gone, and what became of it is found out now."""


@dataclass(frozen=True, slots=True)
class Interrupted(Event):
    """An earlier turn was cut off in a step before anything of it was on record."""

    type: ClassVar[str] = "interrupted"
    said: str
    action: Action


@dataclass(frozen=True, slots=True)
class NoSuchTurn(Event):
    type: ClassVar[str] = "no_such_turn"
    turn: int


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One row of the list of turns."""

    turn: int
    began: str
    """Local time, ISO 8601 to the minute."""
    said: str
    outcome: str
    """An `Outcome`; `running`, or `interrupted` where its process is gone."""
    session: str = "default"


@dataclass(frozen=True, slots=True)
class TurnsShown(Event):
    type: ClassVar[str] = "turns"
    turns: tuple[TurnLine, ...]
    others: tuple[str, ...] = ()
    """Names of other conversations, whose turns are not among them."""
