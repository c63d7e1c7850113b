"""What the user is told before anything leaves the machine; and the id that free credits go by."""

from __future__ import annotations

import pytest

from skill_runtime.core.trust import leaves_machine
from tests.actions.world import refusal
from tests.runtime.fakes import all_of, outcome, run, types
from tests.runtime.house import EDIT, House

PLACES = {
    "": False, "http://127.0.0.1:80": False, "http://localhost:80": False, "http://[::1]:1": False,
    "https://api.example": True, "https://127.0.0.1.evil.example": True, "https://10.0.0.1": True,
}  # fmt: skip


@pytest.mark.parametrize("base", PLACES)
def test_what_goes_to_this_machine_leaves_it_not(base: str) -> None:
    assert leaves_machine(base) is PLACES[base]


def test_the_first_use_says_what_goes_where_before_it_goes_and_says_it_once(house: House) -> None:
    known = {"disclosed": False, "has_token": False, "token_given": False}
    talk, _ = house.process(**known)
    told = []

    async def first() -> None:
        async for one in talk.say(EDIT):
            if not told:
                assert house.world.calls == []
            told.append(one)

    run(first())
    assert types(told)[:2] == ["first_use", "connecting"]
    again, _ = house.process(**known)
    assert "first_use" not in types(run(all_of(again.say(EDIT))))
    look, _ = house.process(**known)
    assert "first_use" not in types(run(all_of(look.say("credits"))))


def test_what_needs_no_backend_says_nothing_about_it(house: House) -> None:
    talk, _ = house.process(disclosed=False)
    assert types(run(all_of(talk.say("help")))) == ["help", "end"]


def test_who_agreed_in_connect_has_been_told(house: House) -> None:
    talk, store = house.process(disclosed=False)
    store.consent("https://backend.test")
    assert "first_use" not in types(run(all_of(talk.say(EDIT))))


@pytest.mark.parametrize("calls", [["message"], ["state"], ["session"], ["token"]])
def test_the_client_id_never_changes_to_gain_credits(house: House, calls: list[str]) -> None:
    for call in calls:
        house.world.always(call, refusal(2001))
    seen = []
    for _ in range(3):
        talk, store = house.process(has_token=False, token_given=False)
        assert outcome(run(all_of(talk.say(EDIT)))) == "no_credits"
        seen.append(store.client_id("https://backend.test"))
    sent = {request.headers["X-Client-Id"] for request in house.world.requests("token")}
    assert sent == {"client-1"}
    assert set(seen) <= {"client-1", None}
    assert len(house.world.requests("token")) == (3 if calls == ["token"] else 1)
