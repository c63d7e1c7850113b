"""`replay`: what a user would see of captured streams; the captures come from a real ADK server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skill_runtime.errors import UsageError
from skill_runtime.surfaces import exit_codes
from skill_runtime.surfaces.replay import replay

DATA = Path(__file__).parents[1] / "data" / "adk"
EXPECTED = json.loads((DATA / "expected.json").read_text("utf-8"))
CAPTURES = sorted(name for name in EXPECTED if name not in {"long", "burst"})


def show(
    name: str, capsys: pytest.CaptureFixture[str], *, as_json: bool = True
) -> tuple[int, str, str]:
    code = replay((DATA / f"{name}.sse").read_bytes(), language="en", as_json=as_json)
    out, err = capsys.readouterr()
    return code, out, err


def lines(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize("name", CAPTURES)
def test_every_message_of_a_capture_is_shown_once(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = show(name, capsys)
    told = lines(out)
    expected = EXPECTED[name]
    wholes = [(one["text"], one["incomplete"]) for one in json_events(told, "said_all")]
    assert wholes == [(one["text"], one["incomplete"]) for one in expected["messages"]]
    assert len(json_events(told, "run_failed")) == (1 if expected["error"] else 0)
    assert code == (exit_codes.REFUSED if expected["error"] else exit_codes.OK)
    assert told[-1]["type"] == "end"
    assert told[-1]["outcome"] == ("refused" if expected["error"] else "done")


def json_events(told: list[dict[str, object]], type_: str) -> list[dict[str, object]]:
    return [{**one, "text": one.get("text") or ""} for one in told if one["type"] == type_]


def test_a_capture_as_a_user_reads_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert show("stream", capsys, as_json=False) == (0, "Hello world.\n", "")


def test_a_failure_is_told_without_a_stack_trace(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = show("llm_broken", capsys, as_json=False)
    assert code == exit_codes.REFUSED
    assert "tool exploded" in out
    assert "Traceback" not in out + err


def test_a_question_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = show("flow", capsys, as_json=False)
    assert "Draft ready." in out
    assert "Publish this draft?" in out


def test_a_capture_that_was_cut_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    body = (DATA / "plain.sse").read_bytes()[:-20]
    replay(body, language="en", as_json=False)
    assert "ends in the middle" in capsys.readouterr().err


def test_gui_talk_is_named_after_the_reply(capsys: pytest.CaptureFixture[str]) -> None:
    text = "Your video is ready. Click Export to download it."
    frame = json.dumps({"type": "text", "content": text})
    replay(f"data: {frame}\n\n".encode(), language="en", as_json=False)
    out, err = capsys.readouterr()
    assert "Click Export" not in out
    assert err == "then: execute export\n"


@pytest.mark.parametrize("body", [b"", b"\n", b"data: [1]\n\n", b"data:{", b": ping\rdata\r\r"])
def test_any_stream_at_all_can_be_replayed(body: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(body, language="en", as_json=True) == exit_codes.OK
    assert lines(capsys.readouterr().out)[-1]["type"] == "end"


@pytest.mark.parametrize("body", [b"\x00\xff\xfe", b"<html>no</html>", b"a: b\nmetadata: 1\n"])
def test_what_is_no_stream_is_refused(body: bytes) -> None:
    with pytest.raises(UsageError, match="no event stream"):
        replay(body, language="en", as_json=True)
