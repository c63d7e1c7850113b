"""Where the studio is, by what it left in its folder; real locks, no studio."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from skill_runtime.adapters.session_lock import lock_file
from skill_runtime.adapters.studio_process import StudioProcess, handed_on
from skill_runtime.errors import SetupError
from tests.adapters.loopback import Loopback, json_answer
from tests.surfaces.commands import environment


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


def test_a_studio_that_can_not_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "studio.log").write_text("studio: of yesterday\n")
    given = environment(tmp_path, STUDIO_CREDITS="many")
    with pytest.raises(SetupError, match="start: STUDIO_CREDITS must be a whole number, and is"):
        StudioProcess(tmp_path, given).url()


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


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Stands for a studio: it holds the lock."""
    command = [sys.executable, "-c", _HOLDS_A_LOCK, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as studio:
        assert studio.stdout
        studio.stdout.readline()
        yield studio
        studio.kill()


def test_a_studio_that_was_asked_to_end_has_ended(
    tmp_path: Path, other: subprocess.Popen[bytes]
) -> None:
    publish(tmp_path, url="http://127.0.0.1:9", pid=other.pid)
    StudioProcess(tmp_path, {}).stop()
    assert StudioProcess(tmp_path, {}).running() is None
    assert other.wait() == -signal.SIGTERM


@pytest.mark.parametrize(
    ("health", "at_work"),
    [({"data": {"busy": True}}, True), ({"data": {"busy": False}}, False), (["what"], False)],
)
def test_a_studio_says_itself_that_it_is_at_work(
    tmp_path: Path, stranger: Loopback, health: object, *, at_work: bool
) -> None:
    stranger.on("/health", lambda line: line.send(json_answer(health)))
    publish(tmp_path, url=stranger.url)
    with lock_file(tmp_path / "lock"):
        assert StudioProcess(tmp_path, {}).at_work() is at_work


@pytest.mark.parametrize(
    ("version", "health"),
    [
        ("other", {"data": {"busy": True}}),
        ("other", {"data": {}}),
        ("other", ["what"]),
        ("", {"data": {"busy": False}}),
    ],
)
def test_a_studio_that_works_or_was_started_by_hand_is_used_whatever_it_was_made_from(
    tmp_path: Path,
    stranger: Loopback,
    other: subprocess.Popen[bytes],
    version: str,
    health: object,
) -> None:
    stranger.on("/health", lambda line: line.send(json_answer(health)))
    publish(tmp_path, url=stranger.url, pid=other.pid, version=version)
    assert StudioProcess(tmp_path, {}).url() == stranger.url
    assert other.poll() is None


def test_a_studio_gets_no_token_and_the_same_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    of_command = {"NEMO_TOKEN": "t", "SKILL_RUNTIME_HOME": " state ", "LANG": "C"}
    assert handed_on(of_command) == {"SKILL_RUNTIME_HOME": str(tmp_path / "state"), "LANG": "C"}
    assert handed_on({"SKILL_RUNTIME_HOME": " "}) == {"SKILL_RUNTIME_HOME": " "}


@pytest.mark.filterwarnings("ignore:.*Popen.__del__")
def test_a_studio_that_ends_just_now_is_followed_by_a_new_one(
    tmp_path: Path, other: subprocess.Popen[bytes]
) -> None:
    log = tmp_path / "studio.log"
    log.touch()

    def end_once_it_was_in_the_way() -> None:
        while "Another studio is at work" not in log.read_text("utf-8"):
            pass
        other.communicate(b"\n")

    fresh = StudioProcess(tmp_path, environment(tmp_path))
    with ThreadPoolExecutor() as beside:
        ended = beside.submit(end_once_it_was_in_the_way)
        assert fresh.url()
        ended.result()
    fresh.stop()


@pytest.mark.filterwarnings("ignore:.*Popen.__del__")  # a studio outlives whoever starts it
def test_an_idle_studio_of_another_program_or_other_settings_makes_room(
    tmp_path: Path, stranger: Loopback, other: subprocess.Popen[bytes]
) -> None:
    stranger.on("/health", lambda line: line.send(json_answer({"data": {"busy": False}})))
    publish(tmp_path, url=stranger.url, pid=other.pid, version="other")
    fresh = StudioProcess(tmp_path, environment(tmp_path))
    try:
        url = fresh.url()
        assert url != stranger.url
        assert other.wait() == -signal.SIGTERM
        assert fresh.url() == url
        settings = environment(tmp_path, STUDIO_CREDITS="7")
        endpoint = json.loads((tmp_path / "endpoint.json").read_bytes())
        assert StudioProcess(tmp_path, settings).version() != endpoint["version"]
    finally:
        fresh.stop()
