"""Whatever ends a command, its turn goes on, is paid once and is told."""

from __future__ import annotations

import os
import re
import shlex
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from skill_runtime.surfaces import exit_codes
from tests.studio_server import RunningStudio
from tests.surfaces.commands import environment, skill_runtime
from tests.surfaces.hosts import PATIENCE_S, Host, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
MAKE = "generate a snowy mountain at dawn"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    home = tmp_path / "home"
    home.mkdir()
    with RunningStudio(tmp_path / "studio") as studio:
        made = Host(home, studio)
        yield made
        studio.engine.may_paint.set()
        studio.engine.may_render.set()
        until(lambda: not made.workers(), "every worker comes to its end")


@pytest.fixture
def painting(host: Host) -> Host:
    """Whatever is asked of it takes until the test says so."""
    host.studio.engine.may_paint.clear()
    return host


def wait_for_painter(host: Host) -> None:
    assert host.studio.engine.painting.wait(PATIENCE_S)


def test_a_turn_survives_the_kill_of_its_command_s_whole_group(painting: Host) -> None:
    with painting.start("say", MAKE) as said:
        wait_for_painter(painting)
        os.killpg(said.pid, signal.SIGKILL)
        said.communicate()
    painting.studio.engine.may_paint.set()
    done = painting.run("wait")
    assert (done.returncode, "snowy mountain" in done.stdout) == (0, True)
    assert painting.messages() == 1


def test_a_turn_survives_the_terminal_it_was_begun_in(painting: Host) -> None:
    terminal, inside = os.openpty()
    with painting.start("say", MAKE, stdin=inside, stdout=inside, stderr=inside) as said:
        os.close(inside)
        wait_for_painter(painting)
        os.killpg(said.pid, signal.SIGHUP)
        os.close(terminal)
        # The second where signals of a terminal are ignored, as below nohup.
        assert said.wait(PATIENCE_S) in {-signal.SIGHUP, exit_codes.OUTPUT_CLOSED}
    painting.studio.engine.may_paint.set()
    assert painting.run("wait").returncode == 0
    assert painting.messages() == 1


def test_the_command_ends_in_time_and_names_the_one_that_goes_on(painting: Host) -> None:
    begun = painting.run("say", MAKE, "--wait", "0")
    assert begun.returncode == 6
    *_, go_on = begun.stdout.splitlines()
    wait_for_painter(painting)
    painting.studio.engine.may_paint.set()
    done = subprocess.run(
        shlex.split(go_on), env=environment(painting.home), capture_output=True, check=False
    )
    assert (done.returncode, b"snowy mountain" in done.stdout) == (0, True)
    assert painting.messages() == 1


def test_what_came_while_nobody_looked_is_told_first_and_once(host: Host) -> None:
    host.run("say", MAKE, "--wait", "0")
    until(host.ended, "the turn ends")
    first, second = host.run("credits"), host.run("credits")
    assert first.stdout.startswith(f"About your earlier request “{MAKE}” (turn 1), which came to")
    assert "snowy mountain" in first.stdout.partition("Credits:")[0]
    assert second.stdout.startswith("Credits:")


def test_a_turn_that_was_told_is_told_again_where_its_handle_is_named(host: Host) -> None:
    said = host.run("say", MAKE)
    assert host.run("wait").stdout == "Nothing is under way.\n"
    assert host.run("wait", "1").stdout == said.stdout


def test_a_busy_session_says_who_keeps_it_busy_and_sends_nothing(painting: Host) -> None:
    painting.run("say", MAKE, "--wait", "0")
    wait_for_painter(painting)
    refused = painting.run("say", "make it brighter")
    assert (refused.returncode, "(turn 1)" in refused.stdout) == (exit_codes.BUSY, True)
    assert painting.messages() == 1


def test_a_queued_request_is_begun_when_the_session_is_free(painting: Host) -> None:
    painting.run("say", MAKE, "--wait", "0")
    wait_for_painter(painting)
    with painting.start("say", "add a title 'Dawn'", "--queue") as queued:
        painting.studio.engine.may_paint.set()
        out, _ = queued.communicate(timeout=PATIENCE_S)
    assert (queued.returncode, "Dawn" in out) == (0, True)
    assert [turn["outcome"] for turn in painting.turns()] == ["done", "done"]


def test_two_sessions_do_not_wait_for_each_other(painting: Host) -> None:
    painting.run("say", MAKE, "--wait", "0")
    wait_for_painter(painting)
    other = painting.run("say", "add a title 'Dawn'", "--session", "other")
    assert other.returncode == 0


def test_ctrl_c_stops_the_turn(painting: Host) -> None:
    with painting.start("say", MAKE) as said:
        wait_for_painter(painting)
        said.send_signal(signal.SIGINT)
        _, err = said.communicate(timeout=PATIENCE_S)
    assert (said.returncode, "Stopped." in err) == (130, True)
    assert [turn["outcome"] for turn in painting.turns()] == ["cancelled"]


def test_cancel_stops_a_turn_by_its_handle(painting: Host) -> None:
    painting.run("say", MAKE, "--wait", "0")
    wait_for_painter(painting)
    assert painting.run("cancel", "1").stdout == "Stopped.\n"
    assert [turn["outcome"] for turn in painting.turns()] == ["cancelled"]
    assert painting.run("wait", "1").returncode == 130
    assert painting.run("cancel", "1").stdout == "Nothing is running that could be stopped.\n"
    assert painting.run("cancel", "99").returncode == 2


