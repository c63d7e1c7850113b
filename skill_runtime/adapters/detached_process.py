"""A process that nothing which ends its beginner can end: no shell, terminal or process group.

On POSIX it gets a session of the system's own. On Windows it gets a console that nobody sees, so
that closing the beginner's reaches neither it nor its children, a process group of its own, and
leaves the job that a host may have put its commands into, where that lets it go.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

_NEW_GROUP, _NO_WINDOW, _OUT_OF_JOB = 0x0000_0200, 0x0800_0000, 0x0100_0000
"""CREATE_NEW_PROCESS_GROUP, CREATE_NO_WINDOW, CREATE_BREAKAWAY_FROM_JOB: by number, since other
systems' Python has no names for them. DETACHED_PROCESS would give each child a window.
"""
WINDOWS_FLAGS = (_NEW_GROUP | _NO_WINDOW | _OUT_OF_JOB, _NEW_GROUP | _NO_WINDOW)
"""Tried in this order: a job that lets nobody go refuses the first."""


def begin(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    stdin: int,
    stdout: int | IO[bytes],
    stderr: int | IO[bytes],
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """The streams are as for `Popen`, and `folder` is where it works. Raises OSError."""
    import subprocess  # dear for the commands that begin no process

    *first, last = WINDOWS_FLAGS if sys.platform == "win32" else (0,)
    for flags in (*first, last):
        try:
            return subprocess.Popen(  # noqa: S603 - our own entry, no shell
                command,
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                env=environment,
                cwd=folder,
                start_new_session=True,
                creationflags=flags,
            )
        except PermissionError:
            if flags == last:
                raise
    raise AssertionError("the last try returns or raises")
