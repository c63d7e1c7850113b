"""What a later command makes of a message whose end was never heard."""

from __future__ import annotations

from skill_runtime.actions.recovery import catch_up, resume_message
from skill_runtime.model.events.reply import NotConfirmed
from skill_runtime.model.records import MessageIntended, Outcome
from tests.actions.world import CITY, CITY_WITH_TITLE, UNREACHABLE, World, context, refusal

PENDING = MessageIntended("add a title", CITY)


def test_an_edit_that_landed_is_told_at_once() -> None:
    world = World(CITY_WITH_TITLE)
    for flow in (resume_message, catch_up):
        assert world.play(flow(context(pending=PENDING))) is Outcome.DONE
    assert world.types == ["changed", "changed"]
    assert world.waits == []
    assert world.requests("message") == []


def test_wait_climbs_the_ladder_for_an_edit_that_is_still_being_made() -> None:
    world = World(CITY)
    world.project(80, CITY_WITH_TITLE)
    assert world.play(resume_message(context(pending=PENDING))) is Outcome.DONE
    assert world.waits == [30, 60]
    assert world.types == ["connection_lost", "connection_lost", "changed"]


def test_wait_ends_in_doubt_where_nothing_ever_changes() -> None:
    world = World(CITY)
    assert world.play(resume_message(context(pending=PENDING))) is Outcome.IN_DOUBT
    assert world.events[-1] == NotConfirmed(seen=True)


def test_wait_without_a_connection_says_so_and_leaves_the_message_to_a_later_look() -> None:
    world = World(CITY)
    world.always("state", UNREACHABLE)
    assert world.play(resume_message(context(pending=PENDING))) is Outcome.UNFINISHED
    assert world.types == ["no_connection"]
    assert sum(world.waits) < 10


def test_a_new_turn_looks_once_and_never_waits_for_an_old_one() -> None:
    world = World(CITY)
    assert world.play(catch_up(context(pending=PENDING))) is Outcome.DONE
    assert world.events == [NotConfirmed(seen=True)]
    assert world.waits == []


def test_a_new_turn_without_a_connection_claims_nothing_about_the_old_one() -> None:
    world = World(CITY)
    world.always("state", UNREACHABLE)
    assert world.play(catch_up(context(pending=PENDING))) is Outcome.UNFINISHED
    assert world.events == []


def test_a_session_that_is_gone_since_is_told_and_removes_nothing() -> None:
    world = World(CITY)
    world.answer("state", refusal(1002))
    world.project(0, {"t": []})
    assert world.play(catch_up(context(pending=PENDING))) is Outcome.DONE
    assert world.types == ["session_replaced", "not_confirmed"]


def test_without_anything_pending_nobody_is_asked() -> None:
    world = World(CITY)
    for flow in (resume_message, catch_up):
        assert world.play(flow(context())) is Outcome.DONE
    assert world.log == []
