"""Answering a question of the backend: once, with a functionResponse alone, or not at all."""

from __future__ import annotations

import pytest

from skill_runtime.actions.answer import answer
from skill_runtime.actions.cancel import cancel
from skill_runtime.actions.chat import chat
from skill_runtime.actions.status import status
from skill_runtime.assembly import load_answer_words
from skill_runtime.model.events.connection import NoConnection, Refused
from skill_runtime.model.events.reply import (
    NoQuestion,
    NotConfirmed,
    QuestionDropped,
    Questioned,
    RunFailed,
    SaidAll,
)
from skill_runtime.model.events.turn import Cancelled
from skill_runtime.model.records import (
    MessageIntended,
    Outcome,
    QuestionKept,
    QuestionState,
)
from skill_runtime.model.steps import Failed, Reply
from skill_runtime.model.stream import Fault, Message, Question, QuestionKind
from tests.actions.world import CITY, END, LOST, UNREACHABLE, World, context, refusal

MAY_I = Question("q-1", "adk_request_confirmation", QuestionKind.CONFIRMATION, "Delete it?")
WHICH = Question("q-2", "adk_request_input", QuestionKind.INPUT, "Which colour?")
SAID = Message("Deleted.", "agent")


def asked(*questions: Question, **known: object) -> object:
    return context(questions=questions, answer_words=load_answer_words, **known)


def states(world: World) -> list[tuple[str, QuestionState]]:
    return [(f.question.id, f.state) for f in world.kept]


def test_a_question_is_kept_before_it_is_put_to_the_user() -> None:
    world = World(CITY)
    world.stream((1, MAY_I), (2, END))
    assert world.play(chat(context(), "delete it")) is Outcome.ASKED
    assert world.log.index(QuestionKept(MAY_I)) < world.log.index(*world.told(Questioned))


@pytest.mark.parametrize(
    ("text", "response"), [("yes please", {"confirmed": True}), ("不要", {"confirmed": False})]
)
def test_a_confirmation_is_answered_with_a_function_response_alone(
    text: str, response: object
) -> None:
    world = World(CITY)
    world.stream((1, SAID), (2, END))
    assert world.play(answer(asked(MAY_I), text)) is Outcome.DONE
    [request] = world.requests("message")
    part = {"functionResponse": {"id": "q-1", "name": MAY_I.name, "response": response}}
    assert request.body["new_message"] == {"parts": [part]}
    assert request.body["session_id"] == "s0"
    assert world.told(SaidAll) == [SaidAll("Deleted.")]


def test_an_answer_is_written_down_before_it_goes_out() -> None:
    world = World(CITY)
    world.play(answer(asked(MAY_I), "yes"))
    intent = MessageIntended("yes", CITY, "q-1")
    assert world.log.index(intent) < world.log.index(*world.requests("message"))


def test_a_key_is_written_down_nowhere() -> None:
    question = Question("q", "adk_request_credential", QuestionKind.CREDENTIAL)
    world = World(CITY)
    world.play(answer(asked(question), "s3cret"))
    assert MessageIntended("", CITY, "q") in world.log


def test_the_oldest_question_is_answered_first_and_any_by_its_id() -> None:
    for id_, expected in (("", "q-1"), ("q-2", "q-2")):
        world = World(CITY)
        world.play(answer(asked(MAY_I, WHICH), "yes", id_))
        [request] = world.requests("message")
        [part] = request.body["new_message"]["parts"]
        assert part["functionResponse"]["id"] == expected


def test_a_question_that_is_still_open_is_put_again_after_the_answer_to_another() -> None:
    world = World(CITY)
    world.stream((1.0, Message("Red it is.", "agent")), (2.0, END))
    assert world.play(answer(asked(MAY_I, WHICH), "yes")) is Outcome.ASKED
    assert [event.id for event in world.told(Questioned)] == ["q-2"]


