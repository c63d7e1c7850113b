"""A whole backend on a loopback socket whose message streams are any bytes that a test wants."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.adapters.loopback import Line, Loopback, Script, chunk, json_answer, stream_head

SESSION = {"session_id": "s1", "task_id": "t1"}
STATE = "/api/state/nemo_agent/me/s1/latest"
CITY = {"t": [{"tt": 0, "sg": [{"id": "a", "s": 0, "d": 10_000, "m": {"name": "city"}}]}]}


class HostileBackend(Loopback):
    """Everything but the streams keeps the contract; what is different, a test says with `on`."""

    def __init__(self, *streams: bytes | Script) -> None:
        """One stream for each message, as the body's bytes or as a script."""
        super().__init__()
        self.project(CITY)
        self.on("/api/auth/anonymous-token", says({"token": "nmv_usr_x", "credits": 100}))
        self.on("/api/tasks/me/with-session/nemo_agent", says(SESSION))
        if streams:
            self.on("/run_sse", *(_streaming(stream) for stream in streams))

    def project(self, *drafts: Mapping[str, Any]) -> None:
        """What the state holds: at the first look, at the second, at all others."""
        self.on(STATE, *(says({"state": {"draft": draft}}) for draft in drafts))

    @property
    def messages(self) -> int:
        """How often one was sent."""
        return sum(request.path == "/run_sse" for request in self.requests)


def says(data: Mapping[str, Any]) -> Script:
    body = json_answer({"code": 0, "data": data})
    return lambda line: line.send(body)


def _streaming(stream: bytes | Script) -> Script:
    if not isinstance(stream, bytes):
        return stream

    def script(line: Line) -> None:
        line.send(stream_head() + (chunk(stream) if stream else b"") + chunk(b""))

    return script


def frame(payload: object) -> bytes:
    return b"data: " + json.dumps(payload).encode() + b"\n\n"


def message(text: str) -> bytes:
    """The agent's whole message in one event."""
    return frame({"author": "agent", "content": {"parts": [{"text": text}]}})
