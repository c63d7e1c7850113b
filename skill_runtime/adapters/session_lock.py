"""One turn at a time for a session, across processes: a lock on a file of its own.

The kernel drops it when its process dies, however it dies; it never expires under a suspended
machine, and it needs neither a clock nor a heartbeat.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def session_lock(folder: Path, name: str) -> Iterator[bool]:
    """True while this process has the lock; False at once where another one has it.

    Raises OSError where the folder or its file system takes no locks.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]
    with lock_file(path) as held:
        yield held


@contextmanager
def lock_file(path: Path) -> Iterator[bool]:
    """The same for a file by its own name, in a folder that is there."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        yield _try_lock(handle)
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
