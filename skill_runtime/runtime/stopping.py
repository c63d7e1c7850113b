"""Turns whose listener left before they came to their end, and how long they are waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from skill_runtime.runtime.ports import Clock

_LEAVING = 2.0
"""Seconds that a turn whose loop was left is given to come to its end."""
_LOOK_EVERY = 0.02


class UnderWay:
    """How many turns of a conversation are being played in this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """One more, as long as it is entered."""
        self._count += 1
        try:
            yield
        finally:
            self._count -= 1

    async def until_left(self) -> None:
        """Python closes a generator whose loop was left by itself, but only a moment later."""
        until = self._clock.now() + _LEAVING
        while self._count and self._clock.now() < until:
            await self._clock.sleep(_LOOK_EVERY)
