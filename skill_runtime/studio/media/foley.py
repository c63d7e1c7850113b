"""Sounds of things and animals: a bell, a cat, a dog, a bang, a pan, a fire, a heart, a keyboard.

They are computed, not recorded: partials of a bell, a throat's pitch through the resonances of a
mouth, grains of noise at the times of sparks and keys. Levels are left to `effects`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from skill_runtime.studio.media.levels import RATE
from skill_runtime.studio.media.shaping import Random, Wave, noise, scattered, slow, times

__all__ = ["bang", "bark", "bell", "fire", "heartbeat", "meow", "pop", "sizzle", "typing"]

_PARTIALS = (
    *((0.5, 0.5), (1.0, 1.0), (1.19, 0.45), (1.5, 0.3), (2.0, 0.6), (2.52, 0.3)),
    *((3.0, 0.2), (4.1, 0.15), (5.4, 0.1)),
)
"""Of a struck bell: times its pitch, and how strong."""
_HARMONICS = 24
_HIGHEST = 9000.0
"""No harmonic of a voice above that, Hz."""
_BEAT_SECONDS = 0.86
_THUMPS = ((0.0, 1.0), (0.3, 0.7))
"""Of one beat of a heart: seconds behind its beginning, and how strong."""


def bell(count: int, random: Random) -> Wave:
    """Struck once; the partials of its two sides beat against each other."""
    at = times(count)
    pitch = 1050 * random.uniform(0.96, 1.04)
    sides = np.zeros((2, count))
    for ratio, strength in _PARTIALS:
        ring = strength * np.exp(-at * (1.1 + 0.9 * ratio))
        for side in sides:
            tone = pitch * ratio * random.uniform(0.999, 1.001)
            side += ring * np.sin(2 * np.pi * tone * at)
    return sides


def meow(count: int, random: Random) -> Wave:
    """A mouth that opens and closes on a pitch that rises and falls."""
    pitch = random.uniform(0.92, 1.08) * _curve(count, (430, 610, 640, 520, 380))
    mouth = (
        _curve(count, (350, 800, 1000, 800, 450)),
        _curve(count, (2300, 2200, 1700, 1200, 800)),
    )
    swell = _curve(count, (0.0, 0.8, 1.0, 0.8, 0.35, 0.0))
    breath = 0.03 * noise(count, random, 1500, 6000)
    return (_voice(pitch, mouth) + breath) * swell


def bark(count: int, random: Random) -> Wave:
    """Two short barks."""
    length = round(0.2 * RATE)
    places = np.array([0, round(count * random.uniform(0.5, 0.58))])
    return scattered(count, random, [_woof(length, random) for _ in places], places)


def _woof(count: int, random: Random) -> Wave:
    pitch = random.uniform(0.9, 1.1) * _curve(count, (240, 430, 380, 230))
    rough = 1 + 0.5 * noise(count, random, 40, 160)[0]
    mouth = (_curve(count, (500, 950, 850, 500)), _curve(count, (1300, 1800, 1600, 1200)))
    throat = _voice(pitch, mouth)[0] * rough + 0.2 * noise(count, random, 600, 4000)[0]
    swell = np.minimum(times(count) / 0.012, 1) * np.exp(-times(count) / 0.06)
    woof: Wave = throat * swell
    return woof


def _voice(pitch: Wave, mouth: Sequence[Wave]) -> Wave:
    """The harmonics of a pitch (Hz), each as strong as the mouth's resonances (Hz) let it be."""
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    voice = np.zeros(pitch.size)
    for number in range(1, _HARMONICS + 1):
        tone = pitch * number
        open_for_it = sum(1 / (1 + ((tone - middle) / 180) ** 2) for middle in mouth)
        voice += np.sin(phase * number) * (open_for_it + 0.05 / number) * (tone < _HIGHEST)
    return np.tile(voice, (2, 1))


def _curve(count: int, values: Sequence[float]) -> Wave:
    """Through the values at even distances, (n,)."""
    places = np.linspace(0, count - 1, len(values))
    curve: Wave = np.interp(np.arange(count), places, values)
    return curve


