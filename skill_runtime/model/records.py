"""What is kept between two commands: tokens, sessions, turns, render jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

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


Fact: TypeAlias = Session | TokenKept | MessageIntended | QuestionKept | Job
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
