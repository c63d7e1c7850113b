from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from skill_runtime.studio.media.looks import FILTERS
from skill_runtime.studio.media.rect import Rect
from skill_runtime.studio.media.treatment import FLIPS, Area, Treatment

from .samples import (
    BLUE,
    RED,
    Color,
    draft,
    drawn,
    loudness,
    make_movie,
    make_moving_picture,
    make_picture,
    near,
    pictures,
    samples,
    segment,
    track,
    written,
)

GREEN: Color = (30, 160, 60)
GRAY: Color = (120, 120, 120)
SQUARE = {"width": 160, "height": 160, "fps": 10}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("media")
    quarters = np.empty((160, 160, 3), np.uint8)
    quarters[:80, :80], quarters[:80, 80:] = RED, BLUE
    quarters[80:, :80], quarters[80:, 80:] = GREEN, GRAY
    Image.fromarray(quarters).save(folder / "quarters.png")
    logo = np.zeros((40, 80, 4), np.uint8)
    logo[:, :40] = (*GREEN, 255)
    Image.fromarray(logo).save(folder / "logo.png")
    return {
        "quarters": folder / "quarters.png",
        "logo": folder / "logo.png",
        "red": make_picture(folder / "red.png", size=(160, 160)),
        "blue": make_picture(folder / "blue.png", BLUE, size=(160, 160)),
        "clip": make_movie(folder / "clip.mp4", (RED, GREEN, BLUE), size=(160, 160)),
        "moving quarters": _as_movie(folder, quarters),
    }


def _as_movie(folder: Path, pixels: np.ndarray) -> Path:
    """Half a second of the picture as a clip."""
    path = folder / "quarters.mp4"
    Image.fromarray(pixels).save(folder / "frame.png")
    still = track(0, segment(0, 500, kind="image", src="frame"))
    written(draft(still, m=SQUARE), {"frame": folder / "frame.png"}, path, quality="high")
    return path


def _corners(pixels: np.ndarray) -> list[Color]:
    """The sample color that each corner is nearest to, read as one reads."""
    named = (RED, BLUE, GREEN, GRAY)
    half_rows, half_columns = pixels.shape[0] // 2, pixels.shape[1] // 2
    corners = [
        part
        for rows in (pixels[:half_rows], pixels[half_rows:])
        for part in (rows[:, :half_columns], rows[:, half_columns:])
    ]
    means = [part.reshape(-1, 3).mean(0) for part in corners]
    return [min(named, key=lambda c: float(np.abs(mean - c).sum())) for mean in means]


@pytest.mark.parametrize("source", ["quarters", "moving quarters"])
@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({}, (RED, BLUE, GREEN, GRAY)),
        ({"rotate": 90}, (GREEN, RED, GRAY, BLUE)),
        ({"rotate": 180}, (GRAY, GREEN, BLUE, RED)),
        ({"rotate": 270}, (BLUE, GRAY, RED, GREEN)),
        ({"flip": "horizontal"}, (BLUE, RED, GRAY, GREEN)),
        ({"flip": "vertical"}, (GREEN, GRAY, RED, BLUE)),
        ({"rotate": 90, "flip": "horizontal"}, (RED, GREEN, BLUE, GRAY)),
        ({"crop": [0, 0, 0.5, 0.5]}, (RED, RED, RED, RED)),
        ({"rotate": 90, "crop": [0, 0, 0.5, 0.5]}, (GREEN, GREEN, GREEN, GREEN)),
        ({"flip": "both", "crop": [0.5, 0.5, 0.5, 0.5]}, (RED, RED, RED, RED)),
    ],
)
def test_a_picture_and_a_clip_are_turned_mirrored_and_cropped_alike(
    source: str,
    details: dict[str, object],
    expected: tuple[Color, ...],
    media: dict[str, Path],
) -> None:
    kind = "image" if source == "quarters" else "video"
    shot = segment(0, 400, kind=kind, src=source, volume=0, **details)
    [shown] = drawn(draft(track(0, shot), m=SQUARE), media)
    assert tuple(_corners(shown)) == expected


