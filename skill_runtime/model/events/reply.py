"""What the backend's agent says in a run, and how the run goes."""

from __future__ import annotations

from typing import ClassVar

from skill_runtime.model.events import Event
from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Said(Event):
    """More of the backend's reply, after GUI translation; to be shown at once, joined as it
    comes.
    """

    type: ClassVar[str] = "said"
    text: str


@dataclass(frozen=True, slots=True)
class Corrected(Event):
    """The reply so far was replaced by another wording: this is the whole of it."""

    type: ClassVar[str] = "corrected"
    text: str


@dataclass(frozen=True, slots=True)
class SaidAll(Event):
    """One message of the backend is complete."""

    type: ClassVar[str] = "said_all"
    text: str
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class StillWorking(Event):
    type: ClassVar[str] = "still_working"
    progress: ClassVar[bool] = True
    seconds: int


@dataclass(frozen=True, slots=True)
class Questioned(Event):
    """The backend asks the user something."""

    type: ClassVar[str] = "questioned"
    id: str
    name: str
    prompt: str
    """In the agent's own words; empty where it has none."""
    kind: str = "input"
    """confirmation · input · credential · call"""
    yes_or_no: bool = False
    subject: str = ""
    """What it wants to do, or waits for."""
    details: tuple[tuple[str, str], ...] = ()
    link: str = ""
    """Where the user signs in."""
    again: bool = False
    """What the user said was no answer to it; nothing was sent."""


@dataclass(frozen=True, slots=True)
class QuestionDropped(Event):
    """The user leaves a question unanswered; nothing was sent."""

    type: ClassVar[str] = "question_dropped"


@dataclass(frozen=True, slots=True)
class NoQuestion(Event):
    """There is nothing to answer: no question is open, or none with this id."""

    type: ClassVar[str] = "no_question"
    id: str = ""


@dataclass(frozen=True, slots=True)
class FileReceived(Event):
    """The backend sent a picture or file along with its words."""

    type: ClassVar[str] = "file_received"
    name: str
    """As the backend calls it, or the address of one that it only links to."""
    mime: str
    """As the backend says."""
    size: int
    path: str = ""
    """Where it lies now; empty for a link, and where it was not kept."""
    problem: str = ""
    """Why it was not kept: size · count · damaged, or what the disk said."""


@dataclass(frozen=True, slots=True)
class FirstVideo(Event):
    """Stage one of two: the raw video stands, music and titles are still to come."""

    type: ClassVar[str] = "first_video"
    progress: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class RunFailed(Event):
    """The backend's agent failed in the middle of its work."""

    type: ClassVar[str] = "run_failed"
    message: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class ConnectionLost(Event):
    """The stream broke after the message had gone out: nothing is sent again, the state is read
    instead.
    """

    type: ClassVar[str] = "connection_lost"
    progress: ClassVar[bool] = True
    seconds: int
    """Until the next look."""
    oversized: bool = False
    """The connection stands, but the reply was longer than anything that is read."""
    again: bool = False
    """It was told before; the look that followed found nothing new."""


@dataclass(frozen=True, slots=True)
class NotConfirmed(Event):
    """The recovery ladder ended without a change: the edit failed or can't be seen; the user may
    try again.
    """

    type: ClassVar[str] = "not_confirmed"
    seen: bool = True
    """False where the state could not be read, so that nobody knows."""
