"""Commands as hosts run and end them: in process groups and terminals that go away under them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.studio_server import RunningStudio
from tests.surfaces.commands import REPOSITORY, environment, skill_runtime

PATIENCE_S = 60


def until(condition: Callable[[], bool], what: str) -> None:
    """Comes back once it is so. Fails when it takes too long."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"it never happened that {what}"
        time.sleep(0.02)


class Host:
    """One user's machine with a studio beside it; `run` is a whole command, `start` one that is
    still under way.
    """

    def __init__(self, home: Path, studio: RunningStudio) -> None:
        self.home = home
        self.studio = studio

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        place = ("--backend", self.studio.url)
        return skill_runtime(*words, *place, home=self.home, starts=True)

    def command(self, *words: str) -> list[str]:
        return [
            *(sys.executable, str(REPOSITORY / "skill_runtime"), *words),
            *("--backend", self.studio.url),
        ]

    @contextmanager
    def start(self, *words: str, **options: Any) -> Iterator[subprocess.Popen[str]]:
        """In a process group of its own, which is killed in the end."""
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(
            self.command(*words),
            env=environment(self.home),
            cwd=self.home,
            text=True,
            start_new_session=True,
            **{"stdin": subprocess.DEVNULL, **pipes, **options},
        ) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def turns(self) -> list[dict[str, Any]]:
        (shown, _) = map(json.loads, self.run("turns", "--json").stdout.splitlines())
        return list(shown["turns"])

    def ended(self) -> bool:
        return all(turn["outcome"] != "running" for turn in self.turns())

    def messages(self) -> int:
        """What the backend was sent, and would be paid for."""
        return sum(request.path == "/run_sse" for request in self.studio.requests)

    def workers(self) -> list[int]:
        """The processes that run this user's turns."""
        return [pid for pid in map(int, _numbers()) if self._works(pid)]

    def _works(self, pid: int) -> bool:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            return False
        return b"worker" in words and f"HOME={self.home}".encode() in variables

    def kill_worker(self) -> None:
        (worker,) = self.workers()
        os.kill(worker, signal.SIGKILL)
        until(lambda: not self.workers(), "the worker is gone")


def _numbers() -> list[str]:
    return [entry.name for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
