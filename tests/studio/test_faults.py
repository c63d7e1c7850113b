from __future__ import annotations

import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.studio.service.faults import (
    Fault,
    FaultBook,
    fault_list,
    parse_fault,
    parse_faults,
    spec_pattern,
)
from tests.studio.conftest import draft_of, events_of, new_session, run_body, say, words_of
from tests.studio.test_renders import SUBMIT, finished, job
from tests.studio_server import RunningStudio

BALANCE = "/api/credits/balance/simple"
CODES = {
    1001: 401,
    1002: 404,
    2001: 200,
    4001: 415,
    4002: 413,
    400: 400,
    402: 402,
    429: 429,
    500: 500,
    503: 503,
}


@pytest.mark.parametrize("code", CODES)
def test_an_error_code_is_answered_as_often_as_asked(
    studio: RunningStudio, client: httpx.Client, code: int
) -> None:
    studio.faults(f"credits:{code}*2")
    answers = [client.get(BALANCE) for _ in range(3)]
    assert [a.json()["code"] for a in answers] == [code, code, 0]
    assert answers[0].status_code == CODES[code]


def test_rate_limiting_says_when_to_come_back(studio: RunningStudio, client: httpx.Client) -> None:
    studio.faults("credits:429*1,credits:429=1*1")
    assert client.get(BALANCE).headers["Retry-After"] == "30"
    assert client.get(BALANCE).headers["Retry-After"] == "1"


@pytest.mark.parametrize(
    "call", ["token", "session", "upload", "state", "submit", "status", "download", "run"]
)
def test_every_call_can_be_made_to_fail(
    studio: RunningStudio, client: httpx.Client, session: str, call: str
) -> None:
    studio.faults(f"{call}:503*1")
    requests = {
        "token": ("POST", "/api/auth/anonymous-token"),
        "session": ("POST", "/api/tasks/me/with-session/nemo_agent"),
        "upload": ("POST", f"/api/upload-video/nemo_agent/me/{session}"),
        "state": ("GET", f"/api/state/nemo_agent/me/{session}/latest"),
        "submit": ("POST", SUBMIT),
        "status": ("GET", f"{SUBMIT}/render_1"),
        "download": ("GET", "/api/render/proxy/render_1/download"),
        "run": ("POST", "/run_sse"),
    }
    assert client.request(*requests[call]).status_code == 503


