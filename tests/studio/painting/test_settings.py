from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skill_runtime.studio.painting.painter import picture
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.reading import read_prompt
from skill_runtime.studio.painting.scene import Cast

SIZE = 180, 320


def _picture(prompt: str, *without: str, seed: int = 5) -> Array:
    scene = replace(read_prompt(prompt), seed=seed)
    kept = tuple(member for member in scene.cast if member.figure not in without)
    return picture(replace(scene, cast=kept), *SIZE).astype(int)


def _changed(first: Array, second: Array) -> tuple[Array, Array]:
    """Rows and columns that differ, as shares of the picture."""
    rows, columns = np.nonzero(np.abs(first - second).max(axis=2) > 60)
    return rows / SIZE[1], columns / SIZE[0]


def test_what_a_shop_sells_is_in_its_window_and_on_its_sign() -> None:
    bread, tea = (_picture(f"a {ware} shop front") for ware in ("bread", "bubble tea"))
    rows, _ = _changed(bread, tea)
    assert rows.min() < 0.5 < rows.max()


@pytest.mark.parametrize("prompt", ["a woman holding a camera on the beach", "海边拿着相机的女孩"])
def test_what_somebody_holds_is_at_the_height_of_a_hand(prompt: str) -> None:
    rows, _ = _changed(_picture(prompt), _picture(prompt, "camera"))
    assert 0.6 < rows.mean() < 0.86
    assert np.ptp(rows) < 0.12


def test_a_thing_on_a_chair_lies_over_the_floor() -> None:
    prompt = "a trumpet on a chair"
    rows, _ = _changed(_picture(prompt), _picture(prompt, "trumpet"))
    assert rows.size
    assert rows.max() < 0.80


@pytest.mark.parametrize(
    "prompt", ["hands holding a phone", "一双手捧着金币", "hands kneading dough"]
)
def test_two_hands_come_from_both_sides_to_what_they_hold(prompt: str) -> None:
    _, columns = _changed(_picture(prompt), _picture(prompt, "hands"))
    assert columns.min() < 0.25
    assert columns.max() > 0.75


def test_goods_fill_the_shelves_of_a_wall() -> None:
    full = _picture("a shelf of succulents")
    other = _picture("a shelf of trophies")
    rows, columns = _changed(full, other)
    assert np.ptp(rows) > 0.6
    assert np.ptp(columns) > 0.6


@pytest.mark.parametrize("prompt", ["the eiffel tower through a window", "窗外的城堡"])
def test_a_landmark_is_behind_the_window_of_a_room(prompt: str) -> None:
    scene = replace(read_prompt(prompt), seed=5, setting="room")
    with_it, without = (
        picture(replace(scene, cast=c), *SIZE).astype(int) for c in (scene.cast, ())
    )
    rows, columns = _changed(with_it, without)
    assert rows.size
    assert rows.max() < 0.60
    assert columns.min() > 0.1


def test_people_of_a_large_group_stand_close_and_keep_their_size() -> None:
    scene = replace(read_prompt("people smiling"), seed=5, setting="backdrop")
    crowd = scene.cast
    alone = replace(scene, cast=(Cast("person-facing"),))
    empty = picture(replace(scene, cast=()), *SIZE).astype(int)
    heights = []
    for each in (replace(scene, cast=crowd), alone):
        rows, _ = _changed(picture(each, *SIZE).astype(int), empty)
        heights.append(np.ptp(rows))
    assert len(crowd) >= 5
    assert heights[0] > 0.55 * heights[1]


def test_a_beam_lights_the_middle_of_a_dark_background() -> None:
    dark = "a phone on a black background"
    lit, plain = _picture(f"{dark} in a beam of light"), _picture(dark)
    middle, edge = slice(80, 100), slice(0, 20)
    assert lit[40:80, middle].mean() > plain[40:80, middle].mean() + 10
    assert abs(lit[40:80, edge].mean() - plain[40:80, edge].mean()) < 10


def test_every_second_lamp_of_a_corridor_is_lit_at_night() -> None:
    night, day = (_picture(f"a corridor at {hour}") for hour in ("night", "noon"))
    assert night.mean() < 0.7 * day.mean()
    assert night.max() > 220


def test_coloured_balloons_are_all_of_that_colour() -> None:
    pink = read_prompt("pink balloons in a room")
    several = read_prompt("balloons in a room")
    assert pink.cast[0].color
    assert several.cast[0].color is None
    pictures = [picture(replace(scene, seed=3), *SIZE).astype(int) for scene in (pink, several)]
    assert (pictures[0] != pictures[1]).any()


def test_what_a_screen_shows_is_within_it_and_the_place_is_the_screens() -> None:
    prompt = "a phone with a dolphin on the screen"
    assert read_prompt(prompt).setting == "product"
    rows, columns = _changed(_picture(prompt), _picture(prompt, "dolphin"))
    assert 0.3 < columns.min() < columns.max() < 0.7
    assert 0.3 < rows.min() < rows.max() < 0.9


@pytest.mark.parametrize("prompt", ["a bamboo forest", "清晨的竹林"])
def test_bamboo_reaches_higher_than_conifers(prompt: str) -> None:
    scene = replace(read_prompt(prompt), seed=5, time="day")
    conifers = replace(scene, shows=scene.shows - {"bamboo"})
    with_it, without = (picture(each, *SIZE).astype(int) for each in (scene, conifers))
    rows, _ = _changed(with_it, without)
    assert rows.min() < 0.2


@pytest.mark.parametrize(
    ("prompt", "small"), [("a cat in a basket", "cat"), ("a rabbit on a bench", "rabbit")]
)
def test_a_small_animal_lies_in_or_on_what_it_is_said_to(prompt: str, small: str) -> None:
    rows, columns = _changed(_picture(prompt), _picture(prompt, small))
    low, _ = _changed(_picture(prompt), _picture(prompt, small, "basket", "park-bench"))
    assert rows.max() < low.max()
    assert 0.1 < columns.min() < columns.max() < 0.9


def test_somebody_seen_close_is_cut_off_below_and_looks_at_the_viewer() -> None:
    close, far = "a portrait of a man", "a man"
    assert [member.figure for member in read_prompt(close).cast] == ["person-facing"]
    tall = []
    for prompt in (close, far):
        scene = replace(read_prompt(prompt), seed=5, setting="backdrop")
        both = (picture(replace(scene, cast=c), *SIZE).astype(int) for c in (scene.cast, ()))
        rows, _ = _changed(*both)
        tall.append(rows)
    assert tall[0].max() > 0.98
    assert np.ptp(tall[0]) > 1.4 * np.ptp(tall[1])


def test_what_would_stand_on_the_floor_of_a_room_stands_on_a_small_table() -> None:
    prompt = "a globe in a library"
    rows, _ = _changed(_picture(prompt), _picture(prompt, "globe"))
    assert rows.min() < 0.75
    assert _picture(prompt).shape == (SIZE[1], SIZE[0], 3)
