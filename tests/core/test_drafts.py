from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.drafts import read_timeline
from skill_runtime.model.timeline import Segment, Timeline, Track
from tests.labelled_rows import rows

DRAFTS: list[dict[str, Any]] = rows(Path(__file__).with_name("drafts.yaml"))


def line(track: Track, segment: Segment) -> str:
    detail = " ".join(f"{name}={value}" for name, value in segment.detail)
    span = f"{segment.start_ms}-{segment.end_ms}"
    return f"{track.kind} | {segment.label} | {span} | {segment.volume} | {detail}".strip()


@pytest.mark.parametrize("row", DRAFTS, ids=lambda row: row["about"])
def test_a_draft_is_read(row: dict[str, Any]) -> None:
    timeline = read_timeline(row["draft"])
    assert [line(t, s) for t in timeline.tracks for s in t.segments] == row["segments"]
    assert timeline.exportable == bool(row["segments"])
    assert timeline.duration_ms == row.get("duration", 0)
    assert [timeline.width, timeline.height] == row.get("canvas", [None, None])


def test_the_ids_of_segments_are_kept() -> None:
    timeline = read_timeline(DRAFTS[0]["draft"])
    assert [s.key for track in timeline.tracks for s in track.segments] == ["s1", "s2", "s3"]


def test_numbers_too_large_for_a_float_are_passed_over() -> None:
    segment = {"s": 10**400, "d": 5, "m": {"volume": 10**400}}
    [track] = read_timeline({"t": [{"tt": 0, "sg": [segment]}]}).tracks
    assert track.segments == (Segment("", 0, 5),)


NAMES = st.sampled_from([
    "t", "tt", "sg", "d", "m", "s", "id", "name", "text", "role", "volume", "start", "width",
    "height", "speed", "color",
])  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=30,
)
SEGMENTS = st.dictionaries(NAMES, ANYTHING, max_size=6)
TRACKS = st.fixed_dictionaries({"tt": st.sampled_from([0, 1, 7]) | ANYTHING}, optional={
    "sg": st.lists(SEGMENTS | ANYTHING, max_size=4) | ANYTHING, "m": ANYTHING,
})  # fmt: skip


def assert_sound(timeline: Timeline) -> None:
    for track in timeline.tracks:
        assert track.segments
        for segment in track.segments:
            assert 0 <= segment.start_ms <= segment.end_ms
            assert segment.label == " ".join(segment.label.split())
            assert list(segment.detail) == sorted(segment.detail)
            hash(segment)


@given(st.dictionaries(NAMES, ANYTHING, max_size=8))
def test_no_draft_is_too_strange(draft: dict[str, object]) -> None:
    assert_sound(read_timeline(draft))


@given(st.fixed_dictionaries({"t": st.lists(TRACKS, max_size=4)}))
def test_no_track_is_too_strange(draft: dict[str, object]) -> None:
    assert_sound(read_timeline(draft))
