"""Following a turn that another process runs: its events, from the store, as they come.

A follower owns nothing of the turn: it may go away at any moment and come back, and whether the
turn lives is asked of the session's lock alone.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable

from skill_runtime.model.records import Outcome, Turn, TurnRecord
from skill_runtime.model.told import Told
from skill_runtime.runtime.ports import Ports

_LOOK_EVERY = 0.02
"""Seconds between two looks at the record: words reach the user as they come. A look takes some
50 microseconds.
"""
_ASK_FOR_LIFE_EVERY = 0.5
"""Seconds without news after which the lock is tried."""
_MARK_EVERY = 1.0
"""Seconds between two notes of how much was shown: after a kill, no more than that is told
again.
"""


async def follow(
    ports: Ports, turn: Turn, seen: int
) -> AsyncGenerator[tuple[int, Told | None], None]:
    """The turn's events after number `seen`, each with its number, then `end` under the number of
    the last; without an `end` where the turn's process is gone. None at each look that brings
    nothing, for whoever has other things to heed.
    """
    store, clock = ports.store, ports.clock
    gone, news = False, clock.now()
    while True:
        # Asked in this order: who writes the outcome has written every event before it.
        outcome = store.outcome(turn)
        for number, told in store.events(turn, seen):
            seen, news = number, clock.now()
            yield number, told
        if outcome is not None:
            yield seen, end_of(outcome, turn)
        if outcome is not None or gone:
            return
        if clock.now() - news >= _ASK_FOR_LIFE_EVERY:
            news = clock.now()
            # Then looked at once more: who lets the lock go has written the outcome before.
            with store.hold(turn.key) as gone:
                pass
        if not gone:
            yield seen, None
            await clock.sleep(_LOOK_EVERY)


def end_of(outcome: Outcome, turn: Turn) -> Told:
    """The last event of a turn, which is not kept: the outcome is."""
    return Told("end", {"outcome": outcome.value, "turn": turn.id}, "")


class Shown:
    """How much of a turn the user has seen, and what of that is written down."""

    def __init__(self, ports: Ports, record: TurnRecord, is_read: Callable[[], bool]) -> None:
        self._ports = ports
        self._is_read = is_read
        self._turn = record.turn
        self._written = self.number = record.shown or 0
        self._next = ports.clock.now() + _MARK_EVERY

    def see(self, number: int) -> None:
        """That event was handed over; it counts if there still is somebody who reads."""
        if self._is_read():
            self.number = number

    def mark_now_and_then(self) -> None:
        if self._ports.clock.now() >= self._next:
            self._next = self._ports.clock.now() + _MARK_EVERY
            self.mark()

    def mark(self) -> None:
        if self.number != self._written:
            self._ports.store.history.show(self._turn, self.number)
            self._written = self.number
