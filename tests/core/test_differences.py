from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.differences import difference
from skill_runtime.model.timeline import Change, ChangeKind, Segment, Timeline, Track, TrackKind
from tests.labelled_rows import rows

ROWS: list[dict[str, Any]] = rows(Path(__file__).with_name("differences.yaml"))


def placed(line: str) -> tuple[TrackKind, Segment]:
    kind, label, span, *rest = line.split()
    start, end = span.split("-")
    values = dict(item.split("=") for item in rest)
    key, volume = values.pop("key", ""), values.pop("volume", None)
    seconds = (int(start) * 1000, int(end) * 1000)
    detail = tuple(sorted(values.items()))
    return TrackKind(kind), Segment(label, *seconds, float(volume) if volume else None, key, detail)


def timeline(lines: list[str], canvas: tuple[int | None, int | None]) -> Timeline:
    groups = groupby(map(placed, lines), key=lambda item: item[0])
    tracks = tuple(Track(kind, tuple(segment for _, segment in group)) for kind, group in groups)
    return Timeline(tracks, 10_000, *canvas)


def told(change: Change) -> str:
    match change:
        case Change(ChangeKind.CHANGED, track, Segment(label=old), Segment(label=new), fields):
            return f"changed {track} {old}>{new} {' '.join(fields)}"
        case Change(ChangeKind.CANVAS, canvas=(width, height)):
            return f"canvas {width}x{height}"
        case _:
            segment = change.after or change.before
            assert segment
            assert not (change.after and change.before)
            return f"{change.kind} {change.track} {segment.label}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["about"])
def test_a_difference_is_told(row: dict[str, Any]) -> None:
    before_canvas, after_canvas = row.get("canvas", [(None, None), (None, None)])
    before = timeline(row["before"], tuple(before_canvas))
    after = timeline(row["after"], tuple(after_canvas))
    assert [told(change) for change in difference(before, after)] == row["told"]


SEGMENTS = st.builds(
    Segment,
    st.sampled_from(["", "a", "b"]),
    st.integers(0, 3),
    st.integers(3, 5),
    st.none() | st.sampled_from([0.5, 1.0]),
    st.sampled_from(["", "", "s1", "s2"]),
    st.sampled_from([(), (("speed", "2"),)]),
)
TRACKS = st.builds(
    Track,
    st.sampled_from([TrackKind.VIDEO, TrackKind.TITLE]),
    st.lists(SEGMENTS, min_size=1, max_size=4).map(tuple),
)
SIZES = st.none() | st.sampled_from([720, 1080])
TIMELINES = st.builds(
    Timeline, st.lists(TRACKS, max_size=3).map(tuple), st.integers(0, 9), SIZES, SIZES
)


@given(TIMELINES)
def test_nothing_differs_from_itself(one: Timeline) -> None:
    assert difference(one, one) == ()


@given(TIMELINES, TIMELINES)
def test_every_segment_is_accounted_for(before: Timeline, after: Timeline) -> None:
    changes = difference(before, after)
    kinds = [change.kind for change in changes]
    count_before, count_after = (sum(len(t.segments) for t in x.tracks) for x in (before, after))
    removed, added = kinds.count(ChangeKind.REMOVED), kinds.count(ChangeKind.ADDED)
    assert count_before - removed == count_after - added
    assert kinds.count(ChangeKind.CHANGED) <= count_after - added
    assert all(change.fields for change in changes if change.kind is ChangeKind.CHANGED)


@given(TIMELINES, TIMELINES)
def test_no_difference_means_that_a_user_sees_the_same(before: Timeline, after: Timeline) -> None:
    def seen(one: Timeline) -> object:
        placed = [(t.kind, s) for t in one.tracks for s in t.segments]
        return sorted(
            (k, s.label, s.start_ms, s.end_ms, s.volume or 0, s.detail) for k, s in placed
        )

    if not difference(before, after):
        assert seen(before) == seen(after)


def test_thousands_of_segments_are_compared() -> None:
    """Each against each would be four hundred million comparisons."""
    many = tuple(Segment(f"shot {n}", n, n + 1) for n in range(20_000))
    moved = tuple(Segment(f"shot {n}", n + 5, n + 6) for n in range(20_000))
    before, after = (Timeline((Track(TrackKind.VIDEO, s),)) for s in (many, moved))
    assert len(difference(before, after)) == 20_000
