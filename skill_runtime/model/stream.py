"""What comes out of the backend's event stream (CONTRACT, The event stream)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TypeAlias

from skill_runtime.model.values import dataclass

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


class QuestionKind(StrEnum):
    CONFIRMATION = "confirmation"
    """May it do something: yes or no."""
    INPUT = "input"
    CREDENTIAL = "credential"
    CALL = "call"
    """A long-running call whose result somebody outside the backend has to give."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something the backend waits to be told; answered once, with a functionResponse."""

    id: str
    name: str
    kind: QuestionKind
    prompt: str = ""
    """In the agent's own words; empty where it has none."""
    args: Json = field(default_factory=dict)
    """Of the call: what the answer has to look like, what a confirmation is about."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The run failed on the backend's side; told once, without a stack trace."""

    message: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Working:
    """Something of the run's inside that is not to be shown: a thought, code that it runs, values
    that it keeps.
    """


@dataclass(frozen=True, slots=True)
class Beat:
    """Something arrived that says only: still working."""


Heard: TypeAlias = (
    Delta
    | Message
    | ToolCall
    | ToolResult
    | Attachment
    | ArtifactSaved
    | Question
    | Fault
    | Working
    | Beat
)
