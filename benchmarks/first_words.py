"""From a sentence's bytes at our socket to its words at the reader of the terminal.

A server on loopback writes down when each sentence's last byte went out; a reader on the other end
of a pipe or a terminal writes down when the sentence came. Both clocks are one process's.

The first reply of an installation is told on its own: what reads replies is compiled then, while
the backend still thinks, and kept for all later ones, which are held to the budget.
"""

from __future__ import annotations

import json
import os
import pty
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from benchmarks.loopback import served

_PROGRAM = str(Path(sys.executable).parent / "skill-runtime")
_SENTENCES = 40
_PAUSE_S = 0.05
"""Between two sentences: each one is waited for, none follows on the heels of another."""
_TENTH = 5
_THOUGHT_S = 1.0
_BUDGET_MS = 50
_KEPT_WITHIN_S = 30


def report() -> Iterator[str]:
    """Two lines for each way of reading, one for a backend that thinks first."""
    for on_terminal in (False, True):
        for as_json in (False, True):
            way = _Way(on_terminal, as_json)
            with tempfile.TemporaryDirectory() as home:
                yield _first(way, "at once", _waits(way, home))
                _await_translator(Path(home))
                waits = _waits(way, home)
            yield (
                f"first words, {way.name}, later replies (at most {_BUDGET_MS} ms)"
                f"  median {statistics.median(waits):.1f} ms, worst {max(waits):.0f} ms"
            )
    with tempfile.TemporaryDirectory() as home:
        waits = _waits(_Way(), home, thought=_THOUGHT_S)
        yield _first(_Way(), f"after {_THOUGHT_S:.0f} s", waits)


@dataclass(frozen=True)
class _Way:
    """How the reply is read."""

    on_terminal: bool = False
    as_json: bool = False

    @property
    def name(self) -> str:
        ways = ("terminal" if self.on_terminal else "pipe", "--json" if self.as_json else "text")
        return f"{', '.join(ways):16}"


def _first(way: _Way, when: str, waits: list[float]) -> str:
    return (
        f"first words, {way.name}, an installation's first reply, that begins {when}"
        f"  first {waits[0]:.0f} ms, worst of the others {max(waits[1:]):.0f} ms"
    )


@dataclass
class _Sent:
    """When each sentence went out, in seconds of `time.monotonic`."""

    thought: float
    """Seconds from the head of the answer to its first word."""
    at: list[float] = field(default_factory=list)


def _waits(way: _Way, home: str, thought: float = 0.0) -> list[float]:
    """Milliseconds that each sentence of one reply was waited for."""
    sent = _Sent(thought)
    with served(type("_Handler", (_Backend,), {"sent": sent})) as base:
        options = ["--json"] if way.as_json else []
        command = [_PROGRAM, "say", "make it brighter", "--backend", base, *options]
        environment = {**os.environ, "HOME": home, "SKILL_RUNTIME_HOME": home}
        came = _arrivals(command, environment, on_terminal=way.on_terminal)
    if len(came) != _SENTENCES:
        raise RuntimeError(f"{len(came)} of {_SENTENCES} sentences came")
    return [(there - here) * 1e3 for here, there in zip(sent.at, came, strict=True)]


def _await_translator(home: Path) -> None:
    """The worker keeps it once its turn is over, when nobody waits for it any more."""
    until = time.monotonic() + _KEPT_WITHIN_S
    while not any(home.glob("cache/derived/GuiTranslator-*")):
        if time.monotonic() > until:
            raise RuntimeError(f"no translator was kept within {_KEPT_WITHIN_S} s")
        time.sleep(_PAUSE_S)


def _sentence(number: int) -> str:
    """Every tenth comes with one that is translated."""
    step = "You can open the Effects panel for more. " if number % 10 == _TENTH else ""
    return f"{step}This is sentence {number:03} of the reply. "


def _arrivals(command: list[str], environment: dict[str, str], *, on_terminal: bool) -> list[float]:
    """When each sentence was there in full."""
    ours, theirs = pty.openpty() if on_terminal else os.pipe()
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    ):
        os.close(theirs)
        came: list[float] = []
        output = ""
        for chunk in _chunks(ours):
            now = time.monotonic()
            output += chunk.decode("utf-8", "replace")
            while f"sentence {len(came):03} of the reply." in output:
                came.append(now)
    os.close(ours)
    return came


def _chunks(descriptor: int) -> Iterator[bytes]:
    """Until everybody has closed the other end; a terminal says so with an error."""
    while True:
        try:
            chunk = os.read(descriptor, 65536)
        except OSError:
            return
        if not chunk:
            return
        yield chunk


class _Backend(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # its 40 ms would be counted as ours
    sent: _Sent

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/run_sse":
            self._stream()
        else:
            data = {"token": "nmv_usr_x", "credits": 100, "session_id": "s1", "task_id": "t1"}
            self._answer(data)

    def do_GET(self) -> None:
        self._answer({"state": {"draft": {"t": []}}})

    def _answer(self, data: dict[str, object]) -> None:
        body = json.dumps({"code": 0, "data": data}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        """As a model's tokens come: words one by one, the pause behind each sentence."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        time.sleep(self.sent.thought)
        for number in range(_SENTENCES):
            for word in _sentence(number).split():
                self._event(f"{word} ", partial=True)
            self.sent.at.append(time.monotonic())
            time.sleep(_PAUSE_S)
        self._event("".join(map(_sentence, range(_SENTENCES))), partial=False)
        self._chunk(b"")

    def _event(self, text: str, *, partial: bool) -> None:
        event = {"author": "agent", "partial": partial, "content": {"parts": [{"text": text}]}}
        self._chunk(b"data: " + json.dumps(event).encode() + b"\n\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def log_message(self, *args: object) -> None:
        """Quiet."""
