"""The loop: what is on disk before what goes out, and that nothing stays open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.core import contract
from skill_runtime.model.events import Event
from skill_runtime.model.events.project import NothingChanged
from skill_runtime.model.events.turn import Held
from skill_runtime.model.records import Job, JobState, MessageIntended, Outcome, TokenKept
from skill_runtime.model.steps import (
    Answer,
    Call,
    Closed,
    Emit,
    FileFacts,
    Flow,
    Look,
    NextItem,
    Now,
    Once,
    Open,
    Quiet,
    Save,
    Step,
    Wait,
)
from skill_runtime.model.stream import Beat
from skill_runtime.runtime.driver import Driver, StoppedByUserError
from tests.actions.world import CITY, END, SESSION, SKILL, World
from tests.runtime.fakes import FakeBackend, ports, run

MESSAGE = contract.run(SKILL, SESSION, contract.text_part("go"))
CREDITS = contract.credits_balance()


class Bench:
    """A driver with a backend, and a switch that stops the turn."""

    def __init__(self, folder: Path) -> None:
        self.world = World(CITY)
        self.backend = FakeBackend(self.world)
        self.stop_at = float("inf")
        self.asked_at: list[float] = []
        self.answers: list[Answer] = []
        self.ended = False
        self._ports = ports(self.backend, SqliteStore(folder))
        self.driver: Driver

    def play(self, *steps: Step) -> list[Event]:
        return run(self._play(self.flow(*steps)))

    async def _play(self, flow: Flow) -> list[Event]:
        async with aclosing(self.events(flow)) as events:
            return [event async for event in events]

    def events(self, flow: Flow) -> AsyncGenerator[Event, None]:
        self.driver = Driver(self._ports, self.world.log.append, self._asked_to_stop)
        return self.driver.run(flow)

    def flow(self, *steps: Step) -> Flow:
        try:
            for step in steps:
                self.answers.append((yield step))
        finally:
            self.ended = True
        return Outcome.HELD

    def _asked_to_stop(self) -> bool:
        now = asyncio.get_running_loop().time()
        self.asked_at.append(now)
        return now >= self.stop_at


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_each_step_gets_its_answer(bench: Bench) -> None:
    bench.world.files["a"] = FileFacts("a", "a", 1, "png")
    bench.world.stream((1, Beat()), (2, END))
    steps: list[Step] = [
        Emit(Held()),
        Call(CREDITS),
        Look("a"),
        Open(MESSAGE),
        NextItem(1e9),
        Wait(5),
    ]
    assert bench.play(*steps) == [Held()]
    kinds = [type(answer).__name__ for answer in bench.answers]
    assert kinds == ["NoneType", "Reply", "FileFacts", "Reply", "Arrived", "Now"]
    assert bench.driver.outcome is Outcome.HELD


def test_an_intent_is_on_disk_before_its_request_goes_out(bench: Bench) -> None:
    job = Job("render_1", "s0", JobState.SUBMITTING, "/out", "a.mp4")
    intent = MessageIntended("go", CITY)
    render = contract.render("render_1", "s0", CITY, {})
    bench.play(Once(render, job), Open(MESSAGE, intent))
    assert bench.world.log == [job, render, intent, MESSAGE]


def test_nothing_is_begun_once_the_user_has_asked_to_stop(bench: Bench) -> None:
    bench.stop_at = 0
    render = contract.render("render_1", "s0", CITY, {})
    job = Job("render_1", "s0", JobState.SUBMITTING, "/out", "a.mp4")
    for step in (Once(render, job), Open(MESSAGE, MessageIntended("go", CITY))):
        with pytest.raises(StoppedByUserError):
            bench.play(step)
    assert bench.world.log == []


def test_a_fact_is_saved_before_the_next_step(bench: Bench) -> None:
    token = TokenKept("nmv_usr_made_up", "client-1")
    bench.play(Save(token), Call(CREDITS))
    assert bench.world.log == [token, CREDITS]
    assert bench.backend.tokens == ["nmv_usr_made_up"]


def test_without_anything_open_a_stream_is_at_its_end(bench: Bench) -> None:
    bench.play(NextItem(1e9))
    assert isinstance(bench.answers[0], Closed)


def test_quiet_comes_when_it_was_asked_for(bench: Bench) -> None:
    bench.world.stream((500, END))
    bench.play(Open(MESSAGE), NextItem(1090.5))
    assert bench.answers[-1] == Quiet(1090.5)


def test_a_time_that_is_over_already_is_answered_at_once(bench: Bench) -> None:
    bench.world.stream((500, END))
    bench.play(Open(MESSAGE), NextItem(3))
    assert bench.answers[-1] == Quiet(1000)


def test_a_wait_takes_as_long_as_it_says(bench: Bench) -> None:
    bench.play(Wait(30.5), Wait(0.2))
    assert [answer.at for answer in bench.answers if isinstance(answer, Now)] == [1030.5, 1030.7]


def test_opening_hangs_up_what_was_open(bench: Bench) -> None:
    bench.world.stream((500, END))
    bench.play(Open(MESSAGE), Open(MESSAGE), Emit(Held()))
    assert [exchange.closed for exchange in bench.backend.exchanges] == [True, True]


def test_it_hangs_up_at_the_end_of_a_flow(bench: Bench) -> None:
    bench.world.stream((500, END))
    bench.play(Open(MESSAGE))
    assert bench.backend.exchanges[0].closed


def test_it_hangs_up_where_a_flow_fails(bench: Bench) -> None:
    def failing() -> Flow:
        yield Open(MESSAGE)
        raise ZeroDivisionError

    bench.world.stream((500, END))
    with pytest.raises(ZeroDivisionError):
        run(bench._play(failing()))  # noqa: SLF001 - the bench is ours
    assert bench.backend.exchanges[0].closed


def test_closing_the_events_closes_flow_and_exchange_at_once(bench: Bench) -> None:
    bench.world.stream((500, END))

    async def leave_early() -> None:
        async with aclosing(bench.events(bench.flow(Open(MESSAGE), Emit(Held())))) as events:
            assert await anext(events) == Held()
        assert bench.ended
        assert bench.backend.exchanges[0].closed

    run(leave_early())


def test_a_cancelled_turn_closes_flow_and_exchange(bench: Bench) -> None:
    bench.world.stream((500, END))

    async def cancelled() -> None:
        flow = bench.flow(Open(MESSAGE), NextItem(1e9))
        task = asyncio.ensure_future(bench._play(flow))  # noqa: SLF001 - the bench is ours
        await asyncio.sleep(10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(cancelled())
    assert bench.ended
    assert bench.backend.exchanges[0].closed


WAITS: dict[str, list[Any]] = {
    "a wait": [Wait(60)],
    "a silent stream": [Open(MESSAGE), NextItem(1e9)],
    "a busy stream": [Open(MESSAGE), *[NextItem(1e9)] * 1000],
    "a call": [Call(CREDITS)],
    "a paid call": [Once(contract.render("r", "s0", CITY, {}))],
    "an opening": [Open(MESSAGE)],
}


@pytest.mark.parametrize("steps", WAITS.values(), ids=WAITS)
def test_a_stop_ends_anything_within_a_second(steps: list[Step], bench: Bench) -> None:
    if len(steps) > 10:
        bench.world.stream(*((second / 10, Beat()) for second in range(1, 1001)))
    elif len(steps) > 1:
        bench.world.stream((500, END))
    else:
        bench.backend.hangs = {"credits", "render", "message"}
    bench.stop_at = 1007.25
    with pytest.raises(StoppedByUserError):
        bench.play(*steps, Emit(NothingChanged()))
    assert bench.stop_at <= bench.asked_at[-1] <= bench.stop_at + 1
    assert bench.ended
    assert all(exchange.closed for exchange in bench.backend.exchanges)


def test_nobody_is_asked_about_a_stop_more_than_once_a_second(bench: Bench) -> None:
    bench.world.stream(*((second / 100, Beat()) for second in range(1, 1001)), (11, END))
    bench.play(Open(MESSAGE), *[NextItem(1e9)] * 1000)
    assert len(bench.asked_at) <= 10


def test_a_short_turn_never_asks_about_a_stop(bench: Bench) -> None:
    bench.play(Call(CREDITS), Open(MESSAGE), Emit(Held()))
    assert bench.asked_at == []
