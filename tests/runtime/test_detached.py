"""Following turns of workers: how long, from where, and what is told of those nobody followed."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.errors import SetupError
from skill_runtime.model.errand import Errand
from skill_runtime.model.plan import Action
from skill_runtime.model.records import MessageIntended, Outcome, StepBegun, Turn
from skill_runtime.model.told import Told
from skill_runtime.runtime.detached import FAULT, DetachedConversation
from tests.actions.world import CITY, SESSION
from tests.runtime.fakes import KEY, all_of, outcome, run, types
from tests.runtime.house import EDIT, House

Script: TypeAlias = "list[tuple[float, Told | Outcome]]"
"""Seconds before each event. A script that has no outcome ends with the death of its process."""


class ScriptedWorkers:
    """Each errand is answered with the next script, by what holds a store and a lock of its own."""

    def __init__(self, folder: Path, *scripts: Script) -> None:
        self._folder = folder
        self._scripts = list(scripts)
        self._tasks: list[asyncio.Task[None]] = []
        self.errands: list[Errand] = []
        self.rivals: list[Errand] = []
        """Of other commands, each of which is quicker than the next that begins."""
        self.stopped = False

    def begin(self, errand: Errand) -> int | None:
        if self.rivals:
            self._begin(self.rivals.pop(0))
        return self._begin(errand)

    def _begin(self, errand: Errand) -> int | None:
        store = SqliteStore(self._folder)
        lock = store.hold(KEY)
        if not lock.__enter__():
            return None
        self.errands.append(errand)
        turn = store.begin(KEY, errand.text, "en")
        store.history.show(turn, 0)
        work = self._play(store, turn, self._scripts.pop(0))

        async def to_its_end() -> None:
            try:
                await work
            finally:
                lock.__exit__(None, None, None)
                store.close()

        self._tasks.append(asyncio.ensure_future(to_its_end()))
        return turn.id

    async def _play(self, store: SqliteStore, turn: Turn, script: Script) -> None:
        for seconds, what in script:
            for _ in range(math.ceil(seconds)):
                await asyncio.sleep(1)
                if store.asked_to_stop(turn):
                    store.end(turn, Outcome.CANCELLED)
                    self.stopped = True
                    return
            if isinstance(what, Outcome):
                store.end(turn, what)
            else:
                store.append(turn, what)


def words(text: str) -> Told:
    return Told("said", {"text": text}, text)


def told_of(events: list[Told]) -> list[str]:
    return [told.text for told in events if told.type == "said"]


class Home:
    """The commands of one user, each a conversation of its own, beside scripted workers."""

    def __init__(self, house: House, folder: Path) -> None:
        self._house = house
        self._folder = folder
        self.workers = ScriptedWorkers(folder)

    def script(self, *scripts: Script) -> None:
        self.workers = ScriptedWorkers(self._folder, *scripts)

    def command(self, patience: float = math.inf, **options: Any) -> DetachedConversation:
        talk, _ = self._house.process()
        return DetachedConversation(talk, self.workers, patience, "wait {}".format, **options)

    def store(self) -> SqliteStore:
        return self._house.process()[1]


@pytest.fixture
def home(house: House, tmp_path: Path) -> Home:
    return Home(house, tmp_path / "state")


def play(work: Coroutine[Any, Any, list[Told]]) -> list[Told]:
    return run(work)


def test_a_turn_is_followed_to_its_end(home: Home) -> None:
    home.script([(5, words("One.")), (90, words("Two.")), (1, Outcome.DONE)])
    events = play(all_of(home.command(100).say(EDIT)))
    assert told_of(events) == ["One.", "Two."]
    assert (outcome(events), events[-1].data["turn"]) == ("done", 1)


def test_patience_ends_with_the_command_that_goes_on_and_it_goes_on_from_there(home: Home) -> None:
    home.script([(5, words("One.")), (200, words("Two.")), (1, Outcome.DONE)])

    async def two_commands() -> list[Told]:
        first = await all_of(home.command(100).say(EDIT))
        assert types(first) == ["said", "goes_on", "end"]
        assert first[1].data["command"] == "wait 1"
        assert outcome(first) == "unfinished"
        return await all_of(home.command().wait("en", 1))

    assert told_of(play(two_commands())) == ["Two."]


def test_no_patience_at_all_starts_the_turn_and_leaves(home: Home) -> None:
    home.script([(0, words("One.")), (5, Outcome.DONE)])
    assert types(play(all_of(home.command(0).say(EDIT)))) == ["goes_on", "end"]


def test_what_nobody_saw_is_told_by_the_next_command_and_by_no_other(home: Home) -> None:
    progress = Told("still_working", {}, "…", progress=True)
    home.script([(1, progress), (1, words("One.")), (1, Outcome.DONE)])

    async def three_commands() -> tuple[list[Told], list[Told]]:
        await all_of(home.command(0).say(EDIT))
        await asyncio.sleep(10)
        second = await all_of(home.command().say("what can you do?"))
        return second, await all_of(home.command().say("what can you do?"))

    second, third = run(three_commands())
    assert types(second) == ["meanwhile", "said", "help", "end"]
    assert types(third) == ["help", "end"]


def test_what_came_after_the_reader_went_away_is_told_next_time(home: Home) -> None:
    home.script([(1, words("One.")), (1, words("Two.")), (1, Outcome.DONE)])
    looks = iter([True, False, False])

    async def two_commands() -> list[Told]:
        await all_of(home.command(is_read=lambda: next(looks)).say(EDIT))
        return await all_of(home.command().wait("en"))

    assert told_of(play(two_commands())) == ["Two."]


def test_wait_ends_as_the_turn_did_that_it_tells(home: Home) -> None:
    home.script([(1, words("No.")), (1, Outcome.REFUSED)])

    async def two_commands() -> list[Told]:
        await all_of(home.command(0).say(EDIT))
        await asyncio.sleep(10)
        return await all_of(home.command().wait("en"))

    events = play(two_commands())
    assert types(events) == ["meanwhile", "said", "end"]
    assert outcome(events) == "refused"


def test_where_the_worker_dies_another_one_looks_after_what_it_left(home: Home) -> None:
    home.script([(1, words("One."))], [(1, words("It landed.")), (1, Outcome.DONE)])
    events = play(all_of(home.command().say(EDIT)))
    assert told_of(events) == ["One.", "It landed."]
    assert [errand.plan is None for errand in home.workers.errands] == [False, True]


def test_workers_that_die_again_and_again_end_in_a_fault(home: Home) -> None:
    home.script([(1, words("One."))], [])
    with pytest.raises(SetupError, match="wait"):
        play(all_of(home.command().say(EDIT)))
    assert len(home.workers.errands) == 2


def test_a_fault_of_the_machine_is_raised_as_if_it_had_happened_here(home: Home) -> None:
    home.script([(1, Told(FAULT, {}, "No studio.")), (0, Outcome.FAULT)])
    with pytest.raises(SetupError, match="No studio"):
        play(all_of(home.command().say(EDIT)))
    assert types(play(all_of(home.command().wait("en")))) == ["nothing_to_wait_for", "end"]


def test_a_cancelled_follower_stops_the_turn_and_a_closed_one_does_not(home: Home) -> None:
    home.script([(500, Outcome.DONE)], [(50, Outcome.DONE)])

    async def cancel_then_close() -> None:
        following = asyncio.ensure_future(all_of(home.command().say(EDIT)))
        await asyncio.sleep(10)
        following.cancel()
        with pytest.raises(asyncio.CancelledError):
            await following
        assert home.workers.stopped
        home.workers.stopped = False
        second = home.command(20).say(EDIT)
        assert (await anext(second)).type == "goes_on"
        await second.aclose()
        await asyncio.sleep(100)
        assert not home.workers.stopped

    run(cancel_then_close())


def test_a_busy_session_names_its_turn_or_is_waited_for(home: Home) -> None:
    home.script([(50, Outcome.DONE)], [(1, words("Then.")), (1, Outcome.DONE)])

    async def beside() -> tuple[list[Told], list[Told]]:
        await all_of(home.command(0).say(EDIT))
        busy = await all_of(home.command().say(EDIT))
        return busy, await all_of(home.command(queue=True).say(EDIT))

    busy, queued = run(beside())
    assert (types(busy), busy[0].data["turn"], outcome(busy)) == (["busy", "end"], 1, "busy")
    assert told_of(queued) == ["Then."]


def test_a_queued_request_lets_others_go_first_that_were_quicker(home: Home) -> None:
    home.script(*([(20, Outcome.DONE)] for _ in range(3)), [(1, words("Then.")), (1, Outcome.DONE)])
    home.workers.rivals = [Errand(None, f"{number}") for number in range(3)]
    queued = play(all_of(home.command(100, queue=True).say(EDIT)))
    assert [errand.text for errand in home.workers.errands] == ["0", "1", "2", EDIT]
    assert told_of(queued) == ["Then."]


def test_a_queued_request_gives_up_when_patience_ends(home: Home) -> None:
    home.script([(500, Outcome.DONE)])

    async def beside() -> list[Told]:
        await all_of(home.command(0).say(EDIT))
        return await all_of(home.command(30, queue=True).say(EDIT))

    told = play(beside())
    assert types(told) == ["busy", "end"]
    assert told[0].data["waited"] == 30
    assert len(home.workers.errands) == 1


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (["chat"], ["interrupted"]),
        (["chat", "sent"], ["not_confirmed"]),
        (["upload"], ["interrupted", "plan_stopped"]),
        (["chat", "sent", "export"], ["interrupted"]),
        (["upload", "chat", "sent"], ["not_confirmed", "plan_stopped"]),
    ],
)
def test_what_a_dead_turn_never_came_to_is_told_once(
    home: Home, steps: list[str], said: list[str]
) -> None:
    store = home.store()
    dead = store.begin(KEY, "…", "en")
    store.save(dead, SESSION)
    begun = tuple(Action(step) for step in steps if step != "sent")
    plan = (*begun, Action.STATUS) if "plan_stopped" in said else begun
    for step in steps:
        if step == "sent":
            store.save(dead, MessageIntended("…", CITY))
        else:
            store.save(dead, StepBegun(plan, begun.index(Action(step))))
    events = play(all_of(home.command().say("status")))
    assert types(events) == [*said, "timeline", "end"]
    assert types(play(all_of(home.command().say("status")))) == ["timeline", "end"]


def test_turns_are_listed_with_what_became_of_them(home: Home) -> None:
    home.script([(1, Outcome.DONE)], [(1, words("…"))], [(500, Outcome.DONE)])

    async def list_them() -> list[Told]:
        for _ in range(2):
            await all_of(home.command(0).say(EDIT))
            await asyncio.sleep(10)
        await all_of(home.command(0).say(EDIT))
        return await all_of(home.command().turns())

    (shown, _) = play(list_them())
    lines: Any = shown.data["turns"]
    assert [line["outcome"] for line in lines] == ["done", "interrupted", "running"]
    assert [line["turn"] for line in lines] == [1, 2, 3]


def test_beside_the_turns_other_conversations_are_named(home: Home) -> None:
    store = home.store()
    for name in ("dawn", "dusk", "make-1a2b3c4d", "batch-0a1b2c3d4e5f-1", "dawn"):
        store.begin(replace(KEY, name=name), "hi", "en")
    (shown, _) = play(all_of(home.command().turns(made=True)))
    assert shown.data["others"] == ["dawn", "dusk"]
    (shown, _) = play(all_of(home.command().turns()))
    assert shown.data["others"] == []


def test_a_handle_that_names_no_turn_is_refused(home: Home) -> None:
    for events in (home.command().wait("en", 7), home.command().stop(7, "en")):
        told = play(all_of(events))
        assert (types(told), outcome(told)) == (["no_such_turn", "end"], "bad_input")
