"""`export`: check, submit, poll, download; and a job that is on disk all the while."""

from __future__ import annotations

import pytest

from skill_runtime.actions.export import export
from skill_runtime.actions.recovery import resume_renders
from skill_runtime.core.deadlines import Deadlines
from skill_runtime.model.events import (
    DownloadFailed,
    Downloading,
    Exported,
    Rendering,
    RenderStarted,
)
from skill_runtime.model.plan import Slots
from skill_runtime.model.records import Job, JobState, Outcome
from skill_runtime.model.steps import Fetched, Progress, Reply
from tests.actions.world import (
    CITY,
    DISK_FULL,
    EMPTY,
    FOREIGN,
    LOST,
    UNREACHABLE,
    World,
    context,
    ok,
    refusal,
)

FIRST, SECOND = "render_1700000000000", "render_1700000000001"
PENDING, PROCESSING = ok(status="pending"), ok(status="processing", progress=0.4)
FAILED = ok(status="failed")
S, R, D, F = JobState.SUBMITTING, JobState.RENDERING, JobState.DELIVERED, JobState.FAILED


def run(world: World, slots: Slots | None = None) -> Outcome:
    return world.play(export(context(), slots or Slots()))


def ids(world: World) -> list[str]:
    return [request.body["id"] for request in world.requests("render")]


def open_jobs(world: World) -> list[Job]:
    """What the store would hold afterwards, as `wait` finds it."""
    newest = {fact.id: fact for fact in world.facts if isinstance(fact, Job)}
    return [job for job in newest.values() if job.state in {S, R}]


# --- the check before


def test_an_empty_timeline_is_not_submitted() -> None:
    world = World(EMPTY)
    assert run(world) is Outcome.REFUSED
    assert world.types == ["nothing_to_export"]
    assert world.calls == ["state"]


def test_a_project_that_was_never_begun_asks_nobody() -> None:
    world = World()
    assert world.play(export(context(session=None), Slots())) is Outcome.REFUSED
    assert world.calls == []
    assert world.types == ["nothing_to_export"]


# --- the way of a job


def test_the_job_is_on_disk_before_it_is_submitted_and_its_states_in_order() -> None:
    world = World(CITY)
    world.answer("poll", PENDING, PROCESSING)
    assert run(world) is Outcome.DONE
    assert world.job_states == [S, R, D]
    first = next(fact for fact in world.facts if isinstance(fact, Job))
    assert first == Job(FIRST, "s0", S, "/out", "city.mp4")
    assert world.log.index(first) < world.log.index(world.requests("render")[0])
    delivered = world.facts[-1]
    assert isinstance(delivered, Job)
    assert delivered.path == "/out/city.mp4"
    assert world.log.index(delivered) < world.log.index(world.told(Exported)[0])


def test_what_is_submitted_is_the_draft_as_it_stands() -> None:
    world = World(CITY)
    run(world)
    assert world.requests("render")[0].body == {
        "id": FIRST,
        "sessionId": "s0",
        "draft": CITY,
        "output": {"format": "mp4", "quality": "high"},
    }


def test_the_wishes_of_the_user_go_along() -> None:
    world = World(CITY)
    run(
        world,
        Slots(format=("gif",), resolution=("720p",), orientation=("vertical",), quality=("low",)),
    )
    output = world.requests("render")[0].body["output"]
    assert output == {
        "format": "gif",
        "quality": "low",
        "resolution": "720p",
        "orientation": "vertical",
    }


def test_several_formats_are_several_jobs_with_ids_of_their_own() -> None:
    world = World(CITY)
    assert run(world, Slots(format=("mp4", "gif", "mp3"))) is Outcome.DONE
    assert [event.path for event in world.told(Exported)] == [
        "/out/city.mp4",
        "/out/city.gif",
        "/out/city.mp3",
    ]
    assert len(set(ids(world))) == 3


