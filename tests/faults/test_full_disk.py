"""A disk that takes no more, at every point of a turn: what is paid for is on record before."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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


# The state file's journal grows by about four thousand bytes a write.
@pytest.mark.parametrize("size", range(40_000, 240_000, 8_000))
@pytest.mark.parametrize("call", ["message", "render"])
def test_nothing_is_paid_that_is_not_on_record(tmp_path: Path, call: str, size: int) -> None:
    with CountingBackend() as backend:
        user = User(tmp_path, backend.url)
        user.prepare()
        told = attempt(user, call, size)
        assert all(times == 1 for times in backend.paid.values())
        finished = bool(told) and told[-1].data["outcome"] == "done"
        later = user.do("wait")
        assert all(times == 1 for times in backend.paid.values())
        if backend.paid and not finished:
            assert later[-2].type in {"changed", "exported"}, "what was paid for is told"
        if call == "render":
            assert len(user.films()) == sum(backend.paid.values())
