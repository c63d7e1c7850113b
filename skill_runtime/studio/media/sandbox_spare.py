"""Children for a service that stays: one waits, loaded, for the next order.

A child takes a quarter of a second until it can begin, and somebody waits for each of them.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from skill_runtime.studio.media.sandbox import Child, Limits, Spare

__all__ = ["Children"]


class Children:
    """Starts children as `Child.start` does, from its spare where it has one.

    It has none before `prepare`: a command that renders once would pay for it and never use it.
    """

    def __init__(self, spawn: Callable[[Sequence[str]], Spare] = Spare) -> None:
        self._spawn = spawn
        self._lock = threading.Lock()
        self._modules: Sequence[str] = ()
        self._closed = False
        self._spare: Spare | None = None

    def prepare(self, modules: Sequence[str]) -> None:
        """Has a spare with these modules from now on, unless it was closed.

        On Windows there is none: each child is started when it is needed.
        """
        if sys.platform != "win32":
            self._modules = modules
            self._renew()

    @contextmanager
    def start(self, module: str, job: Mapping[str, object], limits: Limits) -> Iterator[Child]:
        """A child that runs `run(job, report)` of a module, for as long as the block lasts.

        The next spare is started when it ends: until then the work has the machine for itself. One
        that still loads is taken as well: it is never later than a new one.
        """
        try:
            with self._taken().order(module, job, limits) as child:
                yield child
        finally:
            self._renew()

    def rest(self) -> None:
        """Gives back the memory of the spare; the end of the next child brings another."""
        with self._lock:
            spare, self._spare = self._spare, None
        if spare:
            spare.end()

    def close(self) -> None:
        """Ends the spare, and has none from now on."""
        with self._lock:
            self._closed = True
        self.rest()

    def _taken(self) -> Spare:
        with self._lock:
            spare, self._spare = self._spare, None
        if spare and spare.alive:
            return spare
        if spare:
            spare.end()
        return self._spawn(())

    def _renew(self) -> None:
        with self._lock, suppress(OSError):  # it saves time, and nothing depends on it
            if self._modules and not self._closed and self._spare is None:
                self._spare = self._spawn(self._modules)
