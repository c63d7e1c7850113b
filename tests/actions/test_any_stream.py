"""Whatever comes on the stream, and wherever it is cut: one message goes out, no text is lost."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.actions.chat import chat
from skill_runtime.model.events.reply import Corrected, Said, SaidAll
from skill_runtime.model.records import Outcome
from skill_runtime.model.stream import Beat, Delta, Heard, Message, ToolCall, ToolResult
from tests.actions.world import CITY, CITY_WITH_TITLE, END, LOST, World, context

WORDS = ["Blue", "sky", "over", "a", "calm", "lake", "music", "蓝天", "音乐", "bright", "night"]
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(
    lambda w: " ".join(w) + "."
)
NOISE = st.sampled_from([Beat(), ToolCall("edit"), ToolResult("edit")])


@st.composite
def messages(draw: st.DrawFn) -> list[Heard]:
    """One message: whole, or as deltas first."""
    text = " ".join(draw(st.lists(SENTENCES, min_size=1, max_size=3)))
    cuts = (
        sorted(draw(st.sets(st.integers(1, len(text)), max_size=4))) if draw(st.booleans()) else []
    )
    deltas = [Delta(text[a:b]) for a, b in zip([0, *cuts], cuts, strict=False)]
    return [*deltas, Message(text, "agent")]


RUNS = st.lists(st.one_of(messages(), NOISE.map(lambda noise: [noise])), max_size=8).map(
    lambda parts: [heard for part in parts for heard in part]
)


@given(
    run=RUNS,
    gaps=st.lists(st.sampled_from([0.0, 1.0, 40.0, 130.0]), min_size=40, max_size=40),
    cut=st.none() | st.integers(0, 40),
    lands=st.booleans(),
)
def test_one_message_goes_out_and_every_complete_text_is_shown(
    run: list[Heard], gaps: list[float], cut: int | None, lands: bool
) -> None:
    heard = run if cut is None else run[:cut]
    at, came = 0.0, []
    for gap, item in zip(gaps, heard, strict=False):
        at += gap
        came.append((at, item))
    heard = heard[: len(came)]
    world = World(CITY)
    world.lands = CITY_WITH_TITLE if lands else None
    world.stream(*came, (at + 1, END if cut is None else LOST))
    outcome = world.play(chat(context(), "go"))

    assert world.calls.count("message") == 1
    if at < 600:
        complete = [item.text for item in heard if isinstance(item, Message)]
        told = [event.text for event in world.told(SaidAll) if not event.incomplete]
        assert told == complete
        assert outcome is (Outcome.DONE if cut is None or lands else Outcome.IN_DOUBT)
    assert all(event.text for event in world.told(Said))
    assert world.told(Corrected) == []
    assert world.events


@given(text=st.text(max_size=200), cuts=st.sets(st.integers(1, 199), max_size=6))
def test_what_was_said_piece_by_piece_is_what_was_said_in_all(text: str, cuts: set[int]) -> None:
    marks = [0, *sorted(cut for cut in cuts if cut < len(text)), len(text)]
    deltas = [Delta(text[a:b]) for a, b in itertools.pairwise(marks)]
    world = World(CITY)
    world.stream(*((1.0, delta) for delta in deltas), (1.0, Message(text, "agent")), (2, END))
    world.play(chat(context(), "go"))
    whole = "".join(event.text for event in world.told(SaidAll))
    shown = "".join(event.text for event in world.told(Said))
    assert shown == whole or not shown.strip()
