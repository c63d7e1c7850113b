"""Commands from a process that has imported the program already: to import it takes longer than
most commands do.

Each is a process of its own all the same, with its own arguments, environment, folder and streams.
What happens before the program's first line is not seen this way: `test_entry`, `test_kill` and all
that concerns Python's own variables start an interpreter.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

REPOSITORY = Path(__file__).parents[2]
_IMPORTED = ("skill_runtime.__main__", "skill_runtime.surfaces.turn_commands", "httpx", "jinja2")
"""What nearly all commands import; the rest is left to them."""
_PATIENCE_S = 120
_STREAMS = 3


class Forker:
    """Starts commands, until it is closed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._control, end = socket.socketpair()
        with end:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(end.fileno())],
                pass_fds=[end.fileno()],
                cwd=REPOSITORY,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

    def close(self) -> None:
        """No more commands."""
        self._control.close()
        self._process.wait()

    def run(
        self, arguments: Sequence[str], stdin: bytes, environment: Mapping[str, str], folder: Path
    ) -> subprocess.CompletedProcess[bytes]:
        """One command to its end. Raises TimeoutExpired after two minutes."""
        with contextlib.ExitStack() as opened:
            streams = [opened.enter_context(tempfile.TemporaryFile()) for _ in range(_STREAMS)]
            given, out, err = streams
            given.write(stdin)
            given.seek(0)
            order = {"arguments": arguments, "environment": environment, "folder": str(folder)}
            code = self._ordered(json.dumps(order), streams)
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(arguments, code, out.read(), err.read())

    def _ordered(self, order: str, streams: Sequence[IO[bytes]]) -> int:
        here, there = socket.socketpair()
        with here, there:
            fds = [there.fileno(), *(stream.fileno() for stream in streams)]
            socket.send_fds(self._control, [b"!"], fds)
            there.close()
            here.settimeout(_PATIENCE_S)
            with here.makefile("rw", encoding="utf-8") as line:
                line.write(f"{order}\n")
                line.flush()
                pid = int(line.readline())
                try:
                    return int(line.readline())
                except TimeoutError:
                    os.kill(pid, signal.SIGKILL)
                    raise subprocess.TimeoutExpired(order, _PATIENCE_S) from None


def main() -> None:
    """Forks for each order, until whoever gives them is gone."""
    for module in _IMPORTED:
        importlib.import_module(module)
    gc.freeze()  # else a command's first collection copies every page that it shares with this one
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as control:
        while True:
            message, fds, _, _ = socket.recv_fds(control, 1, 1 + _STREAMS)
            if not message:
                return
            if os.fork() == 0:
                break
            for fd in fds:
                os.close(fd)
    _look_after(*fds)


def _look_after(order: int, *streams: int) -> None:
    """Runs one command in a child, and tells its number and in the end its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with socket.socket(fileno=order) as giver, giver.makefile("rw", encoding="utf-8") as line:
        given = json.loads(line.readline())
        child = os.fork()
        if child:
            line.write(f"{child}\n")
            line.flush()
            _, status = os.waitpid(child, 0)
            line.write(f"{os.waitstatus_to_exitcode(status)}\n")
    if not child:
        _become(given, streams)


def _become(given: Mapping[str, Any], streams: Sequence[int]) -> NoReturn:
    for number, fd in enumerate(streams):
        os.dup2(fd, number)
        os.close(fd)
    os.environ.clear()
    os.environ.update(given["environment"])
    os.chdir(given["folder"])
    program = importlib.import_module("skill_runtime.__main__")
    sys.argv = [str(REPOSITORY / "skill_runtime"), *given["arguments"]]
    sys.exit(program.main())


if __name__ == "__main__":
    main()
