"""Background music by mood words: the arrangement is played by a soundfont, then levelled and
faded.

A stand-in for a generative model, and says so wherever it is named: it knows nine moods, each of
which may be played by an instrument of one's own. The same mood, length and seed give the same
samples.
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
from skill_runtime.studio.media.instruments import INSTRUMENTS
from skill_runtime.studio.media.levels import RATE, Samples, limited
from skill_runtime.studio.media.midi import to_midi
from skill_runtime.studio.media.moods import (
    LONGEST_SECONDS,
    MOODS,
    SHORTEST_SECONDS,
    WITH,
    Mood,
    mood_named,
)

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
_GENRE_WEIGHT, _FEELING_WEIGHT = 20, 3
"""Naming a genre outweighs what it shall be like, and that two words about the scene: calm jazz for
a night in the city is jazz.
"""
_LOUDNESS = 0.14
"""Root mean square of the finished piece, about -17 dB."""
_FADE_OUT_SECONDS = 1.5
_FADE_IN_SECONDS = 0.02
_NO_WORD = re.compile(r"[^a-z\u4e00-\u9fff]+")


def mood_of(words: str) -> str:
    """The mood that English or Chinese words name or suggest, else `DEFAULT_MOOD`; with the
    instrument that they name: `ambient:harp`.
    """
    text = f" {_NO_WORD.sub(' ', words.lower())} "
    for played, instrument in INSTRUMENTS.items():
        if said := [word for word in instrument.words.split("|") if _says(text, word)]:
            rest = text.replace(said[0], "")
            style = _style(rest, _GENRE_WEIGHT if instrument.own else _FEELING_WEIGHT)
            return f"{style or instrument.mood}{WITH}{played}"
    return _style(text, 1) or DEFAULT_MOOD


def _style(text: str, least: int) -> str:
    """The style that the words fit best, empty where that is less."""
    scores = {key: _score(text, mood) for key, mood in MOODS.items()}
    best = max(scores, key=lambda key: scores[key])
    return best if scores[best] >= least else ""


def mood_name(mood: str) -> str:
    """What a mood is called in a timeline: `Lo-fi`, or `Harp` for what an instrument plays as it
    usually does, and else both: `Upbeat, Harp`.
    """
    style, _, played = mood.partition(WITH)
    name = mood_named(mood).name
    if not played:
        return name
    instrument = INSTRUMENTS[played]
    return instrument.name if style == instrument.mood else f"{name}, {instrument.name}"


def compose(mood: str, seconds: float, seed_text: str) -> Samples:
    """A piece of exactly this length: float32 (2, seconds * 48000), fading out at its end.

    ValueError for an unknown mood, or a length outside `SHORTEST_SECONDS` … `LONGEST_SECONDS`.
    """
    style = mood_named(mood)
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


def _score(text: str, mood: Mood) -> int:
    weighed = ((_GENRE_WEIGHT, mood.genres), (_FEELING_WEIGHT, mood.feelings), (1, mood.scenes))
    return sum(weight * _says(text, w) for weight, ws in weighed for w in ws.split("|") if w)


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
