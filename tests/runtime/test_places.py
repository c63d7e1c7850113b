"""Where files are to go is looked at before anything is done."""

from __future__ import annotations

import pytest

from skill_runtime.model.told import Told
from tests.runtime.fakes import all_of, outcome, run, types
from tests.runtime.house import House

IMPOSSIBLE = ["make it brighter and export it to /bad/", "export as /bad/x.mp4", "export to /bad"]


def say(house: House, text: str, **known: object) -> list[Told]:
    talk, _ = house.process(**known)
    return run(all_of(talk.say(text)))


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_an_impossible_folder_stops_a_plan_before_anything_is_sent(house: House, text: str) -> None:
    house.world.folder_problems["/bad"] = "Not a directory"
    told = say(house, text)
    assert types(told) == ["folder_refused", "end"]
    assert (told[0].data["path"], outcome(told)) == ("/bad", "bad_input")
    assert house.world.calls == []


def test_the_folder_for_what_a_reply_may_bring_is_looked_at_too(house: House) -> None:
    house.world.folder_problems["/out"] = "Permission denied"
    assert types(say(house, "make it brighter")) == ["folder_refused", "end"]
    assert house.world.calls == []


def test_an_export_elsewhere_does_not_ask_for_the_usual_folder(house: House) -> None:
    say(house, "make it brighter")
    house.world.folder_problems["/out"] = "Permission denied"
    assert outcome(say(house, "export to /videos/")) == "done"


def test_an_ending_that_no_export_has_stops_a_plan_before_anything_is_sent(house: House) -> None:
    told = say(house, "make it brighter and export it to ~/films/dawn.xyz")
    assert types(told) == ["format_refused", "end"]
    assert (told[0].data["name"], outcome(told)) == ("dawn.xyz", "bad_input")
    assert house.world.calls == []
