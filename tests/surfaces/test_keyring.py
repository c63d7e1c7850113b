"""The system's keyring as a user chooses it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.counting import CountingBackend
from tests.surfaces.commands import REPOSITORY, skill_runtime, warm

TOKEN = "nmv_usr_made_up"


class User:
    def __init__(self, home: Path, backend: str) -> None:
        self._home = home
        self._backend = backend
        self.ring = home / "ring.json"

    def run(
        self, *words: str, ring: str = "tests.keyrings.FileKeyring"
    ) -> subprocess.CompletedProcess[str]:
        more = {
            "NEMO_API_URL": self._backend,
            "SKILL_RUNTIME_TOKENS": "keyring",
            "SKILL_RUNTIME_HOME": str(self._home / "state"),
            "PYTHON_KEYRING_BACKEND": ring,
            "PYTHONPATH": str(REPOSITORY),
            "TEST_KEYRING": str(self.ring),
        }
        return skill_runtime(*words, home=self._home, more=more)


@pytest.fixture
def user(tmp_path: Path) -> Iterator[User]:
    with CountingBackend() as backend:
        warm(tmp_path / "state")
        yield User(tmp_path, backend.url)


def test_a_turn_s_token_is_kept_used_told_of_and_forgotten_there(
    user: User, tmp_path: Path
) -> None:
    assert user.run("say", "add a title").returncode == 0
    assert list(json.loads(user.ring.read_text()).values()) == [TOKEN]
    assert user.run("credits").returncode == 0
    assert "kept in the system's keyring" in user.run("doctor").stdout
    for path in (tmp_path / "state").rglob("*"):
        assert not path.is_file() or TOKEN.encode() not in path.read_bytes()
    assert "1 token" in user.run("forget", "--all", "--yes").stdout
    assert json.loads(user.ring.read_text()) == {}


def test_without_a_keyring_every_command_says_what_to_do(user: User) -> None:
    none = "keyring.backends.fail.Keyring"
    for words in (("credits",), ("say", "add a title"), ("connect", "--yes")):
        done = user.run(*words, ring=none)
        assert (done.returncode, "unset SKILL_RUNTIME_TOKENS" in done.stderr) == (7, True)
    assert "unset SKILL_RUNTIME_TOKENS" in user.run("doctor", ring=none).stdout
