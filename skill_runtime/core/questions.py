"""Questions of the backend: read from its calls, and what a user's words answer them with.

CONTRACT, The event stream, 7: a question is answered once, with a functionResponse. The shapes of
the answers are Google ADK's: `{"confirmed": …}` for a confirmation, the request's own `AuthConfig`
with the credential filled in, `{"result": …}` for everything else. An answer that is a JSON object
goes out as it is, for agents that want more than a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from skill_runtime.core.answers import Reading
from skill_runtime.core.json_values import object_of
from skill_runtime.model.events.reply import Questioned
from skill_runtime.model.stream import Json, Question, QuestionKind

_KINDS: Final = {
    "adk_request_confirmation": QuestionKind.CONFIRMATION,
    "adk_request_input": QuestionKind.INPUT,
    "adk_request_credential": QuestionKind.CREDENTIAL,
}
REQUESTS: Final = frozenset(_KINDS)
"""Calls that ask the user something, whatever else the event says of them."""
# What ADK says where an agent gave no hint: words for programmers.
_STOCK_HINT = re.compile(r"Please approve or reject the tool call \w+\(\)")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_MOST_DETAILS = 8


def read_question(name: str, id_: str, args: Json) -> Question:
    """The question that a call asks."""
    kind = _KINDS.get(name, QuestionKind.CALL)
    prompt = _text(args, "message") or _text(_object(args, "toolConfirmation"), "hint")
    return Question(id_, name, kind, "" if _STOCK_HINT.match(prompt) else prompt.strip(), args)


def subject_of(question: Question) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What the question is about: the name of a call, and its arguments as short texts."""
    if question.kind is QuestionKind.INPUT:
        payload = _object(question.args, "payload")
        return _text(payload, "tool_name"), tuple(_details(_object(payload, "args")))
    call = _object(question.args, "originalFunctionCall")
    if question.kind is QuestionKind.CALL:
        return question.name, tuple(_details(question.args))
    return _text(call, "name"), tuple(_details(_object(call, "args")))


def link_of(question: Question) -> str:
    """Where the user signs in, for a credential that is got that way."""
    link = _text(_oauth(_object(question.args, "authConfig")), "authUri")
    return link if _LINK.fullmatch(link) else ""


def wants_yes_or_no(question: Question) -> bool:
    schema = _schema(question)
    asks = schema.get("type") == "boolean" or "confirmed" in _object(schema, "properties")
    return question.kind is QuestionKind.CONFIRMATION or asks


def response_to(question: Question, text: str, reading: Reading) -> Json | None:
    """What the functionResponse holds; None where these words don't answer the question."""
    given = _json_object(text)
    if given is not None:
        return given
    if question.kind is QuestionKind.CREDENTIAL:
        return _credential(question, text)
    if wants_yes_or_no(question):
        return _yes_or_no(question, reading)
    if _schema(question).get("type") in ("number", "integer"):  # not hashed: it may be anything
        number = _number(text)
        return None if number is None else {"result": number}
    return {"result": text}


def questioned(question: Question, *, again: bool = False) -> Questioned:
    """The question as it is put to the user."""
    subject, details = subject_of(question)
    return Questioned(
        question.id,
        question.name,
        question.prompt,
        question.kind.value,
        wants_yes_or_no(question),
        subject,
        details,
        link_of(question),
        again,
    )


def _yes_or_no(question: Question, reading: Reading) -> Json | None:
    if reading not in {Reading.YES, Reading.NO}:
        return None
    is_boolean = _schema(question).get("type") == "boolean"
    return {"result" if is_boolean else "confirmed": reading is Reading.YES}


def _credential(question: Question, text: str) -> Json | None:
    """The request's own configuration with the address that the sign-in ended at, or the key."""
    config = _object(question.args, "authConfig")
    if not link_of(question):
        return {**config, "exchangedAuthCredential": {"authType": "apiKey", "apiKey": text}}
    if not _LINK.fullmatch(text):
        return None
    exchanged = _object(config, "exchangedAuthCredential")
    oauth = {**_oauth(config), "authResponseUri": text}
    return {**config, "exchangedAuthCredential": {**exchanged, "oauth2": oauth}}


def _oauth(config: Json) -> Json:
    return _object(_object(config, "exchangedAuthCredential"), "oauth2")


def _schema(question: Question) -> Json:
    if question.kind is not QuestionKind.INPUT:
        return {}
    return _object(question.args, "response_schema") or _object(question.args, "responseSchema")


def _details(args: Json) -> Iterator[tuple[str, str]]:
    for name, value in [*args.items()][:_MOST_DETAILS]:
        yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _json_object(text: str) -> Json | None:
    try:
        value = json.loads(text) if text.startswith("{") else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _number(text: str) -> float | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and abs(value) < 1e15 else None


def _text(source: Json, name: str) -> str:
    value = source.get(name)
    return value if isinstance(value, str) else ""


def _object(source: Json, name: str) -> Json:
    return object_of(source.get(name))
