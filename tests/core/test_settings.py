from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from skill_runtime.errors import UsageError
from skill_runtime.settings import VARIABLES, Settings

SYSTEM = {"HOME", "LOCALAPPDATA", "XDG_CACHE_HOME", "XDG_STATE_HOME"}
"""The system's own variables, which it documents itself."""
NOWHERE = {"HOME": "/home/ada"}
on_linux = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="XDG is not used there")


class Watched(Mapping[str, str]):
    """An environment that remembers which variables were asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def test_the_table_lists_every_variable_that_is_read() -> None:
    environment = Watched(NOWHERE)
    Settings.from_environment(environment)
    # The platform is found by `core.platform`, which reads SKILL_SOURCE itself.
    assert environment.asked - SYSTEM == set(VARIABLES) - {"SKILL_SOURCE"}


def test_every_variable_is_explained_and_has_a_default() -> None:
    assert all(len(one.meaning) > 20 and one.default for one in VARIABLES.values())


def test_nothing_set_means_nothing_said() -> None:
    settings = Settings.from_environment(NOWHERE)
    said = (settings.token, settings.api_url, settings.web_url, settings.client_id)
    assert (*said, settings.backend, settings.output) == ("",) * 6


@pytest.mark.parametrize(
    ("variable", "field", "value", "expected"),
    [
        ("NEMO_TOKEN", "token", " nmv_usr_1\n", "nmv_usr_1"),
        ("NEMO_API_URL", "api_url", "https://api.example", "https://api.example"),
        ("NEMO_WEB_URL", "web_url", "https://web.example ", "https://web.example"),
        ("NEMO_CLIENT_ID", "client_id", "c" * 64, "c" * 64),
        ("SKILL_BACKEND", "backend", "studio", "studio"),
        ("SKILL_SURFACE", "surface", "adk", "adk"),
        ("SKILL_APP", "app", "writer", "writer"),
        ("SKILL_RUNTIME_OUTPUT", "output", "~/Videos", "~/Videos"),
        ("SKILL_RUNTIME_HOME", "home", "/srv/state", Path("/srv/state")),
        ("SKILL_RUNTIME_HOME", "home", " /srv/state ", Path("/srv/state")),
    ],
)
def test_a_variable_is_read(variable: str, field: str, value: str, expected: object) -> None:
    settings = Settings.from_environment({**NOWHERE, variable: value})
    assert getattr(settings, field) == expected


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NEMO_CLIENT_ID", "c" * 65),
        ("NEMO_CLIENT_ID", "zwölf"),
        ("NEMO_CLIENT_ID", "a\nX-Other: b"),
        ("NEMO_TOKEN", "nmv\nusr"),
        ("NEMO_TOKEN", "nmv usr"),
        ("NEMO_TOKEN", "nmv…"),
        ("NEMO_TOKEN", "nmv\x00"),
    ],
)
def test_a_value_that_can_t_be_meant_is_refused_by_its_name(variable: str, value: str) -> None:
    with pytest.raises(UsageError, match=variable) as refused:
        Settings.from_environment({**NOWHERE, variable: value})
    assert value not in str(refused.value)


@on_linux
@pytest.mark.parametrize(
    ("environment", "home"),
    [
        ({}, "/home/ada/.local/state/skill_runtime"),
        ({"XDG_STATE_HOME": "/x/state"}, "/x/state/skill_runtime"),
        ({"XDG_STATE_HOME": "relative"}, "/home/ada/.local/state/skill_runtime"),
        ({"XDG_STATE_HOME": ""}, "/home/ada/.local/state/skill_runtime"),
        ({"SKILL_RUNTIME_HOME": "/mine", "XDG_STATE_HOME": "/x"}, "/mine"),
        ({"SKILL_RUNTIME_HOME": "  "}, "/home/ada/.local/state/skill_runtime"),
    ],
)
def test_state_lives_where_the_system_keeps_it(environment: dict[str, str], home: str) -> None:
    assert Settings.from_environment({**NOWHERE, **environment}).home == Path(home)


@on_linux
@pytest.mark.parametrize(
    ("environment", "cache"),
    [
        ({}, "/home/ada/.cache/skill_runtime"),
        ({"XDG_CACHE_HOME": "/x/cache"}, "/x/cache/skill_runtime"),
        ({"XDG_CACHE_HOME": "relative"}, "/home/ada/.cache/skill_runtime"),
        ({"SKILL_RUNTIME_HOME": "/mine", "XDG_CACHE_HOME": "/x"}, "/mine/cache"),
    ],
)
def test_what_can_be_made_again_lives_elsewhere(environment: dict[str, str], cache: str) -> None:
    assert Settings.from_environment({**NOWHERE, **environment}).cache == Path(cache)


@pytest.mark.parametrize("given", ["here", "./here", "~nobody-is-called-so/here", "~/here"])
def test_a_home_that_is_given_becomes_absolute(given: str) -> None:
    home = Settings.from_environment({"SKILL_RUNTIME_HOME": given}).home
    assert home.is_absolute()
    assert home.name == "here"


def test_a_user_without_a_home_variable_has_one_all_the_same() -> None:
    assert Settings.from_environment({}).home.is_absolute()
