"""What is kept between two commands: tokens, sessions, turns, render jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from skill_runtime.model.plan import Action
from skill_runtime.model.stream import Question


class Outcome(StrEnum):
    """How a turn ended."""

    DONE = "done"
    HELD = "held"
    """The user said not to, so nothing was done."""
    REFUSED = "refused"
    """The backend or a rule of this runtime said no."""
    NO_CREDITS = "no_credits"
    NO_CONNECTION = "no_connection"
    BAD_INPUT = "bad_input"
    """A file or value that the user gave can't be used."""
    UNFINISHED = "unfinished"
    """It goes on at the backend, or its outcome isn't known yet; `wait` looks again."""
    IN_DOUBT = "in_doubt"
    """Whether a paid step happened can't be told; it is not repeated."""
    CANCELLED = "cancelled"
    ASKED = "asked"
    """The backend waits for an answer of the user's."""
    FAULT = "fault"
    """A data file, the state file or this machine's set-up is at fault."""


@dataclass(frozen=True, slots=True)
class SessionKey:
    """Which conversation: the same key in a later process continues it."""

    backend: str
    """`studio`, or the API base."""
    skill: str
    name: str = "default"


@dataclass(frozen=True, slots=True)
class Session:
    """A project at the backend (CONTRACT, Calls: create session)."""

    id: str
    task_id: str = ""
    language: str = "en"
    app: str = ""
    """The agent that it is with, at a server that has several."""


@dataclass(frozen=True, slots=True)
class TokenKept:
    """An anonymous token, kept between runs: one for each client in seven days."""

    token: str
    client_id: str
    credits: int | None = None

    def __repr__(self) -> str:
        return "TokenKept(token=…)"


@dataclass(frozen=True, slots=True)
class MessageIntended:
    """A message is about to be sent: the draft as it was before, to tell later whether it
    landed.
    """

    text: str
    draft: Mapping[str, object]
    answers: str = ""
    """The id of the question that it answers, which is answered from then on."""


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    """An answer went out, or was about to."""
    DROPPED = "dropped"
    """The user leaves it unanswered."""


@dataclass(frozen=True, slots=True)
class QuestionKept:
    """A question of the backend, and what became of it; it belongs to the session of its turn."""

    question: Question
    state: QuestionState = QuestionState.OPEN


class JobState(StrEnum):
    SUBMITTING = "submitting"
    RENDERING = "rendering"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """A render job, written down before it is submitted (we choose the id)."""

    id: str
    session_id: str
    state: JobState
    folder: str
    """Where the file is to go."""
    name: str
    """The file's name with its extension."""
    path: str = ""
    """The finished file, once delivered."""


@dataclass(frozen=True, slots=True)
class StepBegun:
    """Which step of its plan a turn has come to, so that a later command can tell what it left."""

    actions: tuple[Action, ...]
    index: int


Fact: TypeAlias = Session | TokenKept | MessageIntended | QuestionKept | Job | StepBegun
"""What `Save` writes down."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance and what became of it."""

    id: int
    key: SessionKey
    text: str
    language: str
    outcome: Outcome | None = None
    """None while it runs, and after a crash."""


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """What is kept of a turn, as it was when it was read."""

    turn: Turn
    began: float
    """Seconds since 1970."""
    actions: tuple[Action, ...]
    """Its plan; empty for a turn that has none, such as `wait`."""
    step: int
    """The index of the action that was begun last."""
    shown: int | None
    """The number of the last event that a follower has shown; None where the command that ran the
    turn showed it itself.
    """
    messaged: bool = False
    """In this step it wrote down that a message was about to go out."""
    rendered: bool = False
    """It wrote down a render job."""

    @property
    def cut_off(self) -> Action | None:
        """The step in which it ended before anything of it was on record, and which is worth asking
        for again: nothing of it was paid.
        """
        if not self.actions:
            return None
        action = self.actions[self.step]
        match action:
            case Action.UPLOAD:
                return action
            case Action.EXPORT:
                return None if self.rendered else action
            case Action.STATUS | Action.CREDITS | Action.HELP | Action.CANCEL:
                return None
            case _:
                return None if self.messaged else action
