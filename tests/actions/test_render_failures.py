"""Renders that fail, and submissions whose answer is lost: nothing is submitted blindly."""

from __future__ import annotations

import pytest

from skill_runtime.model.events.transfers import RenderGoesOn, RenderStarted
from skill_runtime.model.records import Job, Outcome
from skill_runtime.model.steps import Reply
from tests.actions.exporting import (
    FAILED,
    FIRST,
    HOME,
    NO,
    PROCESSING,
    SECOND,
    F,
    R,
    S,
    ids,
    open_jobs,
    run_export,
)
from tests.actions.world import (
    CITY,
    FOREIGN,
    LOST,
    UNREACHABLE,
    World,
    refusal,
)

# --- a render that fails


def test_a_failed_render_is_tried_once_more_with_a_new_id() -> None:
    world = World(CITY)
    world.answer("poll", PROCESSING, FAILED)
    assert run_export(world) is Outcome.DONE
    assert ids(world) == [FIRST, SECOND]
    assert world.job_states == [S, R, F, S, R, *HOME]
    assert world.told(RenderStarted) == [RenderStarted(FIRST), RenderStarted(SECOND, again=True)]


def test_a_render_that_fails_twice_is_told_and_over() -> None:
    world = World(CITY)
    world.always("poll", FAILED)
    assert run_export(world) is Outcome.REFUSED
    assert ids(world) == [FIRST, SECOND]
    assert world.types[-1] == "render_failed"
    assert open_jobs(world) == []


def test_a_refused_submission_is_tried_once_more_with_a_new_id() -> None:
    world = World(CITY)
    world.answer("render", refusal(409))
    assert run_export(world) is Outcome.DONE
    assert ids(world) == [FIRST, SECOND]
    assert world.job_states == [S, NO, S, R, *HOME]


def test_a_submission_that_is_refused_twice_says_why() -> None:
    world = World(CITY)
    world.answer("render", refusal(409), refusal(409))
    assert run_export(world) is Outcome.REFUSED
    assert world.types[-1] == "refused"
    assert open_jobs(world) == []


@pytest.mark.parametrize("code", [402, 2001])
def test_a_final_refusal_is_told_at_once(code: int) -> None:
    world = World(CITY)
    world.answer("render", refusal(code))
    run_export(world)
    assert len(ids(world)) == 1
    assert world.job_states == [S, NO]


# --- a submission whose answer is lost


@pytest.mark.parametrize(
    "answer", [LOST, refusal(500), refusal(504), FOREIGN], ids=["lost", "500", "504", "foreign"]
)
def test_a_submission_in_doubt_is_looked_up_by_its_id_and_not_repeated(answer: Reply) -> None:
    world = World(CITY)
    world.answer("render", answer)
    world.answer("poll", PROCESSING)
    assert run_export(world) is Outcome.DONE
    assert ids(world) == [FIRST]
    assert world.job_states == [S, R, *HOME]


@pytest.mark.parametrize("answer", [LOST, refusal(500)], ids=["lost", "500"])
def test_a_submission_that_never_arrived_gets_a_new_id(answer: Reply) -> None:
    world = World(CITY)
    world.answer("render", answer)
    world.answer("poll", refusal(404))
    assert run_export(world) is Outcome.DONE
    assert ids(world) == [FIRST, SECOND]
    assert world.job_states == [S, F, S, R, *HOME]


def test_a_submission_in_doubt_with_nobody_to_ask_is_kept() -> None:
    world = World(CITY)
    world.answer("render", LOST)
    world.always("poll", UNREACHABLE)
    assert run_export(world) is Outcome.UNFINISHED
    assert ids(world) == [FIRST]
    assert [job.state for job in open_jobs(world)] == [S]
    assert world.types == ["no_connection", "render_goes_on"]
    assert world.told(RenderGoesOn) == [RenderGoesOn(FIRST, certain=False)]


def test_a_server_that_takes_no_submission_is_told_as_a_server_fault() -> None:
    world = World(CITY)
    world.always("render", refusal(503))
    world.always("poll", refusal(404))
    assert run_export(world) is Outcome.REFUSED
    assert world.types == ["refused"]
    assert open_jobs(world) == []


def test_a_submission_that_could_not_leave_leaves_no_job() -> None:
    world = World(CITY)
    world.answer("render", UNREACHABLE)
    assert run_export(world) is Outcome.NO_CONNECTION
    assert ids(world) == [FIRST]
    assert open_jobs(world) == []


def test_a_session_that_is_gone_at_the_submission_is_replaced_in_the_job_too() -> None:
    world = World(CITY)
    world.answer("render", refusal(1002))
    assert run_export(world) is Outcome.DONE
    assert [request.body["sessionId"] for request in world.requests("render")] == ["s0", "s1"]
    assert [fact.session_id for fact in world.facts if isinstance(fact, Job)][-1] == "s1"
    assert ids(world) == [FIRST, FIRST]
