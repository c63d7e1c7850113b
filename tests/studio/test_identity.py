from __future__ import annotations

import stat
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.studio.conftest import draft_of, new_session, run_body, say, state_of
from tests.studio_server import RunningStudio

TOKEN = "/api/auth/anonymous-token"
BALANCE = "/api/credits/balance/simple"
DAY = 86_400.0


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(tmp_path: Path, clock: Clock) -> Iterator[RunningStudio]:
    with RunningStudio(tmp_path / "home", clock=clock) as running:
        yield running


def test_a_client_gets_a_token_and_its_credits(studio: RunningStudio) -> None:
    answer = httpx.post(studio.url + TOKEN, headers={"X-Client-Id": str(uuid.uuid4())}).json()
    assert answer["code"] == 0
    assert answer["data"]["token"].startswith("nmv_usr_")
    assert answer["data"]["credits"] == 1000


def test_the_same_client_gets_the_same_token(studio: RunningStudio) -> None:
    headers = {"X-Client-Id": "one-client"}
    first, second = (httpx.post(studio.url + TOKEN, headers=headers).json() for _ in range(2))
    assert first["data"]["token"] == second["data"]["token"]


@pytest.mark.parametrize(
    "headers", [{}, {"X-Client-Id": ""}, {"X-Client-Id": "x" * 65}, {"X-Client-Id": "a b"}]
)
def test_a_token_without_a_proper_client_id_is_refused_with_400(
    studio: RunningStudio, headers: dict[str, str]
) -> None:
    answer = httpx.post(studio.url + TOKEN, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)
    assert "X-Client-Id" in answer.json()["message"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/auth/claim-token"),
        ("POST", "/api/tasks/me/with-session/nemo_agent"),
        ("POST", "/run_sse"),
        ("POST", "/api/upload-video/nemo_agent/me/x"),
        ("GET", BALANCE),
        ("GET", "/api/state/nemo_agent/me/x/latest"),
        ("POST", "/api/render/proxy/lambda"),
        ("GET", "/api/render/proxy/lambda/x"),
        ("GET", "/api/render/proxy/x/download"),
        ("POST", "/studio/faults"),
    ],
)
@pytest.mark.parametrize("authorization", ["", "Bearer nmv_usr_wrong", "Basic abc"])
def test_every_call_wants_a_good_token(
    studio: RunningStudio, method: str, path: str, authorization: str
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = httpx.request(method, studio.url + path, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, 1001)


def test_a_token_expires_after_seven_days_and_the_projects_stay(
    timed: RunningStudio, clock: Clock
) -> None:
    with timed.client("c1") as client:
        session = new_session(client)
        clock.now += 8 * DAY
        assert client.get(BALANCE).json()["code"] == 1001
    with timed.client("c1") as renewed:
        assert draft_of(renewed, session)["t"] == []


def test_a_session_says_its_ids(client: httpx.Client) -> None:
    body = {"task_name": "project", "language": "zh"}
    data = client.post("/api/tasks/me/with-session/nemo_agent", json=body).json()["data"]
    assert data["task_id"]
    assert data["session_id"]
    assert data["language"] == "zh"


def test_a_client_is_told_who_else_gets_its_words(tmp_path: Path) -> None:
    with RunningStudio(tmp_path, image_url="https://images.test/v1") as studio:
        headers = {"X-Client-Id": "c1"}
        token = httpx.post(f"{studio.url}/api/auth/anonymous-token", headers=headers)
        with studio.client("c1") as client:
            session = client.post("/api/tasks/me/with-session/nemo_agent", json={})
    assert [answer.json()["data"]["image_host"] for answer in (token, session)] == 2 * [
        "images.test"
    ]


def test_a_claim_token_is_made_for_a_session(client: httpx.Client) -> None:
    found = client.post("/api/tasks/me/with-session/nemo_agent", json={}).json()["data"]
    body = {"task_id": found["task_id"], "session_id": found["session_id"]}
    answer = client.post("/api/auth/claim-token", json=body).json()
    assert answer["data"]["claim_token"].startswith("clm_")


def test_a_claim_for_another_task_is_refused(client: httpx.Client, session: str) -> None:
    answer = client.post("/api/auth/claim-token", json={"task_id": "t", "session_id": session})
    assert answer.json()["code"] == 400


def test_one_client_never_sees_the_project_of_another(studio: RunningStudio, session: str) -> None:
    with studio.client() as other:
        state = other.get(f"/api/state/nemo_agent/me/{session}/latest")
        run = other.post("/run_sse", json=run_body(session, "hello"))
        files = {"files": ("a.png", b"\x89PNG\r\n\x1a\n")}
        upload = other.post(f"/api/upload-video/nemo_agent/me/{session}", files=files)
    assert [a.json()["code"] for a in (state, run, upload)] == [1002, 1002, 1002]


def test_an_unknown_session_is_1002(client: httpx.Client) -> None:
    answer = client.get("/api/state/nemo_agent/me/nothing/latest")
    assert (answer.status_code, answer.json()["code"]) == (404, 1002)


def test_credits_are_spent_by_edits_and_generations(client: httpx.Client, session: str) -> None:
    say(client, session, "generate a red house")
    say(client, session, 'add a title "Home"')
    say(client, session, "hello")
    counts = client.get(BALANCE).json()["data"]
    assert counts == {"available": 989, "frozen": 0, "total": 989}


def test_an_edit_that_was_refused_costs_nothing(client: httpx.Client, session: str) -> None:
    say(client, session, "remove the music")
    assert client.get(BALANCE).json()["data"]["available"] == 1000


def test_too_few_credits_are_told_before_anything_is_done(tmp_path: Path) -> None:
    with RunningStudio(tmp_path / "home", daily_credits=5) as studio, studio.client() as client:
        session = new_session(client)
        answer = client.post("/run_sse", json=run_body(session, "generate a red house"))
        assert answer.json()["code"] == 2001
        assert answer.json()["data"]["id"].startswith("task_")
        assert draft_of(client, session)["t"] == []
        # What it refused it doesn't hold: a cheap edit still goes.
        assert say(client, session, 'add a title "A"')


def test_credits_are_full_again_on_the_next_day(timed: RunningStudio, clock: Clock) -> None:
    with timed.client() as client:
        say(client, new_session(client), "generate a red house")
        before = client.get(BALANCE).json()["data"]["available"]
        clock.now += DAY
        assert (before, client.get(BALANCE).json()["data"]["available"]) == (990, 1000)


def test_credits_are_frozen_while_a_run_works(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    studio.engine.may_paint.clear()
    with client.stream("POST", "/run_sse", json=run_body(session, "generate a red house")) as run:
        lines = run.iter_lines()
        next(lines)
        assert studio.engine.painting.wait(10)
        counts = client.get(BALANCE).json()["data"]
        studio.engine.may_paint.set()
        list(lines)
    assert counts == {"available": 990, "frozen": 10, "total": 1000}
    assert client.get(BALANCE).json()["data"] == {"available": 990, "frozen": 0, "total": 990}


def test_everything_survives_a_restart(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with RunningStudio(home) as studio, studio.client("c") as client:
        session = new_session(client)
        say(client, session, 'add a title "Hello"')
        draft = draft_of(client, session)
    with RunningStudio(home) as studio, studio.client("c") as client:
        assert draft_of(client, session) == draft
        assert client.get(BALANCE).json()["data"]["available"] == 999
        say(client, session, "undo")
        assert draft_of(client, session)["t"] == []


def test_what_is_kept_is_for_the_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with RunningStudio(home) as studio, studio.client() as client:
        say(client, new_session(client), "generate a red house")
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in home.rglob("*")}
        folders = {p.name for p in home.rglob("*") if p.is_dir()}
    assert {modes[name] for name in folders} == {0o700}
    assert {mode for name, mode in modes.items() if name not in folders} == {0o600}


def test_a_project_that_nobody_uses_is_removed_with_its_files(
    timed: RunningStudio, clock: Clock
) -> None:
    with timed.client("ada") as client:
        kept, left = new_session(client), new_session(client)
        say(client, left, "generate a red house")
        [media] = state_of(client, left)["generated_media"]
        clock.now += 60 * DAY
    with timed.client("ada") as client:
        say(client, kept, "generate a red house")
        clock.now += 60 * DAY
    timed.studio.clean()
    with timed.client("ada") as client:
        assert client.get(f"/api/state/nemo_agent/me/{kept}/latest").status_code == 200
        assert client.get(f"/api/state/nemo_agent/me/{left}/latest").json()["code"] == 1002
        assert client.get(media["url"]).status_code == 404
    assert len(list((timed.studio.settings.home / "media").iterdir())) == 1


def test_a_studio_may_keep_its_projects_for_good(tmp_path: Path, clock: Clock) -> None:
    with RunningStudio(tmp_path / "home", clock=clock, keep_days=0) as studio:
        with studio.client("ada") as client:
            session = new_session(client)
        clock.now += 5000 * DAY
        studio.studio.clean()
        with studio.client("ada") as client:
            answer = client.get(f"/api/state/nemo_agent/me/{session}/latest")
    assert answer.status_code == 200
