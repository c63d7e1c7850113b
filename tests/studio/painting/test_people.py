from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from skill_runtime.studio.painting.figures.gaits import in_gait
from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.painter import picture
from skill_runtime.studio.painting.reading import read_prompt

SIZE = (90, 160)
WALKERS = ("fox", "deer", "bear", "lion", "tiger", "elephant", "cow", "sheep")


def where(prompt: str, name: str, **changed: Any) -> np.ndarray:
    """(height, width): the pixels that change with the colour of one member of the cast."""
    scene = replace(read_prompt(prompt), **changed)
    assert name in {member.figure for member in scene.cast}
    red, green = (
        picture(
            replace(
                scene,
                cast=tuple(
                    replace(member, color=color if member.figure == name else member.color)
                    for member in scene.cast
                ),
            ),
            *SIZE,
        ).astype(int)
        for color in ("#d02020", "#20d020")
    )
    seen: np.ndarray = np.abs(red - green).max(axis=2) > 40
    return seen


def middle(mask: np.ndarray) -> tuple[float, float]:
    """Down and across, as shares."""
    rows, columns = np.nonzero(mask)
    return rows.mean() / mask.shape[0], columns.mean() / mask.shape[1]


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("一位老奶奶在厨房包饺子", "granny"),
        ("a girl in a cafe", "girl"),
        ("a family having dinner at home", "child"),
        ("a woman working in the office", "girl"),
        ("a shopkeeper in a shop", "seller"),
    ],
)
def test_who_is_at_a_table_is_large_and_half_behind_it(prompt: str, name: str) -> None:
    seen = where(prompt, name)
    rows = np.nonzero(seen)[0]
    assert seen.mean() > 0.004
    assert rows.min() / SIZE[1] > 0.4
    assert rows.max() / SIZE[1] < 0.85


def test_dishes_stand_before_those_who_eat_and_hide_them() -> None:
    scene = read_prompt("a man cooking pizza")
    alone = replace(scene, cast=scene.cast[:1])
    with_dish, without = (picture(each, *SIZE).astype(int) for each in (scene, alone))
    down, across = middle(np.abs(with_dish - without).max(axis=2) > 40)
    assert 0.7 < down < 0.85
    assert 0.4 < across < 0.6


@pytest.mark.parametrize(
    "prompt", ["children playing football in the park", "children playing football b"]
)
def test_the_kicker_is_between_the_ball_and_the_others_and_faces_it(prompt: str) -> None:
    ball, kicker, others = (
        middle(where(prompt, name, setting="backdrop"))[1]
        for name in ("football", "child-kick", "child-run")
    )
    assert ball < kicker < others or others < kicker < ball
    assert abs(ball - kicker) < 0.25


def test_whoever_sleeps_in_a_bed_lies_on_it_and_is_there_once() -> None:
    scene = read_prompt("a baby sleeping in bed")
    full, empty = (picture(replace(scene, cast=c), *SIZE).astype(int) for c in (scene.cast, ()))
    rows = np.nonzero(np.abs(full - empty).max(axis=2) > 40)[0] / SIZE[1]
    assert rows.min() > 0.6
    assert rows.max() < 0.86


@pytest.mark.parametrize(
    ("place", "seated"), [("on the sofa", True), ("in the living room", False)]
)
def test_a_cat_lies_on_the_seat_that_is_named(place: str, seated: bool) -> None:
    down, _ = middle(where(f"a sleeping cat {place}", "cat-sleep"))
    assert (down < 0.76) == seated


def test_pupils_sit_at_desks_and_stand_nowhere_else() -> None:
    scene = read_prompt("a teacher and students in a classroom")
    alone = replace(scene, cast=scene.cast[:1])
    assert len(scene.cast) == 2
    assert np.array_equal(picture(scene, *SIZE), picture(alone, *SIZE))


@pytest.mark.parametrize("animal", WALKERS)
def test_an_animal_that_runs_stretches_and_one_that_lies_is_low(animal: str) -> None:
    stand, run, lie, sleep = (
        figures()[name] for name in (animal, f"{animal}-run", f"{animal}-lie", f"{animal}-sleep")
    )
    assert run.span[1] - run.span[0] >= stand.span[1] - stand.span[0]
    assert run.parts != stand.parts
    assert lie.top < stand.top * 0.85
    lows = [min(y for _, y in part.outline) for part in lie.parts]
    assert -0.16 < min(lows) < 0.02
    assert len(sleep.parts) <= len(lie.parts)
    assert sleep.parts != lie.parts


def test_a_gait_refuses_an_animal_whose_legs_are_not_marked() -> None:
    rows = [{"limb": [[0, 0.5, 0.1], [0, 0, 0.1]], "leg": "fore-near"}]
    with pytest.raises(ValueError, match="run has no leg marked fore-far, hind-far, hind-near"):
        in_gait(rows, "run")
