"""Every fault of the state file and of the clock, on every call: nothing is sent that could not be
written down, and nothing is lost that could.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from skill_runtime.errors import StoreError
from tests.faults.commands import HastyClock, User
from tests.faults.counting import CountingBackend
from tests.faults.test_matrix import CALLS, EXPORTS, new_user

_YEAR_MS = 365 * 24 * 3_600_000
_TELL = [call for call in CALLS if call != "token"]
"""`connect` fetches a token and tells of nothing else: the next turn does."""


@pytest.fixture
def backend() -> Iterator[CountingBackend]:
    with CountingBackend() as made:
        yield made


@pytest.fixture
def user(backend: CountingBackend, tmp_path: Path) -> User:
    made = new_user(tmp_path, backend.url, "message")
    made.patience_s = 0.05
    return made


@pytest.mark.parametrize("call", CALLS)
def test_a_file_of_a_newer_version_is_refused_and_left(
    user: User, backend: CountingBackend, call: str
) -> None:
    file = user.state / "state.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    with pytest.raises(StoreError, match="newer version"):
        user.do(call)
    assert (backend.requests, file.read_bytes()) == ([], before)


@pytest.mark.parametrize("call", CALLS)
def test_a_file_that_is_locked_stops_the_command_before_anything_is_sent(
    user: User, backend: CountingBackend, call: str
) -> None:
    with closing(sqlite3.connect(user.state / "state.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use"):
            user.do(call)
        assert backend.requests == []
        other.execute("ROLLBACK")
    assert user.do(call)[-1].data["outcome"] == "done"


@pytest.mark.parametrize("call", CALLS)
def test_a_damaged_file_is_moved_aside_and_the_command_does_its_work(
    user: User, backend: CountingBackend, call: str
) -> None:
    file = user.state / "state.db"
    file.write_bytes(b"no database at all" * 1000)
    told = user.do(call)
    aside = file.with_name("state.damaged-1.db")
    assert aside.read_bytes().startswith(b"no database")
    assert (call in _TELL) is any(one.type == "state_replaced" for one in told)
    assert all(times == 1 for times in backend.paid.values())


@pytest.mark.parametrize("call", CALLS)
def test_a_clock_that_is_set_back_between_two_commands_changes_nothing(
    user: User, backend: CountingBackend, call: str
) -> None:
    first = user.do(call)
    user.clock = HastyClock(user.clock.wall_ms() - _YEAR_MS)
    second = user.do(call)
    assert first[-1].data["outcome"] == second[-1].data["outcome"] == "done"
    films = 2 if call in EXPORTS else 0
    assert len(user.films()) == films
    renders = [times for id_, times in backend.paid.items() if id_.startswith("render")]
    assert renders == [1] * films, "no id is given twice"