def test_several_formats_that_all_need_a_second_try_never_share_an_id() -> None:
    world = World(CITY)
    world.answer("poll", FAILED, None, FAILED, None)
    assert run(world, Slots(format=("mp4", "gif"))) is Outcome.DONE
    assert len(set(ids(world))) == 4


def test_a_format_that_fails_stops_the_ones_after_it() -> None:
    world = World(CITY)
    world.answer("render", None, refusal(402))
    assert run(world, Slots(format=("mp4", "gif", "mp3"))) is Outcome.REFUSED
    assert len(ids(world)) == 2
    assert len(world.told(Exported)) == 1


# --- where it goes


@pytest.mark.parametrize(
    ("destination", "folder", "name"),
    [
        ("/videos/", "/videos", "city.mp4"),
        ("/videos/mine.mp4", "/videos", "mine.mp4"),
        ("~/videos", "~/videos", "city.mp4"),
        ("clips/", "/out/clips", "city.mp4"),
        ("./clips/", "/out/clips", "city.mp4"),
        ("mine.mov", "/out", "mine.mov"),
        ("./mine.mov", "/out", "mine.mov"),
        ("../mine.GIF", "/out/..", "mine.gif"),
        (r"C:\videos\mine.mp4", r"C:\videos", "mine.mp4"),
    ],
)
def test_destination(destination: str, folder: str, name: str) -> None:
    world = World(CITY)
    run(world, Slots(paths=(destination,)))
    [request] = world.requests("download")
    assert (request.folder, request.name) == (folder, name)


def test_a_named_file_in_several_formats_keeps_its_name() -> None:
    world = World(CITY)
    run(world, Slots(format=("mp4", "gif"), paths=("/v/mine.mp4",)))
    assert [request.name for request in world.requests("download")] == ["mine.mp4", "mine.gif"]


def test_a_hostile_label_is_one_plain_file_name() -> None:
    world = World({"t": [{"tt": 7, "sg": [{"m": {"text": "../../etc/passwd\x00\n:*?"}}]}]})
    run(world)
    [request] = world.requests("download")
    assert "/" not in request.name
    assert ".." not in request.name
    assert request.name.isprintable()


# --- polling


def test_the_backend_names_the_pace() -> None:
    world = World(CITY)
    world.answer("poll", *[Reply(0, 0, {"status": "processing"}, retry_after=1)] * 3)
    assert run(world) is Outcome.DONE
    assert world.waits == [1, 1, 1]


def test_without_a_pace_it_is_half_a_minute() -> None:
    world = World(CITY)
    world.answer("poll", PENDING, PENDING)
    run(world)
    assert world.waits == [30, 30]
    assert [event.seconds for event in world.told(Rendering)] == [0, 30]


def test_a_pace_slower_than_ours_does_not_slow_us_down() -> None:
    world = World(CITY)
    world.answer("poll", Reply(0, 0, {"status": "processing"}, retry_after=500))
    run(world)
    assert world.waits == [30]


def test_after_ten_polls_the_render_goes_on_without_us() -> None:
    world = World(CITY)
    world.always("poll", PROCESSING)
    assert run(world) is Outcome.UNFINISHED
    assert len(world.requests("poll")) == 10
    assert world.types[-1] == "render_goes_on"
    assert [job.id for job in open_jobs(world)] == [FIRST]


def test_the_skill_says_how_often_to_look() -> None:
    world = World(CITY)
    world.always("poll", PENDING)
    deadlines = Deadlines(poll=10, polls=3)
    assert world.play(export(context(deadlines=deadlines), Slots())) is Outcome.UNFINISHED
    assert world.waits == [10, 10]
    assert len(world.requests("poll")) == 3


@pytest.mark.parametrize(
    "failure", [refusal(503), UNREACHABLE, LOST, FOREIGN], ids=["503", "no way", "lost", "foreign"]
)
def test_a_status_that_cannot_be_had_loses_nothing(failure: Reply) -> None:
    world = World(CITY)
    world.answer("poll", PROCESSING)
    world.always("poll", failure)
    assert run(world) is Outcome.UNFINISHED
    assert world.types[-1] == "render_goes_on"
    assert [job.state for job in open_jobs(world)] == [R]
    assert len(ids(world)) == 1


