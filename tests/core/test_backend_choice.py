from __future__ import annotations

import pytest

from skill_runtime.core.backend_choice import BackendChoice, choose_adk_server
from skill_runtime.errors import UsageError
from skill_runtime.settings import Settings

HOME = {"HOME": "/home/ada"}
LOCAL = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("asked", "environment"),
    [
        (LOCAL, {}),
        ("", {"NEMO_API_URL": LOCAL}),
        ("", {"SKILL_BACKEND": LOCAL, "NEMO_API_URL": "https://other.example"}),
        (LOCAL, {"SKILL_BACKEND": "studio", "NEMO_API_URL": "https://other.example"}),
        ("cloud", {"NEMO_API_URL": LOCAL}),
    ],
)
def test_an_adk_server_is_the_address_that_the_user_names(
    asked: str, environment: dict[str, str]
) -> None:
    choice = choose_adk_server(asked, "", Settings.from_environment({**HOME, **environment}))
    assert choice == BackendChoice("other", LOCAL, "adk")


def test_its_conversations_are_kept_apart_by_agent_and_from_the_familys() -> None:
    settings = Settings.from_environment({**HOME, "SKILL_APP": "writer"})
    keys = {
        choose_adk_server(LOCAL, "", settings).key,
        choose_adk_server(LOCAL, "painter", settings).key,
        BackendChoice("other", LOCAL).key,
    }
    assert len(keys) == 3


@pytest.mark.parametrize("asked", ["", "studio", "cloud", "http://example.com", "https://a@b.c"])
def test_without_an_address_that_can_be_used_it_says_so(asked: str) -> None:
    with pytest.raises(UsageError):
        choose_adk_server(asked, "", Settings.from_environment(HOME))
