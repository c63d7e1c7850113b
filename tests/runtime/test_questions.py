"""A question that outlives the command that heard it: the next words answer it, once."""

from __future__ import annotations

import pytest

from skill_runtime.assembly import load_answer_words
from skill_runtime.model.plan import Action, Plan, PlanStep
from skill_runtime.model.stream import Message, Question, QuestionKind
from skill_runtime.model.told import Told
from tests.actions.world import CITY_WITH_TITLE, END
from tests.runtime.fakes import KILL, KilledError, all_of, outcome, run, types
from tests.runtime.house import House

MAY_I = Question("q-1", "adk_request_confirmation", QuestionKind.CONFIRMATION, "Delete it?")
WHICH = Question("q-2", "adk_request_input", QuestionKind.INPUT, "Which colour?", {"a": "b"})


def said(house: House, text: str) -> list[Told]:
    talk, _ = house.process(answer_words=load_answer_words)
    return run(all_of(talk.say(text)))


def answered(house: House, text: str, id_: str = "") -> list[Told]:
    talk, _ = house.process(answer_words=load_answer_words)
    step = PlanStep(Action.ANSWER, text=text, question=id_)
    return run(all_of(talk.run(Plan((step,)), "answer")))


def ask(house: House, *questions: Question) -> None:
    house.world.stream(*((1, question) for question in questions), (2, END))
    assert outcome(said(house, "make it brighter")) == "asked"


def responses(house: House) -> list[tuple[str, object]]:
    parts = [r.body["new_message"]["parts"][0] for r in house.world.requests("message")]
    found = [part["functionResponse"] for part in parts if "functionResponse" in part]
    return [(response["id"], response["response"]) for response in found]


@pytest.mark.parametrize(
    ("text", "confirmed"), [("yes", True), ("no thanks", False), ("好的", True), ("不要", False)]
)
def test_the_next_words_answer_a_confirmation_once(
    house: House, text: str, confirmed: bool
) -> None:
    ask(house, MAY_I)
    house.world.stream((1, Message("All right.", "agent")), (2, END))
    assert "said_all" in types(said(house, text))
    assert responses(house) == [("q-1", {"confirmed": confirmed})]
    said(house, text)
    assert len(responses(house)) == 1


def test_another_action_leaves_the_question_open(house: House) -> None:
    ask(house, MAY_I)
    assert "questioned" in types(said(house, "status"))
    assert "balance" in types(said(house, "credits"))
    assert types(house.wait()) == ["questioned", "end"]
    assert responses(house) == []


def test_other_words_ask_a_confirmation_again_and_answer_an_input(house: House) -> None:
    ask(house, MAY_I, WHICH)
    assert types(said(house, "something calm")) == ["questioned", "end"]
    assert responses(house) == []
    said(house, "yes")
    said(house, "something calm")
    assert responses(house) == [("q-1", {"confirmed": True}), ("q-2", {"result": "something calm"})]


@pytest.mark.parametrize("text", ["skip", "cancel", "never mind", "取消"])
def test_a_dropped_question_is_never_asked_again(house: House, text: str) -> None:
    ask(house, MAY_I)
    assert types(said(house, text)) == ["question_dropped", "end"]
    assert types(house.wait()) == ["nothing_to_wait_for", "end"]
    assert responses(house) == []


def test_a_question_can_be_answered_by_its_id(house: House) -> None:
    ask(house, MAY_I, WHICH)
    answered(house, "blue", "q-2")
    assert responses(house) == [("q-2", {"result": "blue"})]
    assert types(answered(house, "red", "q-2")) == ["no_question", "end"]


def test_a_question_asked_again_under_its_id_is_open_again(house: House) -> None:
    ask(house, MAY_I)
    house.world.stream((1, MAY_I), (2, END))
    assert outcome(said(house, "no")) == "asked"
    said(house, "yes")
    assert [response for _, response in responses(house)] == [
        {"confirmed": False},
        {"confirmed": True},
    ]


@pytest.mark.parametrize("moment", ["message", "stream"])
def test_an_answer_that_a_crash_interrupts_is_never_sent_again(house: House, moment: str) -> None:
    ask(house, MAY_I)
    if moment == "message":
        house.backend.dies = {"message"}
    house.world.stream((1, KILL))
    house.world.lands = CITY_WITH_TITLE
    with pytest.raises(KilledError):
        said(house, "yes")
    house.backend.dies = set()
    assert types(house.wait()) == ["changed", "end"]
    said(house, "yes")
    assert len(responses(house)) == 1


def test_questions_of_a_session_that_is_gone_are_not_put(house: House) -> None:
    from skill_runtime.model.records import Session
    from tests.runtime.fakes import KEY

    ask(house, MAY_I)
    _, store = house.process()
    assert store.questions(KEY) == (MAY_I,)
    turn = store.begin(KEY, "", "en")
    store.save(turn, Session("another"))
    assert store.questions(KEY) == ()


def test_a_plan_stops_at_a_question(house: House) -> None:
    house.world.stream((1, MAY_I), (2, END))
    told = said(house, "add a title, then export it")
    assert types(told)[-2:] == ["plan_stopped", "end"]
    assert house.world.calls.count("render") == 0


def test_an_answer_keeps_the_language_of_the_conversation(house: House) -> None:
    house.world.stream((1, MAY_I), (2, END))
    said(house, "把画面调亮一点")
    house.world.stream((1, Message("好", "agent")), (2, END))
    assert said(house, "ok")[-2].text.startswith("zh:")


def test_the_text_of_an_answer_is_kept_in_no_record_of_turns(house: House) -> None:
    question = Question("q", "adk_request_credential", QuestionKind.CREDENTIAL)
    ask(house, question)
    said(house, "s3cret-key")
    assert responses(house)
    folder = house.folder
    assert not any(b"s3cret-key" in path.read_bytes() for path in folder.glob("state.db*"))
