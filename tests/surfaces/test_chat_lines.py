"""`skill-runtime chat` where its lines come from a pipe. Nothing here needs a backend."""

from __future__ import annotations

import io
import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from rich.console import Console

from skill_runtime.adapters.reply_templates import ReplyTemplates
from skill_runtime.surfaces import exit_codes
from skill_runtime.surfaces.chat import Note, completer, progress_bar
from skill_runtime.surfaces.chat_line import COMMANDS, export_place, leaves
from skill_runtime.surfaces.making import names_file
from tests.surfaces.commands import REPOSITORY, environment, skill_runtime

WORDS = REPOSITORY / "translations" / "chat"
# Nobody listens there: whatever asks it has no connection.
NOWHERE = "http://127.0.0.1:9"


class Chat:
    """The command in a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *lines: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        text = "".join(f"{line}\n" for line in lines)
        return skill_runtime("chat", "--backend", NOWHERE, *options, home=self.home, stdin=text)


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return Chat(tmp_path)


def test_each_line_is_a_turn_and_the_reply_alone_is_on_stdout(chat: Chat) -> None:
    done = chat.run("don't export yet", "", "cancel")
    assert len(done.stdout.splitlines()) == 2
    assert "/help" in done.stderr
    assert done.returncode == exit_codes.OK


def test_a_mistyped_command_is_never_sent(chat: Chat) -> None:
    done = chat.run("/exprot")
    assert "/exprot" in done.stderr
    assert done.stdout == ""
    assert done.returncode == exit_codes.USAGE


@pytest.mark.parametrize("line", ["/make", '/make a.png "add calm music', "/make a.png"])
def test_a_make_without_a_whole_instruction_is_never_sent(chat: Chat, line: str) -> None:
    done = chat.run(line)
    assert "one instruction in quotes" in done.stderr
    assert (done.stdout, done.returncode) == ("", exit_codes.USAGE)


def test_make_takes_its_files_and_its_instruction_as_a_shell_does(chat: Chat) -> None:
    done = chat.run('/make "my beach.png" b.png "add calm music"', "/undo")
    assert "There is no file my beach.png" in done.stdout
    assert "There is no file b.png" in done.stdout
    assert "There is no edit to take back yet" in done.stdout


def test_an_instruction_may_begin_with_a_link() -> None:
    assert names_file("https://example.org/beach")
    assert not names_file("https://example.org/beach.mp4 is the source, make it calm")


def test_make_has_a_project_of_its_own_in_the_middle_of_a_conversation(chat: Chat) -> None:
    Image.new("RGB", (8, 8), "teal").save(chat.home / "a.png")
    done = chat.run('/make a.png "add calm music"', "cancel")
    session = re.search(r"--session (make-\w+)", done.stdout)
    assert session
    turns = skill_runtime("turns", "--backend", NOWHERE, home=chat.home).stdout.splitlines()
    assert [session[1] in turn for turn in turns] == [True, False]


def test_upload_takes_its_files_and_links_as_a_shell_does(chat: Chat) -> None:
    (chat.home / "here it is.txt").write_text("words")
    done = chat.run(
        '/upload "my beach.png" b.png',
        "/upload https://example.org/x.mp4 c.png",
        "/upload it's.png",
        "/upload here it is.txt",
    )
    assert [re.split(r"\. | \(", line)[0] for line in done.stdout.splitlines()] == [
        *(f"There is no file {name}" for name in ("my beach.png", "b.png", "c.png", "it's.png")),
        "here it is.txt holds none of the accepted media",
    ]


@pytest.mark.parametrize("typed", ['"my film.mp4"', "my film.mp4", "'my film.mp4'"])
def test_export_takes_its_place_with_quotes_or_without(typed: str) -> None:
    assert export_place(f"/export {typed}") == ("my film.mp4",)


def test_the_surface_speaks_the_language_that_was_named(chat: Chat) -> None:
    done = chat.run("/exprot", "/help", options=("--lang", "zh-CN"))
    assert "没有 /exprot 这个命令" in done.stderr
    assert "查询积分" in done.stderr
    assert "/quit 退出" in done.stderr


def test_the_greeting_keeps_to_the_language_that_was_named(chat: Chat) -> None:
    greeting = chat.run("/quit", options=("--lang", "zh")).stderr
    assert "生成一座黎明时分的雪山" in greeting
    assert all(re.search("[\u4e00-\u9fff]", line) for line in greeting.splitlines())


def test_turns_and_exports_are_listed_in_the_middle_of_a_conversation(chat: Chat) -> None:
    done = chat.run("don't export yet", "/turns", "/jobs", "/cancel")
    _, turn, jobs, cancel = filter(None, done.stdout.splitlines())
    assert turn.endswith("  not wanted  don't export yet")
    assert (jobs, cancel) == (
        "No export was made yet.",
        "Nothing is running that could be stopped.",
    )


@pytest.mark.parametrize("language", sorted(path.stem for path in WORDS.glob("*.jinja")))
def test_every_language_lists_every_command(language: str) -> None:
    listed = ReplyTemplates(WORDS).words(Note("commands"), language).splitlines()
    assert tuple(line.split()[0] for line in listed) == COMMANDS
    assert all(len(line.split()) > 1 for line in listed)


def test_quit_ends_it_where_it_stands(chat: Chat) -> None:
    done = chat.run("cancel", "/quit", "cancel")
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("word", ["quit", "EXIT", "/exit"])
def test_what_leaves_other_programs_leaves_this_one(word: str) -> None:
    assert leaves(word)
    assert not leaves(f"{word} the fade-out")


def test_the_commands_of_the_surface_work_without_the_router(chat: Chat) -> None:
    done = chat.run("/help", "/status", "/export", "/wait")
    assert "/upload" in done.stderr
    assert len(done.stdout.splitlines()) == 3
    assert done.returncode == exit_codes.OK


def test_the_last_turn_says_how_it_ended(chat: Chat, tmp_path: Path) -> None:
    done = chat.run("cancel", f"/upload '{tmp_path / 'no such file.mp4'}'")
    assert "no such file.mp4" in done.stdout
    assert done.returncode == exit_codes.USAGE


def test_json_has_an_end_for_every_turn(chat: Chat) -> None:
    done = chat.run("cancel", "don't export yet", options=("--json",))
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["type"] for one in told] == ["nothing_to_cancel", "end", "held", "end"]
    assert done.returncode == exit_codes.OK


def test_each_line_is_answered_in_its_own_language(chat: Chat) -> None:
    done = chat.run("取消", "cancel")
    first, second = done.stdout.splitlines()
    assert not first.isascii()
    assert second.isascii()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send there")
def test_a_turn_that_cannot_begin_has_an_end_for_programs_too(tmp_path: Path) -> None:
    home = tmp_path / "state"
    home.mkdir()
    (home / "workers.log").mkdir()  # a worker's output has nowhere to go
    more = {"SKILL_RUNTIME_HOME": str(home)}
    done = skill_runtime("chat", "--json", home=tmp_path, stdin="make it brighter\n", more=more)
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "text": "",
        "outcome": "fault",
        "type": "end",
    }
    assert "workers.log" in done.stderr
    assert done.returncode == exit_codes.SETUP


def test_ctrl_c_stops_a_turn_and_the_conversation_goes_on(tmp_path: Path) -> None:
    """The turn hangs on a backend that never answers; twice, for the second Ctrl-C is the one that
    asyncio would take for the whole program.
    """
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        command = [sys.executable, str(REPOSITORY / "skill_runtime"), "chat", "--backend", address]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        env = environment(tmp_path)
        with subprocess.Popen(command, env=env, text=True, **pipes) as process:
            assert process.stdin
            assert process.stderr
            for _ in range(2):
                process.stdin.write("make it brighter\n")
                process.stdin.flush()
                assert "Connecting…\n" in iter(process.stderr.readline, "")
                process.send_signal(signal.SIGINT)
                assert "Stopped.\n" in iter(process.stderr.readline, "")
            out, _ = process.communicate("cancel\n", timeout=60)
        assert "Nothing is running" in out
        assert process.returncode == exit_codes.OK


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("/ex", ["/export"]),
        (
            "/",
            [
                "/status",
                "/credits",
                "/export",
                "/upload",
                "/make",
                "/undo",
                "/preview",
                "/wait",
                "/cancel",
                "/turns",
                "/jobs",
                "/help",
                "/quit",
            ],
        ),
        ("make a /ex", []),
        ("/upload pic", ["ture.png"]),
    ],
)
def test_commands_are_completed_by_their_beginning_and_files_behind_them(
    typed: str, offered: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "picture.png").touch()
    monkeypatch.chdir(tmp_path)
    found = completer().get_completions(Document(typed), CompleteEvent())
    assert [completion.text for completion in found] == offered


@pytest.mark.parametrize("name", ["clip[/b].mp4", "[red]clip.mp4", "clip[link=http://x].mp4"])
def test_a_file_name_on_a_bar_is_no_markup(name: str) -> None:
    screen = Console(file=io.StringIO(), force_terminal=True, width=100)
    bar = progress_bar(screen)
    bar.add_task(name, total=1.0, completed=0.5)
    screen.print(bar.get_renderable())
    assert name in screen.file.getvalue()
