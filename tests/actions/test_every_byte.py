"""Captured streams, cut at every byte, in virtual time: the message goes out once, whole words are
kept, and what became of the edit is told.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from skill_runtime.actions.chat import chat
from skill_runtime.core.listening import Listening
from skill_runtime.model.events.project import TimelineChanged, TimelineShown
from skill_runtime.model.events.reply import ConnectionLost, SaidAll
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Item
from skill_runtime.model.stream import Heard, Message
from tests.actions.world import CITY, CITY_WITH_TITLE, END, LOST, World, context

CAPTURES = Path(__file__).parents[1] / "data" / "adk"
FAMILY = (
    b'data: {"type":"heartbeat"}\n\n: beat\n\n'
    b'data: {"type":"text","content":"Working on it."}\n\n'
    b'data: {"type":"tool_call","name":"edit"}\r\n\r\ndata:\n\n'
    b'data: {"type":"tool_result","name":"edit"}\n\n'
    b'data: {"type":"text",\ndata: "content":"All done: \xe6\xa0\x87\xe9\xa2\x98."}\n\n'
)
BODIES = {
    **{
        name: (CAPTURES / f"{name}.sse").read_bytes()
        for name in ("plain", "silent_edit", "final_differs", "stream", "edit_then_text")
    },
    "family": FAMILY,
}


def heard_of(body: bytes) -> tuple[list[Heard], bool]:
    """What the bytes bring, and whether they end inside an event."""
    listening = Listening()
    heard = list(listening.feed(body))
    truncated = listening.truncated
    return [*heard, *(() if truncated else listening.finish())], truncated


def play(heard: list[Heard], end: Item) -> tuple[World, Outcome]:
    world = World(CITY)
    world.lands = CITY_WITH_TITLE
    world.stream(*((1.0, one) for one in heard), (2.0, end))
    return world, world.play(chat(context(), "add a title"))


@pytest.mark.parametrize("name", BODIES)
def test_a_stream_that_breaks_off_at_any_byte_is_looked_up_and_never_sent_again(name: str) -> None:
    for cut in range(len(BODIES[name]) + 1):
        listening = Listening()
        heard = list(listening.feed(BODIES[name][:cut]))
        world, outcome = play(heard, LOST)
        assert outcome is Outcome.DONE
        assert world.calls == ["state", "message", "state"]
        assert world.waits == [30]
        assert world.told(ConnectionLost) == [ConnectionLost(30)]
        assert len(world.told(TimelineChanged)) == 1
        assert_whole_words_are_kept(world, heard)


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_ends_at_any_byte_is_believed_between_events_alone(name: str) -> None:
    believed = 0
    for cut in range(len(BODIES[name]) + 1):
        heard, truncated = heard_of(BODIES[name][:cut])
        world, outcome = play(heard, LOST if truncated else END)
        believed += not truncated
        assert outcome is Outcome.DONE
        assert world.calls.count("message") == 1
        assert world.waits == ([30] if truncated else [])
        assert len(world.told(TimelineChanged)) + len(world.told(TimelineShown)) == 1
        assert_whole_words_are_kept(world, heard)
    events = BODIES[name].replace(b"\r\n", b"\n").count(b"\n\n")
    # Between two events, and where a comment line or an empty field stands alone.
    assert events < believed <= 2 * events + 1


def assert_whole_words_are_kept(world: World, heard: list[Heard]) -> None:
    whole = [one.text for one in heard if isinstance(one, Message) and not one.incomplete]
    kept = [event.text for event in world.told(SaidAll) if not event.incomplete]
    assert kept == whole
