"""The line to the backend: tokens, sessions, refusals."""

from __future__ import annotations

from typing import ClassVar

from skill_runtime.model.events import Event
from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Connecting(Event):
    type: ClassVar[str] = "connecting"
    progress: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Connected(Event):
    """There is a token, so the backend can be used."""

    type: ClassVar[str] = "connected"
    host: str


@dataclass(frozen=True, slots=True)
class Ready(Event):
    """A new session stands; says which backend it is at."""

    type: ClassVar[str] = "ready"
    backend: str
    """cloud · studio · other"""
    host: str = ""
    image_host: str = ""
    """Who else gets what pictures are made from: the image server that the studio was given."""


@dataclass(frozen=True, slots=True)
class FirstUse(Event):
    """What goes to a backend that is not on this machine, before the first of it goes."""

    type: ClassVar[str] = "first_use"
    host: str


@dataclass(frozen=True, slots=True)
class SessionReplaced(Event):
    """The backend no longer knew the session: the timeline is a new one."""

    type: ClassVar[str] = "session_replaced"


@dataclass(frozen=True, slots=True)
class NoConnection(Event):
    type: ClassVar[str] = "no_connection"
    host: str = ""
    reason: str = ""
    """name · tls · silent · broken · refused; empty: nobody took the connection."""


@dataclass(frozen=True, slots=True)
class ForeignAnswer(Event):
    """What answered does not speak this contract."""

    type: ClassVar[str] = "foreign_answer"
    host: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Refused(Event):
    """The backend said no: a row of CONTRACT's error table."""

    type: ClassVar[str] = "refused"
    reason: str
    """token · given_token · session · no_credits · studio_credits · formats · too_large · plan ·
    rate_limit · server · other
    """
    code: int
    message: str = ""
    link: str = ""
    """Where the user can do something about it."""
    formats: tuple[str, ...] = ()
    limit: int = 0


@dataclass(frozen=True, slots=True)
class AppUnclear(Event):
    """The server has no agent, none of the name, or several of which none was named."""

    type: ClassVar[str] = "app_unclear"
    apps: tuple[str, ...]
    named: str = ""


@dataclass(frozen=True, slots=True)
class NotOffered(Event):
    """This backend has nothing of the kind."""

    type: ClassVar[str] = "not_offered"
    action: str


@dataclass(frozen=True, slots=True)
class ConsentAsked(Event):
    """What the cloud will get, before the user agrees to it."""

    type: ClassVar[str] = "consent_asked"
    host: str
    home: str
    """Where the token will be kept."""


@dataclass(frozen=True, slots=True)
class NotConnected(Event):
    """The user did not agree, or nobody could be asked."""

    type: ClassVar[str] = "not_connected"
    asked: bool
