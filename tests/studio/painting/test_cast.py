from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from skill_runtime.studio.painting.__main__ import gallery, main
from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.figures.staging import paint_cast
from skill_runtime.studio.painting.painter import paint, picture
from skill_runtime.studio.painting.reading import read_prompt
from skill_runtime.studio.painting.scene import Cast
from skill_runtime.studio.painting.stage import Footing, Stage, make_stage
from skill_runtime.studio.painting.styles import STYLES
from skill_runtime.studio.painting.vocabulary import vocabulary
from tests.labelled_rows import rows

ROWS = rows(Path(__file__).with_name("casts.yaml"))
PURPLE = np.array([0.8, 0.1, 0.9], np.float32)
HAN = "\u4e00"


@pytest.mark.parametrize(("prompt", "cast", "missed"), ROWS)
def test_who_is_in_the_picture_and_what_is_not_is_read(
    prompt: str, cast: list[list[object]], missed: list[str]
) -> None:
    scene = read_prompt(prompt)
    assert [[member.figure, member.count, member.color] for member in scene.cast] == cast
    assert list(scene.missed) == missed


def test_every_figure_and_pose_of_the_vocabulary_has_a_shape() -> None:
    terms = vocabulary().figures.values()
    named = {name for term in terms for name in (*term.cast, *sum(term.poses.values(), ()))}
    assert named <= set(figures())


def test_every_pose_is_in_the_list_of_poses() -> None:
    terms = vocabulary().figures.values()
    poses = {pose for term in terms for pose in (*term.poses, *term.holds)}
    assert poses <= set(vocabulary().poses)


@pytest.fixture(scope="module")
def stage() -> Stage:
    return make_stage(replace(read_prompt("a field at noon"), setting="backdrop"), 160, 160)


@pytest.mark.parametrize("name", sorted(figures()))
def test_every_shape_is_seen(name: str, stage: Stage) -> None:
    stage.scene = replace(stage.scene, cast=(Cast(name),))
    stage.canvas.pixels[...] = PURPLE
    paint_cast(stage, Footing(80, 144))
    assert (np.abs(stage.canvas.pixels - PURPLE).max(axis=2) > 0.15).mean() > 0.004


@pytest.mark.parametrize("setting", ["sea", "mountain", "city", "room", "space", "underwater"])
@pytest.mark.parametrize("size", [(16, 16), (256, 32), (32, 256)])
def test_a_crowd_of_everything_fits_any_setting_and_size(
    setting: str, size: tuple[int, int]
) -> None:
    cast = (Cast("horse", 6), Cast("castle", 2), Cast("whale", 3), Cast("bird", 6), Cast("car", 4))
    scene = replace(read_prompt("many things at night"), setting=setting, cast=cast)
    assert picture(scene, *size).shape == (size[1], size[0], 3)


def test_a_colour_before_a_figure_paints_the_figure_and_not_the_sky() -> None:
    assert read_prompt("a red car").hue is None
    assert read_prompt("a red sky with a car").hue is not None
    red, blue = (paint(f"a {color} car in the desert", 160, 160) for color in ("red", "blue"))
    assert red.pixels[..., 0].max() > 150
    assert not np.array_equal(red.pixels, blue.pixels)


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_style_changes_the_whole_picture_and_keeps_two_prompts_apart(style: str) -> None:
    plain = read_prompt("a lighthouse at sunset")
    other = replace(read_prompt("the lighthouse at sunset"), style=style)
    first, second = (picture(replace(plain, style=name), 160, 200) for name in (None, style))
    assert np.abs(first.astype(int) - second.astype(int)).mean() > 4
    assert np.abs(picture(other, 160, 200).astype(int) - second.astype(int)).mean() > 1


@pytest.mark.parametrize(
    ("prompt", "style", "photo"),
    [
        ("watercolor of a house", "watercolour", False),
        ("水墨画 山水", "ink", False),
        ("a photorealistic dog", None, True),
        ("逼真的照片 复古 汽车", "retro", True),
        ("a neon city", None, False),
    ],
)
def test_a_style_is_read_and_a_photograph_is_no_style(
    prompt: str, style: str | None, photo: bool
) -> None:
    scene = read_prompt(prompt)
    assert (scene.style, scene.photo) == (style, photo)


def test_the_gallery_has_48_prompts_half_chinese_and_knows_all_their_words() -> None:
    prompts = [prompt for row in gallery().values() for prompt in row]
    assert len(prompts) == len(set(prompts)) == 48
    assert sum(any(char >= HAN for char in prompt) for prompt in prompts) == 24
    assert {prompt: missed for prompt in prompts if (missed := read_prompt(prompt).missed)} == {}


def test_a_picture_can_be_painted_from_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    assert main(["--prompt", "一只猫", "--size", "64x48", str(path)]) == 0
    with Image.open(path) as image:
        assert image.size == (64, 48)


@pytest.mark.parametrize("size", ["1x1", "cat", "64"])
def test_a_bad_size_is_refused_with_a_sentence(
    size: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--prompt", "cat", "--size", size, str(tmp_path / "cat.png")])
    assert ended.value.code == 2
    assert size in capsys.readouterr().err


@given(st.text(alphabet=st.sampled_from([*"a 两一 3red猫狗的色white, cats马two骑"]), max_size=60))
def test_any_mixture_of_numbers_colours_and_figures_can_be_read(prompt: str) -> None:
    scene = read_prompt(prompt)
    assert all(member.figure in figures() and 1 <= member.count <= 6 for member in scene.cast)
    assert all(word in prompt for word in (*scene.words, *scene.missed))


def test_ducklings_swim_in_a_line_behind_their_duck() -> None:
    scene = replace(read_prompt("a duck and five ducklings on a lake"), seed=4)
    alone = replace(scene, cast=scene.cast[:1])
    both = [picture(cast, 320, 180).astype(int) for cast in (scene, alone)]
    rows, columns = np.nonzero(np.abs(both[0] - both[1]).max(axis=2) > 24)
    assert np.ptp(columns) > 2 * np.ptp(rows) > 0


def test_a_figure_in_the_air_stays_within_the_picture() -> None:
    whale = picture(replace(read_prompt("a whale above the clouds"), seed=3), 320, 180)
    without = picture(replace(read_prompt("a whale above the clouds"), seed=3, cast=()), 320, 180)
    changed = np.abs(whale.astype(int) - without).max(axis=2) > 60
    assert changed.any()
    assert not changed[:, :4].any()
    assert not changed[:, -4:].any()
