from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from skill_runtime.studio.painting import Painting, describe, paint, save_png
from skill_runtime.studio.painting.painter import MAX_PIXELS, MAX_RATIO, MAX_SIDE, MIN_SIDE, picture
from skill_runtime.studio.painting.reading import read_prompt
from skill_runtime.studio.painting.settings import SETTINGS
from tests.labelled_rows import rows

ROWS = rows(Path(__file__).with_name("prompts.yaml"))
PROMPTS = [row[0] for row in ROWS]
OUTDOORS = ("city", "street", "mountain", "sea", "forest", "desert", "flower field")


def luminance(painting: Painting) -> np.ndarray:
    weighed: np.ndarray = painting.pixels @ np.array([0.2126, 0.7152, 0.0722])
    return weighed


@pytest.fixture(scope="module")
def gallery() -> dict[str, Painting]:
    return {prompt: paint(prompt, 108, 192) for prompt in PROMPTS}


def test_the_prompts_cover_every_setting(gallery: dict[str, Painting]) -> None:
    assert {painting.setting for painting in gallery.values()} == set(SETTINGS)


def test_no_two_prompts_give_the_same_picture(gallery: dict[str, Painting]) -> None:
    assert len({painting.pixels.tobytes() for painting in gallery.values()}) == len(PROMPTS)


def test_two_prompts_of_the_same_words_differ_by_more_than_grain() -> None:
    first, second = (paint(prompt, 108, 192) for prompt in ("a mountain lake", "the mountain lake"))
    difference = np.abs(first.pixels.astype(int) - second.pixels.astype(int))
    assert difference.mean() > 8


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_same_prompt_gives_the_same_pixels(prompt: str, gallery: dict[str, Painting]) -> None:
    assert np.array_equal(paint(prompt, 108, 192).pixels, gallery[prompt].pixels)


@pytest.mark.parametrize("prompt", [row[0] for row in ROWS if row[1] != "plain"])
def test_a_picture_is_not_flat(prompt: str, gallery: dict[str, Painting]) -> None:
    light = luminance(gallery[prompt])
    assert light.std() > 10
    assert np.percentile(light, 99) - np.percentile(light, 1) > 40


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_picture_tells_what_it_took_and_that_it_is_a_placeholder(
    prompt: str, gallery: dict[str, Painting]
) -> None:
    painting = gallery[prompt]
    assert painting.note == "placeholder: no image model was used"
    assert all(word in prompt for word in painting.words)


@pytest.mark.parametrize("place", OUTDOORS)
def test_night_is_darker_than_day(place: str) -> None:
    night, day = (luminance(paint(f"{place}, {time}", 160, 160)) for time in ("night", "noon"))
    assert night.mean() < day.mean() * 0.75


@pytest.mark.parametrize(
    ("color", "channel"), [("red", 0), ("green", 1), ("blue", 2)], ids=["red", "green", "blue"]
)
def test_a_colour_that_is_named_is_seen(color: str, channel: int) -> None:
    means = paint(f"{color} product podium", 160, 160).pixels.mean(axis=(0, 1))
    assert int(np.argmax(means)) == channel


@pytest.mark.parametrize("weather", ["rain", "snowfall", "fog"])
def test_weather_changes_the_picture(weather: str) -> None:
    scene = read_prompt("forest at night")
    changed = replace(scene, shows=scene.shows | {weather})
    dry, wet = (picture(each, 200, 200).astype(int) for each in (scene, changed))
    assert np.abs(dry - wet).mean() > 1


def test_birds_are_seen_in_a_landscape() -> None:
    scene = read_prompt("mountain lake at noon")
    with_birds = replace(scene, shows=scene.shows | {"birds"})
    empty, full = (picture(each, 270, 270).astype(int) for each in (scene, with_birds))
    assert np.abs(empty - full).max() > 60


def test_lit_windows_shine_in_a_city_at_night() -> None:
    light = luminance(paint("city at night", 540, 540))
    assert np.percentile(light, 99.5) > 2.5 * np.median(light)


