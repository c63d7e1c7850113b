"""Whole conversations with a real ADK server, through the command line as a shell uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.surfaces.commands import REPOSITORY, environment, skill_runtime

pytestmark = pytest.mark.interop
Lines = list[dict[str, Any]]
Say = Callable[..., tuple[int, Lines]]


@pytest.fixture
def place(server: str) -> list[str]:
    return ["--surface", "adk", "--backend", server, "--app", "scripted"]


@pytest.fixture
def say(tmp_path: Path, place: list[str]) -> Say:
    """A command of its own each time; its exit code and its events."""

    def command(*words: str, app: str = "scripted") -> tuple[int, Lines]:
        given = words if len(words) > 1 else ("say", *words)
        done = skill_runtime(*given, *place[:-1], app, "--json", home=tmp_path)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    return command


def of(type_: str, lines: Lines) -> Lines:
    return [line for line in lines if line["type"] == type_]


def texts(lines: Lines) -> list[str]:
    return [line["text"] for line in of("said_all", lines)]


def test_text_comes_as_it_grows_and_stays_what_the_agent_said(say: Say) -> None:
    code, lines = say("greet me")
    assert code == 0
    assert len(of("said", lines)) > 1
    assert "".join(line["text"] for line in of("said", lines)) == "Click Export, 世界.\u2028Bye."
    assert texts(lines) == ["Click Export, 世界.\u2028Bye."]


def test_a_final_wording_replaces_what_was_streamed(
    say: Say, tmp_path: Path, place: list[str]
) -> None:
    _, lines = say("redact it")
    assert [line["text"] for line in of("corrected", lines)] == ["[redacted]"]
    done = skill_runtime("say", "redact it", *place, home=tmp_path)
    assert done.stdout.splitlines()[-2:] == ["The secret is 42. ", "[redacted]"]


def test_the_session_and_its_state_last_from_command_to_command(say: Say) -> None:
    assert of("state", say("count up")[1])[0]["values"] == [["count", "1"]]
    assert of("state", say("count up")[1])[0]["values"] == [["count", "2"]]
    _, lines = say("status", "--lang", "en")
    assert of("state", lines)[0]["values"] == [["count", "2"]]
    assert texts(say("recall it")[1]) == ["Stopped 0, heard 3."]


def test_a_long_running_call_is_answered_by_the_next_words_once(say: Say) -> None:
    _, lines = say("approve it")
    assert lines[-1]["outcome"] == "asked"
    [question] = of("questioned", lines)
    assert (question["subject"], question["details"]) == ("ask_boss", [["amount", "100"]])
    assert texts(say("up to 80")[1]) == ['Heard call-1: {"result": "up to 80"}']
    code, lines = say("answer", "up to 90")
    assert (code, [line["type"] for line in lines]) == (2, ["no_question", "end"])


def test_an_input_is_asked_again_until_it_fits_and_answered_by_its_id(say: Say) -> None:
    say("publish it")
    assert of("questioned", say("in the morning")[1])[0]["again"]
    assert texts(say("answer", "--question", "in-1", "no")[1]) == ['Heard in-1: {"result": false}']


def test_a_confirmation_of_adks_own_is_given_and_the_tool_runs(say: Say) -> None:
    _, lines = say("delete the book", app="assistant")
    [question] = of("questioned", lines)
    assert (question["subject"], question["details"]) == ("delete_book", [["name", "Dune"]])
    assert question["prompt"] == ""
    _, lines = say("yes, go ahead", app="assistant")
    assert texts(lines) == ["Tool said {'deleted': 'Dune'}."]


def test_a_confirmation_that_is_refused_reaches_the_tool_as_that(say: Say) -> None:
    say("delete the book", app="assistant")
    [words] = texts(say("不要", app="assistant")[1])
    assert "rejected" in words


def test_another_agent_that_takes_over_is_heard(say: Say) -> None:
    assert texts(say("let the writer speak", app="assistant")[1]) == ["The writer is here."]


def test_a_picture_is_saved_under_a_harmless_name(say: Say, tmp_path: Path) -> None:
    [received] = of("file_received", say("draw a dot")[1])
    path = Path(received["path"])
    assert path == tmp_path / "dot.png"
    assert path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n\x00\x01\x02")


def test_an_agent_that_fails_is_told_once_without_a_trace(say: Say) -> None:
    code, lines = say("break it")
    assert code == 3
    [failed] = of("run_failed", lines)
    assert 'no "paint"\nleft' in failed["message"]
    assert [line["incomplete"] for line in of("said_all", lines)] == [True]


@pytest.mark.parametrize("name", ["export", "credits"])
def test_what_no_such_agent_can_do_is_said_in_words(
    name: str, tmp_path: Path, place: list[str]
) -> None:
    done = skill_runtime(name, *place, "--json", home=tmp_path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, [line["type"] for line in lines]) == (3, ["not_offered", "end"])


def test_cancel_ends_the_run_at_the_server_too(say: Say, tmp_path: Path, place: list[str]) -> None:
    command = [sys.executable, str(REPOSITORY / "skill_runtime"), "say", "toil on", *place]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=tmp_path, env=environment(tmp_path)
    ) as toiling:
        assert toiling.stdout
        while b"Toiling." not in toiling.stdout.readline():
            assert toiling.poll() is None
        say("cancel")
        assert toiling.wait(20) == 130
    assert texts(say("recall it")[1]) == ["Stopped 1, heard 2."]


def test_a_session_that_the_server_forgot_is_replaced(say: Say, server: str) -> None:
    say("count up")
    sessions = f"{server}/apps/scripted/users/me/sessions"
    for session in httpx.get(sessions).json():
        httpx.delete(f"{sessions}/{session['id']}")
    _, lines = say("recall it")
    assert of("session_replaced", lines)
    assert texts(lines) == ["Stopped 0, heard 1."]


def test_a_server_with_several_agents_asks_which(server: str, tmp_path: Path) -> None:
    done = skill_runtime("say", "greet me", "--surface", "adk", "--backend", server, home=tmp_path)
    assert done.returncode == 2
    assert "assistant, scripted" in done.stdout


def test_an_agent_that_there_is_not_is_refused_in_a_sentence(say: Say) -> None:
    code, lines = say("greet me", app="nobody")
    assert code == 2
    assert [line["named"] for line in of("app_unclear", lines)] == ["nobody"]