def test_a_dropped_connection_gives_no_answer_and_does_nothing(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    studio.faults("run:drop*1")
    with pytest.raises(httpx.TransportError):
        client.post("/run_sse", json=run_body(session, 'add a title "X"'))
    assert draft_of(client, session)["t"] == []


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_a_stream_can_be_cut_after_some_events(
    studio: RunningStudio, client: httpx.Client, session: str, number: int
) -> None:
    studio.faults(f"run:drop_after={number}*1")
    seen = _read_until_cut(client, session)
    assert len(events_of(seen)) == number


def test_a_stream_can_be_cut_in_the_middle_of_an_event(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    studio.faults("run:truncate=1*1")
    seen = _read_until_cut(client, session)
    assert seen.count("data: {") == 2
    assert not seen.endswith("\n\n")


def _read_until_cut(client: httpx.Client, session: str) -> str:
    seen: list[bytes] = []
    with client.stream("POST", "/run_sse", json=run_body(session, "generate a red house")) as run:
        with pytest.raises(httpx.RemoteProtocolError):
            seen.extend(run.iter_raw())
        run.close()
    return b"".join(seen).decode("utf-8", "ignore")


def test_events_can_come_twice(studio: RunningStudio, client: httpx.Client, session: str) -> None:
    studio.faults("run:duplicate*1")
    events = say(client, session, "hello")
    assert events[::2] == events[1::2]


def test_a_run_can_fail_after_it_began(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    studio.faults("run:raise=2*1")
    events = say(client, session, "hello")
    assert len(events) == 3
    assert events[-1]["error_details"]["error_type"] == "RuntimeError"


def test_slow_bytes_still_make_the_whole_answer(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    studio.faults("run:slow=5*1")
    assert words_of(say(client, session, "hello"))


def test_a_page_can_come_instead_of_json(studio: RunningStudio, client: httpx.Client) -> None:
    studio.faults("credits:html=502*1")
    answer = client.get(BALANCE)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (502, "text/html")


def test_json_can_be_truncated(studio: RunningStudio, client: httpx.Client) -> None:
    studio.faults("credits:truncated_json*1")
    with pytest.raises(ValueError, match="line 1"):
        client.get(BALANCE).json()


def test_an_edit_can_be_made_to_speak(studio: RunningStudio, client: httpx.Client) -> None:
    studio.faults("run:talk")
    session = new_session(client)
    assert all(words_of(say(client, session, f'add a title "N{n}"')) for n in range(12))


def test_the_trailing_trouble_comes_after_a_good_reply(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    studio.faults("run:trouble*1")
    words = words_of(say(client, session, "hello"))
    assert len(words) == 2
    assert words[1] == "I encountered a temporary issue."


def test_a_render_can_fail_once(studio: RunningStudio, client: httpx.Client, session: str) -> None:
    studio.faults("render:fail*1")
    say(client, session, 'add a title "Hello"')
    for number, status in (("r1", "failed"), ("r2", "completed")):
        client.post(SUBMIT, json=job(client, session, number))
        assert finished(client, number)["status"] == status


def test_a_render_can_stall_and_the_studio_still_ends(own_studio: RunningStudio) -> None:
    own_studio.faults("render:stall*1")
    with own_studio.client() as client:
        session = new_session(client)
        say(client, session, 'add a title "Hello"')
        client.post(SUBMIT, json=job(client, session))
        assert client.get(f"{SUBMIT}/render_1").json()["status"] in {"pending", "processing"}
    own_studio.stop()
    assert own_studio.stopped


def test_a_session_switches_faults_for_itself_alone(client: httpx.Client, session: str) -> None:
    other = new_session(client)
    body = {"session_id": session, "faults": ["state:500*1"]}
    assert client.post("/studio/faults", json=body).json()["code"] == 0
    assert client.get(f"/api/state/nemo_agent/me/{other}/latest").json()["code"] == 0
    assert client.get(f"/api/state/nemo_agent/me/{session}/latest").json()["code"] == 500


def test_faults_of_a_session_spare_other_clients(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    client.post("/studio/faults", json={"session_id": session, "faults": ["credits:500"]})
    with studio.client() as other:
        assert other.get(BALANCE).json()["code"] == 0
    assert client.get(BALANCE).json()["code"] == 500
    client.post("/studio/faults", json={"session_id": session, "faults": []})
    assert client.get(BALANCE).json()["code"] == 0


@pytest.mark.parametrize(
    "faults", ["x", [3], [""], ["nothing"], ["run:explode"], ["walk:500"], ["run:7"]]
)
def test_a_fault_that_is_none_is_refused(
    client: httpx.Client, session: str, faults: object
) -> None:
    answer = client.post("/studio/faults", json={"session_id": session, "faults": faults})
    assert answer.json()["code"] == 400


def test_a_spec_is_read_into_its_parts() -> None:
    assert parse_faults(" run:drop_after=3*2, any:500,") == [
        Fault("run", "drop_after", 3, 2),
        Fault("any", "500"),
    ]


@given(st.from_regex(spec_pattern(), fullmatch=True))
def test_every_spec_of_the_described_form_can_be_read(spec: str) -> None:
    assert len(parse_faults(spec)) == 1


def test_a_fault_of_any_call_meets_all_of_them() -> None:
    book = FaultBook("any:500*2")
    assert [book.on_the_wire(c) is not None for c in ("run", "token", "state")] == [
        True,
        True,
        False,
    ]


def test_every_fault_that_is_listed_can_be_switched_on() -> None:
    _, calls, _, code, *kinds = fault_list().splitlines()
    assert code.split()[0] == "CODE"
    named = [row.split()[0] for row in kinds]
    specs = [
        f"{call}:{kind}" for call in calls.removeprefix("CALL  ").split(", ") for kind in named
    ]
    assert [f"{one.call}:{one.kind}" for one in map(parse_fault, specs)] == specs
    pattern = re.compile(spec_pattern())
    assert all(map(pattern.match, specs))
