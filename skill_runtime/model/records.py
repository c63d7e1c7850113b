"""What is kept between two commands: tokens, sessions, turns, render jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TypeAlias

from skill_runtime.model.plan import LOOK_UPS, Action
from skill_runtime.model.stream import Question
from skill_runtime.model.values import dataclass


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
    BUSY = "busy"
    """Another turn had the session, so this one was never begun; nothing of it is kept."""
    CANCELLED = "cancelled"
    ASKED = "asked"
    """The backend waits for an answer of the user's."""
    FAULT = "fault"
    """A data file, the state file or this machine's set-up is at fault."""


MADE = "make-"
"""What the names of the conversations begin with that `make` opens, one for each film."""
BATCHED = "batch-"
"""And of those that `batch` opens."""


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


@dataclass(frozen=True, slots=True)
class UploadIntended:
    """Files or addresses are about to go up: how many uploads the project had before, to tell later
    whether they arrived.
    """

    names: tuple[str, ...]
    known: int | None
    """None where the project doesn't say."""


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


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The user was told what goes to this backend and where that is."""


class JobState(StrEnum):
    """How far an export is. Up to `downloaded` it is open: `wait` goes on with it."""

    SUBMITTING = "submitting"
    """On its way to the backend: whether it arrived is known once its status was asked for."""
    RENDERING = "rendering"
    RENDERED = "rendered"
    """Finished at the backend; nothing, or a part, is here."""
    DOWNLOADED = "downloaded"
    """Whole and here, under a temporary name; `name` is what it is about to be called."""
    DELIVERED = "delivered"
    FAILED = "failed"
    REFUSED = "refused"
    """By the backend, when it was asked for: nothing was rendered."""
    CANCELLED = "cancelled"


OPEN_STATES = (JobState.SUBMITTING, JobState.RENDERING, JobState.RENDERED, JobState.DOWNLOADED)


@dataclass(frozen=True, slots=True)
class Job:
    """An export, written down from before its submission (we choose the id) until its file has its
    name.
    """

    id: str
    session_id: str
    state: JobState
    folder: str
    """Where the file is to go."""
    name: str
    """The file's name with its extension."""
    path: str = ""
    """The temporary file once `downloaded`, the finished one once `delivered`; absolute."""
    output: Mapping[str, str] = field(default_factory=dict)
    """What was asked for: format, quality, resolution, orientation; instead of a resolution that
    was not made, the one that was.
    """
    fraction: float | None = None
    """How much of it is rendered, 0..1, where the backend tells."""
    size: int = 0
    """Bytes, once `downloaded`."""
    validator: str = ""
    """Of the part that is here (RFC 9110, 8.8): a download that broke off goes on with it."""


@dataclass(frozen=True, slots=True)
class JobsIntended:
    """Exports that were asked for together: all are written down before the first is submitted."""

    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class JobEntry:
    """A job as `jobs` lists it, with the conversation that it belongs to."""

    key: SessionKey
    job: Job


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a conversation has come, by what is written down of it."""

    begun: bool = False
    messaged: bool = False
    """A message was about to go out, or went out."""
    said: Outcome | None = None
    """How the step of the newest message ended; None while it runs, and after a crash."""
    job: Job | None = None
    """The newest export, an open one before all others."""


@dataclass(frozen=True, slots=True)
class StepBegun:
    """Which step of its plan a turn has come to, so that a later command can tell what it left."""

    actions: tuple[Action, ...]
    index: int


Fact: TypeAlias = (
    Session
    | TokenKept
    | MessageIntended
    | UploadIntended
    | QuestionKept
    | Disclosed
    | Job
    | JobsIntended
    | StepBegun
)
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
    """It wrote down a render job that did not fail."""
    upload: UploadIntended | None = None
    """The last that it began."""

    @property
    def only_looks(self) -> bool:
        """It holds no session, and leaves nothing behind where it dies."""
        return bool(self.actions) and LOOK_UPS.issuperset(self.actions)

    @property
    def cut_off(self) -> Action | None:
        """The step in which it ended before anything of it was on record, and which is worth asking
        for again: nothing of it was paid. Of an upload, which is free, `upload` tells more.
        """
        if not self.actions:
            return None
        action = self.actions[self.step]
        if action in LOOK_UPS:
            return None
        match action:
            case Action.UPLOAD:
                return action
            case Action.EXPORT:
                return None if self.rendered else action
            case _:
                return None if self.messaged else action