def test_a_token_that_runs_out_while_rendering_keeps_the_job() -> None:
    world = World(CITY)
    world.always("poll", refusal(401))
    assert world.play(export(context(token_given=True), Slots())) is Outcome.REFUSED
    assert [job.state for job in open_jobs(world)] == [R]


def test_both_shapes_of_a_status_are_read() -> None:
    world = World(CITY)
    answer = {"success": True, "data": {"status": "completed", "outputUrl": "https://c.test/o"}}
    world.answer("poll", ok(**answer))
    run(world)
    assert world.requests("download")[0].url == "https://c.test/o"


# --- a render that fails


def test_a_failed_render_is_tried_once_more_with_a_new_id() -> None:
    world = World(CITY)
    world.answer("poll", PROCESSING, FAILED)
    assert run(world) is Outcome.DONE
    assert ids(world) == [FIRST, SECOND]
    assert world.job_states == [S, R, F, S, R, D]
    assert world.told(RenderStarted) == [RenderStarted(FIRST), RenderStarted(SECOND, again=True)]


def test_a_render_that_fails_twice_is_told_and_over() -> None:
    world = World(CITY)
    world.always("poll", FAILED)
    assert run(world) is Outcome.REFUSED
    assert ids(world) == [FIRST, SECOND]
    assert world.types[-1] == "render_failed"
    assert open_jobs(world) == []


def test_a_refused_submission_is_tried_once_more_with_a_new_id() -> None:
    world = World(CITY)
    world.answer("render", refusal(409))
    assert run(world) is Outcome.DONE
    assert ids(world) == [FIRST, SECOND]
    assert world.job_states == [S, F, S, R, D]


def test_a_submission_that_is_refused_twice_says_why() -> None:
    world = World(CITY)
    world.answer("render", refusal(409), refusal(409))
    assert run(world) is Outcome.REFUSED
    assert world.types[-1] == "refused"
    assert open_jobs(world) == []


@pytest.mark.parametrize("code", [402, 2001])
def test_a_final_refusal_is_told_at_once(code: int) -> None:
    world = World(CITY)
    world.answer("render", refusal(code))
    run(world)
    assert len(ids(world)) == 1
    assert world.job_states == [S, F]


# --- a submission whose answer is lost


@pytest.mark.parametrize(
    "answer", [LOST, refusal(500), refusal(504), FOREIGN], ids=["lost", "500", "504", "foreign"]
)
def test_a_submission_in_doubt_is_looked_up_by_its_id_and_not_repeated(answer: Reply) -> None:
    world = World(CITY)
    world.answer("render", answer)
    world.answer("poll", PROCESSING)
    assert run(world) is Outcome.DONE
    assert ids(world) == [FIRST]
    assert world.job_states == [S, R, D]


@pytest.mark.parametrize("answer", [LOST, refusal(500)], ids=["lost", "500"])
def test_a_submission_that_never_arrived_gets_a_new_id(answer: Reply) -> None:
    world = World(CITY)
    world.answer("render", answer)
    world.answer("poll", refusal(404))
    assert run(world) is Outcome.DONE
    assert ids(world) == [FIRST, SECOND]
    assert world.job_states == [S, F, S, R, D]


def test_a_submission_in_doubt_with_nobody_to_ask_is_kept() -> None:
    world = World(CITY)
    world.answer("render", LOST)
    world.always("poll", UNREACHABLE)
    assert run(world) is Outcome.UNFINISHED
    assert ids(world) == [FIRST]
    assert [job.state for job in open_jobs(world)] == [S]
    assert world.types == ["no_connection"]


