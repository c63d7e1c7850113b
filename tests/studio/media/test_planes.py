from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.studio.media.planes import Planes, blank, from_rgb, mix, planes_of
from skill_runtime.studio.media.rect import Rect

_EDGES = st.integers(0, 8).map(lambda half: half * 2)
_RECTS = st.builds(
    lambda left, top, width, height: Rect(left, top, left + width + 2, top + height + 2),
    *(_EDGES,) * 4,
)


def _covered(*rects: Rect) -> list[list[int]]:
    """How often each pixel is covered."""
    area = np.zeros((20, 20), int)
    for rect in rects:
        area[rect.top : rect.bottom, rect.left : rect.right] += 1
    return area.tolist()


@given(_RECTS, _RECTS)
def test_what_is_left_and_what_is_met_make_up_the_whole_once(one: Rect, other: Rect) -> None:
    met = one.meet(other)
    assert _covered(*one.without(other), *([met] if met else [])) == _covered(one)
    assert met == other.meet(one)


def test_the_planes_of_a_frame_are_what_the_encoder_reads() -> None:
    frame = blank(8, 4)
    for plane, level in zip(planes_of(frame), (1, 2, 3), strict=True):
        plane[...] = level
    assert [bytes(memoryview(plane)[:2]) for plane in frame.planes] == [b"\1\1", b"\2\2", b"\3\3"]


@pytest.mark.parametrize(("share", "expected"), [(0.0, 10), (0.5, 105), (1.0, 200)])
def test_mixing_weighs_the_upper_picture(share: float, expected: int) -> None:
    below, above = _plain(10), _plain(200)
    mix(below, above, share)
    assert below.y[0, 0] == expected


def test_rgb_becomes_bt709_in_limited_range() -> None:
    red = np.full((4, 4, 3), (255, 0, 0), np.uint8)
    planes = from_rgb(red, 4, 4)
    # 219 * 0.2126 + 16, and the colour axes of BT.709; BT.601 would give 81, 90, 240.
    assert [int(plane[0, 0]) for plane in planes] == pytest.approx([63, 102, 240], abs=1)


def test_a_quarter_turn_goes_counter_clockwise() -> None:
    planes = _plain(0)
    planes.y[0, -1] = 255
    assert planes.turned(1).y[0, 0] == 255


def _plain(level: int) -> Planes:
    planes = planes_of(blank(4, 4))
    for plane in planes:
        plane[...] = level
    return planes
