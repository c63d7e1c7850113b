"""Simple sound effects, synthesised: noises shaped in time and frequency, and chirps.

The same effect, length and seed give the same samples. What lasts (rain, wind) is made as long as
it is wanted, what happens once (a click) has its own length. All are levelled to a common
loudness. Refuses unknown names and lengths out of bounds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from skill_runtime.studio.media import foley
from skill_runtime.studio.media.levels import RATE, Samples, limited
from skill_runtime.studio.media.shaping import Random, Wave, noise, scattered, slow, times

__all__ = ["EFFECTS", "LONGEST_SECONDS", "Effect", "make_effect"]

SHORTEST_SECONDS, LONGEST_SECONDS = 0.1, 60.0
"""What shall last longer is looped by the draft."""

_LASTING_LOUDNESS = 0.10
"""As `_heard` measures it, about -18 LUFS: rain seems as loud as wind."""
_SUDDEN_LOUDNESS = 0.16
_BLOCK_SECONDS = 0.4
_GATE = 0.1
"""Blocks of less than this share of the mean power don't count: the rests between birds."""
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (-1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))
"""The two filters of ITU-R BS.1770 at 48 kHz: numerator, and denominator after its 1."""
_HIGHEST_PEAK = 0.75
_EDGE_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Effect:
    """How it is made, and its own length in seconds; 0: it lasts as long as it is wanted."""

    make: Callable[[int, Random], Wave]
    seconds: float = 0.0


def make_effect(name: str, seconds: float, seed_text: str) -> Samples:
    """The samples, float32 (2, n); `seconds` counts for what lasts only.

    ValueError for an unknown name, or a length outside `SHORTEST_SECONDS` … `LONGEST_SECONDS`.
    """
    if name not in EFFECTS:
        raise ValueError(f"{name!r} is no effect: choose from {', '.join(EFFECTS)}.")
    effect = EFFECTS[name]
    seconds = effect.seconds or seconds
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        allowed = f"{SHORTEST_SECONDS:g} to {LONGEST_SECONDS:g} seconds"
        raise ValueError(f"An effect lasts {allowed}, not {seconds:g}.")
    seed = hashlib.sha256(f"{name}\n{seed_text}".encode(errors="replace")).digest()
    random = np.random.default_rng(int.from_bytes(seed[:16], "big"))
    return _levelled(effect.make(round(seconds * RATE), random), sudden=bool(effect.seconds))