def test_what_is_no_answer_is_asked_again_and_nothing_is_sent() -> None:
    world = World(CITY)
    assert world.play(answer(asked(MAY_I), "what would that do?")) is Outcome.ASKED
    [event] = world.told(Questioned)
    assert event.again
    assert world.requests() == []


@pytest.mark.parametrize("text", ["skip", "cancel", "算了"])
def test_a_question_can_be_left_unanswered(text: str) -> None:
    world = World(CITY)
    assert world.play(answer(asked(MAY_I, WHICH), text)) is Outcome.DONE
    assert states(world) == [("q-1", QuestionState.DROPPED)]
    assert world.told(QuestionDropped)
    assert world.requests() == []


def test_cancel_drops_all_questions_where_nothing_runs() -> None:
    world = World(CITY)
    world.play(cancel(asked(MAY_I, WHICH)))
    assert [state for _, state in states(world)] == [QuestionState.DROPPED] * 2
    running = World(CITY)
    running.play(cancel(asked(MAY_I, stopped_turn=True)))
    assert running.events == [Cancelled()]


def test_status_puts_an_open_question_again() -> None:
    world = World(CITY)
    world.play(status(asked(MAY_I)))
    assert [event.prompt for event in world.told(Questioned)] == ["Delete it?"]


@pytest.mark.parametrize("id_", ["", "q-9"])
def test_where_nothing_was_asked_nothing_is_sent(id_: str) -> None:
    world = World(CITY)
    assert world.play(answer(asked(), "yes", id_)) is Outcome.BAD_INPUT
    assert world.events == [NoQuestion(id_)]
    assert world.requests() == []


REFUSED = [
    (UNREACHABLE, True, NoConnection),
    (refusal(400), True, Refused),
    (refusal(503), False, Refused),
    (LOST, False, NotConfirmed),
]


@pytest.mark.parametrize(("reply", "open_again", "event"), REFUSED)
def test_only_an_answer_that_surely_never_left_may_be_given_again(
    reply: Reply | Failed, open_again: bool, event: type[NoConnection]
) -> None:
    world = World(CITY)
    world.answer("message", reply)
    world.play(answer(asked(MAY_I), "yes"))
    assert world.calls.count("message") == 1
    assert states(world) == ([("q-1", QuestionState.OPEN)] if open_again else [])
    assert world.told(event)


def test_an_answer_never_goes_to_another_session() -> None:
    world = World(CITY)
    world.answer("message", refusal(1002))
    world.play(answer(asked(MAY_I), "yes"))
    assert world.calls.count("message") == 1
    gone = World(CITY)
    gone.answer("state", refusal(1002))
    assert gone.play(answer(asked(MAY_I), "yes")) is Outcome.REFUSED
    assert gone.calls.count("message") == 0
    assert gone.told(NoQuestion)


@pytest.mark.parametrize(
    ("code", "reason", "outcome"),
    [
        ("2001", "no_credits", Outcome.NO_CREDITS),
        ("402", "plan", Outcome.REFUSED),
        ("429", "rate_limit", Outcome.REFUSED),
        ("503", "server", Outcome.REFUSED),
    ],
)
def test_a_refusal_in_the_stream_has_the_words_of_a_refused_call(
    code: str, reason: str, outcome: Outcome
) -> None:
    world = World(CITY)
    world.stream((1, Fault("sorry", code)), (2, END))
    assert world.play(chat(context(), "go")) is outcome
    [event] = world.told(Refused)
    assert (event.reason, event.code) == (reason, int(code))
    assert world.told(RunFailed) == []


@pytest.mark.parametrize("code", ["RESOURCE_EXHAUSTED", "", "0", "12", "４０２", "7777"])
def test_other_faults_are_told_in_their_own_words(code: str) -> None:
    world = World(CITY)
    world.stream((1, Fault("boom", code)), (2, END))
    world.play(chat(context(), "go"))
    assert world.told(RunFailed) == [RunFailed("boom", code)]