@pytest.mark.parametrize("source", ["quarters", "moving quarters"])
@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        ({"black-and-white": 1}, lambda red, green, blue: np.ptp([red, green, blue]) < 12),
        ({"warm": 1}, lambda red, green, blue: red - blue > 30),
        ({"cool": 1}, lambda red, green, blue: blue - red > 25),
        ({"sepia": 1}, lambda red, green, blue: red > green > blue),
        ({"bright": 1}, lambda red, green, blue: min(red, green, blue) > 130),
        ({"dark": 1}, lambda red, green, blue: max(red, green, blue) < 105),
        ({"warm": 1, "black-and-white": 1}, lambda red, green, blue: abs(red - blue) < 12),
    ],
)
def test_a_filter_changes_gray_as_its_name_says(
    source: str,
    filters: dict[str, float],
    seen: object,
    media: dict[str, Path],
) -> None:
    kind = "image" if source == "quarters" else "video"
    shot = segment(0, 400, kind=kind, src=source, volume=0, filters=filters)
    [shown] = drawn(draft(track(0, shot), m=SQUARE), media)
    gray = shown[100:150, 100:150].reshape(-1, 3).mean(0)
    assert callable(seen)
    assert seen(*gray)


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_half_a_filter_lies_between_none_and_all_of_it(name: str, media: dict[str, Path]) -> None:
    shown: list[np.ndarray] = []
    for strength in (0, 0.5, 1):
        shot = segment(0, 400, kind="image", src="quarters", filters={name: strength})
        shown += drawn(draft(track(0, shot), m=SQUARE), media)
    none, half, whole = (frame.astype(int) for frame in shown)
    assert np.abs(whole - none).mean() > np.abs(half - none).mean() > 0.3


def test_black_stays_black_under_a_warm_filter(tmp_path: Path) -> None:
    source = make_picture(tmp_path / "black.png", (0, 0, 0))
    shot = segment(0, 400, kind="image", src="black", filters={"warm": 1})
    [shown] = drawn(draft(track(0, shot)), {"black": source})
    assert near(shown, (0, 0, 0), 3)


@pytest.mark.parametrize(
    ("played", "seen"),
    [
        ({}, [RED, GREEN, BLUE]),
        ({"in": 500}, [GREEN, BLUE, BLUE]),
        ({"backwards": True}, [BLUE, GREEN, RED]),
        ({"in": 500, "speed": 0.5, "backwards": True}, [BLUE, GREEN, GREEN]),
    ],
)
def test_a_moving_webp_plays_as_a_silent_clip(
    played: dict[str, object], seen: list[Color], tmp_path: Path
) -> None:
    path = make_moving_picture(tmp_path / "a.webp", (RED, GREEN, BLUE))
    document = draft(track(0, segment(0, 1500, kind="video", src="a", **played)))
    shown = drawn(document, {"a": path}, 200, 700, 1200)
    assert [near(p, color, 12) for p, color in zip(shown, seen, strict=True)] == [True] * 3
    written(document, {"a": path}, tmp_path / "out.mp4")
    assert loudness(samples(tmp_path / "out.mp4")) < 1e-4


