from __future__ import annotations

import pytest

from skill_runtime.actions.status import status
from skill_runtime.model.events.project import JobsShown
from skill_runtime.model.events.transfers import LastExport
from skill_runtime.model.records import Job, JobState, Session
from skill_runtime.model.steps import FileFacts

from .world import CITY, World, context

SESSION = Session("s0", "t0", "en")
FILM = "/films/city.mp4"


@pytest.mark.parametrize("gone", [False, True])
def test_status_says_where_the_last_export_lies(gone: bool) -> None:
    world = World(CITY)
    if not gone:
        world.files[FILM] = FileFacts(FILM, "city.mp4", 1000, "mp4")
    world.play(status(context(session=SESSION, saved=FILM)))
    assert world.told(LastExport) == [LastExport(FILM, gone)]


def test_while_another_export_is_under_way_that_one_is_told() -> None:
    world = World(CITY)
    job = Job("render_1", "s0", JobState.RENDERING, "/films", "city (2).mp4")
    world.play(status(context(session=SESSION, saved=FILM, jobs=(job,))))
    assert (world.told(JobsShown), world.told(LastExport)) == ([JobsShown(1)], [])


def test_where_nothing_was_exported_nothing_is_said_of_it() -> None:
    world = World(CITY)
    world.play(status(context(session=SESSION)))
    assert world.told(LastExport) == []
