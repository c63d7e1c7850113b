"""A film of a batch, whose process may die at any call: made once, paid once."""

from __future__ import annotations

import pytest

from skill_runtime.core.batch import Film, Next, next_of
from skill_runtime.model.plan import Slots
from skill_runtime.model.told import Told
from skill_runtime.runtime.batch import make_film
from tests.actions.world import CITY_WITH_TITLE
from tests.runtime.fakes import KEY, KilledError, all_of, outcome, run
from tests.runtime.house import House

FILM = Film((), "add a title", Slots(paths=("film.mp4",)))


def go_on(house: House) -> tuple[Next, list[Told]]:
    conversation, store = house.process()

    def look() -> Next:
        return next_of(store.standing(KEY))

    return look(), run(all_of(make_film(conversation, FILM, look)))


@pytest.mark.parametrize("moment", ["message", "state", "render", "poll", "download"])
def test_a_batch_that_died_goes_on_and_pays_for_nothing_twice(house: House, moment: str) -> None:
    house.world.lands = CITY_WITH_TITLE
    house.backend.dies = {moment}
    with pytest.raises(KilledError):
        go_on(house)
    house.backend.dies = set()
    _, told = go_on(house)
    assert outcome(told) == "done"
    assert house.world.calls.count("message") == 1
    assert house.world.calls.count("render") == 1
    assert house.world.names == {"/out/film.mp4"}
    assert go_on(house)[0] is Next.NOTHING