def test_cancel_without_a_handle_comes_back_when_the_turn_is_over(painting: Host) -> None:
    painting.run("say", MAKE, "--wait", "0")
    wait_for_painter(painting)
    assert painting.run("cancel").stdout == "Stopped.\n"
    assert [turn["outcome"] for turn in painting.turns()] == ["cancelled", "done"]


def test_a_killed_worker_s_message_is_looked_after_and_never_sent_again(painting: Host) -> None:
    painting.run("say", f"{MAKE} and export it", "--wait", "0")
    wait_for_painter(painting)
    painting.kill_worker()
    assert [turn["outcome"] for turn in painting.turns()] == ["interrupted"]
    told = painting.run("status")
    assert "I did not send it again" in told.stdout
    assert "Not done: the export" in told.stdout
    assert painting.messages() == 1


def test_a_killed_worker_s_render_is_delivered_once(host: Host) -> None:
    host.run("say", MAKE)
    host.studio.engine.may_render.clear()
    host.run("export", "--wait", "0")
    until(lambda: bool(host.studio.studio.jobs.unfinished()), "the render is submitted")
    host.kill_worker()
    host.studio.engine.may_render.set()
    done = host.run("wait")
    assert done.returncode == 0
    assert Path(done.stdout.splitlines()[-1]).is_file()
    assert len(host.studio.engine.rendered) == 1
    assert host.run("wait").stdout == "Nothing is under way.\n"


def test_neither_words_nor_options_stand_in_a_worker_s_arguments(painting: Host) -> None:
    painting.run("say", MAKE, "--wait", "0")
    (worker,) = painting.workers()
    words = Path(f"/proc/{worker}/cmdline").read_bytes().split(b"\0")
    assert words[2:] == [b"worker", b""]
    log = painting.home / ".local/state/skill_runtime/workers.log"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_the_turns_of_a_chat_share_a_worker_also_after_one_was_killed(host: Host) -> None:
    workers: list[int] = []
    with host.start("chat", "--json", stdin=subprocess.PIPE) as chat:
        assert chat.stdin
        assert chat.stdout
        for line in (MAKE, "make it 3 seconds long", "make it 2 seconds long"):
            chat.stdin.write(f"{line}\n")
            chat.stdin.flush()
            assert any('"type": "end"' in told for told in chat.stdout)
            workers += host.workers()
            if len(workers) == 2:
                host.kill_worker()
        chat.communicate()
    assert len(workers) == 3
    assert workers[0] == workers[1] != workers[2]
    until(lambda: not host.workers(), "the worker ended with its chat")


def test_a_fault_of_this_machine_is_told_as_by_the_command_itself(tmp_path: Path) -> None:
    state = tmp_path / ".local/state/skill_runtime"
    state.mkdir(parents=True)
    (state / "studio").write_text("in the way")
    done = skill_runtime("say", MAKE, "--backend", "studio", home=tmp_path)
    assert (done.returncode, "can't be used" in done.stderr) == (7, True)


def test_a_batch_that_is_killed_goes_on_with_what_it_began(painting: Host) -> None:
    jobs = "".join(f"- say: generate a {what}\n  out: {what}.mp4\n" for what in ("city", "forest"))
    (painting.home / "list.yaml").write_text(f"jobs:\n{jobs}")
    command = ("batch", "--list", "list.yaml", "--at-once", "1")
    with painting.start(*command) as batch:
        wait_for_painter(painting)
        os.killpg(batch.pid, signal.SIGKILL)
        batch.communicate()
    left = painting.run(*command, "--wait", "0")
    assert left.returncode == 6
    assert "- generate a city: it is still being made, and goes on by itself" in left.stdout
    assert "- generate a forest: not begun yet" in left.stdout
    painting.studio.engine.may_paint.set()
    until(lambda: not painting.workers(), "the film is made")
    assert (painting.home / "city.mp4").is_file()
    done = painting.run(*command)
    assert done.returncode == 0
    assert done.stdout.startswith("2 of 2 films are made, 1 of them earlier.\n")
    assert painting.messages() == 2


def test_make_ends_in_time_and_its_film_comes_all_the_same(painting: Host) -> None:
    begun = painting.run("make", MAKE, "-o", "dawn.mp4", "--wait", "0")
    assert begun.returncode == 6
    assert re.search(r"running +\(session make-[0-9a-f]{8}\)", painting.run("turns").stdout)
    painting.studio.engine.may_paint.set()
    done = painting.run("wait", "--wait", "60")
    assert (done.returncode, painting.messages()) == (0, 1)
    assert "has a project of its own" in done.stdout.splitlines()[0]
    assert done.stdout.splitlines()[-1] == str(painting.home / "dawn.mp4")
    assert "Nothing is under way" in painting.run("wait").stdout


def test_no_conversation_shows_the_turns_of_another_unasked(painting: Host) -> None:
    painting.run("say", MAKE, "--session", "trip", "--wait", "0")
    [handle] = re.findall(
        r"(?m)^(\d+) .*running", painting.run("turns", "--session", "trip").stdout
    )
    assert "something is in: trip" in painting.run("wait").stdout
    for command in ("wait", "cancel"):
        refused = painting.run(command, handle, "--session", "work")
        assert (refused.returncode, "belongs to session trip" in refused.stderr) == (2, True)
    painting.studio.engine.may_paint.set()
    assert "snowy mountain" in painting.run("wait", handle).stdout
    jobs = skill_runtime("jobs", "--session", "trip", home=painting.home)
    assert "No export was made yet in session trip" in jobs.stdout


def test_an_edit_of_a_plan_that_went_on_can_be_taken_back(host: Host) -> None:
    named = ("--session", "dawn")
    host.run("make", MAKE, "-o", "dawn.mp4", *named)
    assert "removed" in host.run("undo", *named).stdout