def test_a_server_that_takes_no_submission_is_told_as_a_server_fault() -> None:
    world = World(CITY)
    world.always("render", refusal(503))
    world.always("poll", refusal(404))
    assert run(world) is Outcome.REFUSED
    assert world.types == ["refused"]
    assert open_jobs(world) == []


def test_a_submission_that_could_not_leave_leaves_no_job() -> None:
    world = World(CITY)
    world.answer("render", UNREACHABLE)
    assert run(world) is Outcome.NO_CONNECTION
    assert ids(world) == [FIRST]
    assert open_jobs(world) == []


def test_a_session_that_is_gone_at_the_submission_is_replaced_in_the_job_too() -> None:
    world = World(CITY)
    world.answer("render", refusal(1002))
    assert run(world) is Outcome.DONE
    assert [request.body["sessionId"] for request in world.requests("render")] == ["s0", "s1"]
    assert [fact.session_id for fact in world.facts if isinstance(fact, Job)][-1] == "s1"
    assert ids(world) == [FIRST, FIRST]


# --- the download


def test_the_download_tells_how_far_it_is() -> None:
    world = World(CITY)
    run(world)
    assert world.told(Downloading) == [Downloading(5, 10)]


@pytest.mark.parametrize(
    "failure", [refusal(404), refusal(401), LOST, UNREACHABLE], ids=["404", "401", "lost", "no way"]
)
def test_the_second_address_is_tried_where_the_first_fails(failure: Reply) -> None:
    world = World(CITY)
    world.answer("download", failure)
    assert run(world) is Outcome.DONE
    assert world.calls[-2:] == ["download", "fallback"]
    assert world.requests("fallback")[0].url == f"/api/render/proxy/{FIRST}/download"
    assert world.requests("token") == []


def test_an_answer_without_an_address_goes_to_the_second_one() -> None:
    world = World(CITY)
    world.answer("poll", ok(status="completed"))
    assert run(world) is Outcome.DONE
    assert world.calls[-1] == "fallback"


def test_a_download_that_breaks_off_is_tried_at_the_second_address() -> None:
    world = World(CITY)
    world.stream((1, Progress(0, 3, 10)), (2, LOST))
    assert run(world) is Outcome.DONE
    assert world.calls[-1] == "fallback"


def test_a_download_that_stands_still_is_given_up_after_two_minutes() -> None:
    world = World(CITY)
    world.stream((100, Progress(0, 3, 10)), (5000, Fetched(0, "/late", 10)))
    assert run(world) is Outcome.DONE
    assert world.calls[-1] == "fallback"
    assert world.elapsed == pytest.approx(100 + 120 + 2)


def test_a_slow_download_that_moves_is_followed_to_its_end() -> None:
    world = World(CITY)
    slowly = [(float(second), Progress(0, second, 4000)) for second in range(100, 4000, 100)]
    world.stream(*slowly, (4000, Fetched(0, "/out/city.mp4", 4000)))
    assert run(world) is Outcome.DONE
    assert world.requests("fallback") == []


def test_a_failed_download_keeps_the_job() -> None:
    world = World(CITY)
    world.always("download", LOST)
    world.always("fallback", refusal(503))
    assert run(world) is Outcome.UNFINISHED
    assert world.told(DownloadFailed) == [DownloadFailed(FIRST, disk=False, detail="")]
    assert [job.state for job in open_jobs(world)] == [R]
    assert len(ids(world)) == 1


def test_a_full_disk_is_told_and_the_second_address_left_alone() -> None:
    world = World(CITY)
    world.stream((1, DISK_FULL))
    assert run(world) is Outcome.UNFINISHED
    assert world.told(DownloadFailed) == [
        DownloadFailed(FIRST, disk=True, detail="No space left on device")
    ]
    assert world.requests("fallback") == []
    assert [job.state for job in open_jobs(world)] == [R]


# --- picked up later


def test_wait_delivers_what_the_disk_refused_and_delivers_it_once() -> None:
    world = World(CITY)
    world.stream((1, DISK_FULL))
    run(world)
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