@pytest.mark.parametrize("prompt", ["mountain lake at sunset", "night city", "", "coffee"])
@pytest.mark.parametrize("size", [(16, 16), (17, 131), (333, 77), (128, 16), (161, 1279)])
def test_any_fair_size_is_painted_exactly(prompt: str, size: tuple[int, int]) -> None:
    width, height = size
    pixels = paint(prompt, width, height).pixels
    assert pixels.shape == (height, width, 3)
    assert pixels.dtype == np.uint8


@pytest.mark.parametrize("setting", sorted(SETTINGS))
def test_every_setting_can_be_tiny_and_wide(setting: str) -> None:
    assert paint(f"{setting}, person, birds, snowing", 16, 16).pixels.shape == (16, 16, 3)
    assert paint(f"{setting}, person, fog, rain", 256, 32).pixels.shape == (32, 256, 3)


@pytest.mark.parametrize(
    ("size", "bound"),
    [
        ((0, 100), MIN_SIDE),
        ((-5, 100), MIN_SIDE),
        ((15, 15), MIN_SIDE),
        ((100_000, 100_000), MAX_SIDE),
        ((16, 4000), MAX_RATIO),
        ((4096, 4096), MAX_PIXELS),
    ],
)
def test_an_absurd_size_is_refused_with_its_bound(size: tuple[int, int], bound: int) -> None:
    with pytest.raises(ValueError, match=rf"\b{bound}\b.*not {size[0]}x{size[1]}"):
        paint("a lake", *size)


@pytest.mark.parametrize("prompt", ["\ud800", "city " * 5000, "🌃🌊", "%s{0}\x00", "夜" * 3000])
def test_any_prompt_can_be_painted(prompt: str) -> None:
    assert paint(prompt, 32, 32).pixels.shape == (32, 32, 3)


def test_a_saved_picture_carries_its_note_setting_and_words(tmp_path: Path) -> None:
    painting = paint("未来城市 at night", 64, 96)
    path = tmp_path / "picture.png"
    save_png(painting, path)
    with Image.open(path) as picture:
        assert picture.size == (64, 96)
        assert picture.info["Comment"] == painting.note
        assert picture.info["Setting"] == "city"
        assert json.loads(picture.info["Words"]) == ["未来", "城市", "night"]
        assert np.array_equal(np.asarray(picture), painting.pixels)


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        save_png(paint("forest", 48, 48), tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_what_the_package_exports_can_be_imported() -> None:
    import skill_runtime.studio.painting as package

    assert package.__all__ == sorted(package.__all__)
    assert all(hasattr(package, name) for name in package.__all__)
    assert package.describe is describe
    with pytest.raises(AttributeError, match="no attribute 'sculpt'"):
        _ = package.sculpt


@pytest.mark.parametrize(
    ("prompt", "setting"),
    [
        ("飞在云上的鲸鱼", "mountain"),
        ("a whale", "underwater"),
        ("abstract blue and gold waves", "abstract"),
        ("surfing a wave", "sea"),
        ("外婆在厨房煮面", "room"),
        ("灯火倒映在江面上", "mountain"),
        ("food stalls at a night market", "street"),
        ("a man in a suit with his phone", "backdrop"),
        ("footballers in the rain on the grass", "field"),
        ("红色运动鞋 产品海报", "product"),
        ("people in a subway carriage", "room"),
        ("一家人在院子里的葡萄架下吃西瓜", "field"),
    ],
)
def test_a_word_that_has_its_own_place_is_painted_there(prompt: str, setting: str) -> None:
    assert read_prompt(prompt).setting == setting


def test_two_colours_are_both_in_an_abstract_picture() -> None:
    assert len(read_prompt("abstract blue and gold waves").hues) == 2
    one, two = (paint(f"abstract {colors} waves", 160, 90) for colors in ("blue", "blue and gold"))
    red, blue = two.pixels[..., 0].astype(int), two.pixels[..., 2].astype(int)
    assert ((red - blue) > 40).mean() > 0.05
    assert ((one.pixels[..., 0].astype(int) - one.pixels[..., 2]) > 40).mean() < 0.01


@pytest.mark.parametrize("place", ["mountains", "a forest", "a field", "a desert", "the sea"])
@pytest.mark.parametrize("size", [(160, 90), (90, 160)])
def test_a_minimal_landscape_has_few_flat_colours(place: str, size: tuple[int, int]) -> None:
    pixels = paint(f"minimalist picture of {place} at sunset", *size).pixels // 16
    colors, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_counts=True)
    assert len(colors) > 3
    assert np.sort(counts)[-10:].sum() > 0.75 * counts.sum()