def test_a_clip_plays_backwards_with_its_sound(media: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    shot = segment(0, 1500, kind="video", src="clip", backwards=True)
    written(draft(track(0, shot), m=SQUARE), media, path)
    shown = [_corners(frame)[0] for frame in pictures(path)]
    assert shown == [BLUE] * 5 + [GREEN] * 5 + [RED] * 5
    assert loudness(samples(path)) == pytest.approx(0.35, rel=0.1)


def test_a_dissolve_shows_both_and_then_only_the_later(media: dict[str, Path]) -> None:
    row = track(
        0,
        segment(0, 500, kind="image", src="red"),
        segment(500, 1000, kind="image", src="blue", dissolve=400),
    )
    frames = drawn(draft(row, m=SQUARE), media, *range(0, 1500, 100))
    middle = tuple((one + other) // 2 for one, other in zip(RED, BLUE, strict=True))
    assert near(frames[4], RED)
    assert near(frames[7], (middle[0], middle[1], middle[2]), 12)
    assert near(frames[10], BLUE)


def test_a_shot_on_a_part_of_the_canvas_leaves_the_rest_to_those_below(
    media: dict[str, Path],
) -> None:
    inset = track(0, segment(0, 400, kind="video", src="clip", area=[0.5, 0.5, 0.5, 0.5]))
    below = track(0, segment(0, 400, kind="image", src="blue"))
    [shown] = drawn(draft(below, inset, m=SQUARE), media)
    assert _corners(shown) == [BLUE, BLUE, BLUE, RED]


def test_a_mark_keeps_its_transparency_and_lets_the_picture_through(media: dict[str, Path]) -> None:
    mark = segment(0, 400, kind="image", src="logo", area=[0, 0, 1, 0.5], opacity=0.5)
    below = track(0, segment(0, 400, kind="image", src="blue"))
    [shown] = drawn(draft(below, track(0, mark), m=SQUARE), media)
    mixed = tuple((one + other) // 2 for one, other in zip(GREEN, BLUE, strict=True))
    assert near(shown[10:70, 10:70], (mixed[0], mixed[1], mixed[2]), 10)
    assert near(shown[10:70, 90:150], BLUE)


def test_a_small_picture_with_holes_lets_the_picture_below_through(
    media: dict[str, Path],
) -> None:
    inset = track(0, segment(0, 400, kind="image", src="logo", area=[0, 0, 1, 0.5]))
    below = track(0, segment(0, 400, kind="image", src="blue"))
    [shown] = drawn(draft(below, inset, m=SQUARE), media)
    assert near(shown[10:70, 10:70], GREEN)
    assert near(shown[10:70, 90:150], BLUE)


def test_a_blurred_background_fills_what_a_contained_picture_leaves(media: dict[str, Path]) -> None:
    shot = segment(0, 400, kind="image", src="red", fit="blurred")
    [shown] = drawn(draft(track(0, shot), m={"width": 320, "height": 160}), media)
    assert near(shown[:, 90:230], RED)
    assert shown[:, :60, 0].mean() > 60
    assert shown[:, :60].mean() < shown[:, 90:230].mean()


def test_a_canvas_whose_height_is_no_multiple_of_four_is_filled(
    media: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "out.mp4"
    shot = segment(0, 300, kind="image", src="red")
    written(draft(track(0, shot), m={"width": 144, "height": 182, "fps": 10}), media, path)
    frame = pictures(path)[0]
    assert frame.shape == (182, 144, 3)
    assert np.abs(frame.astype(int) - RED).max() < 14


@given(
    st.builds(
        Area,
        st.floats(0, 0.5),
        st.floats(0, 0.5),
        st.floats(0.05, 0.5),
        st.floats(0.05, 0.5),
    ),
    st.integers(0, 3),
    st.sampled_from(sorted(FLIPS)),
    st.integers(2, 400),
    st.integers(2, 400),
)
def test_an_area_stays_inside_whatever_is_done_to_it(
    area: Area, turn: int, flip: str, width: int, height: int
) -> None:
    inside = Treatment(turn=turn, flip=flip, crop=area).in_source()
    assert min(inside.left, inside.top) >= -1e-9
    assert inside.left + inside.width <= 1 + 1e-9
    assert inside.top + inside.height <= 1 + 1e-9
    back = inside.turned(turn).mirrored(flip)
    assert (back.left, back.top, back.width, back.height) == pytest.approx((
        area.left,
        area.top,
        area.width,
        area.height,
    ))
    whole = Rect(0, 0, width * 2, height * 2)
    assert inside.of(whole).meet(whole) == inside.of(whole)
