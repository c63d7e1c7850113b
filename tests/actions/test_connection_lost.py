"""CONTRACT, Rules of a turn, "connection lost": at every point, never sent twice."""

from __future__ import annotations

import pytest

from skill_runtime.actions.chat import chat
from skill_runtime.model.events.project import TimelineChanged
from skill_runtime.model.events.reply import NotConfirmed, SaidAll
from skill_runtime.model.records import MessageIntended, Outcome
from skill_runtime.model.stream import (
    Delta,
    Heard,
    Message,
    ToolCall,
)
from tests.actions.world import (
    CITY,
    CITY_WITH_TITLE,
    EMPTY,
    END,
    FOREIGN,
    LOST,
    UNREACHABLE,
    World,
    context,
    refusal,
)


@pytest.mark.parametrize("heard", range(4))
def test_a_cut_after_any_item_is_looked_up_and_never_sent_again(heard: int) -> None:
    world = World(CITY)
    items: list[tuple[float, Heard]] = [
        (1.0, Delta("I am ")),
        (2.0, ToolCall("edit")),
        (3.0, Message("I am done.", "agent")),
    ]
    world.stream(*items[:heard], (4, LOST))
    world.project(100, CITY_WITH_TITLE)
    assert world.play(chat(context(), "add a title")) is Outcome.DONE
    assert world.waits == [30, 60, 60]
    assert world.types[-4:] == ["connection_lost"] * 3 + ["changed"]
    assert world.calls.count("message") == 1


def test_words_that_were_cut_off_are_kept_and_marked() -> None:
    world = World(CITY)
    world.stream((1, Delta("First sentence. And then I")), (2, LOST))
    world.project(3, CITY_WITH_TITLE)
    world.play(chat(context(), "go"))
    assert world.told(SaidAll) == [SaidAll("First sentence. And then I", incomplete=True)]


def test_an_unchanged_state_ends_the_ladder_with_an_offer_to_try_again() -> None:
    world = World(CITY)
    world.stream((1, LOST))
    assert world.play(chat(context(), "go")) is Outcome.IN_DOUBT
    assert world.waits == [30, 60, 60, 60, 60, 60]
    assert world.events[-1] == NotConfirmed(seen=True)
    assert world.calls == ["state", "message"] + ["state"] * 6


def test_a_ladder_that_never_saw_the_state_claims_nothing_about_it() -> None:
    world = World(CITY)
    world.answer("state", None)
    world.always("state", UNREACHABLE)
    world.stream((1, LOST))
    assert world.play(chat(context(), "go")) is Outcome.IN_DOUBT
    assert world.types[-2:] == ["no_connection", "not_confirmed"]
    assert world.events[-1] == NotConfirmed(seen=False)
    assert world.calls.count("message") == 1


def test_an_answer_that_is_lost_after_the_message_went_out_is_looked_up() -> None:
    world = World(CITY)
    world.answer("message", LOST)
    world.project(20, CITY_WITH_TITLE)
    assert world.play(chat(context(), "go")) is Outcome.DONE
    assert world.types == ["connection_lost", "changed"]
    assert world.calls.count("message") == 1


@pytest.mark.parametrize("code", [500, 502, 503, 504])
def test_a_server_fault_on_the_message_is_looked_up_once(code: int) -> None:
    world = World(CITY)
    world.answer("message", refusal(code))
    assert world.play(chat(context(), "go")) is Outcome.REFUSED
    assert world.types == ["refused"]
    assert world.calls == ["state", "message", "state"]


def test_a_server_fault_whose_edit_landed_all_the_same_is_a_success() -> None:
    world = World(CITY)
    world.answer("message", refusal(502))
    world.lands = CITY_WITH_TITLE
    assert world.play(chat(context(), "add a title")) is Outcome.DONE
    assert world.types == ["changed"]
    assert world.calls == ["state", "message", "state"]


def test_a_message_that_could_not_leave_is_told_at_once() -> None:
    world = World(CITY)
    world.answer("message", UNREACHABLE)
    assert world.play(chat(context(), "go")) is Outcome.NO_CONNECTION
    assert world.types == ["no_connection"]
    assert world.waits == []


def test_something_else_in_place_of_a_stream_is_told_as_foreign() -> None:
    world = World(CITY)
    world.answer("message", FOREIGN)
    assert world.play(chat(context(), "go")) is Outcome.REFUSED
    assert world.types == ["foreign_answer"]


def test_a_session_lost_while_looking_is_no_removal_of_everything() -> None:
    world = World(CITY)
    world.answer("state", None, refusal(1002))
    world.project(10, EMPTY)
    world.stream((5, LOST))
    assert world.play(chat(context(), "go")) is Outcome.IN_DOUBT
    assert world.told(TimelineChanged) == []
    assert "session_replaced" in world.types


def test_a_session_lost_at_the_message_is_compared_with_the_new_empty_one() -> None:
    world = World(CITY)
    world.answer("message", refusal(1002))
    world.stream((1, END))
    world.project(0.5, CITY_WITH_TITLE)
    assert world.play(chat(context(), "make it")) is Outcome.DONE
    intents = [fact for fact in world.facts if isinstance(fact, MessageIntended)]
    assert [intent.draft for intent in intents] == [CITY, {}]
    [changed] = world.told(TimelineChanged)
    assert {change.kind.value for change in changed.changes} == {"added"}
    assert len(changed.changes) == 2
