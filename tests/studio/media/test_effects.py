from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from skill_runtime.studio.engine import LocalEngine
from skill_runtime.studio.media.effects import EFFECTS, make_effect
from skill_runtime.studio.media.levels import RATE

from .samples import loudness, samples

LASTING = [name for name, effect in EFFECTS.items() if not effect.seconds]


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_is_stereo_and_heard_and_never_clips(name: str) -> None:
    made = make_effect(name, 2.0, "seed")
    assert made.dtype == np.float32
    assert made.shape == (2, round((EFFECTS[name].seconds or 2.0) * RATE))
    assert 0.3 < np.abs(made).max() < 0.95
    assert abs(made[:, -1]).max() < 0.01
    assert np.isfinite(made).all()


@pytest.mark.parametrize("name", EFFECTS)
def test_the_same_effect_and_seed_give_the_same_samples_and_another_seed_others(name: str) -> None:
    assert (make_effect(name, 1.0, "a") == make_effect(name, 1.0, "a")).all()
    assert (make_effect(name, 1.0, "a") != make_effect(name, 1.0, "b")).any()


def test_no_two_effects_sound_alike() -> None:
    """Where their energy lies, in octaves from 60 Hz on, and how it is spread over time."""
    prints = {name: _print_of(make_effect(name, 4.0, "seed")) for name in EFFECTS}
    for one in EFFECTS:
        for other in EFFECTS:
            distance = np.abs(prints[one] - prints[other]).sum()
            assert one == other or distance > 0.15, (one, other, distance)


def _print_of(made: np.ndarray) -> np.ndarray:
    power = np.abs(np.fft.rfft(made.mean(0))) ** 2
    octave = np.log2(np.maximum(np.fft.rfftfreq(made.shape[1], 1 / RATE), 30) / 60).astype(int)
    by_octave = np.bincount(np.clip(octave, 0, 8), power, minlength=9)
    parts = np.array([loudness(part) for part in np.array_split(made, 6, axis=1)])
    return np.concatenate([by_octave / by_octave.sum(), parts / parts.sum()])


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_there_all_the_time_at_a_like_level(name: str) -> None:
    made = make_effect(name, 6.0, "seed")
    assert loudness(made) > 0.04
    assert all(loudness(part) > 0.01 for part in np.array_split(made, 3, axis=1))


def _brightness(part: np.ndarray) -> float:
    """The mean frequency of its power in Hz."""
    power = np.abs(np.fft.rfft(part.mean(0))) ** 2
    return float((power * np.fft.rfftfreq(part.shape[1], 1 / RATE)).sum() / power.sum())


def test_a_whoosh_climbs_and_falls_and_passes_from_left_to_right() -> None:
    made = make_effect("whoosh", 1.0, "seed")
    first, middle, last = (_brightness(part) for part in np.array_split(made, 3, axis=1))
    assert middle > 2 * max(first, last)
    begins, ends = np.array_split(made, 2, axis=1)
    assert loudness(begins[0]) > loudness(begins[1])
    assert loudness(ends[1]) > loudness(ends[0])


def test_a_click_is_over_before_it_is_noticed() -> None:
    made = make_effect("click", 1.0, "seed")
    assert np.abs(made[:, round(0.06 * RATE) :]).max() < 0.01


def test_applause_dies_away() -> None:
    parts = [loudness(part) for part in np.array_split(make_effect("applause", 1, "seed"), 6, 1)]
    assert parts[-1] < 0.6 * max(parts)
    assert parts[0] > 0.5 * max(parts)


def test_rain_is_a_steady_noise_over_many_octaves() -> None:
    made = make_effect("rain", 4.0, "seed")
    levels = [loudness(part) for part in np.array_split(made, 8, axis=1)]
    assert max(levels) < 1.3 * min(levels)
    power = np.cumsum(np.abs(np.fft.rfft(made.mean(0))) ** 2)
    low, high = np.searchsorted(power, [power[-1] * 0.05, power[-1] * 0.95])
    assert high > 5 * low


@pytest.mark.parametrize(
    ("name", "seconds", "says"),
    [("explosion", 1.0, "no effect: choose from rain"), ("rain", 0.0, "lasts 0.1 to 60")],
)
def test_an_unknown_effect_and_an_impossible_length_are_refused(
    name: str, seconds: float, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        make_effect(name, seconds, "seed")


def test_the_engine_writes_an_effect_and_tells_how_long_it_is_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    assert LocalEngine().effect("click", 4.0, "seed", path) == 0.12
    assert samples(path).shape[1] == round(0.12 * RATE)
    assert LocalEngine().effect("rain", 1.0, "seed", path) == 0
    assert samples(path).shape[1] == RATE