def test_a_train_on_a_bridge_stands_above_its_arches() -> None:
    bridged = read_prompt("a steam train on a bridge")
    plain = replace(bridged, cast=bridged.cast[:1])
    first, second = (picture(scene, 160, 90).astype(int) for scene in (bridged, plain))
    assert np.abs(first[72:] - second[72:]).mean() > 10


@pytest.mark.parametrize(
    ("prompt", "other"),
    [
        ("a street in autumn", "a street"),
        ("a snowy street at noon", "a street at noon"),
        ("a bowl on a marble table", "a bowl on a wooden table"),
        ("cat on the counter of a bookshop", "cat in a bookshop"),
        ("sneakers on a white background", "sneakers"),
    ],
)
def test_what_a_place_is_like_shows_in_it(prompt: str, other: str) -> None:
    named = replace(read_prompt(prompt), seed=1, time="day")
    plain = replace(read_prompt(other), seed=1, time="day")
    first, second = (picture(scene, 160, 120).astype(int) for scene in (named, plain))
    assert np.abs(first - second).mean() > 2


@pytest.mark.parametrize(
    ("prompt", "color"),
    [
        ("black background", (6, 6, 7)),
        ("plain white background", (251, 251, 250)),
        ("纯黑背景", (6, 6, 7)),
        ("白色背景", (251, 251, 250)),
        ("a solid red backdrop", (211, 60, 54)),
        ("浅蓝色背景", (166, 192, 228)),
        ("white text on a black background", (6, 6, 7)),
    ],
)
def test_a_plain_background_is_one_colour_and_nothing_else(
    prompt: str, color: tuple[int, int, int]
) -> None:
    pixels = paint(prompt, 160, 90).pixels.reshape(-1, 3)
    assert np.abs(pixels.mean(axis=0) - color).max() < 2
    assert pixels.std(axis=0).max() < 3


@pytest.mark.parametrize(
    ("prompt", "count"), [("a blue gradient background", 1), ("蓝紫渐变背景", 2)]
)
def test_a_gradient_goes_evenly_from_corner_to_corner(prompt: str, count: int) -> None:
    assert len(read_prompt(prompt).ground) == count
    painting = paint(prompt, 160, 90)
    assert painting.setting == "plain"
    rows = painting.pixels.mean(axis=(1, 2))
    assert np.abs(painting.pixels[-1, -1].astype(int) - painting.pixels[0, 0]).max() > 40
    assert np.abs(np.diff(rows)).max() < 6


@pytest.mark.parametrize(
    "prompt",
    [
        "a sneaker on a white background",
        "a white cup on a white background",
        "a cat on a plain background",
        "白色背景的产品图",
        "black background with stars",
        "abstract purple background",
        "a corporate background",
    ],
)
def test_a_background_with_something_on_it_is_not_plain(prompt: str) -> None:
    assert read_prompt(prompt).setting != "plain"


@pytest.mark.parametrize("place", ["a garden", "a beach", "mountains", "a forest", "a desert"])
def test_fireworks_stand_in_every_night_sky(place: str) -> None:
    quiet, loud = (
        paint(f"{place} at night{words}", 240, 135).pixels[:68].astype(int)
        for words in ("", " with fireworks")
    )
    bright = [(sky.max(axis=2) > 200).mean() for sky in (quiet, loud)]
    assert bright[1] > bright[0] + 0.02


@pytest.mark.parametrize("prompt", ["a birthday cake with candles", "插着蜡烛的蛋糕"])
def test_the_candle_of_a_cake_is_in_the_picture(prompt: str) -> None:
    assert read_prompt(prompt).missed == ()
