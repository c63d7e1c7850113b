"""Turns that end before their plan does: what is let go with one that is stopped, and how long one
is waited for that nobody listens to any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import aclosing, contextmanager
from functools import partial

from skill_runtime.actions.context import Context
from skill_runtime.model.records import Fact, Job, JobsIntended, JobState, Turn
from skill_runtime.runtime.driver import Driver
from skill_runtime.runtime.ports import Clock, Ports

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


def begun_by(fact: Fact) -> Iterator[str]:
    """The ids of renders that did not exist before."""
    jobs = fact.jobs if isinstance(fact, JobsIntended) else (fact,)
    for job in jobs:
        if isinstance(job, Job) and job.state is JobState.SUBMITTING:
            yield job.id


async def let_go_of(ports: Ports, context: Context, turn: Turn, ids: Collection[str]) -> None:
    """Of the open ones among them. Those of earlier turns are still wanted."""
    from skill_runtime.actions.cancel import let_go  # few turns are stopped

    jobs = [job for job in context.jobs if job.id in ids]
    driver = Driver(ports, partial(ports.store.save, turn), lambda: False)
    async with aclosing(driver.run(let_go(context, jobs))) as events:
        async for _ in events:
            pass
