"""`export`: check, submit, poll, download; and a job that is on disk all the while."""

from __future__ import annotations

import pytest

from skill_runtime.actions.export import export
from skill_runtime.core.deadlines import Deadlines
from skill_runtime.model.events.transfers import Exported, Rendering
from skill_runtime.model.plan import Slots
from skill_runtime.model.records import Job, JobsIntended, Outcome
from skill_runtime.model.steps import Reply
from tests.actions.exporting import (
    FAILED,
    FIRST,
    HOME,
    PENDING,
    PROCESSING,
    R,
    S,
    ids,
    open_jobs,
    run_export,
)
from tests.actions.world import (
    CITY,
    EMPTY,
    FOREIGN,
    LOST,
    UNREACHABLE,
    World,
    context,
    draft,
    ok,
    refusal,
)

# --- the check before


def test_an_empty_timeline_is_not_submitted() -> None:
    world = World(EMPTY)
    assert run_export(world) is Outcome.REFUSED
    assert world.types == ["nothing_to_export"]
    assert world.calls == ["state"]


@pytest.mark.parametrize(
    ("tracks", "format_", "told"),
    [
        ({"music": "calm"}, "mp4", True),
        ({"title": "Hello"}, "gif", True),
        ({"music": "calm"}, "mp3", False),
        ({"video": "city", "music": "calm"}, "mp4", False),
    ],
)
def test_a_film_without_a_picture_is_made_and_said_to_be_black(
    tracks: dict[str, str], format_: str, told: bool
) -> None:
    world = World(draft(**tracks))
    assert run_export(world, Slots(format=(format_,))) is Outcome.DONE
    assert ("no_picture" in world.types) is told


# --- the way of a job


def test_the_job_is_on_disk_before_it_is_submitted_and_its_states_in_order() -> None:
    world = World(CITY)
    world.answer("poll", PENDING, PROCESSING)
    assert run_export(world) is Outcome.DONE
    assert world.job_states == [S, R, *HOME]
    first = next(fact for fact in world.facts if isinstance(fact, Job))
    output = {"format": "mp4", "quality": "high"}
    assert first == Job(FIRST, "s0", S, "/out", "city.mp4", output=output)
    assert world.log.index(first) < world.log.index(world.requests("render")[0])
    delivered = world.facts[-1]
    assert isinstance(delivered, Job)
    assert delivered.path == "/out/city.mp4"
    told = world.told(Exported)[0]
    assert world.log.index(told) < world.log.index(delivered), "a crash in between would lose it"


def test_what_is_submitted_is_the_draft_as_it_stands() -> None:
    world = World(CITY)
    run_export(world)
    assert world.requests("render")[0].body == {
        "id": FIRST,
        "sessionId": "s0",
        "draft": CITY,
        "output": {"format": "mp4", "quality": "high"},
    }


def test_the_wishes_of_the_user_go_along() -> None:
    world = World(CITY)
    run_export(
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
    assert run_export(world, Slots(format=("mp4", "gif", "mp3"))) is Outcome.DONE
    assert [event.path for event in world.told(Exported)] == [
        "/out/city.mp4",
        "/out/city.gif",
        "/out/city.mp3",
    ]
    assert len(set(ids(world))) == 3


def test_several_formats_that_all_need_a_second_try_never_share_an_id() -> None:
    world = World(CITY)
    world.answer("poll", FAILED, FAILED)
    assert run_export(world, Slots(format=("mp4", "gif"))) is Outcome.DONE
    assert len(set(ids(world))) == 4


def test_several_formats_are_written_down_before_the_first_is_submitted() -> None:
    world = World(CITY)
    run_export(world, Slots(format=("mp4", "gif")))
    [intended] = [fact for fact in world.facts if isinstance(fact, JobsIntended)]
    assert [job.name for job in intended.jobs] == ["city.mp4", "city.gif"]
    assert world.log.index(intended) < world.log.index(world.requests("render")[0])


def test_a_format_that_fails_stops_the_ones_after_it() -> None:
    world = World(CITY)
    world.answer("render", None, refusal(402))
    assert run_export(world, Slots(format=("mp4", "gif", "mp3"))) is Outcome.REFUSED
    assert len(ids(world)) == 2
    assert len(world.told(Exported)) == 1
    assert open_jobs(world) == [], "nobody will ask for the third"


def test_a_format_that_can_not_be_made_is_told_and_stops_no_other() -> None:
    world = World(CITY)
    world.answer("render", refusal(400, message="no sound"))
    assert run_export(world, Slots(format=("mp3", "mp4"))) is Outcome.REFUSED
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
    run_export(world, Slots(paths=(destination,)))
    [request] = world.requests("download")
    [placed] = world.placed
    assert (request.folder, placed.name) == (folder, name)


def test_a_named_file_in_several_formats_keeps_its_name() -> None:
    world = World(CITY)
    run_export(world, Slots(format=("mp4", "gif"), paths=("/v/mine.mp4",)))
    assert [placed.name for placed in world.placed] == ["mine.mp4", "mine.gif"]


def test_a_hostile_label_is_one_plain_file_name() -> None:
    world = World({"t": [{"tt": 7, "sg": [{"m": {"text": "../../etc/passwd\x00\n:*?"}}]}]})
    run_export(world)
    [placed] = world.placed
    assert "/" not in placed.name
    assert ".." not in placed.name
    assert placed.name.isprintable()


# --- polling


def test_the_backend_names_the_pace() -> None:
    world = World(CITY)
    world.answer("poll", *[Reply(0, 0, {"status": "processing"}, retry_after=1)] * 3)
    assert run_export(world) is Outcome.DONE
    assert world.waits == [1, 1, 1]


def test_without_a_pace_it_is_half_a_minute() -> None:
    world = World(CITY)
    world.answer("poll", PENDING, PENDING)
    run_export(world)
    assert world.waits == [30, 30]
    assert [event.seconds for event in world.told(Rendering)] == [0, 30]


def test_a_pace_slower_than_ours_does_not_slow_us_down() -> None:
    world = World(CITY)
    world.answer("poll", Reply(0, 0, {"status": "processing"}, retry_after=500))
    run_export(world)
    assert world.waits == [30]


def test_after_ten_polls_the_render_goes_on_without_us() -> None:
    world = World(CITY)
    world.always("poll", PROCESSING)
    assert run_export(world) is Outcome.UNFINISHED
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
    assert run_export(world) is Outcome.UNFINISHED
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
    run_export(world)
    assert world.requests("download")[0].url == "https://c.test/o"
