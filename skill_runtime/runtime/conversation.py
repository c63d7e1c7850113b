"""One turn, top to bottom: route, run the plan's actions, keep every event, end with an outcome."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace

from skill_runtime.actions import dispatch
from skill_runtime.actions.connect import connect
from skill_runtime.actions.context import Context
from skill_runtime.actions.recovery import catch_up, resume
from skill_runtime.core.routing import Router
from skill_runtime.model.events import Busy, Cancelled, Event, Held, PlanStopped, as_json
from skill_runtime.model.plan import Action, Plan
from skill_runtime.model.records import Outcome, SessionKey, Turn
from skill_runtime.model.steps import Flow
from skill_runtime.model.told import Told
from skill_runtime.model.utterance import Utterance
from skill_runtime.runtime.driver import Driver, StoppedByUserError
from skill_runtime.runtime.ports import Ports

_FOLLOW_EVERY = 0.2
"""Seconds between two looks at the record of a turn that another process runs."""
_READ_ONLY = frozenset({Action.STATUS, Action.CREDITS, Action.HELP, Action.CANCEL})
"""What may run beside another turn of the same session."""


class Conversation:
    """A skill at a backend, one utterance after another. Its key finds it again in a later
    process.
    """

    def __init__(self, key: SessionKey, router: Router, ports: Ports, context: Context) -> None:
        self._key = key
        self._router = router
        self._ports = ports
        self._context = context

    async def say(self, utterance: Utterance | str) -> AsyncIterator[Told]:
        """One turn. The last event is `end`, with the outcome and the turn's handle."""
        if isinstance(utterance, str):
            utterance = Utterance(utterance)
        routed = self._router.route(utterance)
        language = utterance.language or routed.language
        async for told in self.run(routed.plan, utterance.text, language):
            yield told

    async def run(self, plan: Plan, text: str, language: str) -> AsyncIterator[Told]:
        """A turn whose plan is known already (`skill-runtime export` needs no router)."""
        store = self._ports.store
        running = store.running(self._key)
        with store.hold(self._key) as held:
            if not held and not _READ_ONLY.issuperset(plan.actions):
                for told in self._alone(Busy(), Outcome.UNFINISHED, language):
                    yield told
                return
            # A turn without an end is another process's, or, where nobody holds the lock, a dead
            # one's.
            stopped = running if not held and Action.CANCEL in plan.actions else None
            if stopped:
                store.ask_to_stop(stopped)
            turn = store.begin(self._key, text, language)
            left_behind = held and running is not None
            events = self._plan_events(turn, plan, stopped is not None, left_behind)
            async for told in self._record(turn, events):
                yield told

    async def wait(self, language: str) -> AsyncIterator[Told]:
        """Follow the turn that runs elsewhere, or go on with what a command left behind."""
        store = self._ports.store
        with store.hold(self._key) as held:
            if held:
                flow = resume(self._now(language))
                turn = store.begin(self._key, "", language)
                async for told in self._record(turn, self._flow_events(turn, flow)):
                    yield told
                store.settle(turn)
                return
        running = store.running(self._key)
        if running is not None:
            async for told in self._follow(running):
                yield told

    async def connect(self, language: str) -> AsyncIterator[Told]:
        """Fetch a token, if there is none, and nothing else."""
        turn = self._ports.store.begin(self._key, "", language)
        flow = connect(self._now(language))
        async for told in self._record(turn, self._flow_events(turn, flow)):
            yield told

    async def close(self) -> None:
        await self._ports.backend.close()

    # --- the parts of a turn
    # -----------------------------------------------------------------------

    async def _plan_events(
        self, turn: Turn, plan: Plan, stopped_turn: bool, left_behind: bool
    ) -> AsyncIterator[Event | Outcome]:
        """Each step's events and outcome; a step that fails stops the plan."""
        if left_behind:
            async for event in self._flow_events(turn, catch_up(self._now(turn.language))):
                yield event
            self._ports.store.settle(turn)
        yield Outcome.DONE
        if not plan.steps:
            yield Held()
            yield Outcome.HELD
        for index, step in enumerate(plan.steps):
            context = replace(self._now(turn.language), stopped_turn=stopped_turn)
            outcome = Outcome.DONE
            async for event in self._flow_events(turn, dispatch(context, step)):
                outcome = event if isinstance(event, Outcome) else outcome
                yield event
            left = plan.actions[index + 1 :]
            if outcome is not Outcome.DONE and left:
                yield PlanStopped(plan.actions[:index], left)
            if outcome is not Outcome.DONE:
                return

    async def _flow_events(self, turn: Turn, flow: Flow) -> AsyncIterator[Event | Outcome]:
        store = self._ports.store
        driver = Driver(
            self._ports, lambda fact: store.save(turn, fact), lambda: store.asked_to_stop(turn)
        )
        try:
            async for event in driver.run(flow):
                yield event
        except StoppedByUserError:
            yield Cancelled()
            yield Outcome.CANCELLED
            return
        yield driver.outcome

    async def _record(
        self, turn: Turn, events: AsyncIterator[Event | Outcome]
    ) -> AsyncIterator[Told]:
        """Keep each event before it is shown, and an outcome whatever happens."""
        outcome = Outcome.DONE
        try:
            async for event in events:
                if isinstance(event, Outcome):
                    outcome = event
                    continue
                told = self._told(event, turn.language)
                self._ports.store.append(turn, told)
                yield told
        except (asyncio.CancelledError, GeneratorExit, KeyboardInterrupt):
            self._ports.store.end(turn, Outcome.CANCELLED)
            raise
        self._ports.store.end(turn, outcome)
        yield _end(outcome, turn)

    async def _follow(self, turn: Turn) -> AsyncIterator[Told]:
        seen = 0
        while True:
            outcome = self._ports.store.outcome(turn)
            for number, told in self._ports.store.events(turn, seen):
                seen = number
                yield told
            if outcome is not None:
                yield _end(outcome, turn)
                return
            with self._ports.store.hold(self._key) as gone:
                if gone:
                    yield _end(Outcome.UNFINISHED, turn)
                    return
            await self._ports.clock.sleep(_FOLLOW_EVERY)

    def _alone(self, event: Event, outcome: Outcome, language: str) -> Iterable[Told]:
        """An event of no turn."""
        yield self._told(event, language)
        yield Told("end", {"outcome": outcome.value}, "")

    def _told(self, event: Event, language: str) -> Told:
        words = self._ports.replies.words(event, language)
        return Told(event.type, as_json(event), words, event.progress)

    def _now(self, language: str) -> Context:
        """The circumstances of this moment: what earlier turns and steps left in the store."""
        store = self._ports.store
        return replace(
            self._context,
            language=language,
            has_token=self._context.token_given or self._know_token(),
            session=store.session(self._key),
            jobs=store.jobs(self._key),
            pending=store.pending(self._key),
            started_ms=self._ports.clock.wall_ms(),
        )

    def _know_token(self) -> bool:
        token = self._ports.store.token(self._key.backend)
        if token:
            self._ports.backend.use_token(token)
        return token is not None


def _end(outcome: Outcome, turn: Turn) -> Told:
    return Told("end", {"outcome": outcome.value, "turn": turn.id}, "")
