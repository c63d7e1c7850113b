"""`preview`: three pictures in files, or a word why there are none."""

from __future__ import annotations

import pytest

from skill_runtime.actions.preview import preview
from skill_runtime.model.events.transfers import NoPreviews, Previewed
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Failed, Fetch, Progress, Reply
from tests.actions.world import (
    CITY,
    DISK_FULL,
    EMPTY,
    FOREIGN,
    LOST,
    World,
    context,
    fetched,
    refusal,
)


def pictures(world: World) -> None:
    """What the backend hands out for three requests."""
    world.came = [
        [(0.5, Progress(0, 5, 10)), (1, fetched(f"/out/.{number}.part", "png"))]
        for number in range(3)
    ]


def test_each_picture_gets_its_name_from_what_the_timeline_shows() -> None:
    world = World(CITY)
    pictures(world)
    world.names.add("/out/city-filmstrip.png")
    assert world.play(preview(context())) is Outcome.DONE
    names = ("city-poster", "city-filmstrip (2)", "city-timeline")
    assert world.told(Previewed) == [Previewed(tuple(f"/out/{name}.png" for name in names))]
    asked = [request.url for request in world.log if isinstance(request, Fetch)]
    assert asked == [f"/api/studio/preview/s0/{k}" for k in ("poster", "filmstrip", "timeline")]
    assert world.parts == set()


@pytest.mark.parametrize(
    "answer", [refusal(404), refusal(405), refusal(501), FOREIGN], ids=["404", "405", "501", "page"]
)
def test_a_backend_that_draws_none_is_told_plainly(answer: Reply | Failed) -> None:
    world = World(CITY)
    world.answer("fallback", answer)
    assert world.play(preview(context())) is Outcome.REFUSED
    assert world.told(NoPreviews) == [NoPreviews("backend.test")]


@pytest.mark.parametrize(
    ("end", "outcome", "told"),
    [
        (LOST, Outcome.NO_CONNECTION, "no_connection"),
        (DISK_FULL, Outcome.BAD_INPUT, "folder_refused"),
    ],
)
def test_a_picture_that_does_not_come_is_explained(
    end: Failed, outcome: Outcome, told: str
) -> None:
    world = World(CITY)
    world.came = [[(1, end)]]
    assert world.play(preview(context())) is outcome
    assert world.types == [told]


def test_a_picture_that_stops_in_the_middle_is_given_up() -> None:
    world = World(CITY)
    world.came = [[(1, Progress(0, 1, 10))]]
    assert world.play(preview(context())) is Outcome.NO_CONNECTION


@pytest.mark.parametrize("known", [{"session": None}, {}])
def test_an_empty_timeline_has_no_pictures(known: dict[str, None]) -> None:
    world = World(EMPTY)
    assert world.play(preview(context(**known))) is Outcome.REFUSED
    assert world.types == ["nothing_to_preview"]
    assert "fallback" not in world.calls
