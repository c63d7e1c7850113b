"""What goes on for a while over HTTP, as items that come one by one.

Each exchange runs in a task of its own that puts items into a queue, so that whoever waits for the
next one can also wait for the clock. Closing an exchange closes its connection, which cancels a run
at the backend (CONTRACT, The event stream, 8).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from skill_runtime.adapters.http_library import httpx
from skill_runtime.adapters.http_peer import HttpPeer
from skill_runtime.model.steps import Cause, Closed, Failed, Failure, Item, Quiet, Reply

# The action that follows an exchange keeps the time: a bound below a whole turn (CONTRACT, The
# event stream, 8) would end a run that is only quiet.
TIMEOUT = httpx.Timeout(900, connect=10.0)
_PROGRESS_EVERY_S = 1.0
_PROGRESS_STEPS = 10
"""A transfer is told at each tenth of the whole as well, however fast it is. Each item is written
down and, as JSON, is a line.
"""
_REFUSAL_S = 60.0
_WAITING = 1000
"""Items that may wait for whoever takes them: a stream that comes faster is read more slowly, so
that neither memory nor the time of a turn runs away.
"""

Put: TypeAlias = Callable[[Item], Awaitable[None]]
Opened: TypeAlias = "tuple[Reply | Failed, QueuedExchange | None]"


class ProgressPace:
    """When how far a transfer has come is told again."""

    def __init__(self, now: Callable[[], float], done: int = 0) -> None:
        """`done`: bytes that were there before it began. The first that come are told at once."""
        self._now = now
        self._told, self._told_at = done, now() - _PROGRESS_EVERY_S

    def is_due(self, done: int, total: int | None) -> bool:
        """Having been told that it is, counts as told."""
        tenth = total is not None and (done - self._told) * _PROGRESS_STEPS >= total
        due = done > self._told and (tenth or self._now() - self._told_at >= _PROGRESS_EVERY_S)
        if due:
            self._told, self._told_at = done, self._now()
        return due


class QueuedExchange:
    """Items of a background task, one by one."""

    def __init__(
        self,
        work: Callable[[Put], Awaitable[None]],
        now: Callable[[], float],
        response: httpx.Response | None = None,
    ) -> None:
        """`response` is what the work reads; it is closed with the exchange."""
        self._queue: asyncio.Queue[Item | None] = asyncio.Queue()
        self._room = asyncio.Semaphore(_WAITING)
        self._now = now
        self._response = response
        self._task = asyncio.ensure_future(self._run(work))

    async def _run(self, work: Callable[[Put], Awaitable[None]]) -> None:
        try:
            await work(self._put)
        finally:
            self._queue.put_nowait(None)

    async def _put(self, item: Item) -> None:
        await self._room.acquire()
        self._queue.put_nowait(item)

    async def next(self, seconds: float) -> Item:
        """`Closed` once the work is over and its items are taken; a fault of the work is raised."""
        try:
            item = await asyncio.wait_for(self._queue.get(), seconds)
        except TimeoutError:
            return Quiet(self._now())
        if item is not None:
            self._room.release()
            return item
        self._queue.put_nowait(None)  # for whoever asks once more
        await self._task
        return Closed(self._now())

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])
        # Here and not in the work: a task that is cancelled before it began runs no `finally`.
        if self._response is not None:
            await self._response.aclose()


async def read_refusal(peer: HttpPeer, response: httpx.Response, expected: str) -> Reply | Failed:
    """An answer that is not what was to be opened, in the backend's terms."""
    try:
        async with asyncio.timeout(_REFUSAL_S):
            answer = await peer.read(response)
    except TimeoutError:
        return Failed(peer.now(), Failure.LOST, "the answer did not end", Cause.SILENT)
    finally:
        await response.aclose()
    if isinstance(answer, Reply) and answer.ok:
        return Failed(peer.now(), Failure.FOREIGN, f"the answer is no {expected}")
    return answer


def media_type(response: httpx.Response) -> str:
    kind: str = response.headers.get("Content-Type", "")
    return kind.partition(";")[0].strip().casefold()


def disk_failure(peer: HttpPeer, error: OSError) -> Failed:
    return Failed(peer.now(), Failure.DISK, error.strerror or str(error))
