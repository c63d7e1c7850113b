"""The timeline as blocks of text: a ruler, and a bar for each track.

It is made of what an event holds of a timeline in JSON, so that a surface can draw it wherever the
event came from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_LEAST_COLUMNS = 40
_WIDEST = 100
"""Columns: a longer bar says no more."""
_SIGN = 2
"""Columns of a track's sign, with the space behind it."""
_MOST_TRACKS = 12
_BLOCKS = {"video": "█", "music": "▒", "audio": "▒", "title": "▓", "subtitle": "▓"}
_SIGNS = {"video": "▶", "music": "♪", "audio": "♪", "title": "T", "subtitle": "T"}
"""What stands before a bar, in no language."""
_STEPS_MS = (500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000)
_MARK = 8
"""Columns that a mark of the ruler needs."""


def timeline_lines(timeline: Mapping[str, Any], columns: int) -> list[str]:
    """The picture's lines, none wider than `columns`; nothing where it would be no picture.

    `timeline` is a `model.timeline.Timeline` as `model.events.as_json` gives it.
    """
    duration = timeline.get("duration_ms") or 0
    tracks = timeline.get("tracks") or ()
    if duration <= 0 or not tracks or columns < _LEAST_COLUMNS:
        return []
    width = min(columns, _WIDEST) - _SIGN - 1
    lines = ["".ljust(_SIGN) + _ruler(duration, width)]
    for track in tracks[:_MOST_TRACKS]:
        sign = _SIGNS.get(track["kind"], "·")
        lines.append(sign.ljust(_SIGN) + _bar(track, duration, width))
    if len(tracks) > _MOST_TRACKS:
        lines.append("".ljust(_SIGN) + f"+{len(tracks) - _MOST_TRACKS}")
    return lines


def _ruler(duration: int, width: int) -> str:
    """Marks at round seconds, as many as there is room for."""
    most = max(1, width // _MARK)
    step = next((s for s in _STEPS_MS if duration <= s * most), duration)
    row = ""
    for moment in range(0, duration, step):
        row = row.ljust(moment * width // duration) + f"{moment / 1000:g}"
    end = f"{round(duration / 1000, 1):g} s"
    return row[: width - len(end) - 1].ljust(width - len(end)) + end


def _bar(track: Mapping[str, Any], duration: int, width: int) -> str:
    """A block for each stretch of the track; one that another follows ends a little earlier."""
    cells = [" "] * width
    block = _BLOCKS.get(track["kind"], "░")
    for segment in track["segments"]:
        start, end = _cells(segment, duration, width)
        cells[start:end] = [block] * (end - start)
        if start and cells[start - 1] == block:
            cells[start - 1] = "▏"
    return "".join(_labelled(cells, track["segments"], duration, width)).rstrip()


def _cells(segment: Mapping[str, Any], duration: int, width: int) -> tuple[int, int]:
    """From which column to which; nothing is too short to be seen."""
    start = min(max(segment["start_ms"], 0) * width // duration, width - 1)
    end = min(segment["end_ms"] * width // duration, width)
    return start, max(end, start + 1)


def _labelled(
    cells: list[str], segments: Sequence[Mapping[str, Any]], duration: int, width: int
) -> Iterator[str]:
    """What a stretch is called stands in its block, where it has room."""
    labels: dict[int, str] = {}
    for segment in segments:
        start, end = _cells(segment, duration, width)
        label = _cut(" ".join(str(segment.get("label") or "").split()), end - start - 4)
        if label:
            labels[start + 1] = f" {label} "
    column = 0
    while column < width:
        label = labels.get(column, "")
        yield label or cells[column]
        column += _columns(label) or 1


def _cut(text: str, room: int) -> str:
    """As much of a text as there is room for; too little of it says nothing."""
    if _columns(text) <= room:
        return text
    kept = ""
    for character in text:
        if _columns(kept + character) > room - 1:
            break
        kept += character
    return f"{kept.rstrip()}…" if len(kept) > 2 else ""


def _columns(text: str) -> int:
    """Of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in text)
