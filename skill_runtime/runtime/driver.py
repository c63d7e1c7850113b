"""The only loop: performs an action's steps through the ports and sends it the answers.

A stop that the user asked for elsewhere ends whatever is being waited for, within a second.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import TypeAlias, TypeVar

from skill_runtime.model.events import Event
from skill_runtime.model.records import Fact, Outcome, TokenKept
from skill_runtime.model.steps import (
    Answer,
    Call,
    Closed,
    Discard,
    Emit,
    Expand,
    Failed,
    Failure,
    Fetch,
    Flow,
    Item,
    Keep,
    Look,
    NextItem,
    Now,
    Number,
    Once,
    Open,
    Place,
    Placed,
    Quiet,
    Reach,
    Reply,
    Save,
    SendFiles,
    SendMessage,
    TakeNumber,
    Wait,
)
from skill_runtime.runtime.ports import Exchange, Ports

Outward: TypeAlias = "Call | Once | Open | NextItem | Wait"
"""They take their time."""
OnDisk: TypeAlias = "Look | Keep | Expand | Reach | Place | Discard"
AtOnce: TypeAlias = "OnDisk | TakeNumber | Save"
"""They are done here, on this machine."""
_T = TypeVar("_T")

_LOOK_UP_EVERY = 1.0
"""Seconds between two looks whether the user asked, from elsewhere, to stop."""


class StoppedByUserError(Exception):
    """Another process asked this turn to stop; the flow was closed where it stood."""


class Driver:
    """Runs the flow of one turn."""

    def __init__(
        self, ports: Ports, save: Callable[[Fact], None], asked_to_stop: Callable[[], bool]
    ) -> None:
        self._ports = ports
        self._save = save
        self._asked_to_stop = asked_to_stop
        self._next_look = ports.clock.now() + _LOOK_UP_EVERY
        self._exchange: Exchange | None = None
        self.outcome = Outcome.DONE
        """Of the flow, once it has ended."""

    async def run(self, flow: Flow) -> AsyncGenerator[Event, None]:
        """The flow's events. Raises `StoppedByUserError`; whatever ends it, nothing stays open."""
        answer: Answer = None
        try:
            while True:
                try:
                    step = flow.send(answer)
                except StopIteration as stop:
                    self.outcome = stop.value
                    return
                match step:
                    case Emit(event=event):
                        answer = None
                        yield event
                    case Call() | Once() | Open() | NextItem() | Wait():
                        answer = await self._perform(step)
                    case _:
                        answer = self._do(step)
        finally:
            flow.close()
            await self._hang_up()

    async def _perform(self, step: Outward) -> Answer:
        match step:
            case Call(request=request):
                return await self._heeding(self._ports.backend.call(request))
            case Once(request=request, intent=intent):
                self._begin(intent)
                return await self._heeding(self._ports.backend.call(request))
            case Open(request=request, intent=intent):
                await self._hang_up()
                self._begin(intent)
                return await self._heeding(self._open(request))
            case NextItem(until=until):
                return await self._next(until)
            case Wait(seconds=seconds):
                return await self._wait(seconds)

    def _do(self, step: AtOnce) -> Answer:
        match step:
            case TakeNumber():
                return Number(self._ports.store.take_number(self._ports.clock.wall_ms()))
            case Save(fact=fact):
                self._remember(fact)
                return None
            case _:
                return self._on_disk(step)

    def _on_disk(self, step: OnDisk) -> Answer:
        files = self._ports.files
        match step:
            case Look(path=path):
                return files.look(path)
            case Keep(folder=folder, name=name, data=data):
                return files.keep(folder, name, data)
            case Expand(path=path):
                return files.expand(path)
            case Reach(folder=folder):
                return files.reach(folder)
            case Place():
                return self._place(step)
            case Discard(folder=folder, name=name):
                files.discard(folder, name)
                return None

    def _place(self, step: Place) -> Placed | Failed:
        try:
            return self._ports.files.place(step.path, step.name, step.size)
        except OSError as error:
            reason = error.strerror or str(error)
            return Failed(self._ports.clock.now(), Failure.DISK, reason)

    def _begin(self, intent: Fact | None) -> None:
        """What is on record before it goes out doesn't, once the user has asked to stop, however
        lately.
        """
        if intent is not None and self._asked_to_stop():
            raise StoppedByUserError
        self._remember(intent)

    def _remember(self, fact: Fact | None) -> None:
        if fact is not None:
            self._save(fact)
        if isinstance(fact, TokenKept):
            self._ports.backend.use_token(fact.token)

    async def _open(self, request: SendMessage | SendFiles | Fetch) -> Reply | Failed:
        answer, self._exchange = await self._ports.backend.open(request)
        return answer

    async def _next(self, until: float) -> Item:
        if self._exchange is None:
            return Closed(self._ports.clock.now())
        while True:
            left = until - self._ports.clock.now()
            item = await self._exchange.next(min(max(left, 0), _LOOK_UP_EVERY))
            self._heed()
            if not isinstance(item, Quiet) or left <= _LOOK_UP_EVERY:
                return item

    async def _wait(self, seconds: float) -> Now:
        until = self._ports.clock.now() + seconds
        while (left := until - self._ports.clock.now()) > 0:
            self._heed()
            await self._ports.clock.sleep(min(left, _LOOK_UP_EVERY))
        return Now(self._ports.clock.now())

    async def _heeding(self, work: Coroutine[object, object, _T]) -> _T:
        """A request's answer, which may take a minute: a stop ends the waiting for it."""
        task = asyncio.ensure_future(work)
        try:
            while not (await asyncio.wait({task}, timeout=_LOOK_UP_EVERY))[0]:
                self._heed()
            return task.result()
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _heed(self) -> None:
        now = self._ports.clock.now()
        if now < self._next_look:
            return
        self._next_look = now + _LOOK_UP_EVERY
        if self._asked_to_stop():
            raise StoppedByUserError

    async def _hang_up(self) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            await exchange.close()
