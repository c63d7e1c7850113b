"""One turn, top to bottom: route, run the plan's actions, keep every event, end with an outcome."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import ExitStack, aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from skill_runtime.actions import dispatch
from skill_runtime.actions.context import Context
from skill_runtime.core.answers import Reading
from skill_runtime.core.redaction import hidden_in
from skill_runtime.errors import UsageError
from skill_runtime.model.events import Event, as_json
from skill_runtime.model.events.project import JobsShown
from skill_runtime.model.events.turn import (
    Busy,
    Cancelled,
    Held,
    NothingToWaitFor,
    PlanStopped,
    SkillChanged,
    StateReplaced,
    Understood,
)
from skill_runtime.model.plan import LOOK_UPS, Action, Plan, PlanStep
from skill_runtime.model.records import (
    Fact,
    JobState,
    MessageIntended,
    Outcome,
    SessionKey,
    StepBegun,
    Turn,
    TurnRecord,
)
from skill_runtime.model.steps import Emit, Flow, Save
from skill_runtime.model.told import Told
from skill_runtime.model.utterance import Utterance
from skill_runtime.runtime.driver import Driver, StoppedByUserError
from skill_runtime.runtime.following import end_of, follow
from skill_runtime.runtime.ports import Ports
from skill_runtime.runtime.stopping import UnderWay

if TYPE_CHECKING:
    from skill_runtime.core.routing import Router

_NAMED = 5
"""Other conversations that are named at most."""
_LOOK_EVERY = 0.02
"""Seconds between two looks for a turn that another process is about to begin."""


def _ignore(turn: Turn) -> None:
    """Nobody needs to know of the turn."""


class Conversation:
    """A skill at a backend, one utterance after another. Its key finds it again in a later
    process.
    """

    def __init__(
        self, key: SessionKey, router: Callable[[], Router], ports: Ports, context: Context
    ) -> None:
        """`router` is asked for with the first utterance: a plan that is known needs none."""
        self._key = key
        self._router = router
        self._ports = ports
        self._context = context
        self._under_way = UnderWay(ports.clock)

    @property
    def key(self) -> SessionKey:
        return self._key

    @property
    def ports(self) -> Ports:
        return self._ports

    async def say(self, utterance: Utterance | str) -> AsyncGenerator[Told, None]:
        """One turn. The last event is `end`, with the outcome and the turn's handle.

        Leaving the loop before it stops the turn (`aclose` does where the generator has a name),
        and with it the run at the backend: what the message became is told first by the next turn.
        Raises UsageError for what is no utterance, and once the conversation is closed.
        """
        plan, text, language = self.understand(utterance)
        async with aclosing(self.run(plan, text, language)) as turn:
            async for told in turn:
                yield told

    def understand(self, utterance: Utterance | str) -> tuple[Plan, str, str]:
        """What `run` takes: the plan, the words for the record of turns, the language."""
        if isinstance(utterance, str):
            utterance = Utterance(utterance)
        if not isinstance(utterance, Utterance):
            given = type(utterance).__name__
            raise UsageError(f"What is said is a text or an Utterance, and this is a {given}.")
        routed = self._router().route(utterance)
        if self._is_answer(routed.plan, utterance):
            # An answer may be a password, so the record of turns holds none; and "OK" says nothing
            # about the language of the conversation.
            answer = PlanStep(Action.ANSWER, text=utterance.text.strip())
            return Plan((answer,)), "", utterance.language or ""
        plan = routed.plan
        if not self._context.surface.listens.issuperset(plan.actions) and not utterance.attachments:
            plan = Plan((PlanStep(Action.CHAT, text=utterance.text),))
        return plan, utterance.text, routed.language

    def _is_answer(self, plan: Plan, utterance: Utterance) -> bool:
        """Where a question is open, what is no other action answers it: talk, or a guess at an
        action, or what is plainly an answer.
        """
        if utterance.attachments or not self._ports.store.questions(self._key):
            return False
        if plan.steps and all(step.action is Action.CHAT or step.guessed for step in plan.steps):
            return True
        reading = self._context.answer_words().read(utterance.text)
        return reading is not Reading.OTHER and Action.CANCEL not in plan.actions

    def language_of(self, text: str) -> str:
        """To answer a text in whose plan is known already."""
        return self._language(self._router().route(Utterance(text)).language)

    async def run(
        self, plan: Plan, text: str, language: str = "", begun: Callable[[Turn], None] = _ignore
    ) -> AsyncGenerator[Told, None]:
        """A turn whose plan is known already (`skill-runtime export` needs no router).

        Without a language, it is that of the turn before. `begun` is handed the turn before its
        first step.
        """
        store = self._ports.store
        language = self._language(language)
        beside = only_looks(plan)
        if not beside:
            await self._under_way.until_left()
        with ExitStack() as stack:
            # Whoever only looks must not make another command busy, not even for the moment of a
            # try, unless there is something to look after.
            tries = not beside or store.running(self._key) is not None
            held = tries and stack.enter_context(store.hold(self._key))
            # A turn without an end is another process's, or, where nobody holds the lock, a dead
            # one's.
            running = store.running(self._key)
            if not held and not beside:
                busy = Busy(running.id if running else 0)
                for told in self.alone(busy, Outcome.BUSY, language):
                    yield told
                return
            stopped = running if not held and Action.CANCEL in plan.actions else None
            if stopped:
                store.ask_to_stop(stopped)
            left_behind = held and running is not None
            if beside and not left_behind:
                stack.close()
            turn = store.begin(self._key, text, language, plan.actions)
            begun(turn)
            flow = self._carry_out(turn, plan, stopped is not None, left_behind)
            async with aclosing(self._play(turn, flow)) as events:
                async for told in events:
                    yield told

    async def wait(
        self, language: str = "", begun: Callable[[Turn], None] = _ignore
    ) -> AsyncGenerator[Told, None]:
        """Follow the turn that runs elsewhere, or go on with what a command left behind."""
        store = self._ports.store
        language = self._language(language)
        while True:
            with store.hold(self._key) as held:
                if held:
                    turn = store.begin(self._key, "", language)
                    begun(turn)
                    async with aclosing(self._play(turn, self._go_on(turn))) as events:
                        async for told in events:
                            yield told
                    return
            running = store.running(self._key)
            if running is None:
                await self._ports.clock.sleep(_LOOK_EVERY)
                continue
            ended = False
            async with aclosing(follow(self._ports, running, 0)) as followed:
                async for _, news in followed:
                    if news is not None:
                        ended = news.type == "end"
                        yield news
            if ended:
                return

    async def connect(self, language: str = "") -> AsyncGenerator[Told, None]:
        """Fetch a token, if there is none, and nothing else."""
        from skill_runtime.actions.connect import connect

        language = self._language(language)
        turn = self._ports.store.begin(self._key, "", language)
        async with aclosing(self._play(turn, connect(self._now(language)))) as events:
            async for told in events:
                yield told

    async def close(self) -> None:
        await self._under_way.until_left()
        await self._ports.backend.close()

    def alone(self, event: Event, outcome: Outcome, language: str) -> Iterable[Told]:
        """An event of no turn, and an end."""
        yield self.told(event, self._language(language))
        yield Told("end", {"outcome": outcome.value}, "")

    def told(self, event: Event, language: str) -> Told:
        """The event in its words. What the backend says may hold the token that it was sent: that
        goes no further.
        """
        hide = self._ports.backend.hide
        words = hide(self._ports.replies.words(event, language))
        data = {name: hidden_in(value, hide) for name, value in as_json(event).items()}
        return Told(event.type, data, words, event.progress)

    # --- the parts of a turn ------------------------------------------------------------------

    def _carry_out(self, turn: Turn, plan: Plan, stopped_turn: bool, left_behind: bool) -> Flow:
        """The plan, once everything is told that comes before it."""
        yield from self._tell_replaced_state()
        yield from self._watch_skill()
        if not only_looks(plan):
            self._ports.skill.hold()
        looked = (yield from self._look_back(turn, plan)) if left_behind else Outcome.DONE
        if looked is not Outcome.DONE:
            return looked
        if not plan.steps:
            yield Emit(Held())
            return Outcome.HELD
        return (yield from self._perform(turn, plan, stopped_turn))

    def _perform(self, turn: Turn, plan: Plan, stopped_turn: bool) -> Flow:
        """The plan's steps, one after another; one that fails stops the plan."""
        if not only_looks(plan):
            from skill_runtime.actions.places import refuse_places

            if (yield from refuse_places(self._now(turn.language), plan.steps)):
                return Outcome.BAD_INPUT
        for index, step in enumerate(plan.steps):
            later = plan.actions[index + 1 :]
            context = replace(self._now(turn.language), stopped_turn=stopped_turn, later=later)
            yield from self._note(plan, index)
            if step.guessed:
                yield Emit(Understood(step.action))
            outcome = yield from dispatch(context, step)
            if outcome is not Outcome.DONE:
                if later:
                    yield Emit(PlanStopped(plan.actions[:index], later))
                return outcome
        return Outcome.DONE

    def _look_back(self, turn: Turn, plan: Plan) -> Flow:
        """What dead commands left. A message that nobody could look after must not be covered by
        another one, since the state would then tell of both at once; a mere look may go on.
        """
        from skill_runtime.actions.recovery import catch_up, tell_cut_off

        context = replace(self._now(turn.language), later=plan.actions)
        looked = yield from catch_up(context, needed=not only_looks(plan))
        left = self._left_by_others(turn)
        yield from tell_cut_off(context, left)
        if any(one.rendered for one in left) and context.jobs and Action.STATUS not in plan.actions:
            yield Emit(JobsShown(len(context.jobs)))
        self._settle(left, looked)
        return Outcome.DONE if only_looks(plan) else looked

    def _note(self, plan: Plan, index: int) -> Flow:
        """Where a plan has come to is worth a write only where it does something; its first step is
        on record from the beginning.
        """
        if index and not only_looks(plan):
            yield Save(StepBegun(plan.actions, index))
        return Outcome.DONE

    def _go_on(self, turn: Turn) -> Flow:
        """What an earlier command left: a message without an end, then renders."""
        from skill_runtime.actions.recovery import resume_message, resume_renders, tell_cut_off
        from skill_runtime.core.questions import questioned

        yield from self._tell_replaced_state()
        self._ports.skill.hold()
        context = self._now(turn.language)
        for question in context.questions:
            yield Emit(questioned(question))
        left = self._left_by_others(turn)
        if not (context.pending or context.jobs or context.questions) and not any(
            one.actions for one in left
        ):
            elsewhere = self._ports.store.history.waiting_elsewhere(self._key, _NAMED)
            yield Emit(NothingToWaitFor(elsewhere))
        outcome = yield from resume_message(context)
        yield from tell_cut_off(context, left)
        self._settle(left, outcome, landed=context.pending is not None)
        rendered = yield from resume_renders(context)
        return rendered if outcome is Outcome.DONE else outcome

    def _tell_replaced_state(self) -> Flow:
        place = self._ports.store.moved_aside()
        if place:
            yield Emit(StateReplaced(place))
        return Outcome.DONE

    def _watch_skill(self) -> Flow:
        change = self._ports.skill.change()
        if change:
            yield Emit(SkillChanged(gone=change == "gone"))
        return Outcome.DONE

    def _left_by_others(self, turn: Turn) -> tuple[TurnRecord, ...]:
        """Earlier turns without an end, of which this one, having the lock, knows that they are
        dead.
        """
        records = self._ports.store.history.left_open(self._key)
        return tuple(record for record in records if record.turn.id < turn.id)

    def _settle(
        self, left: tuple[TurnRecord, ...], outcome: Outcome, *, landed: bool = False
    ) -> None:
        """Dead turns are over, unless the state could not be looked at."""
        if outcome is not Outcome.UNFINISHED:
            turns = [record.turn for record in left]
            self._ports.store.settle(turns, landed=landed and outcome is Outcome.DONE)

    async def _play(self, turn: Turn, flow: Flow) -> AsyncGenerator[Told, None]:
        with self._under_way.counted():
            async with aclosing(self._played(turn, flow)) as events:
                async for told in events:
                    yield told

    async def _played(self, turn: Turn, flow: Flow) -> AsyncGenerator[Told, None]:
        """Keep each event before it is shown, and an outcome whatever happens."""
        store = self._ports.store
        sent = False

        def save(fact: Fact) -> None:
            nonlocal sent
            sent = sent or isinstance(fact, MessageIntended)
            store.save(turn, fact)

        driver = Driver(self._ports, save, lambda: store.asked_to_stop(turn))
        try:
            try:
                async with aclosing(driver.run(flow)) as events:
                    async for event in events:
                        yield self._keep(turn, event)
                outcome = driver.outcome
            except StoppedByUserError:
                outcome = Outcome.CANCELLED
                yield self._keep(turn, Cancelled())
        except (asyncio.CancelledError, GeneratorExit, KeyboardInterrupt):
            # A message that had gone out may have landed: the turn stays open, as after a crash,
            # so that whoever comes next reads the state and tells what became of it.
            if not sent:
                store.end(turn, Outcome.CANCELLED)
            raise
        store.end(turn, outcome)
        yield end_of(outcome, turn)

    def _keep(self, turn: Turn, event: Event) -> Told:
        told = self.told(event, turn.language)
        self._ports.store.append(turn, told)
        return told

    def _now(self, language: str) -> Context:
        """The circumstances of this moment: what earlier turns and steps left in the store."""
        store = self._ports.store
        standing = store.standing(self._key)
        delivered = standing.job is not None and standing.job.state is JobState.DELIVERED
        return replace(
            self._context,
            language=language,
            has_token=self._context.token_given or self._know_token(),
            disclosed=self._context.disclosed or store.disclosed(self._key.backend),
            session=store.session(self._key),
            jobs=store.jobs(self._key),
            saved=standing.job.path if standing.job and delivered else "",
            pending=store.pending(self._key),
            edited=standing.messaged,
            questions=store.questions(self._key),
        )

    def _language(self, named: str) -> str:
        return named or self._ports.store.language(self._key) or "en"

    def _know_token(self) -> bool:
        token = self._ports.store.token(self._key.backend)
        if token:
            self._ports.backend.use_token(token)
        return token is not None


def only_looks(plan: Plan) -> bool:
    """It costs nothing, is over soon, and may run beside another turn of the session."""
    return LOOK_UPS.issuperset(plan.actions)
