"""Conversations with any ADK server: its endpoints, its agent's state, and what it can't do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from skill_runtime.actions import dispatch
from skill_runtime.actions.context import Context
from skill_runtime.actions.recovery import resume_message
from skill_runtime.core.surface import adk_server
from skill_runtime.core.verbatim import Verbatim
from skill_runtime.model.events.connection import (
    AppUnclear,
    NotOffered,
    Ready,
    Refused,
    SessionReplaced,
)
from skill_runtime.model.events.project import StateShown
from skill_runtime.model.events.reply import ConnectionLost, NotConfirmed, Questioned, SaidAll
from skill_runtime.model.plan import Action, PlanStep
from skill_runtime.model.records import MessageIntended, Outcome, Session
from skill_runtime.model.steps import Get, Post, Reply
from skill_runtime.model.stream import Delta, Message, Question, QuestionKind
from tests.actions.world import END, LOST, World, context, ok, refusal

OURS = Session("a/b", "", "en", "wri ter")
SESSIONS = "/apps/wri%20ter/users/me/sessions"


def adk(app: str = "wri ter", session: Session | None = OURS) -> Context:
    return context(surface=adk_server(app), session=session, token_given=True, translator=Verbatim)


def state(**values: Any) -> Reply:
    return ok(id="a/b", appName="wri ter", state=values, events=[])


def world(*states: Reply) -> World:
    made = World()
    made.answer("state", *states)
    made.always("session", ok(id="a/b", appName="wri ter", state={}))
    made.always("apps", ok(items=["other", "wri ter"]))
    return made


def say(made: World, context_: Context) -> Outcome:
    return made.play(dispatch(context_, PlanStep(Action.CHAT, text="go")))


def test_a_message_goes_through_adks_own_endpoints() -> None:
    made = world(state(), state())
    made.stream((1, Message("Click Export to download it.", "writer")), (2, END))
    assert say(made, adk(session=None)) is Outcome.DONE
    listed, create, before, message, after = made.requests()
    assert listed == Get("/list-apps", listed=True)
    assert create == Post(SESSIONS, {})
    assert before == after == Get(f"{SESSIONS}/a%2Fb")
    assert message.body == {
        "app_name": "wri ter",
        "user_id": "me",
        "session_id": "a/b",
        "new_message": {"role": "user", "parts": [{"text": "go"}]},
        "streaming": True,
    }
    assert OURS in made.facts
    assert made.told(Ready)
    assert made.told(SaidAll) == [SaidAll("Click Export to download it.")]


def test_what_a_silent_run_changed_is_told_without_adks_own_values() -> None:
    made = world(state(count=1, gone=True), state(count=2, temp=0, _adk_x=1, title="新" * 300))
    made.stream((2, END))
    say(made, adk())
    [shown] = made.told(StateShown)
    values = (("count", "2"), ("temp", "0"), ("title", "新" * 200 + "…"), ("gone", "–"))
    assert shown == StateShown(values, changed=True)


def test_a_run_that_does_nothing_is_told_as_that() -> None:
    made = world(state(), state())
    made.stream((2, END))
    say(made, adk())
    assert made.told(StateShown) == [StateShown((), changed=True)]


def test_status_shows_the_agents_state() -> None:
    made = world(state(outline={"title": "A"}))
    made.play(dispatch(adk(), PlanStep(Action.STATUS)))
    assert made.events == [StateShown((("outline", '{"title": "A"}'),))]


@pytest.mark.parametrize("action", [Action.CREDITS, Action.UPLOAD, Action.EXPORT])
def test_what_such_an_agent_can_t_do_is_said_and_nothing_is_sent(action: Action) -> None:
    made = world()
    assert made.play(dispatch(adk(), PlanStep(action))) is Outcome.REFUSED
    assert made.events == [NotOffered(action)]
    assert made.requests() == []


def test_the_only_agent_of_a_server_is_found() -> None:
    made = world(state(), state())
    made.answer("apps", ok(items=["wri ter"]))
    made.stream((2, END))
    assert say(made, adk("", session=None)) is Outcome.DONE
    assert made.requests()[0] == Get("/list-apps", listed=True)
    assert made.requests()[1] == Post(SESSIONS, {})


@pytest.mark.parametrize("apps", [[], ["a", "b"]])
def test_of_several_agents_none_is_guessed(apps: list[str]) -> None:
    made = world()
    made.answer("apps", ok(items=apps))
    assert say(made, adk("", session=None)) is Outcome.BAD_INPUT
    assert made.events == [AppUnclear(tuple(apps))]


def test_an_agent_that_the_server_has_not_got_is_named() -> None:
    made = world()
    assert say(made, adk("poet", session=None)) is Outcome.BAD_INPUT
    assert made.events == [AppUnclear(("other", "wri ter"), "poet")]
    assert made.requests("session") == []


def test_a_server_that_keeps_its_list_to_itself_is_taken_at_the_users_word() -> None:
    made = world(state(), state())
    made.always("apps", refusal(403))
    made.stream((2, END))
    assert say(made, adk(session=None)) is Outcome.DONE


def test_a_session_that_the_server_forgot_is_replaced_once() -> None:
    made = world(refusal(404), state(), state())
    made.stream((2, END))
    assert say(made, adk()) is Outcome.DONE
    assert made.told(SessionReplaced)
    lost = World()
    lost.always("state", refusal(404))
    lost.always("session", ok(id="s", appName="w"))
    lost.always("apps", ok(items=["wri ter"]))
    assert say(lost, adk()) is Outcome.REFUSED
    assert lost.calls.count("session") == 1


def test_no_token_is_ever_fetched() -> None:
    made = world(refusal(401))
    assert say(made, adk()) is Outcome.REFUSED
    assert made.calls == ["state"]
    assert [event.reason for event in made.told(Refused)] == ["given_token"]


def test_a_lost_connection_is_followed_by_looks_at_the_state() -> None:
    made = world(state(n=1), state(n=1), state(n=2))
    made.stream((1, LOST))
    assert say(made, adk()) is Outcome.DONE
    assert made.told(StateShown) == [StateShown((("n", "2"),), changed=True)]
    still = World()
    still.always("state", state(n=1))
    still.stream((1, LOST))
    assert say(still, adk()) is Outcome.IN_DOUBT
    assert still.told(NotConfirmed)
    assert still.calls.count("message") == 1


def event(text: str, author: str = "writer") -> dict[str, Any]:
    return {"author": author, "invocationId": "e-1", "content": {"parts": [{"text": text}]}}


def kept(*events: dict[str, Any], **values: Any) -> Reply:
    """A session that has events."""
    return ok(id="a/b", appName="wri ter", state=values, events=list(events))


EARLIER = (event("hello", "user"), event("Hello yourself."))


def test_words_that_a_lost_stream_did_not_bring_are_read_from_the_session() -> None:
    now = (*EARLIER, event("go", "user"), event("First."), event("Second, whole."))
    made = world(kept(*EARLIER), kept(*EARLIER, event("go", "user")), kept(*now, n=1))
    made.stream((1, Message("First.", "writer")), (2, Delta("Second, wh")), (3, LOST))
    assert say(made, adk()) is Outcome.DONE
    said = [(one.text, one.incomplete) for one in made.told(SaidAll)]
    assert said == [("First.", False), ("Second, wh", True), ("Second, whole.", False)]
    assert made.told(StateShown) == []  # as behind any reply that has words
    assert len(made.told(ConnectionLost)) == 2
    assert made.calls.count("message") == 1


def test_a_text_that_the_agent_said_twice_is_told_twice() -> None:
    now = (*EARLIER, event("go", "user"), event("ok"), event("ok"))
    made = world(kept(*EARLIER), kept(*now))
    made.stream((1, Message("ok", "writer")), (2, LOST))
    assert say(made, adk()) is Outcome.DONE
    assert [one.text for one in made.told(SaidAll)] == ["ok", "ok"]


def test_a_question_that_only_the_session_knows_is_put_to_the_user_once() -> None:
    call = {"name": "adk_request_input", "id": "q1", "args": {"message": "Which colour?"}}
    asked = {
        "author": "writer",
        "invocationId": "e-1",
        "content": {"parts": [{"functionCall": call}]},
    }
    now = (event("go", "user"), asked)
    for stream in ((), ((1, Question("q1", call["name"], QuestionKind.INPUT, "Which colour?")),)):
        made = world(kept(), kept(*now, n=1))
        made.stream(*stream, (2, LOST))
        assert say(made, adk()) is Outcome.ASKED
        assert [one.prompt for one in made.told(Questioned)] == ["Which colour?"]


def test_a_later_command_tells_what_the_session_kept_of_a_message_without_an_end() -> None:
    before = adk_server().draft_of(kept(*EARLIER).data)
    pending = MessageIntended("go", before)
    made = world(kept(*EARLIER, event("go", "user"), event("All of it.")))
    assert made.play(resume_message(replace(adk(), pending=pending))) is Outcome.DONE
    assert [one.text for one in made.told(SaidAll)] == ["All of it."]


@pytest.mark.parametrize("events", [None, {}, 7, ["x", None], [{"content": 5}], [{"author": 1}]])
def test_events_of_any_shape_are_no_words(events: Any) -> None:
    before = adk_server().draft_of(kept().data)
    found = adk_server().said_since(before, {"state": {}, "events": events})
    assert not [one for one in found if isinstance(one, Message)]


@pytest.mark.parametrize(
    "answer", [ok(), ok(id=7, appName="w"), ok(id="", appName="w"), ok(id="s")]
)
def test_an_answer_without_a_session_is_foreign(answer: Reply) -> None:
    made = world()
    made.always("session", answer)
    assert say(made, adk(session=None)) is Outcome.REFUSED
    assert made.calls == ["apps", "session"]