def bang(count: int, random: Random) -> Wave:
    """A burst, the blow that is felt in it, and the room that answers."""
    at = times(count)
    burst = noise(count, random, 250, 7000, tilt=-0.4) * np.exp(-at / 0.045)
    body = np.sin(2 * np.pi * np.cumsum(45 + 110 * np.exp(-at / 0.05)) / RATE) * np.exp(-at / 0.16)
    room = noise(count, random, 120, 1800, tilt=-0.6) * np.exp(-at / 0.35)
    wave: Wave = 1.6 * burst + 1.2 * body + 0.35 * room
    return wave


def pop(count: int, random: Random) -> Wave:
    """A cork, or a bubble: a tone that leaps up."""
    at = times(count)
    pitch = random.uniform(330, 420) * (1 + 1.8 * np.minimum(at / 0.05, 1))
    tone = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.exp(-at / 0.03)
    air = noise(count, random, 800, 5000)[0] * np.exp(-at / 0.004)
    return np.tile(np.minimum(at / 0.002, 1) * (tone + 0.25 * air), (2, 1))


def sizzle(count: int, random: Random) -> Wave:
    """Fat in a pan: high noise with drops that spit."""
    hiss = noise(count, random, 3500, 13000) * (0.75 + 0.25 * slow(count, random, 0.4))
    return hiss + 1.4 * _sparks(count, random, a_second=45, seconds=0.003)


def fire(count: int, random: Random) -> Wave:
    """A deep breath of flames, and wood that cracks."""
    flames = noise(count, random, 70, 420, tilt=-0.4) * (0.6 + 0.4 * slow(count, random, 0.7))
    small = _sparks(count, random, a_second=22, seconds=0.004)
    return flames + 1.1 * small + 2.5 * _sparks(count, random, a_second=3, seconds=0.012)


def _sparks(count: int, random: Random, *, a_second: int, seconds: float) -> Wave:
    """Short cracks of noise, weak and strong."""
    number = max(2, round(count / RATE * a_second))
    size = round(seconds * RATE * 3)
    fall = np.exp(-np.arange(size) / (seconds * RATE))
    cracks = (random.standard_normal(size) * fall for _ in range(number))
    grains = [crack * random.uniform(0.2, 1) ** 2 * 3 for crack in cracks]
    return scattered(count, random, grains, np.sort(random.integers(0, count, number)))


def heartbeat(count: int, random: Random) -> Wave:
    """Some seventy beats a minute, each of two thumps."""
    wave = np.zeros(count)
    beats = range(round(count / RATE / _BEAT_SECONDS) + 1)
    for beat, (behind, strength) in product(beats, _THUMPS):
        start = round((beat * _BEAT_SECONDS + behind) * RATE)
        if start < count:
            thump = _thump(random) * strength
            length = min(thump.size, count - start)
            wave[start : start + length] += thump[:length]
    return np.tile(wave, (2, 1))


def _thump(random: Random) -> Wave:
    at = times(round(0.35 * RATE))
    pitch = random.uniform(0.97, 1.03) * (52 + 45 * np.exp(-at / 0.03))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    # The overtones are what small speakers can give of it.
    tone = np.sin(phase) + 0.8 * np.sin(2 * phase) + 0.5 * np.sin(3 * phase)
    thump: Wave = np.tanh(2 * tone * np.minimum(at / 0.008, 1) * np.exp(-at / 0.07))
    return thump


def typing(count: int, random: Random) -> Wave:
    """Keys of a keyboard, in runs with short rests."""
    gaps = random.gamma(3.0, 0.045, max(4, round(count / RATE * 12)))
    gaps += (random.random(gaps.size) < 0.1) * random.uniform(0.15, 0.4, gaps.size)
    places = (np.cumsum(gaps) * RATE).astype(np.intp)
    places = places[places < count]
    return scattered(count, random, [_key(random) for _ in places], places)


def _key(random: Random) -> Wave:
    """It goes down, and comes up again."""
    at = times(round(0.13 * RATE))
    up = random.uniform(0.06, 0.09)
    click = random.standard_normal(at.size)
    board = np.sin(2 * np.pi * random.uniform(280, 420) * at) * np.exp(-at / 0.02)
    down = click * np.exp(-at / 0.006)
    back = np.where(at > up, click * np.exp(-np.maximum(at - up, 0) / 0.004), 0)
    key: Wave = np.tanh(2 * down + back + 2 * board) * random.uniform(0.6, 1)
    return key
