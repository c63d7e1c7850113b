"""The service held to its description: what it allows is answered as described, what it doesn't is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode, checks

from skill_runtime.studio.service.app import make_app
from skill_runtime.studio.service.description import described
from tests.studio.conftest import new_session
from tests.studio_server import RunningStudio

OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in described()["paths"].items()
    for method, operation in methods.items()
    if method != "parameters"
}
WITH_PARAMETERS = [
    name for name, operation in OPERATIONS.items() if operation.get("security") != []
]
PREVIEW = "/api/studio/preview/{session}/{kind}"
DEPENDING = {
    "POST /api/studio/cancel": "the job is the client's",
    "POST /api/auth/claim-token": "the task is the session's",
    "POST /api/upload-video/nemo_agent/me/{session}": "what is in the files, or at the addresses",
    "POST /api/render/proxy/lambda": "subtitles need a text track",
    f"GET {PREVIEW}": "an empty timeline has no picture",
    f"POST {PREVIEW}": "what is in the draft's media",
}
"""Operations that may refuse what the description allows, and why."""
CONFIG = schemathesis.Config.from_dict({
    "checks": {"negative_data_rejection": {"expected-statuses": ["4xx"]}}  # 402 is no usual one
})
EXAMPLES = 8
EVERYTHING = list(HealthCheck)
Answered = Callable[[str, GenerationMode], list[int]]


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answered]:
    """Sends generated requests of an operation, each held to the description; gives the status
    codes. A session that a request names is one that there is.
    """
    home = tmp_path_factory.mktemp("described")
    with RunningStudio(home) as studio, studio.client() as client:
        schema = schemathesis.openapi.from_url(f"{studio.url}/openapi.json", config=CONFIG)
        session = new_session(client)

        def send(operation: str, mode: GenerationMode) -> list[int]:
            method, path = operation.split(" ")
            codes = []

            @settings(max_examples=EXAMPLES, database=None, suppress_health_check=EVERYTHING)
            @given(case=schema[path][method].as_strategy(generation_mode=mode))
            def every(case: schemathesis.Case) -> None:
                if mode is GenerationMode.POSITIVE:
                    _name_session(case, session)
                answer = case.call(headers=dict(client.headers))
                # The token is ours in every request, so nothing can be said of another.
                excluded = [checks.ignored_auth]
                if operation in DEPENDING:
                    excluded.append(checks.positive_data_acceptance)
                case.validate_response(answer, excluded_checks=excluded)
                codes.append(answer.status_code)

            every()
            client.post("/studio/faults", json={"session_id": session, "faults": []})
            return codes

        yield send


def _name_session(case: schemathesis.Case, session: str) -> None:
    if "session" in (case.path_parameters or {}):
        case.path_parameters["session"] = session
    if isinstance(case.body, dict):
        case.body.update({
            name: session for name in ("session_id", "sessionId") if name in case.body
        })


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_the_description_allows_is_answered_as_it_says(
    operation: str, answered: Answered
) -> None:
    assert all(code < 500 for code in answered(operation, GenerationMode.POSITIVE))


@pytest.mark.parametrize("operation", WITH_PARAMETERS)
def test_what_the_description_does_not_allow_is_refused(operation: str, answered: Answered) -> None:
    """Its own check looks for a 2xx; a header that is overridden by ours is no such request."""
    assert all(code < 500 for code in answered(operation, GenerationMode.NEGATIVE))


@pytest.mark.parametrize("operation", WITH_PARAMETERS)
def test_no_call_that_needs_a_token_works_without_one(
    operation: str, studio: RunningStudio
) -> None:
    method, path = operation.split(" ")
    with studio.client() as client:
        del client.headers["authorization"]
        answer = client.request(method, re.sub(r"\{\w+\}", "x", path), json={})
    assert (answer.status_code, answer.json()["code"]) == (401, 1001)


def test_every_call_is_described_and_no_other(tmp_path: Path) -> None:
    with RunningStudio(tmp_path) as studio:
        routes: Any = make_app(studio.studio)._app.routes  # noqa: SLF001 - nothing else lists them
        served = {
            f"{method} {route.path}" for route in routes for method in route.methods - {"HEAD"}
        }
    assert served == set(OPERATIONS)
