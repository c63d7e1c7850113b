from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.studio.media.draft import Passage, Sound, Span
from skill_runtime.studio.media.levels import RATE, Ducking, levelling_gain, limited
from skill_runtime.studio.media.music import write_wav
from skill_runtime.studio.media.sound import BLOCK, Mixer

from .samples import loudness, make_sound, tone

FULL = 0.5 / 2**0.5
"""The loudness of the tone at volume 1."""


@pytest.fixture(scope="module")
def wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of tone."""
    return make_sound(tmp_path_factory.mktemp("sound") / "tone.wav")


def _mixed(path: Path, seconds: float, *sounds: Sound) -> np.ndarray:
    mixer = Mixer([(sound, path) for sound in sounds])
    return np.concatenate([mixer.read(BLOCK) for _ in range(round(seconds * 2))], axis=1)


_PLAIN = Sound(Span(0, 1000), "Track 1, segment 1", "tone", volume=1.0)


def _sound(start: int, end: int, volume: float = 1.0) -> Sound:
    return replace(_PLAIN, span=Span(start, end), volume=volume)


@pytest.mark.parametrize("volume", [0.0, 0.35, 1.0])
def test_loudness_follows_the_volume(wav: Path, volume: float) -> None:
    mixed = _mixed(wav, 1, _sound(0, 1000, volume))
    assert loudness(mixed) == pytest.approx(FULL * volume, rel=0.01)


def test_a_sound_is_heard_in_its_span_only(wav: Path) -> None:
    mixed = _mixed(wav, 2, _sound(300, 900))
    begin, end = 300 * RATE // 1000, 900 * RATE // 1000
    assert not mixed[:, :begin].any()
    assert not mixed[:, end:].any()
    assert loudness(mixed[:, begin:end]) == pytest.approx(FULL, rel=0.01)


def test_blocks_join_without_a_seam(wav: Path) -> None:
    expected = tone(1.0)
    assert np.abs(_mixed(wav, 1, _sound(0, 1000)) - expected).max() < 1e-3


def test_a_looped_sound_goes_on_and_another_ends(wav: Path) -> None:
    looped = _mixed(wav, 3, replace(_sound(0, 3000), loop=True))
    once = _mixed(wav, 3, _sound(0, 3000))
    assert loudness(looped[:, 2 * RATE :]) == pytest.approx(FULL, rel=0.01)
    assert not once[:, RATE:].any()


def test_an_offset_skips_the_beginning(wav: Path) -> None:
    mixed = _mixed(wav, 1, replace(_PLAIN, offset=400))
    heard = np.flatnonzero(np.abs(mixed[0]) > 1e-3)
    assert heard[-1] / RATE == pytest.approx(0.6, abs=0.002)


def test_fades_rise_and_fall_in_a_line(wav: Path) -> None:
    mixed = _mixed(wav, 1, replace(_PLAIN, span=Span(0, 1000, 400, 400)))
    tenths = [loudness(part) / FULL for part in np.array_split(mixed, 10, axis=1)]
    assert tenths == pytest.approx([0.14, 0.38, 0.63, 0.88, 1, 1, 0.88, 0.63, 0.38, 0.14], abs=0.02)


def test_a_passage_is_louder_or_quieter_and_turns_without_a_jump(wav: Path) -> None:
    quiet, loud = Passage(300, 500, 0.25), Passage(700, 900, 2.0)
    mixed = _mixed(wav, 1, replace(_PLAIN, volume=0.4, passages=(quiet, loud)))
    tenths = [loudness(part) / FULL for part in np.array_split(mixed, 10, axis=1)]
    assert tenths[:2] == pytest.approx([0.4, 0.4], abs=0.01)
    assert min(tenths) == pytest.approx(0.16, abs=0.03)
    assert max(tenths) == pytest.approx(0.73, abs=0.05)


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_speed_changes_the_length_and_keeps_the_pitch(wav: Path, speed: float) -> None:
    mixed = _mixed(wav, 3, replace(_sound(0, 3000), speed=speed))
    heard = mixed[0, : np.flatnonzero(np.abs(mixed[0]) > 0.05)[-1]]
    assert len(heard) / RATE == pytest.approx(1 / speed, abs=0.08)
    pitch = np.abs(np.fft.rfft(heard)).argmax() * RATE / len(heard)
    assert pitch == pytest.approx(440, abs=8)


def test_many_loud_sounds_are_rounded_off_and_never_clip(wav: Path) -> None:
    mixed = _mixed(wav, 1, *[_sound(0, 1000, 2.0)] * 4)
    assert 0.9 < np.abs(mixed).max() <= 1.0


@given(st.lists(st.floats(-8, 8, width=32), min_size=1, max_size=20))
def test_the_limiter_keeps_order_and_bounds_and_leaves_quiet_sound_alone(
    values: list[float],
) -> None:
    before = np.array([sorted(values)] * 2, np.float32)
    after = limited(before)
    assert np.abs(after).max() <= 1.0
    assert (np.diff(after[0]) >= 0).all()
    quiet = np.abs(before) <= 0.9
    assert (after[quiet] == before[quiet]).all()


def test_music_is_turned_down_while_a_clip_is_heard_and_comes_back(
    wav: Path, tmp_path: Path
) -> None:
    heard = (replace(_sound(1000, 2000), leads=True), make_sound(tmp_path / "clip.wav", level=0.3))
    music = replace(_sound(0, 4000), loop=True, ducks=True)
    both = _read(Mixer([(music, wav), heard]), 4)
    clip_alone = _read(Mixer([heard]), 4)
    music_in_it = both - clip_alone
    assert loudness(music_in_it[:, : RATE // 2]) == pytest.approx(FULL, rel=0.02)
    middle = music_in_it[:, RATE * 3 // 2 : RATE * 2]
    assert loudness(middle) == pytest.approx(FULL * 0.32, rel=0.05)
    assert loudness(music_in_it[:, RATE * 3 :]) == pytest.approx(FULL, rel=0.02)


def test_music_that_may_not_duck_and_music_alone_keep_their_level(wav: Path) -> None:
    clip = replace(_sound(0, 1000, 0.5), leads=True)
    still = _mixed(wav, 1, _sound(0, 1000, 0.4), clip)
    assert loudness(still) == pytest.approx(FULL * 0.9, rel=0.02)
    alone = _mixed(wav, 1, replace(_sound(0, 1000), ducks=True))
    assert loudness(alone) == pytest.approx(FULL, rel=0.01)


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=12))
def test_ducking_is_smooth_however_the_sound_is_cut_into_blocks(counts: list[int]) -> None:
    ducking = Ducking()
    heard = [np.full((2, count * 10), 0.2 * (i % 2), np.float32) for i, count in enumerate(counts)]
    gains = np.concatenate([ducking.gain(block) for block in heard])
    assert gains.shape == (sum(counts) * 10,)
    assert ((gains >= 0.31) & (gains <= 1)).all()
    assert np.abs(np.diff(gains)).max(initial=0) < 0.01


@pytest.mark.parametrize("level", [0.05, 0.2, 0.9])
def test_a_levelled_film_is_as_loud_as_is_usual_and_its_pauses_do_not_count(level: float) -> None:
    blocks = [*np.array_split(tone(2.0, level), 4, axis=1), np.zeros((2, BLOCK), np.float32)]
    gain = levelling_gain(blocks)
    assert loudness(blocks[0]) * gain == pytest.approx(0.13, rel=0.01)


def test_silence_is_not_made_louder() -> None:
    assert levelling_gain([np.zeros((2, BLOCK), np.float32)]) == 1.0
    assert levelling_gain([]) == 1.0


def test_a_sound_plays_backwards(tmp_path: Path) -> None:
    rising = tone(1.0) * np.linspace(0, 1, RATE, dtype=np.float32)
    path = tmp_path / "rising.wav"
    write_wav(rising, path)
    mixed = _mixed(path, 1, replace(_PLAIN, backwards=1000))
    assert np.abs(mixed - rising[:, ::-1]).max() < 1e-3


def _read(mixer: Mixer, seconds: int) -> np.ndarray:
    return np.concatenate([mixer.read(BLOCK) for _ in range(seconds * 2)], axis=1)
