"""What sound effects are made of: noise between two frequencies, slow curves, scattered grains.

All is stereo at `RATE` and made from a given source of chance; levels are left to the effect.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skill_runtime.studio.media.levels import RATE

__all__ = ["Random", "Wave", "noise", "scattered", "slow", "times"]

Wave = NDArray[np.float64]
"""(2, n); of one side (n,)."""
Random = np.random.Generator


def noise(count: int, random: Random, low: float, high: float, tilt: float = 0.0) -> Wave:
    """Stereo noise between two frequencies (Hz), softly bounded; `tilt` in powers of frequency."""
    spectrum = np.fft.rfft(random.standard_normal((2, count)), axis=1)
    frequency = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 1.0)
    shape = (frequency / low) ** tilt
    shape /= (1 + (low / frequency) ** 4) * (1 + (frequency / high) ** 4)
    wave: Wave = np.fft.irfft(spectrum * shape, count, axis=1)
    return wave / max(float(np.sqrt(np.mean(np.square(wave)))), 1e-9)


def slow(count: int, random: Random, every: float) -> Wave:
    """A curve of 0 … 1 that takes a new turn every so many seconds, (n,)."""
    turns = max(2, round(count / RATE / every) + 2)
    places = np.linspace(0, count - 1, turns)
    values = random.random(turns)
    share = np.interp(np.arange(count), places, np.arange(turns))
    whole = share.astype(int)
    rest = share - whole
    soft = rest * rest * (3 - 2 * rest)
    following = np.minimum(whole + 1, turns - 1)
    curve: Wave = values[whole] + (values[following] - values[whole]) * soft
    return curve


def times(count: int) -> Wave:
    """When each sample is heard, in seconds, (n,)."""
    return np.arange(count) / RATE


def scattered(count: int, random: Random, grains: list[Wave], places: NDArray[np.intp]) -> Wave:
    """Grains laid at their places, each somewhere between left and right."""
    wave = np.zeros((2, count))
    for grain, at in zip(grains, places, strict=True):
        length = min(grain.size, count - int(at))
        side = random.uniform(0.15, 0.85)
        wave[0, at : at + length] += grain[:length] * (1 - side)
        wave[1, at : at + length] += grain[:length] * side
    return wave
