"""A conversation whose long turns outlive the command that began them.

A turn that may take long is run by a worker process; here it is only followed, so long as patience
lasts. What came while nobody followed is told first thing next time. Look-ups, which are over
before a second process could start, run in this one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing

from skill_runtime.errors import SetupError
from skill_runtime.model.errand import Errand
from skill_runtime.model.events import Event
from skill_runtime.model.events.turn import (
    Busy,
    Cancelled,
    GoesOn,
    Meanwhile,
    NoSuchTurn,
    NothingToCancel,
    TurnLine,
    TurnsShown,
)
from skill_runtime.model.plan import Action, Plan
from skill_runtime.model.records import Outcome, SessionKey, Turn, TurnRecord
from skill_runtime.model.told import Told
from skill_runtime.model.utterance import Utterance
from skill_runtime.runtime.conversation import Conversation, only_looks
from skill_runtime.runtime.following import Shown, end_of, follow
from skill_runtime.runtime.ports import Workers

FAULT = "fault"
"""The type of what a worker leaves on record when this machine's set-up stops its turn."""
_LISTED = 20
_NAMED = 5
"""Other conversations that a list of turns names at most."""
_LOOK_EVERY = 0.02
"""Seconds between two tries for a session that is busy."""
_STOPPING = 5.0
"""Seconds that a turn which was asked to stop is given to do so; it takes a second at most."""


