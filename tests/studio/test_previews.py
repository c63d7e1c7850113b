from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.studio.conftest import draft_of, say
from tests.studio_server import RunningStudio

KINDS = ("poster", "filmstrip", "timeline")


def preview(session: str, kind: str = "poster") -> str:
    return f"/api/studio/preview/{session}/{kind}"


@pytest.fixture
def titled(client: httpx.Client, session: str) -> str:
    say(client, session, 'add a title "Hello" for 4 seconds')
    return session


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_is_a_picture_of_the_draft_as_it_is(
    studio: RunningStudio, client: httpx.Client, titled: str, kind: str
) -> None:
    before = set(studio.studio.jobs.folder.iterdir())
    answer = client.get(preview(titled, kind))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    assert kind.encode() in answer.content
    assert studio.engine.rendered == [draft_of(client, titled)]
    assert set(studio.studio.jobs.folder.iterdir()) == before


def test_a_preview_of_any_draft_can_be_had(
    studio: RunningStudio, client: httpx.Client, titled: str
) -> None:
    other: dict[str, Any] = {**draft_of(client, titled), "d": 1234}
    assert client.post(preview(titled), json={"draft": other}).status_code == 200
    assert studio.engine.rendered == [other]


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (None, "nothing to show"),
        ({"t": []}, "nothing to show"),
        ({"t": [{"tt": 0, "sg": [{"s": 0, "d": 9, "m": {"src": "m_x"}}]}]}, "m_x is not in"),
    ],
)
def test_what_can_not_be_shown_is_refused_with_a_word(
    client: httpx.Client, session: str, draft: object, says: str
) -> None:
    answer = client.post(preview(session), json={"draft": draft})
    assert (answer.status_code, answer.json()["code"]) == (400, 400)
    assert says in answer.json()["message"]


def test_an_empty_project_has_no_preview(client: httpx.Client, session: str) -> None:
    assert client.get(preview(session)).json()["code"] == 400


def test_what_is_not_there_is_not_found(client: httpx.Client, session: str) -> None:
    assert client.get(preview(session, "hologram")).json()["code"] == 404
    assert client.get(preview("nobody")).json()["code"] == 1002


def test_the_real_engine_draws_all_three(tmp_path: Path) -> None:
    with RunningStudio(tmp_path / "home", real=True) as studio, studio.client() as client:
        body = {"task_name": "project", "language": "en"}
        made = client.post("/api/tasks/me/with-session/nemo_agent", json=body)
        session = made.json()["data"]["session_id"]
        say(client, session, 'add a title "Hello" for 4 seconds')
        sizes = [_size(client.get(preview(session, kind)).content) for kind in KINDS]
    assert sizes == [(1080, 1920), (1136, 364), (1440, 66)]


def _size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
