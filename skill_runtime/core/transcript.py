"""Payloads of the event stream → what was heard: Google ADK's events, and the family's own frames.

A transcript is fed one JSON object after another and says at once what each adds. Its rules are
CONTRACT's, "The event stream": partial text accumulates per (invocation, author, branch) until an
event that is not partial replaces it; text is never dropped because it repeats; thoughts and tool
traffic stay inside; a failure is told once.

Servers that write the fields of an event in snake_case are understood as well.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from functools import cache

from skill_runtime.core.json_values import object_of, objects_of
from skill_runtime.core.questions import REQUESTS, read_question
from skill_runtime.model.stream import (
    ArtifactSaved,
    Attachment,
    Beat,
    Delta,
    Fault,
    Heard,
    Json,
    Message,
    Question,
    ToolCall,
    ToolResult,
    Working,
)

_Key = tuple[str, str, str]
_CAPITAL = re.compile(r"[A-Z]")
_STANDARD_TO_URL_SAFE = str.maketrans("+/", "-_")


class Transcript:
    """What one run has said so far."""

    def __init__(self) -> None:
        self._partial: dict[_Key, list[str]] = {}
        self._open: dict[str, Question] = {}
        self._failed = False

    def hear(self, payload: Json) -> Iterator[Heard]:
        """What one payload adds, in order; `Working` or a `Beat` where nothing is to be shown."""
        heard = list(self._adk(payload) if _is_adk(payload) else self._family(payload))
        works = "output" in payload or bool(
            _object(payload, "content").get("parts")
            or _object(_object(payload, "actions"), "stateDelta")
        )
        yield from heard or [Working() if works else Beat()]

    def finish(self) -> Iterator[Heard]:
        """What is still open when the body has ended: cut-off messages, then unanswered
        questions.
        """
        for (_, author, _), texts in self._partial.items():
            yield Message("".join(texts), author, incomplete=True)
        self._partial = {}
        yield from self._open.values()
        self._open = {}

    def _adk(self, payload: Json) -> Iterator[Heard]:
        if failure := _failure(payload):
            yield from self._fault(*failure)
            return
        author = _text(payload, "author")
        key = (_text(payload, "invocationId"), author, _text(payload, "branch"))
        if author != "user":
            yield from self._parts(payload, key)
        yield from _side_effects(payload)
        cut, over = payload.get("interrupted") is True, _value(payload, "turnComplete") is True
        if (cut or over) and key in self._partial:
            yield Message("".join(self._partial.pop(key)), author, incomplete=cut)
        code, message = _code(payload, "errorCode"), _text(payload, "errorMessage")
        if code or message:
            yield from self._fault(message, code)

    def _parts(self, payload: Json, key: _Key) -> Iterator[Heard]:
        parts = objects_of(_object(payload, "content").get("parts"))
        partial = payload.get("partial") is True
        text = "".join(_text(part, "text") for part in parts if part.get("thought") is not True)
        if partial:
            if text:
                self._partial.setdefault(key, []).append(text)
                yield Delta(text)
        elif text:
            self._partial.pop(key, None)
            yield Message(text, key[1], incomplete=payload.get("interrupted") is True)
        if not partial:
            for part in parts:
                yield from self._part(part, payload)

    def _part(self, part: Json, payload: Json) -> Iterator[Heard]:
        call, response = _object(part, "functionCall"), _object(part, "functionResponse")
        if call:
            yield ToolCall(_text(call, "name"), _text(call, "id"))
            self._ask(call, payload)
        if response:
            self._open.pop(_text(response, "id"), None)
            yield ToolResult(_text(response, "name"), _text(response, "id"))
        yield from _attachment(part)

    def _ask(self, call: Json, payload: Json) -> None:
        name, id_ = _text(call, "name"), _text(call, "id")
        waiting = _value(payload, "longRunningToolIds")
        asks = name in REQUESTS or (isinstance(waiting, list) and id_ in waiting)
        if id_ and asks:
            self._open[id_] = read_question(name, id_, _object(call, "args"))

    def _fault(self, message: str, code: str) -> Iterator[Heard]:
        if not self._failed:
            self._failed = True
            yield Fault(_without_trace(message), code)

    def _family(self, payload: Json) -> Iterator[Heard]:
        """CONTRACT, The event stream, point 9."""
        match payload.get("type"):
            case "text":
                yield Message(_text(payload, "content"), "assistant")
            case "tool_call":
                yield ToolCall(_text(payload, "name"), _text(payload, "id"))
            case "tool_result":
                yield ToolResult(_text(payload, "name"), _text(payload, "id"))
            case "error":
                yield from self._fault(*_described(payload))
            case _:  # heartbeats, and frames that nobody has described yet
                return


def _is_adk(payload: Json) -> bool:
    return not isinstance(payload.get("type"), str) or "author" in payload


def _failure(payload: Json) -> tuple[str, str] | None:
    """The message and code of a frame that is a failure and no event: ADK's last one, Google's
    `{"error": {…}}`, or the envelope of CONTRACT's other answers.
    """
    error = payload.get("error")
    if isinstance(error, Mapping):
        return _described(error)
    if isinstance(error, str):
        return error, _code(payload, "code")
    if "author" in payload or "content" in payload or _code(payload, "code") in {"", "0"}:
        return None
    return _described(payload)


def _described(fault: Json) -> tuple[str, str]:
    texts = (_text(fault, name) for name in ("message", "content", "error", "detail"))
    return next(filter(None, texts), ""), _code(fault, "code") or _code(fault, "status")


def _code(fault: Json, name: str) -> str:
    """As text, whether it came as a number or as a word."""
    value = _value(fault, name)
    return str(value) if type(value) is int and abs(value) < 1e9 else _text(fault, name)


def _side_effects(payload: Json) -> Iterator[Heard]:
    actions = _object(payload, "actions")
    for name, version in _object(actions, "artifactDelta").items():
        yield ArtifactSaved(name, version if isinstance(version, int) else 0)


def _attachment(part: Json) -> Iterator[Heard]:
    if inline := _object(part, "inlineData"):
        data = _text(inline, "data")
        try:
            # ADK writes URL-safe base64, others the standard one; `b64decode` without altchars
            # would silently pass over what it doesn't know.
            padded = data.translate(_STANDARD_TO_URL_SAFE) + "=" * (-len(data) % 4)
            raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        yield Attachment(_text(inline, "mimeType"), raw, name=_text(inline, "displayName"))
    if file := _object(part, "fileData"):
        yield Attachment(_text(file, "mimeType"), uri=_text(file, "fileUri"))


def _without_trace(message: str) -> str:
    """What failed, without where in the backend's code: the words before a stack trace, or its
    last line.
    """
    head, trace, tail = message.partition("Traceback (most recent call last)")
    if not trace:
        return message
    return head.strip() or tail.strip().rpartition("\n")[2].strip()


def _value(source: Json, name: str) -> object:
    """A field by its camelCase name, or as a server writes it that knows only snake_case."""
    value = source.get(name)
    return source.get(_snake_case(name)) if value is None else value


@cache
def _snake_case(name: str) -> str:
    return _CAPITAL.sub(lambda capital: f"_{capital[0].lower()}", name)


def _text(source: Json, name: str) -> str:
    value = _value(source, name)
    return value if isinstance(value, str) else ""


def _object(source: Json, name: str) -> Json:
    return object_of(_value(source, name))
