"""A turn from its words to its end, with a real store, a fake backend and a jumping clock."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from skill_runtime.core.surface import adk_server
from skill_runtime.errors import UsageError
from skill_runtime.model.plan import Action, Plan, PlanStep
from skill_runtime.model.records import Outcome, Turn
from skill_runtime.model.stream import Fault, Message
from skill_runtime.model.told import Told
from skill_runtime.model.utterance import Utterance
from tests.actions.world import (
    CITY,
    CITY_WITH_TITLE,
    END,
    SESSION,
    World,
    refusal,
)
from tests.runtime.fakes import (
    KEY,
    FakeBackend,
    FakeSkill,
    all_of,
    conversation,
    outcome,
    run,
    types,
)
from tests.runtime.house import EDIT, House


def turn_of(told: list[Told]) -> Turn:
    number = told[-1].data["turn"]
    assert isinstance(number, int)
    return Turn(number, KEY, "", "en")


def test_a_turn_ends_with_its_outcome_and_its_handle(house: House) -> None:
    told = house.say(EDIT)
    assert types(told) == ["ready", "nothing_changed", "end"]
    assert outcome(told) == "done"
    _, store = house.process()
    assert store.outcome(turn_of(told)) is Outcome.DONE


def test_a_loop_that_was_left_makes_the_next_turn_neither_busy_nor_silent(house: House) -> None:
    house.world.stream((1, Message("One. Two.", "agent")), (500, END))
    house.world.project(1, CITY_WITH_TITLE)
    talk, _ = house.process(session=SESSION)

    async def leave() -> list[Told]:
        async for told in talk.say(EDIT):
            if told.type == "said":
                break
        told = await all_of(talk.say("make it darker"))
        async for _ in talk.say(EDIT):
            break
        await talk.close()
        return told

    told = run(leave())
    assert types(told)[0] == "changed"
    assert outcome(told) == "done"
    assert all(exchange.closed for exchange in house.backend.exchanges)


@pytest.mark.parametrize("utterance", [None, 7, b"hello"])
def test_what_is_no_utterance_is_refused_in_words(house: House, utterance: Any) -> None:
    talk, _ = house.process()
    with pytest.raises(UsageError, match="is said is a text or an Utterance, and this is a "):
        run(all_of(talk.say(utterance)))


def test_a_closed_conversation_says_that_it_is(house: House) -> None:
    talk, store = house.process()
    store.close()
    with pytest.raises(UsageError, match=r"This conversation is closed\. Open another one"):
        run(all_of(talk.say(EDIT)))


def test_every_event_is_kept_before_it_is_shown(house: House) -> None:
    house.world.stream((1, Message("Done. And more.", "agent")), (2, END))
    talk, _ = house.process()
    _, other = house.process()

    async def check() -> list[Told]:
        shown = []
        async for told in talk.say(EDIT):
            shown.append(told)
            kept = [one for _, one in other.events(Turn(1, KEY, "", "en"), 0)]
            assert kept == [one for one in shown if one.type != "end"]
        return shown

    assert types(run(check())) == ["ready", "said", "said", "said_all", "end"]


def test_the_session_is_the_same_in_the_next_process(house: House) -> None:
    house.say(EDIT)
    house.say("make it darker")
    assert house.world.calls.count("session") == 1


def test_an_anonymous_token_is_fetched_once_and_used_by_the_next_process(house: House) -> None:
    for _ in range(2):
        talk, _ = house.process(has_token=False, token_given=False)
        assert outcome(run(all_of(talk.say("credits")))) == "done"
    assert house.world.calls == ["token", "credits", "credits"]
    assert set(house.backend.tokens) == {"nmv_usr_made_up"}


def test_a_token_that_the_backend_repeats_is_neither_shown_nor_kept(house: House) -> None:
    talk, store = house.process(has_token=False, token_given=False)
    echo = "Your token nmv_usr_made_up is bad."
    house.world.stream((1, Message(echo, "agent")), (2, Fault(echo, "nmv_usr_made_up")), (3, END))
    told = run(all_of(talk.say(EDIT)))
    assert {"said", "run_failed"} <= set(types(told))
    assert "nmv_usr_made_up" not in repr(told)
    assert "nmv_usr_made_up" not in repr(store.events(turn_of(told), 0))


def test_connect_fetches_a_token_and_nothing_else(house: House) -> None:
    talk, _ = house.process(has_token=False, token_given=False)
    told = run(all_of(talk.connect("en")))
    assert types(told) == ["connecting", "connected", "end"]
    assert house.world.calls == ["token"]


@pytest.mark.parametrize(
    ("text", "chosen", "language"),
    [(EDIT, None, "en"), ("把画面调亮一点", None, "zh"), (EDIT, "zh", "zh"), (EDIT, "zh-CN", "zh")],
)
def test_the_answer_is_in_the_language_of_the_user(
    house: House, text: str, chosen: str | None, language: str
) -> None:
    talk, _ = house.process()
    told = run(all_of(talk.say(Utterance(text, language=chosen))))
    assert told[0].text == f"{language}:ready"
    assert house.world.requests("session")[0].body["language"] == language


@pytest.mark.parametrize(("became", "gone"), [("changed", False), ("gone", True)])
def test_a_skill_that_changes_under_a_conversation_is_told_and_the_turn_goes_on(
    house: House, became: str, gone: bool
) -> None:
    skill = FakeSkill()
    talk, _ = house.process(skill=skill)
    assert "skill_changed" not in types(run(all_of(talk.say("credits"))))
    skill.becomes = became
    first, *rest = run(all_of(talk.say("credits")))
    assert (first.type, first.data["gone"]) == ("skill_changed", gone)
    assert types(rest) == ["balance", "end"]


@pytest.mark.parametrize(("text", "holds"), [("credits", 0), (EDIT, 1), ("export", 1)])
def test_a_turn_that_takes_long_has_its_code_in_memory_before_it_begins(
    house: House, text: str, holds: int
) -> None:
    skill = FakeSkill()
    talk, _ = house.process(skill=skill)
    run(all_of(talk.say(text)))
    assert skill.holds == holds


def test_a_plan_without_steps_runs_nothing(house: House) -> None:
    told = house.say("don't export yet")
    assert types(told) == ["held", "end"]
    assert outcome(told) == "held"
    assert house.world.calls == []


def test_what_was_guessed_is_said_before_it_is_done(house: House) -> None:
    talk, _ = house.process()
    guessed = PlanStep(Action.CREDITS, text="how deep is my purse", guessed=True)
    told = run(all_of(talk.run(Plan((guessed, PlanStep(Action.HELP))), guessed.text, "en")))
    assert types(told) == ["understood", "balance", "help", "end"]
    assert told[0].data == {"type": "understood", "action": "credits"}


@pytest.mark.parametrize(
    ("text", "tried"), [("what can you do?", ["make a city"]), ("你能做什么", [])]
)
def test_help_shows_what_the_user_would_say(house: House, text: str, tried: list[str]) -> None:
    told = house.say(text)
    assert told[0].data["examples"] == tried


def test_the_steps_of_a_plan_run_in_order(house: House) -> None:
    told = house.say("add a title then export")
    assert outcome(told) == "done"
    assert house.world.calls.index("message") < house.world.calls.index("render")


def test_a_step_that_fails_stops_the_plan_and_says_what_is_left(house: House) -> None:
    house.world.answer("message", refusal(2001))
    told = house.say("add a title then export")
    assert types(told) == ["ready", "refused", "plan_stopped", "end"]
    assert told[-2].data == {"type": "plan_stopped", "done": [], "left": ["export"]}
    assert outcome(told) == "no_credits"
    assert house.world.requests("render") == []


def test_an_export_in_the_plan_is_not_made_twice_because_the_agent_talks_of_it(
    house: House,
) -> None:
    house.world.stream((1, Message("Click Export to download it.", "agent")), (2, END))
    told = house.say("add a title then export")
    assert types(told).count("exported") == 1
    assert house.world.calls.count("render") == 1


# --- leaving early


def test_leaving_a_turn_hangs_up_and_lets_the_session_go(house: House) -> None:
    house.world.stream((1, Message("One.", "agent")), (500, END))
    talk, store = house.process()

    async def leave() -> None:
        turn = talk.say(EDIT)
        async for told in turn:
            if told.type == "said":
                break
        await turn.aclose()
        assert house.backend.exchanges[0].closed
        with store.hold(KEY) as held:
            assert held

    run(leave())


def test_an_interrupted_message_is_looked_after_by_the_next_command(house: House) -> None:
    house.world.stream((500, END))
    talk, store = house.process()

    async def interrupt() -> None:
        task = asyncio.ensure_future(all_of(talk.say(EDIT)))
        await asyncio.sleep(20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(interrupt())
    assert house.backend.exchanges[0].closed
    # It had gone out and may have landed: neither done nor cancelled until somebody has looked.
    assert store.outcome(Turn(1, KEY, "", "en")) is None
    assert store.pending(KEY) is not None
    told = run(all_of(talk.wait("en")))
    assert "not_confirmed" in [event.type for event in told]
    assert store.pending(KEY) is None
    assert len(house.backend.exchanges) == 1


def test_an_interrupted_look_up_is_over(house: House) -> None:
    talk, store = house.process()

    async def leave() -> None:
        turn = talk.run(Plan((PlanStep(Action.CREDITS),)), "credits", "en")
        async for _ in turn:
            break
        await turn.aclose()

    run(leave())
    assert store.outcome(Turn(1, KEY, "", "en")) is Outcome.CANCELLED


def test_closing_the_conversation_closes_the_backend(house: House) -> None:
    talk, _ = house.process()
    run(talk.close())
    assert house.backend.closed


@pytest.mark.parametrize(
    "text", ["what can you do", "send me the report by email", "how many credits do I have?"]
)
def test_an_agent_of_another_kind_is_told_what_only_it_can_know(tmp_path: Path, text: str) -> None:
    one, _ = conversation(tmp_path, FakeBackend(World(CITY)), surface=adk_server("travel"))
    plan, said, _ = one.understand(text)
    assert (plan.actions, plan.steps[0].text, said) == ((Action.CHAT,), text, text)


@pytest.mark.parametrize(
    ("text", "action"), [("is it done?", Action.STATUS), ("cancel", Action.CANCEL)]
)
def test_an_agent_of_another_kind_is_not_told_what_the_runtime_does(
    tmp_path: Path, text: str, action: Action
) -> None:
    one, _ = conversation(tmp_path, FakeBackend(World(CITY)), surface=adk_server("travel"))
    assert one.understand(text)[0].actions == (action,)
