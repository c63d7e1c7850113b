"""A mood into notes: chords, bass, drums and a melody, bar by bar, with an ending.

Everything that varies (key, progression, melody, touch) comes from one seeded generator: the same
mood, length and seed give the same notes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from skill_runtime.studio.media.midi import DRUMS, Channel, Note
from skill_runtime.studio.media.moods import Mood

__all__ = ["arrange", "channels_of"]

CHORDS, PAD, BASS, MELODY = range(4)
_MIX = {CHORDS: (100, 54), PAD: (60, 74), BASS: (82, 64), MELODY: (92, 82), DRUMS: (94, 64)}
"""Channel → volume and pan."""

_STEPS = 16
_KEYS = {"C": 48, "D": 50, "Eb": 51, "F": 53, "G": 43, "Bb": 46}
_SCALE = (0, 2, 4, 5, 7, 9, 11)
_PENTATONIC = (0, 2, 4, 7, 9)
_QUALITIES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10),
    "maj7": (0, 4, 7, 11),
    "m9": (0, 3, 7, 10, 14),
}
_CHORD_NAME = re.compile(r"([1-7])(m9|maj7|m7|m|7)?")
_BASS_TONES = {"r": 0, "f": 7, "o": 12}
_DRUM_KEYS = {
    "kick": 36,
    "snare": 38,
    "clap": 39,
    "closed hat": 42,
    "pedal hat": 44,
    "low tom": 41,
    "ride": 51,
    "woodblock": 76,
    "shaker": 70,
}


@dataclass(frozen=True, slots=True)
class _Chord:
    root: int
    tones: tuple[int, ...]


class _Player:
    """Turns patterns into notes, with the small unevenness of a hand."""

    def __init__(self, mood: Mood, random: np.random.Generator) -> None:
        self._mood = mood
        self._random = random
        self.step = 60 / mood.tempo / 4
        """Seconds of a sixteenth."""

    def note(
        self, bar: int, step: float, length: float, channel: int, sound: tuple[int, int]
    ) -> Note:
        """A note at a step of a bar; `sound` is its pitch and velocity."""
        pitch, velocity = sound
        late = self._mood.swing * 2 * self.step if step % 4 == 2 else 0.0
        touch = 0.0 if channel == DRUMS else float(self._random.normal(0, 0.004))
        return Note(
            start=max(0.0, (bar * _STEPS + step) * self.step + late + touch),
            length=max(0.05, length * self.step * 0.96),
            channel=channel,
            pitch=min(127, max(0, pitch)),
            velocity=int(np.clip(velocity + self._random.normal(0, 4), 20, 120)),
        )


def channels_of(mood: Mood) -> dict[int, Channel]:
    """The instruments of a mood in the mix."""
    programs = dict(enumerate(mood.instruments)) | {DRUMS: 0}
    return {
        number: Channel(program, *_MIX[number], reverb=12 if number in {BASS, DRUMS} else 56)
        for number, program in programs.items()
    }


def arrange(mood: Mood, seconds: float, random: np.random.Generator) -> list[Note]:
    """The notes of a piece of this length. It opens without drums, and ends on its first chord."""
    player = _Player(mood, random)
    bars = max(1, math.ceil(seconds / (player.step * _STEPS)))
    key = _KEYS[_one_of(mood.keys, random)]
    chords = [_chord(name, key) for name in _one_of(mood.progressions, random).split()]
    motif = _motif(random)
    notes: list[Note] = []
    for bar in range(bars):
        chord, following = chords[bar % len(chords)], chords[(bar + 1) % len(chords)]
        if bar == bars - 1 and bars > 2:
            notes += _ending(player, bar, chords[0])
            break
        notes += _accompaniment(player, mood, bar, chord)
        opening = bar < 2 and bars > 6
        if not opening:
            notes += _bass(player, mood, bar, (chord, following))
            notes += _drums(player, mood, bar)
        if mood.melody and (mood.solo or (bar // 2) % 2 == 1):
            notes += _melody(player, bar, key, motif)
    return sorted(note for note in notes if note.start < seconds)


def _one_of(choices: tuple[str, ...], random: np.random.Generator) -> str:
    return choices[int(random.integers(len(choices)))]


def _chord(name: str, key: int) -> _Chord:
    match = _CHORD_NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"{name!r} is no chord")
    root = key + _SCALE[int(match[1]) - 1]
    tones = tuple(root + 12 + interval for interval in _QUALITIES[match[2] or ""])
    # Close to middle C, whatever the degree: the hand doesn't jump.
    return _Chord(root, tuple(sorted(tone - 12 if tone > key + 25 else tone for tone in tones)))


def _motif(random: np.random.Generator) -> list[tuple[int, int]]:
    """A short tune: eighths of a bar, and steps of the pentatonic scale."""
    places = sorted(int(place) * 2 for place in random.choice(8, 4, replace=False))
    return [(place, int(random.integers(len(_PENTATONIC)))) for place in places]


def _struck(pattern: str) -> Iterator[tuple[int, str, int]]:
    """The strokes of a pattern: step, sign, and length up to the next sign that isn't held."""
    for match in re.finditer(r"[^.\-]-*", pattern):
        yield match.start(), match.group()[0], len(match.group())


def _accompaniment(player: _Player, mood: Mood, bar: int, chord: _Chord) -> Iterator[Note]:
    for step, sign, length in _struck(mood.chords):
        if sign == "x":
            for number, tone in enumerate(chord.tones):
                later = number * mood.strum / player.step
                yield player.note(bar, step + later, length, CHORDS, (tone, 60))
        else:
            octave, number = divmod(int(sign), len(chord.tones))
            pitch = chord.tones[number] + 12 * octave
            yield player.note(bar, step, length + 2, CHORDS, (pitch, 64))
    for tone in chord.tones[:3]:
        yield player.note(bar, 0, _STEPS, PAD, (tone, 50))


def _bass(player: _Player, mood: Mood, bar: int, chords: tuple[_Chord, _Chord]) -> Iterator[Note]:
    chord, following = chords
    for step, sign, length in _struck(mood.bass):
        pitch = following.root - 1 if sign == "l" else chord.root + _BASS_TONES[sign]
        yield player.note(bar, step, length, BASS, (pitch - 12, 82))


def _drums(player: _Player, mood: Mood, bar: int) -> Iterator[Note]:
    for drum, pattern in mood.drums.items():
        for step, sign, _ in _struck(pattern):
            yield player.note(bar, step, 1, DRUMS, (_DRUM_KEYS[drum], 98 if sign == "X" else 70))


def _melody(player: _Player, bar: int, key: int, motif: list[tuple[int, int]]) -> Iterator[Note]:
    for place, tone in motif:
        pitch = key + 24 + _PENTATONIC[(tone + bar) % len(_PENTATONIC)]
        yield player.note(bar, place, 4, MELODY, (pitch, 62))


def _ending(player: _Player, bar: int, chord: _Chord) -> Iterator[Note]:
    for number, tone in enumerate(chord.tones):
        yield player.note(bar, number * 0.3, _STEPS, CHORDS, (tone, 62))
        yield player.note(bar, 0, _STEPS, PAD, (tone, 50))
    yield player.note(bar, 0, _STEPS, BASS, (chord.root - 12, 80))
