from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from skill_runtime.studio.media.previews import THUMBNAIL_SIDE

from .samples import (
    BLUE,
    RED,
    draft,
    make_movie,
    make_picture,
    near,
    rendered,
    segment,
    shot,
    track,
    written,
)

GREEN = (30, 160, 60)
BAR, TEXT, MUSIC = (46, 92, 150), (138, 84, 40), (38, 118, 92)
WIDE = {"width": 320, "height": 180, "fps": 10}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("media")
    colors = (RED,) * 9 + (GREEN,) * 10 + (BLUE,) * 5
    return {
        "red": make_picture(folder / "red.png"),
        "blue": make_picture(folder / "blue.png", BLUE),
        "clip": make_movie(folder / "clip.mp4", colors, sound=False),
    }


def picture(
    kind: str, document: dict[str, object], media: dict[str, Path], path: Path
) -> np.ndarray:
    written(document, media, path, picture=kind, resolution=THUMBNAIL_SIDE)
    return np.asarray(Image.open(path))


def strip(document: dict[str, object], media: dict[str, Path], path: Path) -> list[str]:
    """The colors of a wide strip's six pictures."""
    shown = picture("filmstrip", document, media, path)
    assert shown.shape == (2 * (180 + 8 + 28) + 8, 3 * 328 + 8, 3)
    names = {"red": RED, "green": GREEN, "blue": BLUE}
    found = []
    for number in range(6):
        row, column = divmod(number, 3)
        top, left = 8 + row * 216, 8 + column * 328
        frame = shown[top + 60 : top + 120, left + 60 : left + 260]
        found.append(next((n for n, color in names.items() if near(frame, color, 14)), "?"))
    return found


@pytest.mark.parametrize(
    ("length", "details", "colors"),
    [
        (12_000, {}, ["red", "red", "green", "green", "green", "blue"]),
        (12_000, {"backwards": True}, ["blue", "green", "green", "green", "red", "red"]),
        (12_000, {"in": 5000}, ["green", "green", "blue", "blue", "blue", "blue"]),
        (60_000, {}, ["green", "blue", "blue", "blue", "blue", "blue"]),
    ],
)
def test_a_filmstrip_shows_a_clip_from_its_beginning_to_its_end(
    length: int,
    details: dict[str, object],
    colors: list[str],
    media: dict[str, Path],
    tmp_path: Path,
) -> None:
    clip = track(0, segment(0, length, kind="video", src="clip", **details))
    assert strip(draft(clip, m=WIDE), media, tmp_path / "strip.png") == colors


def test_a_filmstrip_of_an_upright_film_is_one_row(media: dict[str, Path], tmp_path: Path) -> None:
    shown = picture("filmstrip", draft(shot("red")), media, tmp_path / "strip.png")
    assert shown.shape == (8 + 320 + 8 + 28, 6 * 188 + 8, 3)


def test_the_timeline_has_a_block_for_each_segment_where_it_is(
    media: dict[str, Path], tmp_path: Path
) -> None:
    document = draft(
        track(
            0,
            segment(0, 5000, kind="image", src="red", name="城市 city"),
            segment(5000, 5000, kind="image", src="blue"),
        ),
        track(1, segment(0, 10_000, kind="music", src="red", name="Lo-fi")),
        track(7, segment(2500, 5000, text="Hello")),
        d=10_000,
    )
    chart = picture("timeline", document, media, tmp_path / "timeline.png")
    shots, texts, music = 28 + 10, 28 + 80 + 15, 28 + 80 + 38 + 15
    quarter, half, last = 8 + 356, 8 + 712, 8 + 1068 + 300
    assert near(chart[shots, 8 + 10 : 8 + 30], RED)
    assert near(chart[shots, half + 10 : half + 30], BLUE)
    assert near(chart[shots, last : last + 20], BAR)
    assert near(chart[texts, quarter + 300 : half + 300], TEXT)
    assert not near(chart[texts, 20 : quarter - 4], TEXT, 40)
    assert near(chart[music, last - 600 : last], MUSIC)
    label = chart[28:100, 8 + 40 : 8 + 300]
    assert (label.min(2) > 180).sum() > 100


def test_a_timeline_of_many_tracks_says_how_many_more_there_are(
    media: dict[str, Path], tmp_path: Path
) -> None:
    few, many = (
        picture(
            "timeline",
            draft(*(track(7, segment(n * 100, 100, text=f"{n}")) for n in range(count))),
            media,
            tmp_path / "timeline.png",
        )
        for count in (24, 60)
    )
    assert many.shape[0] == few.shape[0] + 28


def test_a_preview_is_rendered_as_an_export_is(media: dict[str, Path], tmp_path: Path) -> None:
    told = rendered(
        draft(shot("red")), media, tmp_path / "a.png", picture="timeline", resolution=180
    )
    assert (told.width, told.height, told.duration_ms) == (0, 0, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
