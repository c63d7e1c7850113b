"""The Workers port: turns in a process of their own, which nothing that ends its beginner can end.

Its output goes to a log, and what it shall do comes on its standard input, a line a turn: process
arguments can be read by everybody. It answers with one line, once it has begun the turn and holds
the session. It ends when its input does and its turn is over; so the turns of one command, a
terminal chat above all, pay for its start once.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from skill_runtime.adapters import detached_process
from skill_runtime.adapters.stored_places import LOG
from skill_runtime.errors import SetupError
from skill_runtime.model.errand import Errand, Place
from skill_runtime.model.plan import Action, Plan, PlanStep, Slots, Topic

if TYPE_CHECKING:
    import subprocess

_PACKAGE = Path(__file__).parents[1]
_PIPE = -1
"""`subprocess.PIPE`, which is dear to import for the commands that need no worker."""
_ANYBODY_THERE = b"\n"
"""A worker may be killed while it waits for an order, and an order is never given twice."""
_LOG_LIMIT = 1_000_000
"""Bytes after which the log begins anew; it holds only what went wrong in the runtime itself."""


class WorkerProcess:
    """`home` is the state folder, where the log lies; `environment` goes on to the worker whole."""

    def __init__(self, home: Path, place: Place, environment: Mapping[str, str]) -> None:
        self._home = home
        self._place = place
        self._environment = environment
        self._worker: subprocess.Popen[bytes] | None = None

    def begin(self, errand: Errand) -> int | None:
        """The handle of its turn; None where the session is busy. Raises SetupError."""
        answer = self._send(order_of(self._place, errand))
        if fault := answer.get("fault"):
            raise SetupError(str(fault))
        handle = answer.get("turn")
        return handle if isinstance(handle, int) else None

    def close(self) -> None:
        """No more errands: the worker ends when its turn does. It is not waited for."""
        worker, self._worker = self._worker, None
        if worker:
            for stream in (worker.stdin, worker.stdout):
                with contextlib.suppress(OSError):
                    cast("IO[bytes]", stream).close()

    def _send(self, order: bytes) -> dict[str, object]:
        log = self._home / LOG
        try:
            if self._worker is None or not _asked(self._worker, _ANYBODY_THERE):
                self.close()
                self._worker = self._spawn(log)
            return dict(json.loads(_asked(self._worker, order)))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it ended at once"
            raise SetupError(
                f"The process that was to do this did not start ({reason}), and nothing was done."
                f" Its log says why: {log}",
                "no_worker",
                reason=reason,
                log=log,
            ) from error

    def _spawn(self, log: Path) -> subprocess.Popen[bytes]:
        """Through the package's own entry, so that it finds the same environment."""
        fresh = log.exists() and log.stat().st_size > _LOG_LIMIT
        mode = os.O_CREAT | os.O_WRONLY | (os.O_TRUNC if fresh else os.O_APPEND)
        handle = os.open(log, mode, 0o600)
        try:
            command = [sys.executable, str(_PACKAGE), "worker"]
            return detached_process.begin(
                command, self._environment, stdin=_PIPE, stdout=_PIPE, stderr=handle
            )
        finally:
            os.close(handle)


def _asked(worker: subprocess.Popen[bytes], line: bytes) -> bytes:
    """Its answer; empty where it ended before it gave one."""
    stdin, stdout = cast("IO[bytes]", worker.stdin), cast("IO[bytes]", worker.stdout)
    with contextlib.suppress(BrokenPipeError):
        stdin.write(line)
        stdin.flush()
    return stdout.readline()


def order_of(place: Place, errand: Errand) -> bytes:
    """A line of JSON, which `read_order` takes."""
    return json.dumps({"place": place, "errand": errand}).encode() + b"\n"


def read_order(order: bytes) -> tuple[Place, Errand]:
    """Raises ValueError for an order that was cut off."""
    value = json.loads(order)
    steps, text, language = value["errand"]
    plan = None if steps is None else Plan(tuple(_step(step) for step in steps[0]))
    return Place(*value["place"]), Errand(plan, text, language)


def _step(values: list[Any]) -> PlanStep:
    step = PlanStep(*values)
    return step._replace(
        action=Action(step.action),
        slots=Slots(*map(tuple, step.slots)),
        topic=Topic(step.topic) if step.topic else None,
    )
