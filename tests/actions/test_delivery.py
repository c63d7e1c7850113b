"""The file of a finished render: two addresses, one delivery, now or by a later command."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skill_runtime.actions.export import export
from skill_runtime.actions.recovery import resume_renders
from skill_runtime.model.events.transfers import (
    DownloadFailed,
    Downloading,
    Exported,
    OtherSize,
    RenderFailed,
)
from skill_runtime.model.plan import Slots
from skill_runtime.model.records import Job, JobState, Outcome
from skill_runtime.model.steps import Failed, Progress, Reply
from tests.actions.exporting import (
    FAILED,
    FIRST,
    HOME,
    F,
    R,
    S,
    ids,
    open_jobs,
    run_export,
)
from tests.actions.world import (
    CITY,
    DISK_FULL,
    FOREIGN,
    LOST,
    UNREACHABLE,
    World,
    context,
    fetched,
    ok,
    refusal,
)

# --- the download


def test_the_download_tells_how_far_it_is() -> None:
    world = World(CITY)
    run_export(world)
    assert world.told(Downloading) == [Downloading("city.mp4", 5, 10)]


def test_rendered_and_here_are_told_apart() -> None:
    world = World(CITY)
    run_export(world)
    assert world.types == ["render_started", "rendered", "downloading", "exported"]


@pytest.mark.parametrize(
    "failure",
    [refusal(404), refusal(401), UNREACHABLE, FOREIGN],
    ids=["404", "401", "no way", "no film"],
)
def test_the_second_address_is_tried_where_the_first_fails(failure: Reply | Failed) -> None:
    world = World(CITY)
    world.answer("download", failure)
    assert run_export(world) is Outcome.DONE
    assert world.calls[-2:] == ["download", "fallback"]
    assert world.requests("fallback")[0].url == f"/api/render/proxy/{FIRST}/download"
    assert world.requests("token") == []


def test_an_answer_without_an_address_goes_to_the_second_one() -> None:
    world = World(CITY)
    world.answer("poll", ok(status="completed"))
    assert run_export(world) is Outcome.DONE
    assert world.calls[-1] == "fallback"


def test_a_download_that_breaks_off_goes_on_with_what_the_server_said_of_the_file() -> None:
    world = World(CITY)
    world.answer("download", ok(validator='"etag-1"'))
    world.stream((1, Progress(0, 3, 10)), (2, LOST))
    assert run_export(world) is Outcome.DONE
    first, second = world.requests("download")
    assert (first.validator, second.validator) == ("", '"etag-1"')
    assert first.name == second.name
    assert world.requests("fallback") == []
    assert world.waits == [0.5]


def test_what_the_server_said_of_the_file_is_on_disk_before_its_first_byte_is() -> None:
    world = World(CITY)
    world.answer("download", ok(validator='"etag-1"'))
    run_export(world)
    saved = next(f for f in world.facts if isinstance(f, Job) and f.validator == '"etag-1"')
    assert world.log.index(saved) < world.log.index(world.told(Downloading)[0])


def test_a_download_that_brings_nothing_more_is_given_up_for_the_second_address() -> None:
    world = World(CITY)
    world.answer("download", *[LOST] * 10)
    assert run_export(world) is Outcome.DONE
    assert len(world.requests("download")) == 3
    assert world.calls[-1] == "fallback"


def test_a_download_is_gone_on_with_as_long_as_each_try_brings_more() -> None:
    world = World(CITY)
    world.project(0, CITY)
    tries = [((1, Progress(0, done, 10)), (2, LOST)) for done in range(1, 9)]
    world.streams(*tries)
    assert run_export(world) is Outcome.DONE
    assert len(world.requests("download")) == 9
    assert world.requests("fallback") == []


def test_even_a_download_that_always_brings_more_is_given_up_some_time() -> None:
    world = World(CITY)
    world.streams(*[((1, Progress(0, done, 9000)), (2, LOST)) for done in range(1, 100)])
    assert run_export(world) is Outcome.UNFINISHED
    assert len(world.requests("download")) == 20
    assert len(world.requests("fallback")) == 20


def test_a_download_that_stands_still_is_begun_again_after_two_minutes() -> None:
    world = World(CITY)
    world.stream((100, Progress(0, 3, 10)), (5000, fetched("/late")))
    assert run_export(world) is Outcome.DONE
    assert len(world.requests("download")) == 2
    assert world.elapsed == pytest.approx(100 + 120 + 0.5 + 2)


def test_a_slow_download_that_moves_is_followed_to_its_end() -> None:
    world = World(CITY)
    slowly = [(float(second), Progress(0, second, 4000)) for second in range(100, 4000, 100)]
    world.stream(*slowly, (4000, fetched("/out/city.mp4.part")))
    assert run_export(world) is Outcome.DONE
    assert len(world.requests("download")) == 1


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (LOST, "connection"),
        (UNREACHABLE, "connection"),
        (refusal(503), "refused"),
        (FOREIGN, "broken"),
    ],
)
def test_a_failed_download_keeps_the_job_and_says_why(failure: Reply | Failed, reason: str) -> None:
    world = World(CITY)
    world.always("download", LOST)
    world.always("fallback", failure)
    assert run_export(world) is Outcome.UNFINISHED
    detail = failure.detail if isinstance(failure, Failed) else ""
    assert world.told(DownloadFailed) == [DownloadFailed(FIRST, "city.mp4", reason, detail)]
    assert [job.state for job in open_jobs(world)] == [JobState.RENDERED]
    assert len(ids(world)) == 1


def test_a_full_disk_is_told_and_the_second_address_left_alone() -> None:
    world = World(CITY)
    world.stream((1, DISK_FULL))
    assert run_export(world) is Outcome.UNFINISHED
    assert world.told(DownloadFailed) == [
        DownloadFailed(FIRST, "city.mp4", "disk", "No space left on device")
    ]
    assert world.requests("fallback") == []
    assert [job.state for job in open_jobs(world)] == [JobState.RENDERED]


# --- its name


def test_a_name_that_is_taken_gets_a_number() -> None:
    world = World(CITY)
    world.names |= {"/out/city.mp4", "/out/city (2).mp4"}
    assert run_export(world) is Outcome.DONE
    assert [event.path for event in world.told(Exported)] == ["/out/city (3).mp4"]


def test_another_resolution_than_was_asked_for_is_told_and_kept() -> None:
    world = World(CITY)
    world.stream((1, replace(fetched("/out/.part"), frame=(1080, 1920))))
    assert run_export(world, Slots(resolution=("2160p",))) is Outcome.DONE
    assert world.told(OtherSize) == [OtherSize("2160p", "mp4", 1080, 1920)]
    assert [fact.output["resolution"] for fact in world.facts if isinstance(fact, Job)][-1] == (
        "1080x1920"
    )


def test_a_file_is_called_what_it_is() -> None:
    world = World(CITY)
    world.stream((1, fetched("/out/.part", "mp4")))
    assert run_export(world, Slots(format=("gif",))) is Outcome.DONE
    assert [event.path for event in world.told(Exported)] == ["/out/city.mp4"]


@pytest.mark.parametrize("moment", range(35))
def test_a_process_that_dies_anywhere_loses_no_file_and_delivers_none_twice(moment: int) -> None:
    """It dies after any of its steps, and once more while `wait` goes on with what it left."""
    world = World(CITY)
    world.knows_what_arrived = True
    world.names.add("/out/city.mp4")
    world.die_after(moment, export(context(), Slots(format=("mp4", "gif"))))
    world.die_after(moment // 3, resume_renders(context(jobs=tuple(open_jobs(world)))))
    world.play(resume_renders(context(jobs=tuple(open_jobs(world)))))
    assert open_jobs(world) == []
    assert world.parts == set()
    assert len(world.names - {"/out/city.mp4"}) == len(ids(world))
    told = {event.name for event in world.told(RenderFailed)}
    sent = {f"city.{request.body['output']['format']}" for request in world.requests("render")}
    assert not sent or told == {"city.mp4", "city.gif"} - sent


# --- picked up later


def test_wait_delivers_what_the_disk_refused_and_delivers_it_once() -> None:
    world = World(CITY)
    world.stream((1, DISK_FULL))
    run_export(world)
    left = tuple(open_jobs(world))
    assert world.play(resume_renders(context(jobs=left))) is Outcome.DONE
    assert open_jobs(world) == []
    assert len(world.told(Exported)) == 1
    assert len(ids(world)) == 1
    before = len(world.log)
    assert world.play(resume_renders(context(jobs=tuple(open_jobs(world))))) is Outcome.DONE
    assert len(world.log) == before


def test_wait_finds_out_that_a_job_was_submitted_before_the_crash() -> None:
    world = World(CITY)
    job = Job(FIRST, "s0", S, "/out", "city.mp4")
    assert world.play(resume_renders(context(jobs=(job,)))) is Outcome.DONE
    assert world.job_states == HOME


def test_wait_ends_a_job_that_the_backend_never_got() -> None:
    world = World(CITY)
    world.answer("poll", refusal(404))
    job = Job(FIRST, "s0", S, "/out", "city.mp4")
    assert world.play(resume_renders(context(jobs=(job,)))) is Outcome.REFUSED
    assert world.job_states == [F]
    assert world.types == ["render_failed"]


def test_wait_goes_through_all_jobs_and_ends_as_the_first_that_went_wrong() -> None:
    world = World(CITY)
    world.answer("poll", FAILED, None)
    jobs = tuple(Job(f"render_{n}", "s0", R, "/out", f"{n}.mp4") for n in (1, 2))
    assert world.play(resume_renders(context(jobs=jobs))) is Outcome.REFUSED
    assert world.types == ["rendered", "downloading", "exported", "render_failed"]
    assert open_jobs(world) == []
