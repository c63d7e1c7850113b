from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.studio_server import RunningStudio


@pytest.fixture(scope="session")
def shared_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    with RunningStudio(tmp_path_factory.mktemp("studio") / "home") as running:
        yield running


@pytest.fixture
def studio(shared_studio: RunningStudio) -> Iterator[RunningStudio]:
    """One server for all tests, each with clients of its own; nothing is left for the next."""
    yield shared_studio
    shared_studio.reset()


@pytest.fixture
def own_studio(tmp_path: Path) -> Iterator[RunningStudio]:
    """For a test that stops it."""
    with RunningStudio(tmp_path / "home") as running:
        yield running


@pytest.fixture
def client(studio: RunningStudio) -> Iterator[httpx.Client]:
    with studio.client() as client:
        yield client


@pytest.fixture
def session(client: httpx.Client) -> str:
    return new_session(client)


def new_session(client: httpx.Client, language: str = "en") -> str:
    body = {"task_name": "project", "language": language}
    answer = client.post("/api/tasks/me/with-session/nemo_agent", json=body)
    return str(answer.json()["data"]["session_id"])


def run_body(session: str, message: str) -> dict[str, Any]:
    content = {"parts": [{"text": message}]}
    return {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": session,
        "new_message": content,
    }


def say(client: httpx.Client, session: str, message: str) -> list[dict[str, Any]]:
    """The events of a whole run."""
    answer = client.post("/run_sse", json=run_body(session, message))
    assert answer.status_code == 200, answer.text
    return events_of(answer.text)


def events_of(text: str) -> list[dict[str, Any]]:
    lines = [
        line.removeprefix("data:").strip() for line in text.split("\n") if line.startswith("data:")
    ]
    return [json.loads(line) for line in lines if line]


def words_of(events: list[dict[str, Any]]) -> list[str]:
    """The final texts."""
    finals = [e for e in events if e.get("partial") is False]
    return ["".join(p.get("text", "") for p in e["content"]["parts"]) for e in finals]


def tools_of(events: list[dict[str, Any]]) -> list[str]:
    parts = [p for e in events for p in e.get("content", {}).get("parts", [])]
    return [p["functionCall"]["name"] for p in parts if "functionCall" in p]


def state_of(client: httpx.Client, session: str) -> dict[str, Any]:
    answer = client.get(f"/api/state/nemo_agent/me/{session}/latest")
    state: dict[str, Any] = answer.json()["data"]["state"]
    return state


def draft_of(client: httpx.Client, session: str) -> dict[str, Any]:
    draft: dict[str, Any] = state_of(client, session)["draft"]
    return draft
