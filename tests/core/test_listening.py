"""Captures of a real ADK server, and the family's own frames, through bytes → JSON → transcript."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.listening import Listening
from skill_runtime.core.questions import subject_of
from skill_runtime.core.transcript import Transcript
from skill_runtime.model.stream import (
    ArtifactSaved,
    Attachment,
    Beat,
    Delta,
    Fault,
    Heard,
    Message,
    Question,
    QuestionKind,
    ToolCall,
    ToolResult,
    Working,
)

CAPTURES = Path(__file__).parents[1] / "data" / "adk"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CAPTURES / "expected.json").read_bytes())
Kind = TypeVar("Kind")
SMALL = [name for name in EXPECTED if (CAPTURES / f"{name}.sse").stat().st_size < 10_000]


def listened(chunks: Iterable[bytes]) -> list[Heard]:
    listening = Listening()
    heard = [item for chunk in chunks for item in listening.feed(chunk)]
    assert not listening.truncated
    silent = (Beat(), Working())
    return [item for item in (*heard, *listening.finish()) if item not in silent]


def body_of(name: str) -> bytes:
    return (CAPTURES / f"{name}.sse").read_bytes()


def framed(*payloads: object) -> bytes:
    return b"".join(b"data: " + json.dumps(p).encode() + b"\n\n" for p in payloads)


def outcome_of(heard: list[Heard]) -> dict[str, object]:
    """What a client ends up with, in the shape of expected.json."""

    def of(kind: type[Kind]) -> list[Kind]:
        return [item for item in heard if isinstance(item, kind)]

    messages = [(m.author, m.text, m.incomplete) for m in of(Message)]
    return {
        "messages": [dict(zip(("author", "text", "incomplete"), m, strict=True)) for m in messages],
        "errors": [(fault.message, fault.code) for fault in of(Fault)],
        "artifacts": {saved.name: saved.version for saved in of(ArtifactSaved)},
        "attachments": [attached.uri or attached.mime for attached in of(Attachment)],
        "pending": [{"id": question.id, "name": question.name} for question in of(Question)],
        "internal": {f"functionCall:{call.name}" for call in of(ToolCall)}
        | {f"functionResponse:{result.name}" for result in of(ToolResult)},
    }


def expected_outcome(name: str) -> dict[str, object]:
    expected = EXPECTED[name]
    error = expected["error"]
    return {
        **{key: expected[key] for key in ("messages", "artifacts", "attachments")},
        "errors": [(error["message"], error.get("code", ""))] if error else [],
        "pending": expected["pending"],
        "internal": set(expected["internal"]) - {"thought"},
    }


def test_every_capture_is_here() -> None:
    assert {path.stem for path in CAPTURES.glob("*.sse")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_capture_gives_what_it_holds(name: str) -> None:
    assert outcome_of(listened([body_of(name)])) == expected_outcome(name)


@pytest.mark.parametrize("name", SMALL)
def test_a_capture_gives_the_same_byte_by_byte(name: str) -> None:
    body = body_of(name)
    assert listened(body[i : i + 1] for i in range(len(body))) == listened([body])


@given(st.sampled_from(SMALL), st.lists(st.integers(1, 10_000), max_size=10))
def test_a_capture_gives_the_same_at_any_chunking(name: str, cuts: list[int]) -> None:
    body = body_of(name)
    chunks = [body[a:b] for a, b in pairwise([0, *sorted(cuts), len(body) + 10_000])]
    assert listened(chunks) == listened([body])


@pytest.mark.parametrize("name", ["stream", "llm_text", "thought", "two_agents"])
def test_what_was_typed_out_live_is_the_message(name: str) -> None:
    heard = listened([body_of(name)])
    live = "".join(item.text for item in heard if isinstance(item, Delta))
    finals = [item.text for item in heard if isinstance(item, Message)]
    assert live
    assert finals[0].startswith(live)


@pytest.mark.parametrize("name", ["thought", "llm_think"])
def test_thoughts_are_never_shown(name: str) -> None:
    shown = [i.text for i in listened([body_of(name)]) if isinstance(i, Delta | Message)]
    assert "thought" in EXPECTED[name]["internal"]
    assert not any("hmm" in text or "think" in text.casefold() for text in shown)


def test_a_picture_comes_out_of_url_safe_base64() -> None:
    picture, link = (i for i in listened([body_of("inline_data")]) if isinstance(i, Attachment))
    assert picture.data.startswith(b"\x89PNG")
    assert picture.data.endswith(b"IEND\xaeB`\x82")
    assert picture.name == "dot.png"
    assert (link.uri, link.data) == ("gs://bucket/x.pdf", b"")


@pytest.mark.parametrize(
    ("name", "kind", "prompt", "subject"),
    [
        ("flow", "input", "Publish this draft? (yes/no)", ("", ())),
        ("llm_confirm_yes", "confirmation", "", ("delete_book", (("name", "B"),))),
        ("long_running_wait", "call", "", ("ask_approval", (("amount", "100"),))),
    ],
)
def test_a_question_says_what_it_asks(
    name: str, kind: str, prompt: str, subject: tuple[str, tuple[tuple[str, str], ...]]
) -> None:
    [question] = [item for item in listened([body_of(name)]) if isinstance(item, Question)]
    assert (question.kind, question.prompt) == (kind, prompt)
    assert subject_of(question) == subject


def event(*parts: object, **fields: object) -> dict[str, object]:
    content = {"content": {"parts": list(parts)}} if parts else {}
    return {"author": "agent", "invocationId": "i", **content, **fields}


TRACE = "boom\nTraceback (most recent call last):\n  File \"agent.py\", line 3\nKeyError: 't'"

PAYLOADS: dict[str, tuple[list[object], list[Heard]]] = {
    "a family text": ([{"type": "text", "content": "Hi"}], [Message("Hi", "assistant")]),
    "family tools": (
        [{"type": "tool_call", "name": "cut", "id": "1"}, {"type": "tool_result", "name": "cut"}],
        [ToolCall("cut", "1"), ToolResult("cut")],
    ),
    "a family heartbeat": ([{"type": "heartbeat"}], []),
    "a frame that nobody has described": ([{"type": "confetti", "content": "x"}], []),
    "a family error": ([{"type": "error", "message": "no GPU"}], [Fault("no GPU")]),
    "a family error in ADK's word": ([{"type": "error", "error": "no GPU"}], [Fault("no GPU")]),
    "a failure told twice": (
        [event(errorCode="X", errorMessage="broke"), {"error": "X: broke", "error_details": {}}],
        [Fault("broke", "X")],
    ),
    "a code that is a number": ([event(errorCode=2001, errorMessage="x")], [Fault("x", "2001")]),
    "an error frame with a code": ([{"error": "no", "code": "402"}], [Fault("no", "402")]),
    "an error frame of Google's": (
        [{"error": {"code": 429, "message": "slow down", "status": "RESOURCE_EXHAUSTED"}}],
        [Fault("slow down", "429")],
    ),
    "the envelope of a refusal": (
        [{"code": 2001, "message": "no credits"}],
        [Fault("no credits", "2001")],
    ),
    "an envelope without a refusal": ([{"code": 0, "message": "ok"}], []),
    "a family error with a code": (
        [{"type": "error", "code": 2001, "message": "no credits"}],
        [Fault("no credits", "2001")],
    ),
    "an aborted run, and the frame after it": (
        [
            event(
                {"functionResponse": {"id": "c", "name": "cut", "response": {"error": "aborted"}}},
                errorCode="INVOCATION_ABORTED",
                errorMessage="Invocation was aborted by client.",
            ),
            {"error": "CancelledError: "},
        ],
        [
            ToolResult("cut", "c"),
            Fault("Invocation was aborted by client.", "INVOCATION_ABORTED"),
        ],
    ),
    "a message whose end is only told": (
        [
            event({"text": "Hel"}, partial=True),
            event({"text": "lo"}, partial=True),
            event(turnComplete=True),
        ],
        [Delta("Hel"), Delta("lo"), Message("Hello", "agent")],
    ),
    "a confirmation that is asked for again under the same id": (
        [
            event({"functionCall": {"name": "adk_request_confirmation", "id": "q"}}),
            event(
                {"functionResponse": {"name": "adk_request_confirmation", "id": "q"}}, author="user"
            ),
            event({"functionCall": {"name": "adk_request_confirmation", "id": "q"}}),
        ],
        [
            ToolCall("adk_request_confirmation", "q"),
            ToolCall("adk_request_confirmation", "q"),
            Question("q", "adk_request_confirmation", QuestionKind.CONFIRMATION),
        ],
    ),
    "a transfer to another agent": (
        [
            event({"functionCall": {"name": "transfer_to_agent", "id": "t"}}, author="host"),
            event({"functionResponse": {"name": "transfer_to_agent", "id": "t"}}, author="host"),
            event({"text": "Hi from "}, author="writer", partial=True),
            event({"text": "Hi from the writer."}, author="writer"),
        ],
        [
            ToolCall("transfer_to_agent", "t"),
            ToolResult("transfer_to_agent", "t"),
            Delta("Hi from "),
            Message("Hi from the writer.", "writer"),
        ],
    ),
    "what a node of a workflow hands on": ([event(output={"draft": "v1"})], []),
    "fields in snake_case": (
        [
            {
                "author": "agent",
                "invocation_id": "i",
                "content": {
                    "parts": [
                        {"function_call": {"name": "ask_boss", "id": "q", "args": {"amount": 1}}},
                        {
                            "inline_data": {
                                "mime_type": "image/png",
                                "data": "++//",
                                "display_name": "a",
                            }
                        },
                    ]
                },
                "long_running_tool_ids": ["q"],
                "actions": {"state_delta": {"a_b": 1}},
            },
            event(error_code="X", error_message="broke"),
        ],
        [
            ToolCall("ask_boss", "q"),
            Attachment("image/png", b"\xfb\xef\xff", name="a"),
            Fault("broke", "X"),
            Question("q", "ask_boss", QuestionKind.CALL, "", {"amount": 1}),
        ],
    ),
    "an error without a code": ([event(errorMessage="broke")], [Fault("broke")]),
    "a stack trace after words": ([{"error": TRACE}], [Fault("boom")]),
    "a stack trace alone": ([{"error": TRACE.partition("\n")[2]}], [Fault("KeyError: 't'")]),
    "a whole text that was interrupted": (
        [event({"text": "I was"}, interrupted=True)],
        [Message("I was", "agent", incomplete=True)],
    ),
    "the user's own words": ([event({"text": "make it blue"}, author="user")], []),
    "two branches at once": (
        [
            event({"text": "a"}, partial=True, branch="1"),
            event({"text": "d"}, partial=True, branch="2"),
            event({"text": "a!"}, branch="1"),
        ],
        [Delta("a"), Delta("d"), Message("a!", "agent"), Message("d", "agent", incomplete=True)],
    ),
    "an answered question": (
        [
            event({"functionCall": {"name": "adk_request_input", "id": "q"}}),
            event({"functionResponse": {"name": "adk_request_input", "id": "q"}}),
        ],
        [ToolCall("adk_request_input", "q"), ToolResult("adk_request_input", "q")],
    ),
    "code and its result": (
        [event({"executableCode": {"code": "1+1"}}, {"codeExecutionResult": {"output": "2"}})],
        [],
    ),
    "base64 that is none": (
        [event({"inlineData": {"mimeType": "image/png", "data": "é!"}})],
        [Attachment("image/png")],
    ),
}


@pytest.mark.parametrize("name", PAYLOADS)
def test_payloads_are_understood(name: str) -> None:
    payloads, heard = PAYLOADS[name]
    assert listened([framed(*payloads)]) == heard


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (b'data: {"error": "no such key: "title""}\n\n', 'no such key: "title"'),
        (b'data: {"error": "first line\nsecond line"}\n\n', "first line"),
        (b'data: {"error": "C:\\new\\path"}\n\n', "C:\\new\\path"),
        (b'data: {"error": ""}\n\n', ""),
    ],
    ids=["quotes", "line ends", "backslashes", "nothing"],
)
def test_the_unescaped_error_of_an_old_server_is_heard(frame: bytes, words: str) -> None:
    """ADK before 1.20 wrote `{"error": "` + text + `"}`, whatever the text."""
    assert listened([frame]) == [Fault(words)]


SILENT = (
    b": keep-alive\n\n",
    b"data:\n\n",
    b"data: {\n\n",
    b"data: [1, 2]\n\n",
    b'data: "text"\n\n',
    b"data: " + b'{"a":' * 100_000 + b"\n\n",
    b"data: {" + b'"n":' + b"9" * 5000 + b"}\n\n",
    b"data: {}\n\n",
    b"dat",
)


@pytest.mark.parametrize("chunk", SILENT, ids=range(len(SILENT)))
def test_bytes_without_news_say_that_somebody_is_there(chunk: bytes) -> None:
    assert list(Listening().feed(chunk)) == [Beat()]


def test_a_body_that_is_cut_off_is_told() -> None:
    listening = Listening()
    list(listening.feed(b'data: {"type": "text", "content": "Hi"}\n'))
    assert listening.truncated


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
NAMES = st.sampled_from([
    "author", "content", "parts", "text", "thought", "partial", "functionCall", "functionResponse",
    "inlineData", "fileData", "data", "actions", "stateDelta", "artifactDelta", "error", "type",
    "errorCode", "errorMessage", "interrupted", "longRunningToolIds", "id", "name", "args",
    "toolConfirmation", "hint", "message", "branch", "invocationId",
])  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)


@given(st.lists(st.dictionaries(NAMES, ANYTHING, max_size=8), max_size=5))
def test_no_payload_is_too_strange(payloads: list[dict[str, object]]) -> None:
    transcript = Transcript()
    for payload in payloads:
        assert list(transcript.hear(payload))
    heard = list(transcript.finish())
    assert all(isinstance(item, Message | Question) for item in heard)
    assert list(transcript.finish()) == []


@given(st.lists(st.binary(max_size=30), max_size=10))
def test_no_bytes_are_too_strange(chunks: list[bytes]) -> None:
    listening = Listening()
    for chunk in chunks:
        assert list(listening.feed(chunk))
    list(listening.finish())


def test_thinking_keeping_values_and_running_code_are_work_and_no_mere_heartbeat() -> None:
    thought = event({"text": "Let me see", "thought": True}, partial=True)
    code = event({"executableCode": {"code": "1+1"}})
    kept = event(actions={"stateDelta": {"edits": 2}})
    for payload in (thought, code, kept):
        assert list(Listening().feed(framed(payload))) == [Working()]
    assert list(Listening().feed(b"data: \n\n")) == [Beat()]
