"""How shots and titles come: wipes, slides, letters one by one; and a clip that stands still."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from skill_runtime.studio.media.entering import TRANSITIONS, entered
from skill_runtime.studio.media.rect import Rect

from .samples import BLUE, RED, draft, drawn, make_movie, make_picture, near, segment, track

SIZE = {"width": 160, "height": 160, "fps": 10}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("media")
    return {
        "red": make_picture(folder / "red.png", size=(160, 160)),
        "blue": make_picture(folder / "blue.png", BLUE, size=(160, 160)),
        "clip": make_movie(folder / "clip.mp4", (RED, BLUE), size=(160, 160)),
    }


@pytest.mark.parametrize(
    ("kind", "blue", "red"),
    [
        ("wipe-right", (80, 10), (80, 150)),
        ("wipe-left", (80, 150), (80, 10)),
        ("wipe-down", (10, 80), (150, 80)),
        ("wipe-up", (150, 80), (10, 80)),
        ("slide-left", (80, 150), (80, 10)),
        ("slide-down", (10, 80), (150, 80)),
    ],
)
def test_half_of_the_next_shot_is_there_in_the_middle_of_a_transition(
    kind: str, blue: tuple[int, int], red: tuple[int, int], media: dict[str, Path]
) -> None:
    row = track(
        0,
        segment(0, 1000, kind="image", src="red"),
        segment(1000, 1000, kind="image", src="blue", dissolve=800, transition=kind),
    )
    middle, after = drawn(draft(row, m=SIZE), media, 1400, 1900)
    assert near(middle[blue], BLUE)
    assert near(middle[red], RED)
    assert near(after[red], BLUE)


@pytest.mark.parametrize("kind", sorted(TRANSITIONS - {"dissolve"}))
def test_what_has_come_grows_from_nothing_to_the_whole(kind: str) -> None:
    whole = Rect(20, 40, 180, 240)
    areas = [entered(whole, kind, share / 10)[0] for share in range(11)]
    sizes = [max(0, a.width) * max(0, a.height) for a in areas]
    assert sizes == sorted(sizes)
    assert (sizes[0], areas[-1]) == (0, whole)


def test_a_frozen_clip_shows_one_picture_and_has_no_sound(media: dict[str, Path]) -> None:
    frozen = {"kind": "video", "src": "clip", "in": 300, "frozen": True, "backwards": True}
    early, late = drawn(draft(track(0, segment(0, 3000, **frozen)), m=SIZE), media, 0, 2900)
    assert near(early[80, 80], RED)
    assert near(late[80, 80], RED)


def _ink(media: dict[str, Path], moments: list[float], **look: object) -> list[np.ndarray]:
    """Which pixels a white text makes lighter at these moments."""
    text = track(7, segment(0, 2000, text="HELLO WORLD", style="plain", size=130, **look))
    film = draft(track(0, segment(0, 2000, kind="image", src="blue")), text, m=SIZE)
    return [frame[..., 0] > 128 for frame in drawn(film, media, *moments)]


def test_a_typed_title_comes_letter_by_letter_from_its_beginning(media: dict[str, Path]) -> None:
    frames = _ink(media, [0, 300, 600, 1700], enter="typewriter")
    assert all((before & ~after).sum() == 0 for before, after in pairwise(frames))
    assert 0 < frames[0].sum() < frames[1].sum() < frames[2].sum() <= frames[3].sum()
    [plain] = _ink(media, [1700])
    assert (frames[3] == plain).all()


@pytest.mark.parametrize(
    ("way", "axis", "sign"),
    [("slide-right", 1, 1), ("slide-left", 1, -1), ("slide-up", 0, -1), ("slide-down", 0, 1)],
)
def test_a_sliding_title_moves_to_its_place_and_stays(
    way: str, axis: int, sign: int, media: dict[str, Path]
) -> None:
    first, second, last, later = _ink(media, [100, 200, 700, 1900], enter=way)
    places = [np.argwhere(frame).mean(0)[axis] * sign for frame in (first, second, last)]
    assert places[0] < places[1] < places[2]
    assert (last == later).all()
