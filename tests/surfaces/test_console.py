"""Events as terminal lines."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import termios
import threading
from collections.abc import AsyncGenerator, Iterable
from typing import Any, TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from skill_runtime.model.records import Outcome
from skill_runtime.model.told import Told
from skill_runtime.surfaces import exit_codes
from skill_runtime.surfaces.console import MAX_REPLY, Console, harmless, one_line
from tests.runtime.fakes import run

PATH = "Exported and saved here (5.5 MB):\n/out/city.mp4"


def said(text: str) -> Told:
    return Told("said", {"text": text}, text)


def progress(type_: str, text: str, **data: object) -> Told:
    return Told(type_, data, text, progress=True)


def end(outcome: str = "done") -> Told:
    return Told("end", {"outcome": outcome}, "")


async def events(told: Iterable[Told]) -> AsyncGenerator[Told, None]:
    for one in told:
        yield one


def show(*told: Told, as_json: bool = False) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    console = Console(as_json=as_json, out=out, err=err)
    code = run(console.show(events(told)))
    return code, out.getvalue(), err.getvalue()


# --- what goes where


def test_the_reply_is_on_stdout_and_progress_on_stderr() -> None:
    code, out, err = show(
        progress("connecting", "Connecting…"),
        said("Done. "),
        said("And more."),
        Told("said_all", {"text": "Done. And more."}, ""),
        Told("exported", {"path": "/out/city.mp4"}, PATH),
        end(),
    )
    assert out == f"Done. And more.\n{PATH}\n"
    assert err == "Connecting…\n"
    assert code == exit_codes.OK


def test_words_that_end_without_a_line_end_get_one() -> None:
    assert show(said("Half"), end())[1] == "Half\n"


def test_a_corrected_reply_stands_on_lines_of_its_own() -> None:
    _, out, _ = show(said("The secret"), Told("corrected", {}, "[redacted]"), end())
    assert out == "The secret\n[redacted]\n"


def test_an_event_without_words_leaves_no_blank_line() -> None:
    assert show(Told("said_all", {}, ""), Told("corrected", {}, ""), end())[1] == ""


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_an_exit_code(outcome: Outcome) -> None:
    code, _, _ = show(end(outcome.value))
    assert code == exit_codes.OF_OUTCOME[outcome.value]
    assert (code == 0) is (outcome in {Outcome.DONE, Outcome.HELD, Outcome.ASKED})


def test_exit_codes_are_distinct() -> None:
    codes = [
        value for name, value in vars(exit_codes).items() if name.isupper() and name != "OF_OUTCOME"
    ]
    assert len(set(codes)) == len(codes)
    assert all(0 <= code < 256 for code in codes)


# --- JSON


def test_json_is_one_object_a_line_on_stdout_alone() -> None:
    told = [progress("rendering", "Rendering…", seconds=3), said("你好 🎬\nzwei"), end("refused")]
    code, out, err = show(*told, as_json=True)
    lines = [json.loads(line) for line in out.splitlines()]
    assert lines == [
        {"seconds": 3, "type": "rendering", "text": "Rendering…"},
        {"type": "said", "text": "你好 🎬\nzwei"},
        {"outcome": "refused", "type": "end", "text": ""},
    ]
    assert "你好 🎬" in out
    assert err == ""
    assert code == exit_codes.REFUSED


UGLY = "a\x1b[2Jb\x9b31mc\u202ed\u2066e\x07f\x00g\u2028h\x85i\ud83dj\x7f"


def test_json_keeps_every_character_and_shows_none_that_acts() -> None:
    _, out, _ = show(said(UGLY), as_json=True)
    line = out.splitlines()[0]
    assert json.loads(line)["text"] == UGLY
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u202e\u2066\ud83d]", line)


@given(st.text(st.characters(), max_size=50))
def test_any_text_is_one_line_of_json(text: str) -> None:
    _, out, _ = show(said(text), as_json=True)
    first, *rest = out.splitlines()
    assert json.loads(first)["text"] == text
    assert len(rest) == 1


# --- what a terminal would obey


@pytest.mark.parametrize(
    "attack",
    [
        "\x1b]0;owned\x07",
        "\x1b]8;;https://evil.test\x1b\\link\x1b]8;;\x1b\\",
        "\x1b[2J\x1b[H",
        "\x9b31m",
        "\x1b]52;c;ZXZpbA==\x07",
        "gpj.\u202eexe",
        "\u2067rtl\u2069",
        "\u200f\u200e\u061c",
        "line\rover",
        "back\x08\x08",
        "null\x00",
    ],
)
@pytest.mark.parametrize("type_", ["said", "exported", "corrected"])
def test_nothing_that_a_terminal_would_obey_gets_through(attack: str, type_: str) -> None:
    _, out, err = show(Told(type_, {}, f"before {attack} after"), end())
    assert "before" in out
    assert "after" in out
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", out + err
    )


def test_progress_is_as_harmless_as_the_reply() -> None:
    _, _, err = show(progress("still_working", "a\x1b[2Jb"))
    assert err == "a[2Jb\n"


@given(st.text(st.characters()))
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    once = harmless(text)
    assert harmless(once) == once
    assert once.encode("utf-8").decode("utf-8") == once


def test_line_ends_of_windows_are_line_ends() -> None:
    assert harmless("a\r\nb\tc\n") == "a\nb\tc\n"


# --- the bound


def test_a_reply_of_any_length_stays_within_what_hosts_take() -> None:
    _, out, _ = show(*[said("x" * 700)] * 50, Told("exported", {}, PATH), end())
    assert len(out) <= MAX_REPLY
    assert "…\n" in out
    assert out.endswith(f"{PATH}\n")


def test_a_long_text_of_our_own_is_bounded_too() -> None:
    _, out, _ = show(Told("timeline", {}, "t" * 50_000), Told("exported", {}, PATH), end())
    assert len(out) <= MAX_REPLY
    assert out.endswith(f"{PATH}\n")


def test_a_reply_that_just_fits_is_not_marked_as_cut() -> None:
    _, out, _ = show(said("x" * (MAX_REPLY - 1000)), end())
    assert "…" not in out


def test_each_turn_of_a_conversation_has_its_own_bound() -> None:
    out = io.StringIO()
    console = Console(as_json=False, out=out, err=io.StringIO())
    for letter in "abc":
        run(console.show(events([said(letter * 8000), end()])))
    assert [out.getvalue().count(letter) for letter in "abc"] == [8000] * 3


def test_json_is_never_cut() -> None:
    _, out, _ = show(said("x" * 50_000), as_json=True)
    assert len(json.loads(out.splitlines()[0])["text"]) == 50_000


# --- progress on a plain stream


def test_a_render_says_how_far_it_is_every_ten_seconds() -> None:
    seconds = range(36)
    _, _, err = show(*[progress("rendering", f"{n} s", seconds=n) for n in seconds])
    assert err.splitlines() == ["10 s", "20 s", "30 s"]


def test_a_second_render_is_told_of_as_the_first() -> None:
    renders = [progress("rendering", f"{n} s", seconds=n) for n in range(0, 26, 5)]
    _, _, err = show(*renders, progress("render_started", "again"), *renders)
    assert err.splitlines() == ["10 s", "20 s", "again", "10 s", "20 s"]


def test_bytes_are_not_counted_aloud() -> None:
    _, _, err = show(*[progress("downloading", f"{n}", done=n, total=100) for n in range(100)])
    assert err == ""


def test_the_two_minute_notice_is_always_told() -> None:
    notices = [progress("still_working", f"{n} s", seconds=n) for n in (120, 240)]
    assert show(*notices)[2].splitlines() == ["120 s", "240 s"]


# --- a reader that goes away


class Pipe:
    """A stream whose reader is gone."""

    def __init__(self) -> None:
        read, write = os.pipe()
        os.close(read)
        self.stream = os.fdopen(write, "w", encoding="utf-8")


@pytest.fixture
def gone() -> Iterable[TextIO]:
    pipe = Pipe()
    yield pipe.stream
    pipe.stream.close()


@pytest.mark.parametrize("as_json", [True, False])
def test_the_turn_goes_on_to_its_end_where_nobody_reads(gone: TextIO, as_json: bool) -> None:
    came: list[str] = []

    async def turn() -> AsyncGenerator[Told, None]:
        for one in [said("One. "), said("Two. "), Told("exported", {}, PATH), end()]:
            came.append(one.type)
            yield one

    console = Console(as_json=as_json, out=gone, err=io.StringIO())
    assert run(console.show(turn())) == exit_codes.OUTPUT_CLOSED
    assert came == ["said", "said", "exported", "end"]
    assert console.closed


def test_a_closed_stderr_does_not_matter(gone: TextIO) -> None:
    out = io.StringIO()
    console = Console(as_json=False, out=out, err=gone)
    told = [progress("connecting", "Connecting…"), said("Done."), end()]
    assert run(console.show(events(told))) == exit_codes.OK
    assert out.getvalue() == "Done.\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110
def test_a_full_disk_behind_stdout_is_no_traceback() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        console = Console(as_json=False, out=full, err=io.StringIO())
        assert run(console.show(events([said("Done."), end()]))) == exit_codes.OUTPUT_CLOSED


# --- a terminal


def on_a_terminal(*told: Told, columns: int = 0) -> str:
    """What the screen received, stdout and stderr being the same terminal. Without columns, it
    doesn't know its width.
    """
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    received: list[bytes] = []

    def read() -> None:
        while True:
            try:
                chunk = os.read(ours, 4096)
            except OSError:
                return
            if not chunk:
                return
            received.append(chunk)

    reader = threading.Thread(target=read)
    reader.start()
    streams: list[Any] = [os.fdopen(os.dup(theirs), "w", encoding="utf-8") for _ in range(2)]
    os.close(theirs)
    run(Console(as_json=False, out=streams[0], err=streams[1]).show(events(told)))
    for stream in streams:
        stream.close()
    reader.join()
    os.close(ours)
    return b"".join(received).decode("utf-8").replace("\r\n", "\n")


WIPE = "\r\x1b[K"


def test_progress_is_one_line_that_is_wiped_before_the_reply() -> None:
    screen = on_a_terminal(
        progress("uploading", "1\nof 2", done=1, total=2),
        progress("uploading", "2"),
        said("Up."),
        end(),
    )
    assert screen == f"{WIPE}1 of 2{WIPE}2{WIPE}Up.\n"


def test_progress_never_wipes_words_that_stand_on_the_same_line() -> None:
    screen = on_a_terminal(
        said("Half a "), progress("still_working", "2 min"), said("reply."), end()
    )
    assert screen == f"Half a \n{WIPE}2 min{WIPE}reply.\n"


@pytest.mark.parametrize(
    ("columns", "text", "shown"),
    [
        (12, "Uploading beach.mp4", "Uploading b"),
        (12, "正在上传海滩视频", "正在上传海"),
        (12, "é" * 20, "é" * 11),
        (12, "e\u0301" * 20, "e\u0301" * 11),
        (0, "x" * 200, "x" * 79),
    ],
)
def test_progress_stays_on_one_line_of_any_terminal(columns: int, text: str, shown: str) -> None:
    screen = on_a_terminal(progress("uploading", text), said("Up."), end(), columns=columns)
    assert screen == f"{WIPE}{shown}{WIPE}Up.\n"


@given(st.text(st.sampled_from("ab é你，ｆ🎬\u0301\t\n\x1b\u202e")), st.integers(0, 80))
def test_one_line_never_takes_more_columns_than_there_are(text: str, columns: int) -> None:
    line = one_line(text, columns)
    assert "\n" not in line
    assert cell_len(line) <= columns
    assert harmless(line) == line
