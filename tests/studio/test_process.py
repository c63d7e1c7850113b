from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from skill_runtime.studio.__main__ import main
from skill_runtime.studio.service.faults import fault_list
from skill_runtime.studio.service.server import lock_folder
from skill_runtime.studio.service.settings import Settings, from_environment
from skill_runtime.studio.service.studio import Studio
from tests.studio_server import FakeEngine

COMMAND = [sys.executable, "-m", "skill_runtime.studio"]


def start(home: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*COMMAND, "--home", str(home), *options])


def output_of(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def endpoint(home: Path, process: subprocess.Popen[bytes]) -> dict[str, Any]:
    path = home / "endpoint.json"
    while process.poll() is None:
        with contextlib.suppress(FileNotFoundError):
            found = dict(json.loads(path.read_text(encoding="utf-8")))
            if found["pid"] == process.pid:
                return found
    raise AssertionError("the studio ended before it listened")


def test_it_says_where_it_listens_and_cleans_up(tmp_path: Path) -> None:
    process = start(tmp_path / "home", "--idle", "60")
    try:
        found = endpoint(tmp_path / "home", process)
        assert found["pid"] == process.pid
        assert stat.S_IMODE((tmp_path / "home" / "endpoint.json").stat().st_mode) == 0o600
        assert httpx.get(found["url"] + "/health").json()["code"] == 0
        second = start(tmp_path / "home")
        assert second.wait(30) == 0
        assert httpx.get(found["url"] + "/health").json()["code"] == 0
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert not (tmp_path / "home" / "endpoint.json").exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--faults", "nonsense"],
        ["--idle", "soon"],
        ["--port", "99999"],
        ["--listen", "0.0.0.0"],  # noqa: S104 — which is refused
        ["--listen", "192.0.2.1"],
    ],
)
def test_a_mistake_on_the_command_line_is_a_sentence(tmp_path: Path, options: list[str]) -> None:
    found = output_of(*COMMAND[1:], "--home", str(tmp_path / "home"), *options)
    assert found.returncode == 2
    assert "Traceback" not in found.stderr
    assert found.stderr.strip()


def test_a_port_that_another_program_has_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        found = output_of(*COMMAND[1:], "--home", str(tmp_path / "home"), "--port", str(port))
    assert found.returncode == 7
    assert found.stderr == (
        f"studio: port {port} of 127.0.0.1 is in use by another program. Name another with --port,"
        " or leave --port out for any free one.\n"
    )


def test_a_folder_must_be_named_and_the_faults_are_listed_without_one() -> None:
    assert output_of(*COMMAND[1:]).returncode == 2
    listed = output_of(*COMMAND[1:], "--faults", "list")
    assert listed.returncode == 0
    assert listed.stdout == fault_list() + "\n"


@pytest.fixture
def _own_umask() -> Iterator[None]:
    """The studio sets that of its process."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_own_umask")
@pytest.mark.parametrize(
    "options",
    [["--home", "x\x1b[31my"], ["\x1b[31m"], ["--idle", "\x1b[31m"]],
)
def test_no_argument_steers_the_terminal(
    tmp_path: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x\x1b[31my").write_text("in the way")
    with contextlib.chdir(tmp_path), pytest.raises(SystemExit):
        main(["--home", "home", *options])
    said = "".join(capsys.readouterr())
    assert r"\x1b[31m" in said
    assert "\x1b" not in said


@pytest.mark.usefixtures("_own_umask")
def test_a_sentence_about_a_folder_steers_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "x\x1b[31my"
    home.mkdir()
    with lock_folder(home):
        assert main(["--home", str(home)]) == 0
    said = capsys.readouterr().out
    assert r"at work in " in said
    assert r"x\x1b[31my" in said
    assert "\x1b" not in said


def test_starting_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from skill_runtime.studio.service import server; "
        "print([m for m in ('numpy', 'PIL', 'av', 'httpx') if m in sys.modules])"
    )
    found = output_of("-c", code)
    assert found.stdout.strip() == "[]"


def test_a_folder_is_locked_once(tmp_path: Path) -> None:
    with lock_folder(tmp_path) as first, lock_folder(tmp_path) as second:
        assert (first is not None, second) == (True, None)
    with lock_folder(tmp_path) as again:
        assert again is not None


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    settings = from_environment(tmp_path, {"STUDIO_CREDITS": "7", "STUDIO_ALLOW_PRIVATE_URLS": "1"})
    assert (settings.daily_credits, settings.may_fetch_from("10.0.0.1")) == (7, True)
    assert from_environment(tmp_path, {"STUDIO_KEEP_DAYS": "0"}).keep_days == 0


@pytest.mark.parametrize("name", ["STUDIO_CREDITS", "STUDIO_KEEP_DAYS"])
@pytest.mark.parametrize("value", ["many", "-1", "", "²", "1" * 5000])
def test_a_setting_that_is_no_number_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        from_environment(tmp_path, {name: value})


def test_after_one_that_was_killed_it_ends_by_itself_and_logs_little_and_no_token(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    killed = start(home, "--idle", "60")
    endpoint(home, killed)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait(30)
    (home / "studio.log").write_text("old line\n" * 112_000)
    again = start(home, "--idle", "0.5")
    url = endpoint(home, again)["url"]
    answer = httpx.post(url + "/api/auth/anonymous-token", headers={"X-Client-Id": "c"})
    assert again.wait(30) == 0
    log = (home / "studio.log").read_text(encoding="utf-8")
    assert "POST token 200" in log
    assert "old line" not in log
    assert answer.json()["data"]["token"] not in log


@pytest.mark.skipif(sys.platform != "linux", reason="children are looked up in /proc")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_however_it_ends_it_leaves_no_child_behind(tmp_path: Path, end: signal.Signals) -> None:
    process = start(tmp_path / "home", "--idle", "60")
    while not (found := children_of(process.pid)):
        assert process.poll() is None
    ended = [(os.pidfd_open(child), select.poll()) for child in found]
    process.send_signal(end)
    process.wait(30)
    for descriptor, poll in ended:
        poll.register(descriptor, select.POLLIN)
        assert poll.poll(30_000)
        os.close(descriptor)


def children_of(number: int) -> list[int]:
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            _, parent, *_ = file.read_text().rpartition(")")[2].split()
            found += [int(file.parent.name)] if int(parent) == number else []
    return found


def test_a_spare_child_is_given_up_where_nothing_was_asked_for_in_a_while(tmp_path: Path) -> None:
    now, engine = [0.0], FakeEngine()
    studio = Studio(Settings(tmp_path / "home", clock=lambda: now[0]), engine)

    def rested_at(seconds: float) -> int:
        now[0] = seconds
        studio.rest()
        return engine.rested

    assert [rested_at(seconds) for seconds in (0, 299, 300)] == [0, 0, 1]
    studio.activity.begin()
    assert rested_at(900) == 1
    studio.activity.end()
    assert [rested_at(seconds) for seconds in (1000, 1200)] == [1, 2]
    studio.close()