class DetachedConversation:
    """The face of a `Conversation`, for surfaces whose process may end before the turn does."""

    def __init__(
        self,
        conversation: Conversation,
        workers: Workers,
        patience: float,
        go_on: Callable[[int], str],
        *,
        queue: bool = False,
        is_read: Callable[[], bool] = lambda: True,
    ) -> None:
        """`patience`: seconds from the first call on that turns are followed for. `go_on`: the
        command that follows the turn of a handle. `queue`: wait for a busy session, as long as
        patience lasts. `is_read`: False once nobody reads what is yielded here; it is told again
        next time.
        """
        self._conversation = conversation
        self._key = conversation.key
        self._ports = conversation.ports
        self._history = conversation.ports.store.history
        self._workers = workers
        self._patience = patience
        self._patient_until: float | None = None
        self._go_on = go_on
        self._queue = queue
        self._is_read = is_read

    @property
    def key(self) -> SessionKey:
        return self._key

    async def say(self, utterance: Utterance | str) -> AsyncGenerator[Told, None]:
        """As `Conversation.say`; where patience ends first, the last event is an `end` with the
        outcome `unfinished`. A cancelled task stops the turn; closing the generator doesn't.
        """
        plan, text, language = self._conversation.understand(utterance)
        async with aclosing(self.run(plan, text, language)) as turn:
            async for told in turn:
                yield told

    def language_of(self, text: str) -> str:
        """As `Conversation.language_of`."""
        return self._conversation.language_of(text)

    async def run(self, plan: Plan, text: str, language: str = "") -> AsyncGenerator[Told, None]:
        """A turn whose plan is known already."""
        until = self._until()
        for told in self._tell(self._untold()):
            yield told
        if only_looks(plan) or self._ports.skill.stale():
            turn = self._conversation.run(plan, text, language)
            if Action.CANCEL in plan.actions:
                turn = self._stopping(self._running(), turn)
        else:
            turn = self._hand_over(Errand(plan, text, language), until)
        async with aclosing(turn) as events:
            async for told in events:
                yield told

    async def wait(self, language: str = "", handle: int = 0) -> AsyncGenerator[Told, None]:
        """Follow the turn of this handle, or the one that runs; else go on with what was left.

        A turn of which everything was shown is told once more where its handle is given.
        """
        until = self._until()
        if handle:
            events = self._wait_for(handle, language, until)
        else:
            events = self._wait_for_any(language, until)
        async with aclosing(events) as told_events:
            async for told in told_events:
                yield told

    async def stop(self, handle: int, language: str = "") -> AsyncGenerator[Told, None]:
        """Ask the turn of this handle to stop."""
        record = self._history.find(handle)
        if record is None:
            events = self._alone(NoSuchTurn(handle), Outcome.BAD_INPUT, language)
        elif record.turn.outcome is not None:
            events = self._alone(NothingToCancel(), Outcome.DONE, language)
        else:
            self._ports.store.ask_to_stop(record.turn)
            await self._until_stopped(record.turn)
            events = self._alone(Cancelled(), Outcome.DONE, language)
        for told in events:
            yield told

    async def turns(self, language: str = "", *, made: bool = False) -> AsyncGenerator[Told, None]:
        """The list of the latest, oldest first. `made`: with those that `make` began elsewhere, and
        the names of the other conversations.
        """
        running = None if self._is_free() else self._running()
        lines = tuple(
            _line(record, alive=record == running or self._is_held_elsewhere(record))
            for record in self._history.latest(self._key, _LISTED, made=made)
        )
        others = self._history.conversations(self._key, _NAMED) if made else ()
        for told in self._alone(TurnsShown(lines, others), Outcome.DONE, language):
            yield told

    def told(self, event: Event, language: str) -> Told:
        """An event of no turn, in its words."""
        return self._conversation.told(event, language)

    def hold(self) -> None:
        """Have in memory what a turn needs where the skill is removed and no worker can start."""
        self._ports.skill.hold()

    def _until(self) -> float:
        """When patience ends."""
        if self._patient_until is None:
            self._patient_until = self._ports.clock.now() + self._patience
        return self._patient_until

    # --- turns of workers ---------------------------------------------------------------------

    async def _hand_over(self, errand: Errand, until: float) -> AsyncGenerator[Told, None]:
        handle = await self._begin(errand, until)
        if handle is None:
            running = self._running()
            waited = int(self._patience) if self._queue else None
            busy = Busy(running.turn.id if running else 0, waited)
            for told in self._alone(busy, Outcome.BUSY, errand.language):
                yield told
            return
        async with aclosing(self._see_through(handle, until)) as events:
            async for told in events:
                yield told

    async def _begin(self, errand: Errand, until: float) -> int | None:
        """The handle of its turn; None where the session stays busy. A worker takes a moment to
        start, and somebody else may take the session meanwhile.
        """
        while await self._until_free(until):
            handle = self._workers.begin(errand)
            if handle is not None or not self._queue or self._ports.clock.now() >= until:
                return handle
            await self._ports.clock.sleep(_LOOK_EVERY)
        return None

    async def _until_free(self, until: float) -> bool:
        """A session is waited for where the user said so, or where its turn is just stopping."""
        store, clock = self._ports.store, self._ports.clock
        stopping_until = min(until, clock.now() + _STOPPING)
        while True:
            free, running = self._is_free(), self._running()
            stopping = running is not None and store.asked_to_stop(running.turn)
            if free or clock.now() >= (until if self._queue else stopping_until):
                return free
            if not self._queue and not stopping:
                return False
            await clock.sleep(_LOOK_EVERY)

    async def _see_through(self, handle: int, until: float) -> AsyncGenerator[Told, None]:
        """To the turn's end. Where its process dies, another one looks after what it left."""
        for resumed in (False, True):
            record = self._history.find(handle)
            if record is None:
                break
            gone = True
            async with aclosing(self._follow(record, until)) as events:
                async for told in events:
                    gone = gone and told.type != "end"
                    yield told
            if not gone:
                return
            if record.turn.key != self._key:
                break
            if not resumed:
                # None: somebody else was quicker, and looks after it.
                handle = self._workers.begin(Errand(None, "", record.turn.language)) or handle
        raise SetupError(
            "The process that ran this turn ended before the turn did. Run `wait`: it looks what"
            " became of it.",
            "worker_gone",
        )

    async def _follow(self, record: TurnRecord, until: float) -> AsyncGenerator[Told, None]:
        """From what was not shown yet; `end` comes at the turn's end, and where patience ends."""
        turn, clock = record.turn, self._ports.clock
        shown = Shown(self._ports, record, self._is_read)
        try:
            async with aclosing(follow(self._ports, turn, record.shown or 0)) as looks:
                async for number, told in looks:
                    if told is None and clock.now() < until:
                        shown.mark_now_and_then()
                        continue
                    if told is None:
                        for last in self._leave(turn):
                            yield last
                        return
                    if told.type == FAULT:
                        shown.number = number
                        raise SetupError(told.text)
                    if told.type == "end":
                        shown.mark()
                    yield told
                    shown.see(number)
        except asyncio.CancelledError:
            self._ports.store.ask_to_stop(turn)
            shown.number = await self._see_it_stop(turn, shown.number)
            raise
        finally:
            shown.mark()

    async def _stopping(
        self, running: TurnRecord | None, cancelling: AsyncGenerator[Told, None]
    ) -> AsyncGenerator[Told, None]:
        """The events of a turn that stops another, and its end once the other has ended too."""
        async with aclosing(cancelling) as events:
            async for told in events:
                if told.type == "end" and running and self._ports.store.asked_to_stop(running.turn):
                    await self._until_stopped(running.turn)
                yield told

    async def _until_stopped(self, turn: Turn) -> None:
        """As long as somebody is at it, and it may still come to an end."""
        store, clock = self._ports.store, self._ports.clock
        until = clock.now() + _STOPPING
        while store.outcome(turn) is None and clock.now() < until:
            with store.hold(turn.key) as gone:
                if gone:
                    return
            await clock.sleep(_LOOK_EVERY)

    async def _see_it_stop(self, turn: Turn, seen: int) -> int:
        """The number of its last event: whoever stopped it need not be told of it later."""
        until = self._ports.clock.now() + _STOPPING
        async with aclosing(follow(self._ports, turn, seen)) as looks:
            async for number, _ in looks:
                seen = number
                if self._ports.clock.now() >= until:
                    break
        return seen

    def _leave(self, turn: Turn) -> Iterable[Told]:
        goes_on = GoesOn(turn.id, self._go_on(turn.id))
        yield self._conversation.told(goes_on, turn.language)
        yield end_of(Outcome.UNFINISHED, turn)

    # --- what is waited for -------------------------------------------------------------------

    async def _wait_for(
        self, handle: int, language: str, until: float
    ) -> AsyncGenerator[Told, None]:
        record = self._history.find(handle)
        if record is None:
            for told in self._alone(NoSuchTurn(handle), Outcome.BAD_INPUT, language):
                yield told
            return
        if record.turn.outcome is not None and not self._unread(record):
            self._history.show(record.turn, 0)
        async with aclosing(self._see_through(handle, until)) as events:
            async for told in events:
                yield told

    async def _wait_for_any(self, language: str, until: float) -> AsyncGenerator[Told, None]:
        earlier = self._untold()
        for told in self._tell(earlier):
            yield told
        running = self._running()
        if running and not self._is_free():
            events = self._see_through(running.turn.id, until)
        elif running or self._ports.store.jobs(self._key):
            events = self._hand_over(Errand(None, "", language), until)
        elif earlier:
            yield end_of(earlier[-1].turn.outcome or Outcome.DONE, earlier[-1].turn)
            return
        else:
            events = self._conversation.wait(language)
        async with aclosing(events) as turn:
            async for told in turn:
                yield told

    # --- what the record says -----------------------------------------------------------------

    def _is_free(self) -> bool:
        with self._ports.store.hold(self._key) as free:
            return free

    def _is_held_elsewhere(self, record: TurnRecord) -> bool:
        """It is a turn of another conversation, and somebody is at it."""
        if record.turn.key == self._key or record.turn.outcome is not None:
            return False
        with self._ports.store.hold(record.turn.key) as free:
            return not free

    def _running(self) -> TurnRecord | None:
        """The newest turn without an end. A look-up beside a worker's turn is not meant."""
        records = self._history.left_open(self._key)
        by_workers = [record for record in records if record.shown is not None]
        return next(reversed(by_workers or records), None)

    def _untold(self) -> list[TurnRecord]:
        """Turns that nobody runs any more and that have something to be read."""
        records = self._history.untold(self._key)
        if any(record.turn.outcome is None for record in records) and not self._is_free():
            records = tuple(record for record in records if record.turn.outcome)
        return [record for record in records if self._unread(record)]

    def _unread(self, record: TurnRecord) -> list[Told]:
        events = self._ports.store.events(record.turn, record.shown or 0)
        return [told for _, told in events if not told.progress]

    def _tell(self, records: Iterable[TurnRecord]) -> Iterable[Told]:
        for record in records:
            turn = record.turn
            heading = Meanwhile(turn.id, turn.text, turn.outcome is not None)
            yield self._conversation.told(heading, turn.language)
            yield from self._unread(record)
            last = self._ports.store.events(turn, record.shown or 0)[-1][0]
            if self._is_read():
                self._history.show(turn, last)

    def _alone(self, event: Event, outcome: Outcome, language: str) -> Iterable[Told]:
        return self._conversation.alone(event, outcome, language)


def _line(record: TurnRecord, *, alive: bool) -> TurnLine:
    turn = record.turn
    state = turn.outcome.value if turn.outcome else "running" if alive else "interrupted"
    began = time.strftime("%Y-%m-%d %H:%M", time.localtime(record.began))
    return TurnLine(turn.id, began, turn.text, state, turn.key.name)
