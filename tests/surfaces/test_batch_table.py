"""Which films of a long batch a screen shows."""

from __future__ import annotations

import pytest

from skill_runtime.surfaces.batch_table import visible

WINDOWS = {
    "all, where there is room": ([True, False, False], 5, range(3)),
    "none of none": ([], 5, range(0)),
    "from the first that is not over": ([True, True, False, False, False], 2, range(2, 4)),
    "a full screen at the end": ([True, True, True, True, False], 3, range(2, 5)),
    "the last ones, where all are over": ([True] * 5, 2, range(3, 5)),
}


@pytest.mark.parametrize("what", WINDOWS)
def test_a_screen_shows(what: str) -> None:
    over, room, expected = WINDOWS[what]
    assert visible(over, room) == expected
