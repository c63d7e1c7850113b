"""Two processes and one session: busy, beside, cancel, follow, take over."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

import pytest

from skill_runtime.model.stream import Message
from skill_runtime.model.told import Told
from tests.actions.world import (
    CITY_WITH_TITLE,
    END,
    SESSION,
)
from tests.runtime.fakes import (
    KEY,
    KILL,
    KilledError,
    all_of,
    outcome,
    run,
    types,
)
from tests.runtime.house import EDIT, House


async def beside(
    turn: AsyncGenerator[Told, None], until: float, other: AsyncGenerator[Told, None]
) -> tuple[list[Told], list[Told]]:
    """Both turns' events; the second begins so many seconds after the first."""
    first = asyncio.ensure_future(all_of(turn))
    await asyncio.sleep(until)
    second = await all_of(other)
    return await first, second


def both(house: House, first: str, second: str) -> tuple[list[Told], list[Told]]:
    one, _ = house.process(session=SESSION)
    two, _ = house.process(session=SESSION)
    return run(beside(one.say(first), 10, two.say(second)))


def test_a_second_turn_of_a_busy_session_is_told_so_and_sends_nothing(house: House) -> None:
    house.world.stream((50, END))
    first, second = both(house, EDIT, "make it darker")
    assert types(second) == ["busy", "end"]
    assert outcome(second) == "busy"
    assert outcome(first) == "done"
    assert house.world.calls.count("message") == 1


@pytest.mark.parametrize("look", ["status", "credits", "what can you do?", "don't export yet"])
def test_whoever_only_looks_is_served_beside_a_running_turn(house: House, look: str) -> None:
    house.world.stream((50, END))
    first, second = both(house, EDIT, look)
    assert outcome(second) in {"done", "held"}
    assert outcome(first) == "done"


@contextlib.asynccontextmanager
async def looking(house: House, *looks: str) -> AsyncIterator[None]:
    """Look-ups under way, one begun after another."""
    tasks = []
    for look in looks:
        tasks.append(asyncio.ensure_future(all_of(house.process()[0].say(look))))
        await asyncio.sleep(5)
    yield
    for task in tasks:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_whoever_only_looks_makes_nobody_busy_and_is_left_alone(house: House) -> None:
    house.backend.hangs = {"credits"}
    house.world.stream((1, END))
    other, store = house.process()

    async def say_meanwhile() -> list[Told]:
        async with looking(house, "credits", "credits"):
            said = await all_of(other.say(EDIT))
            look_ups = store.history.latest(KEY, 3)[:2]
            assert [record.turn.outcome for record in look_ups] == [None, None]
        return said

    assert outcome(run(say_meanwhile())) == "done"


def test_cancel_stops_the_turn_beside_which_somebody_looks(house: House) -> None:
    house.backend.hangs = {"credits"}
    house.world.stream((500, END))
    one, _ = house.process()
    two, _ = house.process()

    async def stop() -> tuple[list[Told], list[Told]]:
        first = asyncio.ensure_future(all_of(one.say(EDIT)))
        await asyncio.sleep(5)
        async with looking(house, "credits"):
            second = await all_of(two.say("cancel"))
            return await first, second

    first, second = run(stop())
    assert types(second) == ["cancelled", "end"]
    assert outcome(first) == "cancelled"


def test_cancel_stops_a_turn_of_another_process_within_a_second(house: House) -> None:
    house.world.stream((5, Message("One.", "agent")), (500, END))
    one, _ = house.process()
    two, _ = house.process()

    async def stop() -> tuple[list[Told], list[Told], float]:
        first = asyncio.ensure_future(all_of(one.say(EDIT)))
        await asyncio.sleep(20)
        second = await all_of(two.say("cancel"))
        at = asyncio.get_running_loop().time()
        return await first, second, asyncio.get_running_loop().time() - at

    first, second, seconds = run(stop())
    assert types(second) == ["cancelled", "end"]
    assert outcome(second) == "done"
    assert types(first)[-2:] == ["cancelled", "end"]
    assert outcome(first) == "cancelled"
    assert seconds <= 1
    assert house.backend.exchanges[0].closed


def test_cancel_without_anything_to_stop_says_so(house: House) -> None:
    assert types(house.say("cancel")) == ["nothing_to_cancel", "end"]


def test_wait_follows_a_turn_of_another_process(house: House) -> None:
    house.world.stream((5, Message("One.", "agent")), (50, Message("Two.", "agent")), (51, END))
    one, _ = house.process()
    two, _ = house.process()
    first, second = run(beside(one.say(EDIT), 20, two.wait("en")))
    assert second == first
    assert types(second).count("said_all") == 2


def test_wait_takes_over_where_the_process_that_it_follows_dies(house: House) -> None:
    house.world.stream((5, Message("One.", "agent")), (50, KILL))
    house.world.project(60, CITY_WITH_TITLE)
    one, _ = house.process()
    two, _ = house.process()

    async def follow() -> list[Told]:
        first = asyncio.ensure_future(all_of(one.say(EDIT)))
        await asyncio.sleep(20)
        told = await all_of(two.wait("en"))
        with pytest.raises(KilledError):
            await first
        return told

    told = run(follow())
    assert types(told) == ["ready", "said", "said_all", "connection_lost", "changed", "end"]
    assert outcome(told) == "done"
    assert house.world.calls.count("message") == 1


def test_wait_for_a_turn_that_is_just_beginning_has_an_end_all_the_same(house: House) -> None:
    _, store = house.process()
    two, _ = house.process()

    async def follow() -> list[Told]:
        waiting = asyncio.ensure_future(all_of(two.wait("en")))
        with store.hold(KEY) as held:
            assert held
            await asyncio.sleep(1)
        return await waiting

    assert types(run(follow())) == ["nothing_to_wait_for", "end"]
