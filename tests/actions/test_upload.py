"""`upload`: all files are looked at first, then sent together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skill_runtime.actions.upload import upload
from skill_runtime.model.events.transfers import (
    FileRefused,
    LinkRefused,
    UploadAsked,
    Uploaded,
    Uploading,
    UploadUnclear,
)
from skill_runtime.model.plan import Slots
from skill_runtime.model.records import Outcome
from skill_runtime.model.skill import FAMILY_FORMATS, FAMILY_SIZE_LIMIT
from skill_runtime.model.steps import (
    Failed,
    Failure,
    Fetch,
    FileFacts,
    Progress,
    Reply,
    SendFiles,
    SendMessage,
)
from tests.actions.world import LOST, SKILL, UNREACHABLE, World, context, ok, refusal

GOOD = FileFacts("/home/u/beach.mp4", "beach.mp4", 1000, "mp4")
SONG = FileFacts("/home/u/song.mp3", "song.mp3", 50, "mp3")


def world_with(*files: FileFacts) -> World:
    world = World()
    world.files = {file.name: file for file in files}
    return world


def paths(*files: FileFacts) -> Slots:
    return Slots(paths=tuple(file.name for file in files))


def test_without_a_file_the_user_is_asked_for_one() -> None:
    world = World()
    assert world.play(upload(context(), Slots())) is Outcome.DONE
    assert world.events == [UploadAsked(FAMILY_FORMATS, FAMILY_SIZE_LIMIT)]
    assert world.calls == []


def test_several_files_go_up_in_one_request() -> None:
    world = world_with(GOOD, SONG)
    assert world.play(upload(context(), paths(GOOD, SONG))) is Outcome.DONE
    [request] = world.requests("upload")
    assert request.files == ("/home/u/beach.mp4", "/home/u/song.mp3")
    assert request.path == "/api/upload-video/nemo_agent/me/s0"
    assert world.told(Uploading) == [Uploading("beach.mp4, song.mp3", 5, 10)]
    assert world.events[-1] == Uploaded(("beach.mp4", "song.mp3"))


REFUSALS = [
    (FileFacts("x", "x", problem="missing"), "missing"),
    (FileFacts("x", "x", problem="directory"), "directory"),
    (FileFacts("x", "x", problem="unreadable"), "unreadable"),
    (FileFacts("x", "x", problem="special"), "special"),
    (FileFacts("x", "x", 0, None), "empty"),
    (FileFacts("x", "x", 10, None), "type"),
    (FileFacts("x", "x", FAMILY_SIZE_LIMIT + 1, "mp4"), "size"),
]


@pytest.mark.parametrize(("facts", "reason"), REFUSALS, ids=[reason for _, reason in REFUSALS])
def test_a_file_that_cannot_go_up_stops_all_before_anything_is_sent(
    facts: FileFacts, reason: str
) -> None:
    world = world_with(GOOD, facts)
    assert world.play(upload(context(session=None), paths(GOOD, facts))) is Outcome.BAD_INPUT
    [refused] = world.told(FileRefused)
    assert (refused.name, refused.reason) == ("x", reason)
    assert world.calls == []


def test_every_file_that_cannot_go_up_is_named() -> None:
    world = world_with(GOOD)
    slots = Slots(paths=("one.mp4", "beach.mp4", "two.mp4"), urls=("https://x.test/a.mp4",))
    world.play(upload(context(), slots))
    assert [event.name for event in world.told(FileRefused)] == ["one.mp4", "two.mp4"]


def test_a_file_of_exactly_the_limit_goes_up() -> None:
    file = replace(GOOD, size=FAMILY_SIZE_LIMIT)
    assert world_with(file).play(upload(context(), paths(file))) is Outcome.DONE


def test_the_skill_says_what_it_takes_and_how_much() -> None:
    skill = replace(SKILL, formats=("png",), size_limit_bytes=100)
    world = world_with(GOOD, FileFacts("b.png", "b.png", 101, "png"))
    world.play(upload(context(skill=skill), Slots(paths=("beach.mp4", "b.png"))))
    assert world.events == [
        FileRefused("beach.mp4", "type", ("png",)),
        FileRefused("b.png", "size", size=101, limit=100),
    ]


def test_wildcards_are_the_files_that_they_mean_each_once() -> None:
    world = world_with(GOOD, SONG)
    world.wildcards["*"] = ("beach.mp4", "song.mp3")
    world.play(upload(context(), Slots(paths=("*", "song.mp3"))))
    [request] = world.requests("upload")
    assert request.files == ("/home/u/beach.mp4", "/home/u/song.mp3")


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("http://192.168.0.1/a.mp4?sig=secret", "private"),
        ("https://localhost/a.mp4", "private"),
        ("ftp://x.test/a.mp4", "scheme"),
    ],
)
def test_a_link_that_a_backend_elsewhere_has_no_business_with_is_not_sent(
    link: str, reason: str
) -> None:
    world = world_with(GOOD)
    slots = Slots(paths=("beach.mp4",), urls=(link,))
    assert world.play(upload(context(), slots)) is Outcome.BAD_INPUT
    assert world.events == [LinkRefused(link.partition("?")[0], reason)]
    assert world.calls == []


def test_a_backend_on_this_machine_may_be_told_addresses_inside_it() -> None:
    world = World()
    slots = Slots(urls=("http://127.0.0.1:8000/a.mp4",))
    assert world.play(upload(context(local=True), slots)) is Outcome.DONE


def test_addresses_are_handed_on_verbatim() -> None:
    world = World()
    url = "https://x.test/a b.mp4?sig=1&x=%20"
    assert world.play(upload(context(), Slots(urls=(url,)))) is Outcome.DONE
    [request] = world.requests("upload")
    assert request.body == {"urls": [url], "source_type": "url"}
    assert world.events == [Uploaded((url,))]


def test_files_that_are_up_are_told_even_where_the_address_is_refused() -> None:
    world = world_with(GOOD)
    world.answer("upload", None, refusal(4001))
    slots = Slots(paths=("beach.mp4",), urls=("https://x.test/a.exe",))
    assert world.play(upload(context(), slots)) is Outcome.REFUSED
    assert world.types == ["uploading", "uploaded", "refused"]
    assert world.told(Uploaded) == [Uploaded(("beach.mp4",), followed=True)]


def test_a_rate_limit_at_the_end_of_an_upload_sends_it_again() -> None:
    world = world_with(GOOD)
    world.stream((1, Progress(0, 10, 10)), (2, refusal(429, retry_after=3)))
    assert world.play(upload(context(), paths(GOOD))) is Outcome.DONE
    assert world.waits == [3]
    assert len(world.requests("upload")) == 2
    assert len(world.told(Uploaded)) == 1


def test_a_refusal_at_the_end_of_an_upload_is_told() -> None:
    world = world_with(GOOD)
    world.stream((2, refusal(4002)))
    assert world.play(upload(context(), paths(GOOD))) is Outcome.REFUSED
    assert world.types == ["refused"]


class Breaking(World):
    """Uploads are lost on their way, or the answers to them are."""

    def __init__(self, *, arrives: bool) -> None:
        super().__init__()
        self.files = {GOOD.name: GOOD}
        self.uploads = 2
        self._arrives = arrives
        self.stream((5, LOST))

    def open(self, request: SendMessage | SendFiles | Fetch) -> Reply | Failed:
        if self._arrives and self.uploads is not None:
            self.uploads += 1
        return super().open(request)


def test_an_upload_whose_answer_was_lost_is_found_in_the_project() -> None:
    world = Breaking(arrives=True)
    assert world.play(upload(context(), paths(GOOD))) is Outcome.DONE
    assert world.events == [Uploaded(("beach.mp4",))]
    assert len(world.requests("upload")) == 1


def test_an_upload_that_is_not_in_the_project_is_told_as_lost() -> None:
    world = Breaking(arrives=False)
    assert world.play(upload(context(), paths(GOOD))) is Outcome.NO_CONNECTION
    assert world.types == ["no_connection"]
    assert len(world.requests("state")) == 3, "one look before it, two after"
    assert len(world.requests("upload")) == 1


def test_an_upload_that_nobody_can_look_up_is_in_doubt() -> None:
    for listed in (None, 2):
        world = Breaking(arrives=True)
        world.uploads = listed
        if listed is not None:
            world.always("state", UNREACHABLE)
            world.answer("state", ok(state={"video_infos": [{}] * listed}))
        assert world.play(upload(context(), paths(GOOD))) is Outcome.IN_DOUBT
        assert world.events[-1] == UploadUnclear(("beach.mp4",))


def test_an_upload_without_an_end_is_given_up_once() -> None:
    world = world_with(GOOD)
    world.uploads = 0
    world.stream((10_000, ok()))
    assert world.play(upload(context(), paths(GOOD))) is Outcome.NO_CONNECTION
    assert world.elapsed == 903
    assert len(world.requests("upload")) == 1


def test_a_file_that_vanished_since_it_was_looked_at_is_named() -> None:
    world = world_with(GOOD)
    world.stream((1, Failed(0, Failure.DISK, "No such file")))
    assert world.play(upload(context(), paths(GOOD))) is Outcome.BAD_INPUT
    assert world.events == [FileRefused("beach.mp4", "unreadable")]


def test_a_first_upload_opens_a_session() -> None:
    world = world_with(GOOD)
    assert world.play(upload(context(session=None, has_token=False), paths(GOOD))) is Outcome.DONE
    assert world.calls == ["token", "session", "upload"]
