"""The file of a finished render: two addresses, one delivery, now or by a later command."""

from __future__ import annotations

import pytest

from skill_runtime.actions.recovery import resume_renders
from skill_runtime.model.events.transfers import DownloadFailed, Downloading, Exported
from skill_runtime.model.records import Job, Outcome
from skill_runtime.model.steps import Fetched, Progress, Reply
from tests.actions.exporting import (
    FAILED,
    FIRST,
    D,
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
    LOST,
    UNREACHABLE,
    World,
    context,
    ok,
    refusal,
)

# --- the download


def test_the_download_tells_how_far_it_is() -> None:
    world = World(CITY)
    run_export(world)
    assert world.told(Downloading) == [Downloading(5, 10)]


@pytest.mark.parametrize(
    "failure", [refusal(404), refusal(401), LOST, UNREACHABLE], ids=["404", "401", "lost", "no way"]
)
def test_the_second_address_is_tried_where_the_first_fails(failure: Reply) -> None:
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


def test_a_download_that_breaks_off_is_tried_at_the_second_address() -> None:
    world = World(CITY)
    world.stream((1, Progress(0, 3, 10)), (2, LOST))
    assert run_export(world) is Outcome.DONE
    assert world.calls[-1] == "fallback"


def test_a_download_that_stands_still_is_given_up_after_two_minutes() -> None:
    world = World(CITY)
    world.stream((100, Progress(0, 3, 10)), (5000, Fetched(0, "/late", 10)))
    assert run_export(world) is Outcome.DONE
    assert world.calls[-1] == "fallback"
    assert world.elapsed == pytest.approx(100 + 120 + 2)


def test_a_slow_download_that_moves_is_followed_to_its_end() -> None:
    world = World(CITY)
    slowly = [(float(second), Progress(0, second, 4000)) for second in range(100, 4000, 100)]
    world.stream(*slowly, (4000, Fetched(0, "/out/city.mp4", 4000)))
    assert run_export(world) is Outcome.DONE
    assert world.requests("fallback") == []


def test_a_failed_download_keeps_the_job() -> None:
    world = World(CITY)
    world.always("download", LOST)
    world.always("fallback", refusal(503))
    assert run_export(world) is Outcome.UNFINISHED
    assert world.told(DownloadFailed) == [DownloadFailed(FIRST, disk=False, detail="")]
    assert [job.state for job in open_jobs(world)] == [R]
    assert len(ids(world)) == 1


def test_a_full_disk_is_told_and_the_second_address_left_alone() -> None:
    world = World(CITY)
    world.stream((1, DISK_FULL))
    assert run_export(world) is Outcome.UNFINISHED
    assert world.told(DownloadFailed) == [
        DownloadFailed(FIRST, disk=True, detail="No space left on device")
    ]
    assert world.requests("fallback") == []
    assert [job.state for job in open_jobs(world)] == [R]


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
    assert world.job_states == [R, D]


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
    assert world.types == ["render_failed", "downloading", "exported"]
    assert open_jobs(world) == []
