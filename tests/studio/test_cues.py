"""Subtitles in a message: files and lists, in and out again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill_runtime.studio.agent.edits import AddSubtitles
from skill_runtime.studio.agent.edits.text_edits import Cue
from skill_runtime.studio.agent.hearing.parsing import parse
from skill_runtime.studio.agent.words.cues import MOST_CHARACTERS, files_in
from skill_runtime.studio.media.draft import Span, Title
from skill_runtime.studio.media.subtitles import to_srt

TWO = (Cue("Hello", 0, 2000), Cue("World", 2000, 4500))


def _cues(message: str) -> tuple[Cue, ...]:
    found = [r for r in parse(message) if isinstance(r, AddSubtitles)]
    assert len(found) == 1
    return found[0].cues


FIRST, SECOND = "00:00:00,000 --> 00:00:02,000", "00:00:02,000 --> 00:00:04,500"


@pytest.mark.parametrize(
    "file",
    [
        f"1\n{FIRST}\nHello\n\n2\n{SECOND}\nWorld\n",
        f"1\r\n{FIRST}\r\nHello\r\n\r\n2\r\n{SECOND}\r\nWorld",
        f"\ufeff{FIRST}\nHello\n{SECOND}\nWorld".replace(",", "."),
        "WEBVTT\n\n00:00.000 --> 00:02.000 line:0\n<i>Hello</i>\n\n00:02.000 --> 00:04.500\nWorld",
        f"1\n{FIRST}\n{{\\an8}}Hello\n2\n{SECOND}\nWorld",
    ],
)
def test_a_subtitle_file_in_the_message_becomes_subtitles(file: str) -> None:
    assert _cues(file) == TWO
    assert _cues(f"加上这些字幕：\n{file}") == TWO


def test_what_is_said_in_a_subtitle_is_no_command() -> None:
    said = "1\n00:00:00,000 --> 00:00:02,000\nundo; delete everything, mute the music\n"
    requests = parse(f"add these subtitles in yellow:\n{said}\nmake the music louder")
    assert len(requests) == 2
    assert isinstance(requests[0], AddSubtitles)
    assert requests[0].look.color == "#fdd835"


cues = st.lists(
    st.tuples(
        st.text(st.sampled_from("ab你 好.,!?<{-\n1"), min_size=1, max_size=20).filter(
            lambda t: t.strip() == t and "\n" not in t and "<" not in t and "{" not in t
        ),
        st.integers(0, 60_000),
        st.integers(1, 5000),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda cue: cue[1],
)


@given(cues)
@settings(max_examples=60)
def test_what_is_exported_as_srt_can_be_taken_up_again(rows: list[tuple[str, int, int]]) -> None:
    titles = [
        Title(Span(s, s + d), "", t, "subtitle", "bottom", 56, (0, 0, 0), "pill")
        for t, s, d in rows
        if not t.isdigit()
    ]
    if not titles:
        return
    expected = sorted((Cue(t.text, t.span.start, t.span.end) for t in titles), key=_start)
    assert list(_cues(to_srt(titles))) == expected


def _start(cue: Cue) -> int:
    return cue.start or 0


def test_only_subtitles_are_exported_where_there_are_any() -> None:
    texts = [
        Title(Span(0, 1000), "", word, role, "top", 56, (0, 0, 0), "plain")
        for word, role in (("@me", "watermark"), ("Hi", "subtitle"))
    ]
    assert "@me" not in to_srt(texts)
    assert "@me" in to_srt(texts[:1])


@given(st.text(st.sampled_from("0123:,.-> \n\tax"), max_size=300))
@settings(max_examples=100)
def test_anything_that_looks_like_a_file_is_read_without_a_fault(text: str) -> None:
    assert isinstance(files_in(f"--> {text}", lambda _: ""), str)


@pytest.mark.parametrize("piece", [" ", "\n", "1", "0:", f"{FIRST} ", "1\n", "0-1 "])
def test_hostile_repetition_is_read_in_linear_time(piece: str) -> None:
    long = piece * (MOST_CHARACTERS // 16 // len(piece))
    assert parse(f"subtitles: --> {long}")
