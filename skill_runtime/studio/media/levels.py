"""How loud sound is, and keeping it so: the limiter, ducking, and the loudness of a whole film.

Loudness here is the root mean square of the parts that are heard, in which music and speech of a
like level come out alike. All sound is 48 kHz stereo in floats.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

__all__ = ["RATE", "Ducking", "Samples", "levelling_gain", "limited"]

RATE = 48_000
Samples = NDArray[np.float32]
"""(2, n), -1 … 1."""

_KNEE = 0.9
"""Where the limiter begins: below it a sample is left as it is."""
_HOP = RATE // 100
_HEARD = 0.012
"""The least root mean square of a hop at which a leading sound counts as heard."""
_ATTACK_SECONDS, _RELEASE_SECONDS = 0.08, 0.6
_DUCKED = 0.32
"""What is left of the music while somebody speaks, about -10 dB."""
_USUAL_LOUDNESS = 0.13
"""Of a film for the platforms, about -17.7 dB in this measure."""
_SILENCE = 0.003
_MOST_GAIN = 8.0


def limited(samples: Samples) -> Samples:
    """Softly kept inside -1 … 1: loud passages are rounded off, nothing is clipped."""
    loud = np.abs(samples)
    if loud.max(initial=0) <= _KNEE:
        return samples
    rounded = _KNEE + (1 - _KNEE) * np.tanh((loud - _KNEE) / (1 - _KNEE))
    return np.where(loud > _KNEE, np.sign(samples) * rounded, samples).astype(np.float32)


class Ducking:
    """Turns music down while something else is heard; fed with consecutive blocks."""

    def __init__(self) -> None:
        self._presence = 0.0

    def gain(self, leading: Samples) -> Samples:
        """For each sample of the block, (n,): 1 where the leading sound is silent."""
        count = leading.shape[1]
        edges = np.array([*range(0, count, _HOP), count])
        power = np.add.reduceat(np.square(leading, dtype=np.float64).mean(0), edges[:-1])
        lengths = np.diff(edges)
        presence = [self._presence, *self._followed(np.sqrt(power / lengths), lengths / RATE)]
        gain: Samples = (1 - (1 - _DUCKED) * np.interp(np.arange(count), edges, presence)).astype(
            np.float32
        )
        return gain

    def _followed(self, heard: NDArray[np.float64], seconds: NDArray[np.float64]) -> list[float]:
        """How present the leading sound is after each hop: quickly there, slowly gone."""
        found = []
        for level, length in zip(heard.tolist(), seconds.tolist(), strict=True):
            change = length / _ATTACK_SECONDS if level > _HEARD else -length / _RELEASE_SECONDS
            self._presence = min(1.0, max(0.0, self._presence + change))
            found.append(self._presence)
        return found


def levelling_gain(blocks: Iterable[Samples]) -> float:
    """What a whole film's sound has to be multiplied by to be as loud as is usual.

    Blocks that are silent, or far below the others, don't count.
    """
    powers = [float(np.mean(np.square(block, dtype=np.float64))) for block in blocks]
    heard = np.array([power for power in powers if power > _SILENCE**2])
    if not heard.size:
        return 1.0
    loud = heard[heard >= heard.mean() / 10]
    return min(_MOST_GAIN, _USUAL_LOUDNESS / float(np.sqrt(loud.mean())))