def _levelled(wave: Wave, *, sudden: bool) -> Samples:
    """As loud as others of its kind, and never above the highest peak; it ends at nothing."""
    loudness = _SUDDEN_LOUDNESS if sudden else _LASTING_LOUDNESS
    by_peak = _HIGHEST_PEAK / max(float(np.abs(wave).max()), 1e-9)
    wave = wave * min(by_peak, loudness / max(_heard(wave), 1e-9))
    edge = min(wave.shape[1] // 2, round(_EDGE_SECONDS * RATE))
    ramp = np.linspace(0, 1, edge)
    if not sudden:
        wave[:, :edge] *= ramp
    wave[:, wave.shape[1] - edge :] *= ramp[::-1]
    return limited(wave.astype(np.float32))


def _heard(wave: Wave) -> float:
    """The root mean square of what is heard, weighed and gated as ITU-R BS.1770 does."""
    count = wave.shape[1]
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(count))
    weight = np.ones(delay.size, complex)
    for above, below in (_SHELF, _HIGH_PASS):
        weight *= np.polyval(above[::-1], delay) / (1 + delay * np.polyval(below[::-1], delay))
    power = np.square(np.fft.irfft(np.fft.rfft(wave, axis=1) * weight, count, axis=1)).mean(0)
    size = min(count, round(_BLOCK_SECONDS * RATE))
    blocks = power[: count // size * size].reshape(-1, size).mean(1)
    return float(np.sqrt(blocks[blocks >= blocks.mean() * _GATE].mean()))


def _rain(count: int, random: Random) -> Wave:
    drops = round(count / RATE * 60)
    shapes = [random.standard_normal(round(RATE * 0.004)) for _ in range(drops)]
    grains = [s * np.exp(-np.arange(s.size) / (s.size / 5)) for s in shapes]
    places = np.sort(random.integers(0, count, drops))
    falling = noise(count, random, 900, 9000, tilt=-0.35) * (0.8 + 0.2 * slow(count, random, 2))
    return falling + 0.9 * scattered(count, random, grains, places)


def _wind(count: int, random: Random) -> Wave:
    gusts = [
        noise(count, random, low, high) * (0.12 + slow(count, random, every) ** 2)
        for low, high, every in (
            (90, 260, 2.6),
            (280, 520, 1.9),
            (560, 900, 1.4),
            (1000, 2200, 1.1),
        )
    ]
    wave: Wave = gusts[0] + 0.7 * gusts[1] + 0.35 * gusts[2] + 0.14 * gusts[3]
    return wave


def _waves(count: int, random: Random) -> Wave:
    """Swells of some seven seconds, that hiss as they run out."""
    swell = (times(count) / 7.0 + 0.35 * slow(count, random, 5) + random.random()) % 1
    rising = np.clip(swell / 0.35, 0, 1) ** 2 * np.exp(-np.clip(swell - 0.35, 0, 1) * 5)
    deep = noise(count, random, 80, 700, tilt=-0.5) * (0.25 + rising)
    hiss = noise(count, random, 1200, 8000, tilt=-0.4) * rising
    wave: Wave = deep + 0.55 * hiss
    return wave


def _birds(count: int, random: Random) -> Wave:
    calls = max(2, round(count / RATE * 1.6))
    places = np.sort(random.integers(0, max(1, count - RATE // 3), calls))
    singing = scattered(count, random, [_call(random) for _ in range(calls)], places)
    return singing + 0.004 * noise(count, random, 400, 5000, tilt=-0.5)


def _call(random: Random) -> Wave:
    """A few chirps of one bird."""
    pitch, bend = random.uniform(2600, 4800), random.uniform(-900, 1300)
    length = round(RATE * random.uniform(0.05, 0.11))
    share = np.linspace(0, 1, length)
    trill = 1 + 0.02 * np.sin(2 * np.pi * 30 * share)
    phase = 2 * np.pi * np.cumsum((pitch + bend * share) * trill) / RATE
    chirp = np.sin(phase) * np.sin(np.pi * share) ** 1.5
    rest = np.zeros(round(RATE * random.uniform(0.03, 0.07)))
    return np.concatenate([np.concatenate([chirp, rest]) for _ in range(random.integers(1, 5))])


def _applause(count: int, random: Random) -> Wave:
    """Hands of many people: quickly there, then fewer and fewer, until it ends."""
    claps = round(count / RATE * 170)
    share = random.beta(1.3, 2.2, claps)
    places = np.sort((share * (count - RATE * 0.05)).astype(np.intp))
    skin = noise(count, random, 700, 4200, tilt=-0.3)[0]
    return scattered(count, random, [_clap(random, skin) for _ in range(claps)], places)


def _clap(random: Random, skin: Wave) -> Wave:
    length = round(RATE * random.uniform(0.018, 0.04))
    at = np.arange(length)
    ring = np.sin(2 * np.pi * random.uniform(900, 2200) * at / RATE + random.uniform(0, 6))
    start = int(random.integers(0, skin.size - length))
    body = skin[start : start + length] + 0.5 * ring
    return body * np.exp(-at / (length / 5)) * random.uniform(0.3, 1)


def _thunder(count: int, random: Random) -> Wave:
    at = times(count)
    crack = noise(count, random, 300, 3500, tilt=-0.6) * np.exp(-at / 0.16)
    rolls = np.exp(-at / 1.5) * (0.35 + slow(count, random, 0.35))
    rumble = noise(count, random, 32, 150, tilt=-0.4) * rolls
    # What small speakers can give of it.
    growl = noise(count, random, 150, 700, tilt=-0.7) * rolls
    wave: Wave = crack * 1.4 + rumble * 1.2 + growl
    return wave


def _click(count: int, random: Random) -> Wave:
    at = times(count)
    body = np.sin(2 * np.pi * 2300 * at) * np.exp(-at / 0.004)
    back = np.where(at > 0.045, np.sin(2 * np.pi * 3100 * at) * np.exp(-(at - 0.045) / 0.003), 0)
    tick = random.standard_normal(count) * np.exp(-at / 0.0012)
    return np.tile(body + 0.6 * back + 0.5 * tick, (2, 1))


def _whoosh(count: int, random: Random) -> Wave:
    """A band of noise that climbs, passes from left to right, and falls again."""
    share = np.linspace(0, 1, count)
    height = np.sin(np.pi * share) ** 1.5
    wave = np.zeros((2, count))
    for number, low in enumerate((200, 420, 880, 1800, 3600)):
        envelope = np.exp(-(((height - number / 4) / 0.22) ** 2))
        wave += noise(count, random, low, low * 2.2) * envelope * (1 - number * 0.08)
    return wave * (0.12 + height) * np.stack([1 - 0.7 * share, 0.3 + 0.7 * share])


EFFECTS: Mapping[str, Effect] = {
    "rain": Effect(_rain),
    "wind": Effect(_wind),
    "waves": Effect(_waves),
    "birds": Effect(_birds),
    "applause": Effect(_applause, seconds=3.5),
    "thunder": Effect(_thunder, seconds=4.5),
    "click": Effect(_click, seconds=0.12),
    "whoosh": Effect(_whoosh, seconds=0.8),
    "bell": Effect(foley.bell, seconds=2.4),
    "meow": Effect(foley.meow, seconds=0.9),
    "bark": Effect(foley.bark, seconds=0.75),
    "bang": Effect(foley.bang, seconds=1.4),
    "pop": Effect(foley.pop, seconds=0.16),
    "sizzle": Effect(foley.sizzle),
    "fire": Effect(foley.fire),
    "heartbeat": Effect(foley.heartbeat),
    "typing": Effect(foley.typing),
}
