"""Background music by mood words: the arrangement is played by a soundfont, then levelled and
faded.

A stand-in for a generative model, and says so wherever it is named: it knows nine moods. The same
mood, length and seed give the same samples.
"""

from __future__ import annotations

import hashlib
import io
import re
import wave
from functools import lru_cache
from pathlib import Path

import numpy as np

from skill_runtime.studio.media.arrangement import arrange, channels_of
from skill_runtime.studio.media.fonts import package_file
from skill_runtime.studio.media.levels import RATE, Samples, limited
from skill_runtime.studio.media.midi import to_midi
from skill_runtime.studio.media.moods import LONGEST_SECONDS, MOODS, SHORTEST_SECONDS, Mood

__all__ = [
    "DEFAULT_MOOD",
    "LONGEST_SECONDS",
    "MOODS",
    "compose",
    "mood_name",
    "mood_of",
    "write_wav",
]

DEFAULT_MOOD = "lofi"
_GENRE_WEIGHT, _INSTRUMENT_WEIGHT = 3, 12
"""Naming a genre outweighs two words about the scene: jazz for a night in the city is jazz."""
_LOUDNESS = 0.14
"""Root mean square of the finished piece, about -17 dB."""
_FADE_OUT_SECONDS = 1.5
_FADE_IN_SECONDS = 0.02
_NO_WORD = re.compile(r"[^a-z\u4e00-\u9fff]+")


def mood_of(words: str) -> str:
    """The mood that English or Chinese words name or suggest, else `DEFAULT_MOOD`."""
    text = f" {_NO_WORD.sub(' ', words.lower())} "
    scores = {key: _score(text, mood) for key, mood in MOODS.items()}
    best = max(scores, key=lambda key: scores[key])
    return best if scores[best] else DEFAULT_MOOD


def mood_name(mood: str) -> str:
    """What a mood is called in a timeline: `Lo-fi`."""
    return _mood(mood).name


def compose(mood: str, seconds: float, seed_text: str) -> Samples:
    """A piece of exactly this length: float32 (2, seconds * 48000), fading out at its end.

    ValueError for an unknown mood, or a length outside `SHORTEST_SECONDS` … `LONGEST_SECONDS`.
    """
    style = _mood(mood)
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        allowed = f"{SHORTEST_SECONDS:g} to {LONGEST_SECONDS} seconds"
        raise ValueError(f"Music lasts {allowed}, not {seconds:g}.")
    seed = hashlib.sha256(f"{mood}\n{seed_text}".encode(errors="replace")).digest()
    random = np.random.default_rng(int.from_bytes(seed[:16], "big"))
    notes = arrange(style, seconds, random)
    samples = _played(to_midi(notes, channels_of(style), seconds), round(seconds * RATE))
    if style.dusty:
        samples = _aged(samples, random)
    return _faded(_levelled(samples))


def write_wav(samples: Samples, path: Path) -> None:
    """Writes samples as 16-bit stereo WAV at 48 kHz."""
    whole = (np.clip(samples, -1, 1).T * 32767).round().astype("<i2")
    with path.open("wb") as file, wave.open(file, "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(whole.tobytes())


def _mood(mood: str) -> Mood:
    if mood not in MOODS:
        raise ValueError(f"{mood!r} is no mood: choose from {', '.join(MOODS)}.")
    return MOODS[mood]


def _score(text: str, mood: Mood) -> int:
    told = {1: mood.scenes, _GENRE_WEIGHT: mood.genres, _INSTRUMENT_WEIGHT: mood.played_on}
    return sum(
        weight * _says(text, word)
        for weight, words in told.items()
        for word in words.split("|")
        if word
    )


def _says(text: str, word: str) -> bool:
    """Latin words stand between spaces, Chinese ones anywhere."""
    return f" {word} " in text if word.isascii() else word in text


def _played(midi: bytes, count: int) -> Samples:
    """The notes as the soundfont plays them, cut or filled up to `count` samples."""
    import midirenderer

    with wave.open(io.BytesIO(midirenderer.render_wave_from(_soundfont(), midi))) as sound:
        if sound.getframerate() != RATE:
            raise RuntimeError(f"the synthesizer plays at {sound.getframerate()} Hz")
        whole = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").reshape(-1, 2)
    samples = np.zeros((2, count), np.float32)
    taken = min(count, len(whole))
    samples[:, :taken] = whole[:taken].T / np.float32(32768)
    return samples


@lru_cache(maxsize=1)
def _soundfont() -> bytes:
    return package_file("pretty_midi", "TimGM6mb.sf2").read_bytes()


def _aged(samples: Samples, random: np.random.Generator) -> Samples:
    """Dulled above some 5 kHz, with the crackle of a record."""
    window = np.hanning(13)[1:-1]
    kernel = window / window.sum()
    dull = np.stack([np.convolve(side, kernel, "same") for side in samples])
    count = samples.shape[1]
    crackle = np.zeros(count)
    places = random.integers(0, count, count * 8 // RATE)
    crackle[places] = random.normal(0, 0.02, len(places))
    decay = np.exp(-np.arange(60) / 9)
    aged: Samples = (dull + np.convolve(crackle, decay)[:count]).astype(np.float32)
    return aged


def _levelled(samples: Samples) -> Samples:
    loudness = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    return limited(samples * np.float32(_LOUDNESS / loudness)) if loudness else samples


def _faded(samples: Samples) -> Samples:
    count = samples.shape[1]
    opening = min(count, round(_FADE_IN_SECONDS * RATE))
    closing = min(count // 2, round(_FADE_OUT_SECONDS * RATE))
    samples[:, :opening] *= np.linspace(0, 1, opening, dtype=np.float32)
    samples[:, count - closing :] *= np.square(np.linspace(1, 0, closing, dtype=np.float32))
    return samples
