"""The only loop: performs an action's steps through the ports and sends it the answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TypeAlias

from skill_runtime.model.events import Event
from skill_runtime.model.records import Fact, Outcome, TokenKept
from skill_runtime.model.steps import (
    Answer,
    Call,
    Closed,
    Emit,
    Flow,
    Item,
    Look,
    NextItem,
    Now,
    Once,
    Open,
    Quiet,
    Save,
    Wait,
)
from skill_runtime.runtime.ports import Exchange, Ports

Performed: TypeAlias = "Call | Once | Open | NextItem | Wait | Look | Save"

_LOOK_UP_EVERY = 1.0
"""Seconds between two looks whether the user asked, from elsewhere, to stop."""


class StoppedByUserError(Exception):
    """Another process asked this turn to stop; the flow was closed where it stood."""


class Driver:
    """Runs flows of one turn, one after another."""

    def __init__(
        self, ports: Ports, save: Callable[[Fact], None], asked_to_stop: Callable[[], bool]
    ) -> None:
        self._ports = ports
        self._save = save
        self._asked_to_stop = asked_to_stop
        self._exchange: Exchange | None = None
        self.outcome = Outcome.DONE
        """Of the flow that ran last."""

    async def run(self, flow: Flow) -> AsyncIterator[Event]:
        """The flow's events. Raises `StoppedByUserError`; whatever ends it, nothing stays open."""
        answer: Answer = None
        try:
            while True:
                try:
                    step = flow.send(answer)
                except StopIteration as stop:
                    self.outcome = stop.value
                    return
                if isinstance(step, Emit):
                    answer = None
                    yield step.event
                else:
                    answer = await self._perform(step)
        finally:
            flow.close()
            await self._hang_up()

    async def _perform(self, step: Performed) -> Answer:
        match step:
            case Call(request=request):
                return await self._ports.backend.call(request)
            case Once(request=request, intent=intent):
                self._remember(intent)
                return await self._ports.backend.call(request)
            case Open():
                return await self._open(step)
            case NextItem(until=until):
                return await self._next(until)
            case Wait(seconds=seconds):
                return await self._wait(seconds)
            case Look(path=path):
                return self._ports.files.look(path)
            case Save(fact=fact):
                self._remember(fact)
                return None

    def _remember(self, fact: Fact | None) -> None:
        if fact is not None:
            self._save(fact)
        if isinstance(fact, TokenKept):
            self._ports.backend.use_token(fact.token)

    async def _open(self, step: Open) -> Answer:
        await self._hang_up()
        self._remember(step.intent)
        answer, self._exchange = await self._ports.backend.open(step.request)
        return answer

    async def _next(self, until: float) -> Item:
        if self._exchange is None:
            return Closed(self._ports.clock.now())
        while True:
            left = until - self._ports.clock.now()
            item = await self._exchange.next(min(max(left, 0), _LOOK_UP_EVERY))
            if not isinstance(item, Quiet) or left <= _LOOK_UP_EVERY:
                return item
            self._heed()

    async def _wait(self, seconds: float) -> Now:
        until = self._ports.clock.now() + seconds
        while (left := until - self._ports.clock.now()) > 0:
            self._heed()
            await self._ports.clock.sleep(min(left, _LOOK_UP_EVERY))
        return Now(self._ports.clock.now())

    def _heed(self) -> None:
        if self._asked_to_stop():
            raise StoppedByUserError

    async def _hang_up(self) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            await exchange.close()
