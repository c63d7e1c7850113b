"""JSON of the wrong shape at any field of a stream or a draft: no exception, no silence."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill_runtime.actions.chat import chat
from skill_runtime.adapters.reply_templates import ReplyTemplates
from skill_runtime.core.differences import draft_difference
from skill_runtime.core.drafts import read_timeline
from skill_runtime.core.listening import Listening
from skill_runtime.core.next_steps import next_steps
from skill_runtime.model.events import as_json
from skill_runtime.model.events.project import TimelineChanged
from skill_runtime.model.records import Outcome
from tests.actions.world import CITY, END, World, context, segment

CAPTURES = Path(__file__).parents[1] / "data" / "adk"
REPLIES = ReplyTemplates(Path(__file__).parents[2] / "translations" / "replies")
FAMILY: list[dict[str, Any]] = [
    {"type": "text", "content": "Working on it."},
    {"type": "tool_call", "name": "edit", "id": "c1"},
    {"type": "tool_result", "name": "edit", "id": "c1"},
    {"type": "error", "content": "no", "message": "no", "error": "no"},
]
WRONG = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.none() | st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["\x1b[2J", "\u202e", "9" * 5000, 10**400, [[[]]], {"": {}}]),
)


def payloads() -> Iterator[tuple[str, list[Any]]]:
    for path in sorted(CAPTURES.glob("*.sse")):
        if 0 < path.stat().st_size < 6000:
            lines = path.read_text("utf-8").split("\n")
            found = [json.loads(line.removeprefix("data: ")) for line in lines if line]
            yield path.stem, found
    yield "family", FAMILY


RUNS = dict(payloads())


def paths(value: object, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every field, whatever it holds."""
    if here:
        yield here
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*here, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from paths(inner, (*here, place))


def replaced(value: object, path: tuple[Any, ...], wrong: object) -> Any:
    """A copy with one field of another shape."""
    changed: Any = copy.deepcopy(value)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = wrong
    return changed


def play(run: list[Any]) -> Outcome:
    """A whole turn on these payloads; every event has words and can be kept as JSON."""
    body = b"".join(b"data: " + json.dumps(payload).encode() + b"\n\n" for payload in run)
    listening = Listening()
    heard = [*listening.feed(body), *listening.finish()]
    world = World(CITY)
    world.stream(*((1.0, one) for one in heard), (2.0, END))
    outcome = world.play(chat(context(), "go"))
    assert world.events
    for event in world.events:
        REPLIES.words(event, "zh")
        json.dumps(as_json(event))
    return outcome


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("wrong", [None, 7, "x", [None], {"a": []}], ids=repr)
def test_any_field_of_a_stream_may_have_another_shape(name: str, wrong: object) -> None:
    for path in paths(RUNS[name]):
        if len(path) > 1:
            play(replaced(RUNS[name], path, wrong))


@settings(max_examples=25)
@given(st.data())
def test_several_fields_of_a_stream_may_be_anything(data: st.DataObject) -> None:
    run = RUNS[data.draw(st.sampled_from(sorted(RUNS)))]
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(list(paths(run))))
        run = replaced(run, path, data.draw(WRONG))
    play(run)


DRAFT: dict[str, Any] = {
    "t": [
        {"tt": 0, "m": {"name": "Video"}, "sg": [segment("city", speed=2)]},
        {"tt": 1, "sg": [segment("lofi", volume=0.3, fade_out=800)]},
        {"tt": 7, "sg": [segment("Dreams", color="red", role="title")]},
    ],
    "d": 10_000,
    "m": {"width": 1080, "height": 1920},
}


def told(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    timeline, changes = read_timeline(after), draft_difference(before, after)
    event = TimelineChanged(changes, timeline, next_steps(timeline, changes, ()))
    assert REPLIES.words(event, "en")
    json.dumps(as_json(event))


@given(st.data())
def test_any_field_of_a_draft_may_be_anything(data: st.DataObject) -> None:
    draft = DRAFT
    for _ in range(data.draw(st.integers(1, 4))):
        draft = replaced(draft, data.draw(st.sampled_from(list(paths(draft)))), data.draw(WRONG))
    told(DRAFT, draft)
    told(draft, DRAFT)
