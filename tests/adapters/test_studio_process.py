"""Where the studio is, by what it left in its folder; real locks, no studio."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from skill_runtime.adapters.session_lock import lock_file
from skill_runtime.adapters.studio_process import StudioProcess
from tests.adapters.loopback import Loopback


@pytest.fixture
def stranger() -> Iterator[Loopback]:
    """Listens where a studio was once."""
    with Loopback() as running:
        yield running


def publish(home: Path, **fields: object) -> Path:
    file = home / "endpoint.json"
    file.write_text(json.dumps({"url": "", "pid": os.getpid(), "version": "", **fields}), "utf-8")
    return file


def test_what_a_killed_studio_left_leads_to_nobody(tmp_path: Path, stranger: Loopback) -> None:
    file = publish(tmp_path, url=stranger.url)
    assert StudioProcess(tmp_path, {}).running() is None
    assert not file.exists()


def test_a_studio_that_holds_its_lock_is_found(tmp_path: Path, stranger: Loopback) -> None:
    publish(tmp_path, url=stranger.url)
    with lock_file(tmp_path / "lock"):
        assert StudioProcess(tmp_path, {}).running() == stranger.url


@pytest.mark.parametrize(
    "fields", [{"url": 5}, {"pid": "1"}, {"pid": 0}, {"pid": -1}, {"pid": None}]
)
def test_what_no_studio_writes_leads_to_nobody(tmp_path: Path, fields: dict[str, object]) -> None:
    publish(tmp_path, **{"url": "http://127.0.0.1:9", **fields})
    with lock_file(tmp_path / "lock"):
        assert StudioProcess(tmp_path, {}).running() is None


def test_a_number_that_is_another_program_s_by_now_is_not_ended(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        publish(tmp_path, url="http://127.0.0.1:9", pid=other.pid)
        StudioProcess(tmp_path, {}).stop()
        other.communicate(b"\n")
    assert other.returncode == 0


_HOLDS_A_LOCK = "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, 2); print(); input()"


def test_a_studio_that_was_asked_to_end_has_ended(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLDS_A_LOCK, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as studio:
        assert studio.stdout
        studio.stdout.readline()
        publish(tmp_path, url="http://127.0.0.1:9", pid=studio.pid)
        StudioProcess(tmp_path, {}).stop()
    assert studio.returncode == -signal.SIGTERM
    assert StudioProcess(tmp_path, {}).running() is None
