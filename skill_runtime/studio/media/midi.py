"""Notes as a Standard MIDI File (format 0), byte for byte; no library is needed for so little."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["DRUMS", "Channel", "Note", "to_midi"]

DRUMS = 9
"""The channel of the drums, counted from 0."""

_TICKS_A_BEAT = 480
_BEATS_A_MINUTE = 120
_TICKS_A_SECOND = _TICKS_A_BEAT * _BEATS_A_MINUTE // 60
_VOLUME, _PAN, _REVERB = 7, 10, 91
_OFF, _ON, _CONTROL, _PROGRAM = 0x80, 0x90, 0xB0, 0xC0


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One tone, times in seconds, pitch 0 to 127 (60 is middle C)."""

    start: float
    length: float
    channel: int
    pitch: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Channel:
    """An instrument and how it stands in the mix, all 0 to 127; pan 64 is the middle."""

    program: int
    volume: int
    pan: int = 64
    reverb: int = 40


def to_midi(notes: Iterable[Note], channels: Mapping[int, Channel], seconds: float) -> bytes:
    """The notes as a file that lasts so many seconds."""
    events: list[tuple[int, int, bytes]] = []
    for number, channel in channels.items():
        events += [(0, 0, bytes([_PROGRAM | number, channel.program]))]
        events += [
            (0, 0, bytes([_CONTROL | number, control, value]))
            for control, value in (
                (_VOLUME, channel.volume),
                (_PAN, channel.pan),
                (_REVERB, channel.reverb),
            )
        ]
    for note in notes:
        begin = max(0, round(note.start * _TICKS_A_SECOND))
        end = max(begin + 1, round((note.start + note.length) * _TICKS_A_SECOND))
        events.append((begin, 2, bytes([_ON | note.channel, note.pitch, note.velocity])))
        # A tone ends before the next one of its pitch begins.
        events.append((end, 1, bytes([_OFF | note.channel, note.pitch, 0])))
    return _file(sorted(events), round(seconds * _TICKS_A_SECOND))


def _file(events: list[tuple[int, int, bytes]], length: int) -> bytes:
    tempo = (60_000_000 // _BEATS_A_MINUTE).to_bytes(3, "big")
    track = b"\x00\xff\x51\x03" + tempo
    now = 0
    for tick, _, message in events:
        track += _variable(tick - now) + message
        now = tick
    track += _variable(max(0, length - now)) + b"\xff\x2f\x00"
    header = struct.pack(">4sIHHH", b"MThd", 6, 0, 1, _TICKS_A_BEAT)
    return header + struct.pack(">4sI", b"MTrk", len(track)) + track


def _variable(number: int) -> bytes:
    """A number in groups of seven bits, all but the last marked."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))
