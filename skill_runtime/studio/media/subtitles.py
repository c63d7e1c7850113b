"""The texts of a draft as SubRip subtitles (.srt)."""

from __future__ import annotations

from collections.abc import Sequence

from skill_runtime.studio.media.draft import Title
from skill_runtime.studio.media.errors import RenderRefused

__all__ = ["to_srt"]

_SPOKEN = frozenset({"subtitle", "caption"})


def to_srt(titles: Sequence[Title]) -> str:
    """Numbered cues in the order of their start: the subtitles and captions, or where there are
    none, all texts. A draft without texts is refused.
    """
    if not titles:
        raise RenderRefused(
            "The draft has no texts: add a title or subtitles before exporting srt."
        )
    spoken = [title for title in titles if title.role in _SPOKEN]
    ordered = sorted(spoken or titles, key=lambda title: (title.span.start, title.span.end))
    return "\n".join(
        f"{number}\n{_clock(title.span.start)} --> {_clock(title.span.end)}\n{_lines(title.text)}\n"
        for number, title in enumerate(ordered, 1)
    )


def _lines(text: str) -> str:
    """Without blank lines: they would end the cue."""
    return "\n".join(line for line in text.splitlines() if line.strip())


def _clock(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02},{rest:03}"
