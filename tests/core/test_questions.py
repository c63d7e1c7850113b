"""What a functionResponse holds, for each kind of question and each kind of answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.answers import Reading
from skill_runtime.core.questions import (
    link_of,
    questioned,
    read_question,
    response_to,
    wants_yes_or_no,
)
from skill_runtime.model.stream import QuestionKind

CONFIRM = "adk_request_confirmation"
INPUT = "adk_request_input"
CREDENTIAL = "adk_request_credential"
STOCK = (
    "Please approve or reject the tool call delete_book() by responding with a FunctionResponse"
    " with an expected ToolConfirmation payload."
)
SIGN_IN: dict[str, Any] = {
    "functionCallId": "c",
    "authConfig": {
        "authScheme": {"type": "oauth2"},
        "exchangedAuthCredential": {
            "authType": "oauth2",
            "oauth2": {"authUri": "https://sign.in/?state=s", "state": "s"},
        },
    },
}
KEY = {"authConfig": {"authScheme": {"type": "apiKey", "name": "k"}}}


def schema(**of: object) -> dict[str, object]:
    return {"message": "?", "response_schema": of}


RESPONSES: list[tuple[str, dict[str, Any], str, Reading, object]] = [
    (CONFIRM, {}, "yes", Reading.YES, {"confirmed": True}),
    (CONFIRM, {}, "no", Reading.NO, {"confirmed": False}),
    (CONFIRM, {}, "why?", Reading.OTHER, None),
    (CONFIRM, {}, '{"confirmed": true, "payload": {"days": 3}}', Reading.OTHER,
     {"confirmed": True, "payload": {"days": 3}}),
    (CONFIRM, {}, "{confirmed}", Reading.OTHER, None),
    (INPUT, {}, "blue", Reading.OTHER, {"result": "blue"}),
    (INPUT, {}, "no", Reading.NO, {"result": "no"}),
    (INPUT, schema(type="string"), "yes", Reading.YES, {"result": "yes"}),
    (INPUT, schema(type="boolean"), "yes", Reading.YES, {"result": True}),
    (INPUT, schema(type="boolean"), "blue", Reading.OTHER, None),
    (INPUT, schema(type="integer"), "12", Reading.OTHER, {"result": 12}),
    (INPUT, schema(type="number"), "1.5", Reading.OTHER, {"result": 1.5}),
    (INPUT, schema(type="number"), "many", Reading.OTHER, None),
    (INPUT, schema(type="number"), "NaN", Reading.OTHER, None),
    (INPUT, schema(type="object", properties={"confirmed": {}}), "no", Reading.NO,
     {"confirmed": False}),
    ("ask_approval", {"amount": 100}, "up to 80", Reading.OTHER, {"result": "up to 80"}),
    ("ask_approval", {}, '{"approved": true}', Reading.OTHER, {"approved": True}),
    (CREDENTIAL, KEY, "secret", Reading.OTHER,
     {**KEY["authConfig"], "exchangedAuthCredential": {"authType": "apiKey", "apiKey": "secret"}}),
    (CREDENTIAL, SIGN_IN, "done", Reading.OTHER, None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "args", "text", "reading", "response"), RESPONSES)
def test_an_answer_becomes_what_the_agent_expects(
    name: str, args: dict[str, Any], text: str, reading: Reading, response: object
) -> None:
    assert response_to(read_question(name, "q", args), text, reading) == response


def test_a_sign_in_is_answered_with_the_address_that_it_ended_at() -> None:
    question = read_question(CREDENTIAL, "q", SIGN_IN)
    landed = "https://app/back?code=1&state=s"
    response = response_to(question, landed, Reading.OTHER)
    assert link_of(question) == "https://sign.in/?state=s"
    assert response
    oauth = {"authUri": "https://sign.in/?state=s", "state": "s", "authResponseUri": landed}
    assert response["exchangedAuthCredential"] == {"authType": "oauth2", "oauth2": oauth}


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://a b", "", "ftp://x"])
def test_a_sign_in_leads_to_the_web_alone(link: str) -> None:
    args = {"authConfig": {"exchangedAuthCredential": {"oauth2": {"authUri": link}}}}
    assert link_of(read_question(CREDENTIAL, "q", args)) == ""


def test_words_for_programmers_are_not_put_to_the_user() -> None:
    args = {
        "originalFunctionCall": {"name": "delete_book", "args": {"name": "B", "hard": True}},
        "toolConfirmation": {"hint": STOCK, "confirmed": False},
    }
    event = questioned(read_question(CONFIRM, "q", args))
    assert (event.prompt, event.subject) == ("", "delete_book")
    assert event.details == (("name", "B"), ("hard", "true"))
    assert event.yes_or_no


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from([
                "message", "payload", "toolConfirmation", "hint", "args", "name", "authConfig",
                "exchangedAuthCredential", "oauth2", "authUri", "response_schema", "type",
                "properties", "originalFunctionCall", "tool_name",
            ]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@given(
    st.sampled_from([CONFIRM, INPUT, CREDENTIAL, "x"]),
    st.dictionaries(
        st.sampled_from(["message", "payload", "authConfig", "response_schema"]), ANYTHING
    ),
    st.text(max_size=20),
    st.sampled_from(Reading),
)
def test_no_question_is_too_strange(
    name: str, args: dict[str, Any], text: str, reading: Reading
) -> None:
    question = read_question(name, "q", args)
    assert question.kind in QuestionKind
    assert isinstance(questioned(question).prompt, str)
    response = response_to(question, text, reading)
    assert response is None or json.dumps(response)
    if wants_yes_or_no(question) and reading is Reading.YES and not text.startswith("{"):
        assert response in ({"confirmed": True}, {"result": True}) or name == CREDENTIAL
