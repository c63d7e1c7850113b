"""Every environment variable of the runtime's own, with its default, in one table. Where systems
keep a user's files, and what goes through a proxy, is told by variables of theirs.

The environment is handed in, so that nothing below `assembly` ever looks at it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from skill_runtime.errors import UsageError

APPLICATION = "skill_runtime"
_MAX_CLIENT_ID = 64
_VISIBLE = re.compile(r"[!-~]*")  # what a header carries without quoting


class Variable(NamedTuple):
    meaning: str
    default: str
    """What counts where it is not set."""


VARIABLES: Mapping[str, Variable] = {
    "NEMO_TOKEN": Variable(
        "the cloud backend's token", "a free one, which is fetched after `connect` and kept"
    ),
    "NEMO_API_URL": Variable(
        "the backend's address (https, or http on loopback)", "the skill's, else the family's"
    ),
    "NEMO_WEB_URL": Variable("the website for registration links", "the family's own"),
    "NEMO_CLIENT_ID": Variable("the client id, at most 64 characters", "one is made and kept"),
    "SKILL_BACKEND": Variable(
        "cloud, studio or an address; `--backend` goes before it",
        "cloud with NEMO_TOKEN or NEMO_API_URL or after `connect`, else studio",
    ),
    "SKILL_SURFACE": Variable(
        "family, or adk for any ADK server; `--surface` goes before it", "family"
    ),
    "SKILL_APP": Variable(
        "the agent at an ADK server that has several; `--app` goes before it", "the only one"
    ),
    "SKILL_SOURCE": Variable(
        "the platform that the attribution header names", "what the install path tells"
    ),
    "SKILL_RUNTIME_HOME": Variable(
        "the folder of state, studio and logs", "the system's place for a user's state"
    ),
    "SKILL_RUNTIME_OUTPUT": Variable("the folder that exports go to", "the current one"),
    "SKILL_RUNTIME_TOKENS": Variable("where fetched tokens lie: file, or keyring", "file"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. Empty: not set."""

    token: str
    api_url: str
    web_url: str
    client_id: str
    backend: str
    surface: str
    app: str
    home: Path
    """State: the store, the studio's projects, exports that have no other place."""
    cache: Path
    """What can be made again: compiled templates and vocabularies."""
    output: str
    in_keyring: bool
    """Fetched tokens are to lie in the system's keyring."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Raises UsageError for values that can't be meant."""

        def value(name: str) -> str:
            return environment.get(name, "").strip()

        if len(value("NEMO_CLIENT_ID")) > _MAX_CLIENT_ID:
            raise UsageError(f"NEMO_CLIENT_ID is longer than {_MAX_CLIENT_ID} characters.")
        for name, what in (("NEMO_TOKEN", "token"), ("NEMO_CLIENT_ID", "client id")):
            if not _VISIBLE.fullmatch(value(name)):
                raise UsageError(f"{name} holds characters that no {what} has. Copy it again.")
        if value("SKILL_RUNTIME_TOKENS") not in {"", "file", "keyring"}:
            raise UsageError("SKILL_RUNTIME_TOKENS is file or keyring.")
        return cls(
            token=value("NEMO_TOKEN"),
            api_url=value("NEMO_API_URL"),
            web_url=value("NEMO_WEB_URL"),
            client_id=value("NEMO_CLIENT_ID"),
            backend=value("SKILL_BACKEND"),
            surface=value("SKILL_SURFACE"),
            app=value("SKILL_APP"),
            home=_state_folder(environment),
            cache=_cache_folder(environment),
            output=value("SKILL_RUNTIME_OUTPUT"),
            in_keyring=value("SKILL_RUNTIME_TOKENS") == "keyring",
        )


def _cache_folder(environment: Mapping[str, str]) -> Path:
    """The place of the entry's own cache, which can import nothing from here."""
    if environment.get("SKILL_RUNTIME_HOME", "").strip() or sys.platform == "win32":
        return _state_folder(environment) / "cache"
    if sys.platform == "darwin":
        return _user_home(environment) / "Library" / "Caches" / APPLICATION
    cache = environment.get("XDG_CACHE_HOME", "")
    base = Path(cache) if cache.startswith("/") else _user_home(environment) / ".cache"
    return base / APPLICATION


def _state_folder(environment: Mapping[str, str]) -> Path:
    """Where this system keeps a user's state: XDG's, macOS's or Windows's place for it."""
    if given := environment.get("SKILL_RUNTIME_HOME", "").strip():
        return Path(os.path.expanduser(given)).absolute()  # noqa: PTH111 - pathlib's raises for nobody's home
    if sys.platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / APPLICATION
    if sys.platform == "darwin":
        return _user_home(environment) / "Library" / "Application Support" / APPLICATION
    state = environment.get("XDG_STATE_HOME", "")
    # The specification says that a relative path there is to be ignored.
    base = Path(state) if state.startswith("/") else _user_home(environment) / ".local" / "state"
    return base / APPLICATION


def _user_home(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("HOME") or Path.home())
