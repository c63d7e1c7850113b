"""Whole turns on streams that break, as real bytes: one message goes out, the change is told."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from skill_runtime.adapters.http_backend import HttpBackend
from skill_runtime.adapters.reply_templates import ReplyTemplates
from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.adapters.system_clock import SystemClock
from skill_runtime.assembly import load_router
from skill_runtime.core.deadlines import Deadlines
from skill_runtime.runtime.conversation import Conversation
from skill_runtime.runtime.ports import Ports
from skill_runtime.surfaces.console import Console
from tests.actions.world import World, context, draft
from tests.adapters.loopback import Line, Script, answer, chunk, stream_head
from tests.adapters.talking import ATTRIBUTION
from tests.hostile_backend import CITY, HostileBackend, message
from tests.runtime.fakes import KEY, FakeFiles, FakeSkill

REPLIES = ReplyTemplates(Path(__file__).parents[2] / "translations" / "replies")
SOON = Deadlines(recovery=(0.01, 0.01))
WORDS = message("Working on it.")
EVENT_STREAM = "Content-Type: text/event-stream"


def say(server: HostileBackend, folder: Path) -> str:
    """What the terminal shows of one turn: the reply, then the progress."""

    async def turn() -> str:
        backend = HttpBackend(lambda: server.url, ATTRIBUTION, SystemClock())
        store = SqliteStore(folder)
        ports = Ports(backend, store, REPLIES, SystemClock(), FakeFiles(World()), FakeSkill())
        known = context(session=None, has_token=False, deadlines=SOON)
        talk = Conversation(KEY, load_router, ports, known)
        out, err = io.StringIO(), io.StringIO()
        await Console(as_json=False, out=out, err=err).show(talk.say("add a title"))
        await talk.close()
        store.close()
        return out.getvalue() + err.getvalue()

    return asyncio.run(turn())


def gigabyte(line: Line) -> None:
    line.send(stream_head() + chunk(WORDS) + chunk(b"data: "))
    for _ in range(1024):
        line.send(chunk(b"x" * (1 << 20)))


def reset(line: Line) -> None:
    line.send(stream_head() + chunk(WORDS))
    line.reset()


def sends(data: bytes) -> Script:
    return lambda line: line.send(data)


BREAKS: dict[str, Callable[[Line], None]] = {
    "a line of a gigabyte": gigabyte,
    "a reset": reset,
    "chunks without their end": sends(stream_head() + chunk(WORDS)),
    "a chunk that is cut": sends(stream_head() + chunk(WORDS) + b"50\r\ndata: {"),
    "a chunk's length that is none": sends(stream_head() + chunk(WORDS) + b"zz\r\n"),
    "a length that is too large": sends(answer(200, WORDS + b"x" * 99, EVENT_STREAM)[:-99]),
    "an end inside an event": sends(answer(200, WORDS + b'data: {"type"', EVENT_STREAM)),
    "no answer at all": lambda line: line.reset(),
}


@pytest.mark.parametrize("how", BREAKS)
def test_a_broken_stream_is_looked_up_and_what_changed_is_told(how: str, tmp_path: Path) -> None:
    with HostileBackend(BREAKS[how]) as server:
        server.project(CITY, draft(video="city", title="Urban Dreams"))
        shown = say(server, tmp_path)
        assert server.messages == 1
    assert 'Title added: "Urban Dreams" (0-10s)' in shown
    assert "Next, you could say: " in shown
    assert ("Working on it." in shown) is (how != "no answer at all")
    named = "more than anyone could read" if "gigabyte" in how else "was not heard"
    assert named in shown


@pytest.mark.parametrize("how", ["a line of a gigabyte", "a reset"])
def test_a_broken_stream_without_a_change_ends_with_an_offer_to_try_again(
    how: str, tmp_path: Path
) -> None:
    with HostileBackend(BREAKS[how]) as server:
        shown = say(server, tmp_path)
        assert server.messages == 1
    assert "You can try again now." in shown
