"""All sounds of a draft mixed into one stream: blocks of 48 kHz stereo floats, each source decoded
as it is needed.

A block costs what is heard in it; nothing is held but the rest of the last decoded frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.filter import Graph
from numpy.typing import NDArray

from skill_runtime.studio.media.draft import Passage, Sound
from skill_runtime.studio.media.errors import RenderRefused
from skill_runtime.studio.media.levels import RATE, Ducking, Samples, limited
from skill_runtime.studio.media.sniffing import sniff
from skill_runtime.studio.media.sources import open_media, sounds

__all__ = ["BLOCK", "RATE", "Mixer"]

BLOCK = RATE // 2
"""Samples in a block: half a second."""
_PER_MS = RATE // 1000
_TURN_MS = 150
"""How long it takes to become louder or quieter at an end of a passage."""


@dataclass(frozen=True, slots=True, eq=False)
class _Voice:
    """One sound while it is heard: what is decoded and not yet used, and where the rest comes
    from.
    """

    sound: Sound
    rest: Iterator[Samples]
    waiting: list[Samples]


class Mixer:
    """Sounds on a timeline, read once from its beginning to its end; `gain` is of the whole."""

    def __init__(self, heard: Sequence[tuple[Sound, Path]], gain: float = 1.0) -> None:
        voices = [_Voice(sound, _decoded(sound, path), []) for sound, path in heard]
        ducked = any(v.sound.leads for v in voices)
        self._ducked = [v for v in voices if v.sound.ducks and ducked]
        self._leading = [v for v in voices if v.sound.leads and self._ducked]
        self._others = [v for v in voices if v not in self._ducked and v not in self._leading]
        self._ducking = Ducking()
        self._gain = np.float32(gain)
        self._position = 0

    def read(self, count: int) -> Samples:
        """The next `count` samples."""
        begin = self._position
        self._position += count
        mixed = _mixed(self._others, begin, count)
        if self._ducked:
            leading = _mixed(self._leading, begin, count)
            mixed += leading
            mixed += _mixed(self._ducked, begin, count) * self._ducking.gain(leading)
        return limited(mixed * self._gain)


def _mixed(voices: Sequence[_Voice], begin: int, count: int) -> Samples:
    mixed = np.zeros((2, count), np.float32)
    for voice in voices:
        first = max(begin, voice.sound.span.start * _PER_MS)
        last = min(begin + count, voice.sound.span.end * _PER_MS)
        if first < last:
            part = _taken(voice, last - first)
            part = part * _gain(voice.sound, first, part.shape[1])
            mixed[:, first - begin : first - begin + part.shape[1]] += part
    return mixed


def _gain(sound: Sound, first: int, count: int) -> Samples:
    """Volume, fades and passages for the samples from `first` on."""
    span = sound.span
    if not span.fade_in and not span.fade_out and not sound.passages:
        return np.full(1, sound.volume, np.float32)
    at = (first + np.arange(count)) / _PER_MS
    gain = np.ones(count)
    if span.fade_in:
        gain = np.minimum(gain, (at - span.start) / span.fade_in)
    if span.fade_out:
        gain = np.minimum(gain, (span.end - at) / span.fade_out)
    gain = np.clip(gain, 0, 1) * sound.volume
    for passage in sound.passages:
        gain *= 1 + (passage.gain - 1) * _inside(passage, at)
    return gain.astype(np.float32)


def _inside(passage: Passage, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each moment (ms) lies inside it: 0 to 1, in a slope around each of its ends."""
    depth = np.minimum(at - passage.start, passage.end - at)
    return np.clip(depth / _TURN_MS + 0.5, 0, 1)


def _taken(voice: _Voice, count: int) -> Samples:
    """Up to `count` samples of a voice; fewer only at its end."""
    held = sum(part.shape[1] for part in voice.waiting)
    while held < count and (part := next(voice.rest, None)) is not None:
        voice.waiting.append(part)
        held += part.shape[1]
    if not voice.waiting:
        return np.zeros((2, 0), np.float32)
    whole = np.concatenate(voice.waiting, axis=1)
    voice.waiting[:] = [whole[:, count:]]
    return whole[:, :count]


def _decoded(sound: Sound, path: Path) -> Iterator[Samples]:
    """A sound from its offset on, again and again where it loops, or once backwards."""
    if sound.optional and not sniff(path).demuxer:
        return  # a WebP that moves
    if sound.backwards:
        yield _reversed(_passed(sound, path), sound.backwards * _PER_MS)
        return
    while True:
        anything = False
        for part in _passed(sound, path):
            anything = anything or part.shape[1] > 0
            yield part
        if not anything and not sound.optional:
            raise RenderRefused(
                f"{sound.place}: there is no sound in its file at {sound.offset / 1000:g} s."
            )
        if not anything or not sound.loop:
            return


def _reversed(parts: Iterator[Samples], count: int) -> Samples:
    """The first `count` samples, the last of them first; silence for those that are missing."""
    whole = np.zeros((2, count), np.float32)
    at = 0
    for part in parts:
        taken = part[:, : count - at]
        whole[:, at : at + taken.shape[1]] = taken
        at += taken.shape[1]
        if at == count:
            break
    return whole[:, ::-1]


def _passed(sound: Sound, path: Path) -> Iterator[Samples]:
    """One pass through a file, without what lies before the offset."""
    with open_media(path) as container:
        stream = next(iter(container.streams.audio), None)
        if stream is None:
            return
        skipped = round(sound.offset * _PER_MS / sound.speed)
        for part in _converted(sounds(container, stream), stream, sound.speed):
            cut = min(skipped, part.shape[1])
            skipped -= cut
            if cut < part.shape[1]:
                yield part[:, cut:]


def _converted(
    frames: Iterator[av.AudioFrame], stream: AudioStream, speed: float
) -> Iterator[Samples]:
    """Decoded frames as 48 kHz stereo floats, faster or slower at the same pitch."""
    resampler = av.AudioResampler("fltp", "stereo", RATE)
    for frame in frames if speed == 1 else _paced(frames, stream, speed):
        for converted in resampler.resample(frame):
            yield converted.to_ndarray().astype(np.float32, copy=False)
    for converted in resampler.resample(None):
        yield converted.to_ndarray().astype(np.float32, copy=False)


def _paced(
    frames: Iterator[av.AudioFrame], stream: AudioStream, speed: float
) -> Iterator[av.AudioFrame]:
    graph = Graph()
    # One stretching filter reaches down to half the speed; two of them to a quarter.
    half = f"{math.sqrt(speed):.6f}"
    chain = [
        graph.add_abuffer(template=stream),
        graph.add("atempo", half),
        graph.add("atempo", half),
    ]
    chain.append(graph.add("abuffersink"))
    graph.link_nodes(*chain).configure()
    for frame in frames:
        graph.push(frame)
        yield from _pulled(graph)
    graph.push(None)
    yield from _pulled(graph)


def _pulled(graph: Graph) -> Iterator[av.AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, av.AudioFrame):
            yield frame
