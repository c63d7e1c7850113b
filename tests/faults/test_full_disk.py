"""A disk that takes no more, at every point of a turn: what is paid for is on record before."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.errors import StoreError
from skill_runtime.model.told import Told
from tests.faults.commands import User
from tests.faults.counting import CountingBackend

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def attempt(user: User, call: str, size: int) -> list[Told]:
    """What the command told; nothing where the state could not be written."""
    with room_for(size):
        try:
            return user.do(call)
        except StoreError as error:
            fault = error
    assert fault.type == "no_state"
    assert "has room" in str(fault)
    return []


@pytest.mark.parametrize("room", range(0, 90_000, 4_000))
@pytest.mark.parametrize("call", ["message", "render"])
def test_nothing_is_paid_that_is_not_on_record(tmp_path: Path, call: str, room: int) -> None:
    with CountingBackend() as backend:
        user = User(tmp_path, backend.url)
        # As long as somebody has the state file open, its journal grows with each write.
        other = SqliteStore(user.state)
        user.prepare()
        told = attempt(user, call, (user.state / "state.db-wal").stat().st_size + room)
        assert all(times == 1 for times in backend.paid.values())
        finished = bool(told) and told[-1].data["outcome"] == "done"
        delivered = user.films()
        if room == 0:
            assert not told
            assert not backend.paid
        later = user.do("wait")
        other.close()
        assert all(times == 1 for times in backend.paid.values())
        if backend.paid and not finished and not delivered:
            assert later[-2].type in {"changed", "exported"}, "what was paid for is told"
        if call == "render":
            assert len(user.films()) == sum(backend.paid.values()), "here, and here once"
