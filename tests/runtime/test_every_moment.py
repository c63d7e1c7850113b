"""A turn is killed after each of its writes in turn; whoever comes next tells all that is to be
told, and nothing is paid or delivered twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from skill_runtime.adapters.sqlite_store import SqliteStore
from tests.actions.world import ok, refusal
from tests.runtime.fakes import KEY, KilledError, all_of, run
from tests.runtime.house import EDIT, House

_WRITES = frozenset({"begin", "save", "append", "end", "settle"})
_MOST_WRITES = 60
_MOST_TURNS = 100


class MortalStore:
    """A store whose process is killed right after so many writes."""

    def __init__(self, store: SqliteStore, writes: int) -> None:
        self._store = store
        self._left = writes

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        return self._mortal(found) if name in _WRITES else found

    def _mortal(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def written(*values: Any, **named: Any) -> Any:
            result = write(*values, **named)
            self._left -= 1
            if not self._left:
                raise KilledError
            return result

        return written


def dies(house: House, words: str, writes: int) -> bool:
    """`say`, or `wait` without words, whose nth write is its last. False: it came to its end."""

    def behind(store: SqliteStore) -> Any:
        return MortalStore(store, writes)

    talk, _ = house.process(behind=behind)
    try:
        run(all_of(talk.say(words) if words else talk.wait("en")))
    except KilledError:
        return True
    return False


def told(house: House) -> set[str]:
    """The types of what was kept since the turn that was killed: whoever comes next tells it."""
    _, store = house.process()
    turns = store.history.latest(KEY, _MOST_TURNS)
    return {one.type for turn in turns[1:] for _, one in store.events(turn.turn, 0)}


def lives(
    folder: Path,
    words: str,
    arrange: Callable[[House], None],
    then: str,
    dying_waits: int = 0,
) -> Iterator[House]:
    """A house for each moment: the words are said and killed there, and somebody comes after."""
    for writes in range(1, _MOST_WRITES):
        with ExitStack() as stack:
            house = House(folder / str(writes), stack)
            house.say(EDIT)
            arrange(house)
            if not dies(house, words, writes):
                return
            if "render" not in house.world.calls:
                house.world.always("poll", refusal(404))
            for moment in range(1, dying_waits):
                dies(house, "", moment)
            if then:
                house.say(then)
            house.wait()
            yield house
    raise AssertionError("the turn has no end")


def nothing(_: House) -> None:
    """As usual."""


def render_fails(house: House) -> None:
    house.world.always("poll", ok(status="failed"))


def render_fails_once(house: House) -> None:
    house.world.answer("poll", ok(status="failed"))


def submission_is_refused(house: House) -> None:
    house.world.always("render", refusal(402))
    house.world.always("poll", refusal(404))


NEXT = ["", "status", "make it darker"]


@pytest.mark.parametrize("then", NEXT)
def test_an_export_is_delivered_once_and_told_or_never_begun_and_told(
    tmp_path: Path, then: str
) -> None:
    for house in lives(tmp_path, "export", nothing, then):
        submitted = house.world.calls.count("render")
        assert submitted == len(house.world.names) <= 1
        assert told(house) & ({"exported"} if submitted else {"interrupted", "render_failed"})


@pytest.mark.parametrize("then", NEXT)
@pytest.mark.parametrize("arrange", [render_fails, submission_is_refused])
def test_an_export_that_fails_is_told(
    tmp_path: Path, arrange: Callable[[House], None], then: str
) -> None:
    for house in lives(tmp_path, "export", arrange, then):
        assert told(house) & {"interrupted", "render_failed", "refused"}


@pytest.mark.parametrize("then", NEXT)
def test_a_second_try_of_an_export_is_told_or_delivered(tmp_path: Path, then: str) -> None:
    for house in lives(tmp_path, "export", render_fails_once, then):
        assert told(house) & {"interrupted", "render_failed", "exported"}
        assert len(house.world.names) == ("exported" in told(house))


@pytest.mark.parametrize("then", ["", "status"])
def test_a_message_is_sent_once_and_told_or_never_sent_and_told(tmp_path: Path, then: str) -> None:
    for house in lives(tmp_path, "add a title", nothing, then):
        sent = house.world.calls.count("message") - 1
        words = {"not_confirmed", "nothing_changed"} if sent else {"not_confirmed", "interrupted"}
        assert sent <= 1
        assert told(house) & words


def test_waits_that_are_killed_as_well_lose_nothing(tmp_path: Path) -> None:
    """Each of them dies one write later than the one before."""
    for house in lives(tmp_path, "add a title and export it", nothing, "", dying_waits=12):
        submitted = house.world.calls.count("render")
        assert submitted == len(house.world.names) <= 1
        assert submitted or told(house) & {"interrupted", "render_failed", "plan_stopped"}
        assert not submitted or "exported" in told(house)
        assert house.world.calls.count("message") <= 2
