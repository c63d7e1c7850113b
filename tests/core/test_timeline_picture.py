from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.timeline_picture import timeline_lines
from skill_runtime.model.events import as_json
from skill_runtime.model.events.project import TimelineShown
from skill_runtime.model.timeline import Segment, Timeline, Track, TrackKind


def in_json(*tracks: Track, duration: int = 10_000) -> dict[str, Any]:
    found = as_json(TimelineShown(Timeline(tracks, duration)))["timeline"]
    assert isinstance(found, dict)
    return found


def track(kind: TrackKind, *stretches: tuple[str, int, int]) -> Track:
    return Track(kind, tuple(Segment(*stretch) for stretch in stretches))


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in line)


def test_each_track_is_a_bar_below_a_ruler() -> None:
    timeline = in_json(
        track(TrackKind.VIDEO, ("sunset over the sea", 0, 6000), ("城市夜景", 6000, 10_000)),
        track(TrackKind.MUSIC, ("Lo-fi", 0, 10_000)),
        track(TrackKind.TITLE, ("Dawn", 0, 3000), ("The end", 9900, 10_000)),
    )
    assert timeline_lines(timeline, 60) == [
        "  0          2          4           6          8       10 s",
        "▶ █ sunset over the sea ███████████▏█ 城市夜景 ████████████",
        "♪ ▒ Lo-fi ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒",
        "T ▓ Dawn ▓▓▓▓▓▓▓▓▓▓                                       ▓",
    ]


def test_a_name_without_room_is_cut_or_left_out() -> None:
    shots = track(TrackKind.VIDEO, ("a very long name", 0, 2000), ("another", 2000, 3000))
    _, bar = timeline_lines(in_json(shots), 60)
    assert bar == "▶ █ a very… ▏██████"


@pytest.mark.parametrize(
    ("timeline", "width"),
    [
        (in_json(), 80),
        (in_json(track(TrackKind.VIDEO, ("a", 0, 1)), duration=0), 80),
        (in_json(track(TrackKind.VIDEO, ("a", 0, 1))), 30),
    ],
)
def test_where_it_would_be_no_picture_there_is_none(timeline: dict[str, Any], width: int) -> None:
    assert timeline_lines(timeline, width) == []


def test_of_very_many_tracks_the_rest_is_counted() -> None:
    many = [track(TrackKind.VIDEO, ("a", 0, 10_000))] * 40
    lines = timeline_lines(in_json(*many), 60)
    assert len(lines) == 14
    assert lines[-1].strip() == "+28"


moments = st.integers(-(10**15), 10**15)
tracks = st.builds(
    lambda kind, stretches: track(kind, *stretches),
    st.sampled_from(TrackKind),
    st.lists(st.tuples(st.text(max_size=40), moments, moments), max_size=5),
)


@given(st.lists(tracks, max_size=20), st.integers(0, 10**15), st.integers(0, 300))
def test_no_line_of_any_timeline_is_wider_than_the_terminal(
    some: list[Track], duration: int, width: int
) -> None:
    for line in timeline_lines(in_json(*some, duration=duration), width):
        assert columns(line) <= width
        assert "\n" not in line
