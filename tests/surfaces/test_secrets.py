"""Every command with marked secrets, at a backend that works and at one that fails: they are in no
output, no file but the state's own, and in no process's arguments.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from skill_runtime.surfaces.arguments import parser
from tests.adapters.loopback import Request, Script, json_answer
from tests.faults.counting import FILM, CountingBackend, call_of
from tests.surfaces.commands import REPOSITORY, skill_runtime, warm

GIVEN = "marked-given-0123456789"
FETCHED = "nmv_usr_marked_fetched_0123456789"
CLAIM = "clm_marked_0123456789"
CLIENT = "0b8f0000-aaaa-4bbb-8ccc-123456789abc"
SECRETS = (GIVEN, FETCHED, CLAIM)
ECHO = f"Your token {GIVEN} or {FETCHED} is bad (Bearer {GIVEN}); claim {CLAIM}"
KEPT = {"state.db", "state.db-wal", "state.db-shm"}
"""The one place of a token, 0600: the state file."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "say": ("say", "add a title"),
    "chat": ("chat",),
    "wait": ("wait",),
    "status": ("status",),
    "credits": ("credits",),
    "answer": ("answer", "yes"),
    "upload": ("upload", "photo.gif"),
    "export": ("export", "--format", "gif"),
    "make": ("make", "photo.gif", "add a title", "-o", "made.gif"),
    "batch": ("batch", "photo.gif", "--each", "add a title", "--format", "gif"),
    "undo": ("undo",),
    "preview": ("preview",),
    "cancel": ("cancel",),
    "turns": ("turns",),
    "jobs": ("jobs",),
    "connect": ("connect", "--yes"),
    "doctor": ("doctor",),
    "inspect": ("inspect", str(REPOSITORY / "SKILL.md")),
    "route": ("route", "export", "--explain"),
    "translate": ("translate", "click Export"),
    "replay": ("replay", "stream.sse"),
    "package": ("package", str(REPOSITORY), "--out", "bundles"),
    "forget": ("forget", "--all", "--yes"),
}
ELSEWHERE = {"studio"}
"""It knows no token of ours: `StudioProcess` takes it out of its world."""
TRIED = {
    ("works", True): tuple(name for name in COMMANDS if name != "forget"),
    ("refuses", True): ("say", "upload", "connect", "doctor"),
    ("talks", False): ("connect", "say", "export"),
    ("splits", True): ("say",),
    ("splits", False): ("say",),
    # What breaks off is tried again after seconds; `doctor` asks once.
    ("breaks", True): ("doctor",),
}
"""How the backend is, whether the token was given, and which commands meet it. `forget` is the last
of all.
"""


class TellingBackend(CountingBackend):
    """Answers with every secret it knows, and looks at all processes while it does."""

    def __init__(self, fails: Callable[[str], bytes] | None) -> None:
        super().__init__()
        self._fails = fails
        self.arguments: set[bytes] = set()

    def script_for(self, request: Request) -> Script:
        self.arguments.update(_arguments_of_all_processes())
        usual = super().script_for(request)
        call = call_of(request)
        if call == "token" and self._fails in {None, talks, splits}:
            token = json_answer({"code": 0, "data": {"token": FETCHED, "note": CLAIM}})
            return lambda line: line.send(token)
        told = self._fails(call) if self._fails else b""
        return (lambda line: line.send(told)) if told else usual


def _arguments_of_all_processes() -> Iterator[bytes]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield path.read_bytes()
        except OSError:
            continue  # it has ended


def refuses(_: str) -> bytes:
    return json_answer({"code": 4711, "message": ECHO, "data": {"token": CLAIM}})


def breaks(_: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nX-{ECHO}: x\r\nContent-Length: 999\r\n\r\n{{{ECHO}".encode()


def talks(call: str) -> bytes:
    """A run that repeats what it was sent; nothing for all other calls, which work."""
    if call != "message":
        return b""
    event = {"author": "agent", "content": {"parts": [{"text": ECHO}]}, "errorMessage": ECHO}
    return _stream([event, {"error": ECHO}])


def splits(call: str) -> bytes:
    """The same in two pieces, parted at every place of each secret."""
    if call != "message":
        return b""
    pieces = [
        piece
        for secret in SECRETS
        for at in range(1, len(secret))
        for piece in (f" {secret[:at]}", secret[at:])
    ]
    return _stream([
        {"author": "agent", "content": {"parts": [{"text": piece}]}, "partial": True}
        for piece in pieces
    ])


def _stream(events: list[dict[str, object]]) -> bytes:
    body = "".join(f"data: {json.dumps(event)}\n\n" for event in events).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {len(body)}"
    return f"{head}\r\nConnection: close\r\n\r\n".encode() + body


BACKENDS = {"works": None, "refuses": refuses, "breaks": breaks, "talks": talks, "splits": splits}


def test_every_command_is_tried() -> None:
    [commands] = [a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)]  # noqa: SLF001 - argparse names them nowhere else
    assert set(commands.choices) == set(COMMANDS) | ELSEWHERE


@pytest.mark.parametrize(("how", "given"), TRIED)
def test_no_secret_leaves_its_place(tmp_path: Path, how: str, given: bool) -> None:
    secrets = SECRETS if given else SECRETS[1:]
    warm(tmp_path / "state")
    (tmp_path / "photo.gif").write_bytes(FILM)
    (tmp_path / "stream.sse").write_bytes(b'data: {"content":{"parts":[{"text":"Done."}]}}\n\n')
    with TellingBackend(BACKENDS[how]) as backend:
        more = {
            "NEMO_API_URL": backend.url,
            "NEMO_CLIENT_ID": CLIENT,
            "SKILL_RUNTIME_HOME": str(tmp_path / "state"),
            **({"NEMO_TOKEN": GIVEN} if given else {}),
        }

        def run(name: str) -> None:
            typed = "add a title\n/credits\n" if name == "chat" else ""
            arguments = (*COMMANDS[name], *(("--json",) if given else ()))
            done = skill_runtime(*arguments, home=tmp_path, more=more, stdin=typed, starts=True)
            found = [secret for secret in secrets if secret in done.stdout + done.stderr]
            assert not found, name

        for name in TRIED[how, given]:
            run(name)
        for path in tmp_path.rglob("*"):
            if path.is_file() and path.name not in KEPT:
                assert not [s for s in secrets if s.encode() in path.read_bytes()], path
        for path in (tmp_path / "state").glob("state.db*"):
            assert path.stat().st_mode & 0o777 == 0o600
            assert not given or GIVEN.encode() not in path.read_bytes(), "it is kept nowhere"
        run("forget")
        for path in (tmp_path / "state").rglob("*"):
            if path.is_file():
                assert not [s for s in secrets if s.encode() in path.read_bytes()], path
        assert not [a for a in backend.arguments for s in secrets if s.encode() in a]
        carried = {request.headers.get("authorization") for request in backend.requests}
    assert carried <= {None, f"Bearer {GIVEN if given else FETCHED}"}
    assert (f"Bearer {GIVEN}" in carried) is given
