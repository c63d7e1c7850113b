"""What a later command makes of what a killed one left: told, delivered, never sent twice."""

from __future__ import annotations

import asyncio

import pytest

from skill_runtime.model.plan import Action, Plan, PlanStep
from skill_runtime.model.steps import FileFacts
from skill_runtime.model.told import Told
from tests.actions.world import (
    CITY_WITH_TITLE,
    DISK_FULL,
    EMPTY,
    SESSION,
    UNREACHABLE,
    ok,
    refusal,
)
from tests.runtime.fakes import (
    all_of,
    outcome,
    run,
    types,
)
from tests.runtime.house import EDIT, House


def test_wait_tells_what_became_of_a_message_and_only_once(house: House) -> None:
    house.world.lands = CITY_WITH_TITLE
    house.die_on_the_stream()
    told = house.wait()
    assert types(told) == ["changed", "end"]
    assert outcome(told) == "done"
    assert types(house.wait()) == ["nothing_to_wait_for", "end"]
    assert house.world.calls.count("message") == 1


def test_the_next_turn_tells_first_what_became_of_a_message(house: House) -> None:
    house.world.lands = CITY_WITH_TITLE
    house.die_on_the_stream()
    told = house.say("make it darker")
    assert types(told)[0] == "changed"
    assert outcome(told) == "done"
    assert "changed" not in types(house.say("credits"))


def test_a_look_tells_it_too(house: House) -> None:
    house.die_on_the_stream()
    assert types(house.say("status")) == ["not_confirmed", "timeline", "end"]
    assert types(house.say("status")) == ["timeline", "end"]


def test_a_message_that_cannot_be_looked_after_is_not_forgotten(house: House) -> None:
    house.world.lands = CITY_WITH_TITLE
    house.die_on_the_stream()
    house.world.always("state", UNREACHABLE)
    assert outcome(house.wait()) == "unfinished"
    assert outcome(house.say("status")) == "no_connection"
    house.world.always("state", ok(state={"draft": CITY_WITH_TITLE}))
    assert types(house.wait()) == ["changed", "end"]


def test_no_message_covers_one_that_cannot_be_looked_after(house: House) -> None:
    house.world.lands = CITY_WITH_TITLE
    house.die_on_the_stream()
    house.world.answer("state", *[UNREACHABLE] * 4)
    told = house.say("make it darker")
    assert types(told) == ["no_connection", "end"]
    assert outcome(told) == "unfinished"
    assert house.world.calls.count("message") == 1
    assert types(house.say("make it darker"))[0] == "changed"


def test_the_next_turn_tells_of_a_render_that_a_killed_one_left(house: House) -> None:
    house.say(EDIT)
    house.backend.dies = {"poll"}
    house.die_on("export")
    told = house.say(EDIT)
    assert types(told)[0] == "jobs"
    assert types(house.wait())[-2:] == ["exported", "end"]


def test_a_process_that_died_while_the_message_went_out_never_sends_it_again(
    house: House,
) -> None:
    house.backend.dies = {"message"}
    house.die_on(EDIT)
    told = house.wait()
    assert types(told)[-2:] == ["not_confirmed", "end"]
    assert outcome(told) == "in_doubt"
    assert house.world.calls.count("message") == 1
    assert types(house.wait()) == ["nothing_to_wait_for", "end"]


@pytest.mark.parametrize("moment", ["render", "poll", "download"])
def test_a_render_survives_a_crash_and_is_delivered_once(house: House, moment: str) -> None:
    house.say(EDIT)
    house.backend.dies = {moment}
    house.die_on("export")
    told = house.wait()
    assert types(told)[-2:] == ["exported", "end"]
    assert outcome(told) == "done"
    assert house.world.calls.count("render") == 1
    assert types(house.wait()) == ["nothing_to_wait_for", "end"]


def test_a_render_that_goes_on_is_fetched_by_wait(house: House) -> None:
    house.say(EDIT)
    house.world.always("poll", ok(status="processing"))
    assert outcome(house.say("export")) == "unfinished"
    house.world.always("poll", ok(status="completed"))
    assert "jobs" in types(house.say("status"))
    assert types(house.wait())[-2:] == ["exported", "end"]
    assert "jobs" not in types(house.say("status"))


def test_a_full_disk_keeps_the_render_for_wait(house: House) -> None:
    house.say(EDIT)
    house.world.stream((1, DISK_FULL))
    told = house.say("export")
    assert types(told)[-2:] == ["download_failed", "end"]
    assert outcome(told) == "unfinished"
    assert types(house.wait())[-2:] == ["exported", "end"]


def test_a_message_and_a_render_are_both_looked_after(house: House) -> None:
    house.say(EDIT)
    house.world.always("poll", ok(status="processing"))
    house.say("export")
    house.world.always("poll", ok(status="completed"))
    house.world.lands = CITY_WITH_TITLE
    house.die_on_the_stream()
    told = house.wait()
    assert types(told) == ["changed", "rendered", "downloading", "exported", "end"]
    assert outcome(told) == "done"


def test_cancel_lets_a_render_of_an_earlier_command_go(house: House) -> None:
    house.say(EDIT)
    house.world.always("poll", ok(status="processing"))
    house.say("export")
    assert types(house.say("cancel")) == ["cancelled", "end"]
    assert types(house.wait()) == ["nothing_to_wait_for", "end"]


def test_stopping_a_turn_while_it_looks_back_stops_it_before_it_sends(house: House) -> None:
    house.die_on_the_stream()
    house.backend.hangs = {"state"}
    one, _ = house.process()
    two, _ = house.process()

    async def stop() -> list[Told]:
        first = asyncio.ensure_future(all_of(one.say("make it darker")))
        await asyncio.sleep(5)
        await all_of(two.say("cancel"))
        return await first

    told = run(stop())
    assert outcome(told) == "cancelled"
    assert house.world.calls.count("message") == 1


def test_a_known_plan_needs_no_router(house: House) -> None:
    house.world.project(0, EMPTY)
    talk, _ = house.process(session=SESSION)
    plan = Plan((PlanStep(Action.EXPORT),))
    told = run(all_of(talk.run(plan, "export", "zh")))
    assert types(told) == ["nothing_to_export", "end"]
    assert told[0].text == "zh:nothing_to_export"
    assert outcome(told) == "refused"


@pytest.mark.parametrize(
    ("listed", "said"),
    [(3, "uploaded"), (2, "interrupted"), (7, "upload_unclear"), (None, "upload_unclear")],
)
def test_an_upload_that_was_cut_off_is_looked_up_in_the_project(
    house: House, listed: int | None, said: str
) -> None:
    house.say(EDIT)
    house.world.files["a.png"] = FileFacts("/a.png", "a.png", 10, "png")
    house.world.uploads = 2
    house.backend.dies = {"upload"}
    house.die_on("upload a.png")
    house.world.uploads = listed
    assert types(house.wait()) == [said, "end"]
    assert types(house.wait()) == ["nothing_to_wait_for", "end"]
    assert house.world.calls.count("upload") == 1


def test_of_two_formats_that_a_crash_parts_neither_is_lost_without_a_word(house: House) -> None:
    house.say(EDIT)
    house.backend.dies = {"render"}
    house.die_on("export as mp4 and gif")
    house.world.answer("poll", None, refusal(404))
    told = house.wait()
    assert types(told)[-3:] == ["exported", "render_failed", "end"]
    assert (told[-2].data["name"], told[-2].data["arrived"]) == ("city.gif", False)
    assert types(house.wait()) == ["nothing_to_wait_for", "end"]
