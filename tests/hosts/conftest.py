"""The fixtures of `make hosts`. Modules here carry `pytestmark = pytest.mark.hosts`: plain
`make test` leaves them out, since they need the tools that `make hosts` installs.
"""

from __future__ import annotations

import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts.machine import TOOLS, Machine
from tests.hosts.registry import Registry
from tests.skill_copy import copy_skill


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a `python3` that has no packages."""
    assert (TOOLS / "installed").exists(), "the hosts' tools are not installed: run `make hosts`"
    folder = tmp_path_factory.mktemp("python")
    venv.create(folder)
    return folder / "bin"


@pytest.fixture
def machine(tmp_path: Path, bare_python: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path / "home", bare_python)
    yield machine
    machine.stop_studio()


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy of the repository, in a folder with the skill's name."""
    return copy_skill(tmp_path_factory.mktemp("release"))


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry() as running:
        yield running
