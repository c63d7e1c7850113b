"""What a hostile or broken backend sends, and what reaches the terminal: as real bytes, through the
command line.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from skill_runtime.surfaces import exit_codes
from tests.adapters.loopback import json_answer
from tests.hostile_backend import CITY, STATE, HostileBackend, frame, message
from tests.surfaces.commands import skill_runtime

ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
ATTACK = "a\x1b[2Jb\x1b]0;owned\x07c\x9b31md\u202ee\u2066f\x08gh\x00i"
PLAIN = "a[2Jb]0;ownedc31mdefghi"
"""The same, as it may be shown."""
ATTACKED = {
    "t": [
        {"tt": 0, "sg": [{"s": 0, "d": 10_000, "m": {"name": ATTACK}}]},
        {"tt": 7, "sg": [{"s": 0, "d": 3000, "m": {"text": ATTACK}}]},
    ]
}


def say(server: HostileBackend, home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return skill_runtime("say", "brighter", "--backend", server.url, *options, home=home)


def told(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


STREAMS = {
    "text": message(f"{ATTACK} end."),
    "a title of the draft": b"",
    "a question": frame({
        "author": "agent",
        "longRunningToolIds": ["q"],
        "content": {
            "parts": [{"functionCall": {"id": "q", "name": ATTACK, "args": {"message": ATTACK}}}]
        },
    }),
    "a file's name": frame({
        "author": "agent",
        "content": {
            "parts": [
                {"inlineData": {"displayName": f"{ATTACK}.png", "mimeType": "x", "data": "AAAA"}}
            ]
        },
    }),
    "an error": frame({"error": ATTACK, "errorCode": ATTACK}),
}


def test_nothing_that_a_terminal_would_obey_comes_from_a_backend(tmp_path: Path) -> None:
    """Each stream is a line of one conversation, as text and as JSON."""
    lines = "brighter\n" * len(STREAMS)
    for options in ((), ("--json",)):
        with HostileBackend(*STREAMS.values()) as server:
            server.project(CITY, CITY, CITY, ATTACKED)
            arguments = ("chat", "--backend", server.url, *options)
            done = skill_runtime(*arguments, home=tmp_path, stdin=lines)
            assert server.messages == len(STREAMS)
        assert not ACTS.search(done.stdout + done.stderr)
        if options:
            assert any(ATTACK in str(one["text"]) for one in told(done.stdout))
        else:
            assert done.stdout.count(PLAIN) >= len(STREAMS)


@pytest.mark.parametrize("code", [4242, 1001, 2001])
def test_nothing_that_a_terminal_would_obey_comes_from_a_refusal(tmp_path: Path, code: int) -> None:
    with HostileBackend() as server:
        refusal = json_answer({"code": code, "message": ATTACK})
        server.on(STATE, lambda line: line.send(refusal))
        done = say(server, tmp_path)
    assert done.returncode in {exit_codes.REFUSED, exit_codes.NO_CREDITS}
    assert done.stdout
    assert not ACTS.search(done.stdout + done.stderr)


NOISE = {
    "binary": bytes(range(256)) * 40,
    "invalid UTF-8": b'data: {"author":"a","content":{"parts":[{"text":"caf\xe9 \xff\xc3"}]}}\n\n',
    "half a character": b"data: \xe5\xa4\n\n",
    "UTF-16": "data: {}\n\n".encode("utf-16"),
    "no JSON": b"data: {oops\n\ndata: nothing\n\ndata: [1, 2]\n\ndata: 7\n\n",
    "10,000 nested lists": b'data: {"content":' + b"[" * 10_000 + b"]" * 10_000 + b"}\n\n",
    "10,000 nested objects": b'data: {"content":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001,
    "numbers of a thousand digits": b'data: {"author":' + b"9" * 10_000 + b"}\n\n",
    "not a number": b'data: {"author":"a","content":{"parts":[{"text":NaN}]}}\n\n',
    "half of a pair": b'data: {"author":"a","content":{"parts":[{"text":"\\ud83d"}]}}\n\n',
    "many blank lines": b"\n" * 100_000,
    "many heartbeats": b": beat\n\n" * 20_000,
    "nothing": b"",
}


def test_noise_on_the_stream_is_no_traceback_and_hides_no_words(tmp_path: Path) -> None:
    """Each noise is a turn of one conversation; words before and behind it are heard."""
    bodies = [message("Before.") + noise + b"\n\n" + message("Behind.") for noise in NOISE.values()]
    lines = "brighter\n" * len(bodies)
    with HostileBackend(*bodies) as server:
        done = skill_runtime("chat", "--json", "--backend", server.url, home=tmp_path, stdin=lines)
        assert server.messages == len(bodies)
    events = told(done.stdout)
    ends = [one["outcome"] for one in events if one["type"] == "end"]
    wholes = [str(one["text"]) for one in events if one["type"] == "said_all"]
    assert ends == ["done"] * len(bodies)
    assert wholes.count("Before.") == wholes.count("Behind.") == len(bodies)


MARKDOWN = {
    "nested lists": "- " * 10_000 + "deep",
    "indented lists": "\n".join("  " * min(n, 400) + "- item" for n in range(2000)),
    "nested quotes": "> " * 10_000 + "deep",
    "square brackets": "[" * 10_000 + "deep" + "]" * 10_000,
    "round brackets": "(" * 10_000 + "deep" + ")" * 10_000,
    "links in links": "[a](" * 5000 + "deep" + ")" * 5000,
    "emphasis": "*" * 10_000 + "deep" + "*" * 10_000,
    "code": "`" * 10_000 + "deep" + "`" * 9999,
    "quotation marks": '"' * 9999 + "deep",
    "table cells": "|" * 10_000 + "deep",
}


def test_nested_markdown_is_shown_and_never_too_deep(tmp_path: Path) -> None:
    lines = "brighter\n" * len(MARKDOWN)
    with HostileBackend(*map(message, MARKDOWN.values())) as server:
        done = skill_runtime("chat", "--json", "--backend", server.url, home=tmp_path, stdin=lines)
    wholes = [str(one["text"]) for one in told(done.stdout) if one["type"] == "said_all"]
    assert wholes == list(MARKDOWN.values())


WRONG_STATES: dict[str, object] = {
    "a draft that is a list": {"state": {"draft": []}},
    "a state that is a text": {"state": "draft"},
    "tracks of every kind": {"state": {"draft": {"t": [None, 1, "x", [], {"tt": {}, "sg": {}}]}}},
    "segments of every kind": {
        "state": {"draft": {"t": [{"tt": 0, "sg": [None, 1, {"m": [], "s": "x", "d": -1}]}]}}
    },
    "times without end": {
        "state": {"draft": {"t": [{"tt": 0, "sg": [{"s": 1e308, "d": 10**40}]}]}}
    },
}


@pytest.mark.parametrize("what", WRONG_STATES)
def test_a_state_of_the_wrong_shape_is_no_traceback(tmp_path: Path, what: str) -> None:
    answer = json_answer({"code": 0, "data": WRONG_STATES[what]})
    with HostileBackend(message("Done.")) as server:
        server.on(STATE, lambda line: line.send(answer))
        done = say(server, tmp_path)
    assert done.returncode == exit_codes.OK, done.stdout
    assert "Done." in done.stdout


@pytest.mark.parametrize(
    "body",
    [b'{"code":0,"data":' + b"[" * 10_000 + b"]" * 10_000 + b"}", b"\xff\xfe", b"[]", b""],
    ids=["nested", "binary", "a list", "nothing"],
)
def test_an_answer_that_is_none_is_named_with_what_to_check(tmp_path: Path, body: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    with HostileBackend() as server:
        server.on(
            STATE, lambda line: line.send(head.encode() + b"Connection: close\r\n\r\n" + body)
        )
        done = say(server, tmp_path)
    assert done.returncode == exit_codes.REFUSED
    assert "is not this service" in done.stdout
