"""A child process with limits, in which everything is done that decodes foreign bytes.

A hostile file can at worst end the child: it has bounded memory, processor time and file size,
none of the parent's environment (so no token), and speaks JSON lines over its own pipes. Where the
system has no such limits (Windows), the separate process remains.

The parent calls `Child.start` with the name of a module that has `run(job, report)`; the child
imports it, runs it, and every report comes back as a value. Beside the sources it writes nothing.
A `Spare` is a child without its order: it has loaded what it will need, and waits.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict
from typing import IO, Any, Self

from skill_runtime.studio.media.confinement import Limits

__all__ = ["Child", "ChildFailed", "Limits", "Spare", "Start"]

_BOOT = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from skill_runtime.studio.media import confinement; confinement.enter()"
)
_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")
_REASON = 200


class ChildFailed(Exception):  # noqa: N818 — what failed is the child, not the caller
    """The child ended before its work did; the text is the last thing that it said."""


class Child:
    """A running child. Leaving its `with` block ends it, however far it is."""

    def __init__(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        self._process = process
        self._errors = errors
        self._reports: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @classmethod
    def start(cls, module: str, job: Mapping[str, object], limits: Limits) -> Child:
        """Starts a child that runs `run(job, report)` of a module."""
        return Spare().order(module, job, limits)

    def report(self, patience: float) -> dict[str, Any] | None:
        """The next report, or None if none came in so many seconds; `ChildFailed` at the end."""
        try:
            line = self._reports.get(timeout=patience)
        except queue.Empty:
            return None
        if line:
            value = json.loads(line)
            return value if isinstance(value, dict) else {}
        raise ChildFailed(self._last_words())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        if self._process.stdout:
            self._process.stdout.close()
        self._errors.close()

    def _read(self) -> None:
        if self._process.stdout:
            for line in self._process.stdout:
                self._reports.put(line)
        self._reports.put(b"")

    def _last_words(self) -> str:
        code = self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        ended = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
        return (lines[-1] if lines else ended)[:_REASON]


Start = Callable[[str, Mapping[str, object], Limits], AbstractContextManager[Child]]
"""What starts a child: `Child.start`, or what takes a spare for it."""


class Spare:
    """A child without its order, which loads some modules meanwhile: our own, nothing foreign.

    It has no limits until the order brings them, and ends with this process, as its input does.
    """

    def __init__(self, modules: Sequence[str] = ()) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 — closed with the child
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 — our own interpreter and module, no shell
            [sys.executable, "-I", *_bytecode(), "-c", _BOOT, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=kept | {"OPENBLAS_NUM_THREADS": "1"},
        )
        self._write(json.dumps(modules))

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def order(self, module: str, job: Mapping[str, object], limits: Limits) -> Child:
        """Makes it a child that runs `run(job, report)` of a module; the one order of its life."""
        self._write(json.dumps({"module": module, "job": dict(job), "limits": asdict(limits)}))
        if self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        return Child(self._process, self._errors)

    def end(self) -> None:
        """Instead of an order."""
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def _write(self, line: str) -> None:
        if self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.write(f"{line}\n".encode())
                self._process.stdin.flush()


def _bytecode() -> list[str]:
    """The parent's options for bytecode, which `-I` forgets: none gets into a skill's folder."""
    if sys.dont_write_bytecode:
        return ["-B"]
    return ["-X", f"pycache_prefix={sys.pycache_prefix}"] if sys.pycache_prefix else []
