from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core import contract
from skill_runtime.model.records import Session
from skill_runtime.model.skill import Skill
from skill_runtime.model.steps import Get, Post, SendFiles, SendMessage

SKILL = Skill("image-generation-generator", "1.0")
SESSION = Session("s-1", "t-1", "en")

REQUESTS = [
    (
        contract.anonymous_token("0b8f"),
        Post("/api/auth/anonymous-token", {}, {"X-Client-Id": "0b8f"}, anonymous=True),
    ),
    (
        contract.create_session(SKILL, "zh"),
        Post("/api/tasks/me/with-session/nemo_agent", {"task_name": "project", "language": "zh"}),
    ),
    (
        contract.run(SKILL, SESSION, contract.text_part("make it blue")),
        SendMessage(
            "/run_sse",
            {
                "app_name": "nemo_agent",
                "user_id": "me",
                "session_id": "s-1",
                "new_message": {"parts": [{"text": "make it blue"}]},
            },
        ),
    ),
    (
        contract.upload_files(SKILL, SESSION, ("/a.png", "/b.mp3")),
        SendFiles("/api/upload-video/nemo_agent/me/s-1", ("/a.png", "/b.mp3")),
    ),
    (
        contract.upload_urls(SKILL, SESSION, ("https://x/a.png",)),
        Post(
            "/api/upload-video/nemo_agent/me/s-1",
            {"urls": ["https://x/a.png"], "source_type": "url"},
        ),
    ),
    (contract.credits_balance(), Get("/api/credits/balance/simple")),
    (contract.state(SKILL, SESSION), Get("/api/state/nemo_agent/me/s-1/latest")),
    (
        contract.render("render_5", "s-1", {"t": []}, {"format": "mp4", "quality": "high"}),
        Post(
            "/api/render/proxy/lambda",
            {
                "id": "render_5",
                "sessionId": "s-1",
                "draft": {"t": []},
                "output": {"format": "mp4", "quality": "high"},
            },
        ),
    ),
    (contract.render_status("render_5"), Get("/api/render/proxy/lambda/render_5")),
    (contract.download_path("render_5"), "/api/render/proxy/render_5/download"),
]


@pytest.mark.parametrize(("request_", "expected"), REQUESTS, ids=lambda r: getattr(r, "path", ""))
def test_a_call_is_what_the_contract_says(request_: object, expected: object) -> None:
    assert request_ == expected


@given(st.text(min_size=1))
def test_an_id_stays_one_part_of_its_path(id_: str) -> None:
    path = contract.state(SKILL, Session(id_)).path
    assert path.isascii()
    assert path.count("/") == "/api/state/nemo_agent/me/ID/latest".count("/")
    assert not {"?", "#", " ", "\\"}.intersection(path)
    assert unquote(path.split("/")[5]) == id_


Reader = Callable[[Mapping[str, object]], object]
ANSWERS: list[tuple[Reader, Mapping[str, Any], object]] = [
    (contract.token_of, {"token": "nmv_usr_1"}, "nmv_usr_1"),
    (contract.token_of, {"token": ["nmv"]}, ""),
    (contract.token_of, {"token": "a\r\nX-Other: b"}, ""),
    (contract.token_of, {"token": "té"}, ""),
    (contract.token_of, {}, ""),
    (contract.draft_of, {"state": {"draft": {"t": []}}}, {"t": []}),
    (contract.draft_of, {"state": {"draft": "x"}}, {}),
    (contract.draft_of, {"state": None}, {}),
    (contract.draft_of, {}, {}),
    (contract.bind_id_of, {"bind_id": "b"}, "b"),
    (contract.bind_id_of, {"id": 7}, "7"),
    (contract.bind_id_of, {"id": None}, ""),
    (contract.render_state_of, {"status": "processing"}, "processing"),
    (contract.render_state_of, {"status": "COMPLETED"}, "completed"),
    (contract.render_state_of, {"success": True, "data": {"status": "failed"}}, "failed"),
    (contract.render_state_of, {"status": 200, "data": {"status": "pending"}}, "pending"),
    (contract.render_state_of, {"data": []}, ""),
    (contract.render_url_of, {"output": {"url": "u"}}, "u"),
    (contract.render_url_of, {"outputUrl": "u"}, "u"),
    (contract.render_url_of, {"success": True, "data": {"outputUrl": "u"}}, "u"),
    (contract.render_url_of, {"output": {"url": None}, "data": "x"}, ""),
    (contract.render_fraction_of, {"progress": 0.25}, 0.25),
    (contract.render_fraction_of, {"progress": 40}, 1.0),
    (contract.render_fraction_of, {"progress": -1}, 0.0),
    (contract.render_fraction_of, {"progress": "half"}, None),
    (contract.render_fraction_of, {"progress": float("nan")}, None),
    (contract.render_fraction_of, {"progress": True}, None),
    (lambda data: contract.number_of(data, "total"), {"total": 85.5}, 85.5),
    (lambda data: contract.number_of(data, "total"), {"total": "85"}, None),
    (lambda data: contract.number_of(data, "total"), {"total": float("inf")}, None),
    (lambda data: contract.number_of(data, "total"), {"total": 10**400}, None),
]


@pytest.mark.parametrize(("read", "data", "expected"), ANSWERS)
def test_an_answer_is_read_in_every_shape(
    read: Reader, data: Mapping[str, Any], expected: object
) -> None:
    assert read(data) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"session_id": "s", "task_id": "t"}, Session("s", "t", "zh")),
        ({"session_id": 12}, Session("12", "", "zh")),
        ({"task_id": "t"}, None),
        ({"session_id": ""}, None),
        ({"session_id": {"id": "s"}}, None),
    ],
)
def test_a_session_needs_an_id(data: Mapping[str, object], expected: Session | None) -> None:
    assert contract.session_of(data, "zh") == expected


NAMES = st.sampled_from([
    "token", "state", "draft", "status", "data", "output", "url", "outputUrl", "progress", "id",
    "bind_id", "session_id", "task_id",
])  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, ANYTHING))
def test_no_answer_is_too_strange(data: dict[str, object]) -> None:
    texts = (
        contract.token_of(data),
        contract.bind_id_of(data),
        contract.render_state_of(data),
        contract.render_url_of(data),
    )
    assert all(isinstance(text, str) for text in texts)
    assert isinstance(contract.draft_of(data), Mapping)
    fraction = contract.render_fraction_of(data)
    assert fraction is None or 0 <= fraction <= 1
    session = contract.session_of(data, "en")
    assert session is None or session.id
    json.dumps(contract.number_of(data, "progress"), allow_nan=False)
