"""What comes out of the backend's event stream (CONTRACT, The event stream)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Json: TypeAlias = "Mapping[str, object]"


@dataclass(frozen=True, slots=True)
class Delta:
    """More text of the message that is being written."""

    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message is complete: its whole text, which replaces what its deltas had shown."""

    text: str
    author: str
    incomplete: bool = False
    """The stream ended or was interrupted before the whole of it came."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class ToolResult:
    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class StateChange:
    """Values of the session's state that an event set."""

    delta: Json


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or file inside the stream."""

    mime: str
    data: bytes = b""
    uri: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ArtifactSaved:
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class Question:
    """Something the backend waits to be told; answered once, with a functionResponse."""

    id: str
    name: str
    prompt: str
    invocation: str = ""
    """Goes back with the answer where the server resumes the same invocation."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The run failed on the backend's side; told once, without a stack trace."""

    message: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Working:
    """Something of the run's inside that is not to be shown: a thought, code that it runs."""


@dataclass(frozen=True, slots=True)
class Beat:
    """Something arrived that says only: still working."""


Heard: TypeAlias = (
    Delta
    | Message
    | ToolCall
    | ToolResult
    | StateChange
    | Attachment
    | ArtifactSaved
    | Question
    | Fault
    | Working
    | Beat
)
