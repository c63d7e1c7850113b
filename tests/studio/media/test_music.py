from __future__ import annotations

import io
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from skill_runtime.studio.media.arrangement import arrange
from skill_runtime.studio.media.instruments import INSTRUMENTS
from skill_runtime.studio.media.midi import Channel, Note, to_midi
from skill_runtime.studio.media.moods import mood_named
from skill_runtime.studio.media.music import MOODS, compose, mood_name, mood_of, write_wav

from .samples import draft, loudness, rendered, samples, segment, track


@pytest.mark.parametrize(
    ("words", "mood"),
    [
        ("lo-fi background music", "lofi"),
        ("LoFi", "lofi"),
        ("something upbeat for a product", "upbeat"),
        ("epic trailer music", "cinematic"),
        ("calm ambient", "ambient"),
        ("国风音乐", "chinese"),
        ("古筝", "chinese:guzheng"),
        ("轻柔的古筝", "chinese:guzheng"),
        ("calm jazz", "jazz"),
        ("dreamy piano", "piano"),
        ("a sad cello", "piano:cello"),
        ("happy ukulele", "upbeat:ukulele"),
        ("安静的萨克斯", "jazz:saxophone"),
        ("electric guitar", "upbeat:electric-guitar"),
        ("a harpoon", "lofi"),
        ("cyberpunk", "synthwave"),
        ("a futuristic city at night", "synthwave"),
        ("jazz for a night in the city", "jazz"),
        ("soft piano", "piano"),
        ("钢琴曲", "piano"),
        ("acoustic guitar", "acoustic"),
        ("calm guitar", "acoustic"),
        ("欢快一点的音乐", "upbeat"),
        ("轻松的咖啡馆音乐", "lofi"),
        ("赛博朋克", "synthwave"),
        ("popcorn", "lofi"),
        ("", "lofi"),
    ],
)
def test_words_of_both_languages_choose_a_mood(words: str, mood: str) -> None:
    assert mood_of(words) == mood


def test_a_mood_has_a_name_for_the_timeline() -> None:
    assert (mood_name("lofi"), mood_name("cinematic")) == ("Lo-fi", "Cinematic")


def test_music_of_an_instrument_is_called_by_it_and_by_the_style_that_is_not_its_own() -> None:
    assert (mood_name("piano:violin"), mood_name("upbeat:harp")) == ("Violin", "Upbeat, Harp")


@pytest.mark.parametrize("played", INSTRUMENTS)
def test_an_instrument_plays_the_tune_all_along(played: str) -> None:
    style = INSTRUMENTS[played].mood
    usual, own = mood_named(style), mood_named(f"{style}:{played}")
    tune = {note.start for note in arrange(own, 30, np.random.default_rng(1)) if note.channel == 3}
    before = [n for n in arrange(usual, 30, np.random.default_rng(1)) if n.channel == 3]
    assert len(tune) > len({note.start for note in before})
    assert own.instruments[3] == INSTRUMENTS[played].program
    assert (own.instruments[0] == own.instruments[3]) >= INSTRUMENTS[played].plucked


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_fills_its_length_with_sound_and_fades_out(mood: str) -> None:
    music = compose(mood, 8, "test")
    assert music.dtype == np.float32
    assert music.shape == (2, 8 * 48_000)
    seconds = [loudness(part) for part in np.array_split(music, 8, axis=1)]
    assert all(0.02 < level < 0.35 for level in seconds[:-1])
    assert loudness(music[:, -480:]) < 0.002
    assert 0.1 < np.abs(music).max() <= 1
    assert np.mean(np.abs(music) > 0.9) < 0.001


def test_the_same_seed_gives_the_same_samples_and_another_gives_others() -> None:
    one, again, other = (compose("lofi", 3, seed) for seed in ("a", "a", "b"))
    assert (one == again).all()
    assert (one != other).any()


def test_a_length_of_a_fraction_is_kept_to_the_sample() -> None:
    assert compose("piano", 1.2345, "").shape == (2, 59_256)


@pytest.mark.parametrize(("mood", "seconds"), [("lofi", 0), ("lofi", float("nan")), ("lofi", 1e9)])
def test_an_absurd_length_is_refused(mood: str, seconds: float) -> None:
    with pytest.raises(ValueError, match="Music lasts"):
        compose(mood, seconds, "")


def test_an_unknown_mood_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="choose from lofi"):
        compose("polka", 5, "")
    with pytest.raises(ValueError, match="choose from violin"):
        compose("piano:kazoo", 5, "")


def test_composed_music_ends_with_the_film_however_long_that_has_become(tmp_path: Path) -> None:
    recorded = tmp_path / "music.wav"
    write_wav(compose("piano", 1, "tune"), recorded)
    music = segment(0, 2000, kind="music", src="m", mood="piano:harp", tune="tune", loop=True)
    path = tmp_path / "film.wav"
    rendered(draft(track(1, music)), {"m": recorded}, path)
    wanted = compose("piano:harp", 2, "tune")
    assert np.abs(samples(path)[:, : wanted.shape[1]] - wanted).max() < 0.01
    assert sorted(p.name for p in tmp_path.iterdir()) == ["film.wav", "music.wav"]


def test_a_wav_holds_the_samples(tmp_path: Path) -> None:
    samples = np.array([[0, 0.5, -1, 2], [0, -0.5, 1, -2]], np.float32)
    write_wav(samples, tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnchannels()) == (48_000, 2)
        left, right = np.frombuffer(file.readframes(4), "<i2").reshape(-1, 2).T
    assert left.tolist() == [0, 16384, -32767, 32767]
    assert right.tolist() == [0, -16384, 32767, -32767]


@pytest.mark.parametrize("mood", MOODS)
def test_the_notes_of_a_mood_are_playable_and_its_drums_wait_for_the_opening(mood: str) -> None:
    notes = arrange(MOODS[mood], 40, np.random.default_rng(1))
    assert all(0 <= note.start < 40 and note.length > 0 for note in notes)
    assert all(0 <= note.pitch <= 127 and 1 <= note.velocity <= 127 for note in notes)
    two_bars = 8 * 60 / MOODS[mood].tempo
    assert all(note.start >= two_bars - 0.1 for note in notes if note.channel == 9)
    assert {note.channel for note in notes} >= {0, 1, 2, 3}


@pytest.mark.parametrize("mood", MOODS)
def test_every_pattern_is_one_bar(mood: str) -> None:
    style = MOODS[mood]
    assert {len(pattern) for pattern in (style.chords, style.bass, *style.drums.values())} == {16}


def test_a_midi_file_is_what_the_standard_says() -> None:
    midi = to_midi([Note(0.0, 0.5, 0, 60, 100)], {0: Channel(4, 96)}, 1.0)
    file = io.BytesIO(midi)
    assert struct.unpack(">4sIHHH", file.read(14)) == (b"MThd", 6, 0, 1, 480)
    name, length = struct.unpack(">4sI", file.read(8))
    track = file.read()
    assert (name, length) == (b"MTrk", len(track))
    assert track.startswith(b"\x00\xff\x51\x03\x07\xa1\x20")  # 500 000 µs a beat
    # Half a second is 480 ticks: 0x83 0x60 as a variable-length number.
    assert track.endswith(b"\x00\x90\x3c\x64\x83\x60\x80\x3c\x00\x83\x60\xff\x2f\x00")
    assert b"\xc0\x04" in track
