"""Composed music at the length that it has in a film, with its ending where the film's is.

A draft holds one recording of it, of the length that the film had then. What was uploaded, and
what is heard at another speed or from its middle on, stays as it is.
"""

from __future__ import annotations

import wave
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from skill_runtime.studio.media.draft import Draft, Sound
from skill_runtime.studio.media.moods import SHORTEST_SECONDS, is_mood

__all__ = ["refitted"]


_MOST_SECONDS = 90
"""A longer piece takes seconds to make, in which nothing could be cancelled; it repeats instead."""
_EXACT = 0.001
"""Seconds by which a recording may miss its length."""


@contextmanager
def refitted(plan: Draft, files: Mapping[str, str], beside: Path) -> Iterator[dict[str, str]]:
    """The files of a draft, with its music made anew in a file that is removed afterwards. Of a
    draft with more music than the one piece that the agent composes, only one is.
    """
    uses = Counter(sound.source for sound in plan.sounds)
    composed = [s for s in plan.sounds if uses[s.source] == 1 and _is_composed(s)]
    misfit = next((s for s in composed[:1] if not _fits(s, Path(files[s.source]))), None)
    if misfit is None:
        yield dict(files)
        return
    # Seldom needed, and dearer to load than all else that starts a render.
    from skill_runtime.studio.media.music import compose, write_wav

    path = beside.with_name(f"{beside.name}.music.part")
    try:
        write_wav(compose(misfit.mood, _seconds(misfit), misfit.tune), path)
        yield {**files, misfit.source: str(path.resolve())}
    finally:
        path.unlink(missing_ok=True)


def _seconds(sound: Sound) -> float:
    return (sound.span.end - sound.span.start) / 1000


def _is_composed(sound: Sound) -> bool:
    known = is_mood(sound.mood) and bool(sound.tune)
    whole = sound.loop and not sound.offset and sound.speed == 1
    return known and whole and SHORTEST_SECONDS <= _seconds(sound) <= _MOST_SECONDS


def _fits(sound: Sound, path: Path) -> bool:
    try:
        with path.open("rb") as file, wave.open(file) as recording:
            rate, length = recording.getframerate(), recording.getnframes()
    except (wave.Error, EOFError, OSError):
        return False
    return bool(abs(length - _seconds(sound) * rate) < _EXACT * rate)
