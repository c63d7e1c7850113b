"""Commands from a process that has imported the program already: to import it takes longer than
most commands do. The workers that such commands begin come from there as well.

Each is a process of its own all the same, with its own arguments, environment, folder and streams.
What happens before the program's first line is not seen this way: `test_entry`, `test_kill` and all
that concerns Python's own variables start an interpreter.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import marshal
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NoReturn

REPOSITORY = Path(__file__).parents[2]
_IMPORTED = (
    *("skill_runtime.__main__", "skill_runtime.core.skill_reader", "httpx", "jinja2", "yaml"),
    *("skill_runtime.surfaces.turn_commands", "skill_runtime.surfaces.export_commands"),
    *("skill_runtime.surfaces.worker", "skill_runtime.runtime.conversation"),
)
"""What nearly all commands import, beside what a turn does; the rest is left to them."""
_PATIENCE_S = 120
_STREAMS = 3
_ORDERS, _INTERPRETER = "orders", "interpreter"
_ORDERING = f"""\
import os, sys
if sys.argv[2:] != ["worker"]:
    os.execv({sys.executable!r}, [{sys.executable!r}, *sys.argv[1:]])
import _socket, marshal  # without all that `socket` and `json` import
order = marshal.dumps((sys.argv[2:], dict(os.environ), os.getcwd()))
streams = b"".join(fd.to_bytes(4, sys.byteorder) for fd in range({_STREAMS}))
orders = _socket.socket(_socket.AF_UNIX)
orders.connect(os.path.join(os.path.dirname(sys.argv[0]), {_ORDERS!r}))
orders.sendmsg([b"!"], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
orders.sendall(order)
"""
"""What a command takes for its interpreter: a worker that it begins is ordered here, and anything
else is started.
"""


class Forker:
    """Starts commands, until it is closed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._orders = Path(self._folder.name, _ORDERS)
        self.interpreter = self._orders.with_name(_INTERPRETER)
        """For commands whose workers need not have been started by the system."""
        self.interpreter.write_text(f"#!{os.path.realpath(sys.executable)} -IS\n{_ORDERING}")
        self.interpreter.chmod(0o700)
        with socket.socket(socket.AF_UNIX) as orders:
            orders.bind(str(self._orders))
            orders.listen()
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(orders.fileno())],
                pass_fds=[orders.fileno()],
                cwd=REPOSITORY,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
            )

    def close(self) -> None:
        """No more commands."""
        self._process.communicate()
        self._folder.cleanup()

    def run(
        self,
        arguments: Sequence[str],
        stdin: bytes,
        environment: Mapping[str, str],
        folder: Path,
        interpreter: str = sys.executable,
    ) -> subprocess.CompletedProcess[bytes]:
        """One command to its end; what it starts in turn, it starts with that interpreter. Raises
        TimeoutExpired after two minutes.
        """
        with contextlib.ExitStack() as opened:
            streams = [opened.enter_context(tempfile.TemporaryFile()) for _ in range(_STREAMS)]
            given, out, err = streams
            given.write(stdin)
            given.seek(0)
            order = (list(arguments), dict(environment), str(folder), interpreter)
            code = self._ordered(marshal.dumps(order), streams)
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(arguments, code, out.read(), err.read())

    def _ordered(self, order: bytes, streams: Sequence[IO[bytes]]) -> int:
        with socket.socket(socket.AF_UNIX) as here:
            here.settimeout(_PATIENCE_S)
            here.connect(str(self._orders))
            socket.send_fds(here, [b"!"], [stream.fileno() for stream in streams])
            here.sendall(order)
            here.shutdown(socket.SHUT_WR)
            with here.makefile(encoding="utf-8") as told:
                pid = int(told.readline())
                try:
                    return int(told.readline())
                except TimeoutError:
                    os.kill(pid, signal.SIGKILL)
                    raise subprocess.TimeoutExpired("skill-runtime", _PATIENCE_S) from None


def main() -> None:
    """Forks for each order, until whoever gives them is gone."""
    for module in _IMPORTED:
        importlib.import_module(module)
    importlib.import_module("skill_runtime.adapters.skill_folder").SkillFolder(Path(), ()).hold()
    gc.freeze()  # else a command's first collection copies every page that it shares with this one
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as orders:
        while sys.stdin not in select.select([orders, sys.stdin], [], [])[0]:
            order, _ = orders.accept()
            if os.fork() == 0:
                break
            order.close()
        else:
            return
    _look_after(order)


def _look_after(order: socket.socket) -> None:
    """Runs one command in a child, and tells its number and in the end its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with order:
        _, streams, _, _ = socket.recv_fds(order, 1, _STREAMS)
        with order.makefile("rb") as given:
            command = marshal.loads(given.read())  # noqa: S302 - from this user's own tests
        child = os.fork()
        if child:
            for fd in streams:
                os.close(fd)
            with contextlib.suppress(BrokenPipeError):  # whoever orders a worker has gone
                order.sendall(f"{child}\n".encode())
                _, status = os.waitpid(child, 0)
                order.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    if not child:
        _become(streams, *command)


def _become(
    streams: Sequence[int],
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: str,
    interpreter: str = "",
) -> NoReturn:
    if not interpreter:  # a worker, which is begun in a session of its own
        os.setsid()
    for number, fd in enumerate(streams):
        os.dup2(fd, number)
        os.close(fd)
    # The old ones know whether they could seek in what stood there before.
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: PLW1514, SIM115
    sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: PLW1514, SIM115
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.executable = interpreter or sys.executable
    sys.argv = [str(REPOSITORY / "skill_runtime"), *arguments]
    sys.exit(importlib.import_module("skill_runtime.__main__").main())


if __name__ == "__main__":
    main()
