"""What a render shall become: its format, its size and its quality.

Sizes are clamped to what the contract promises (CONTRACT, Accepted files: H.264 up to 1080x1920),
so that 1440 and 2160 give 1080; formats that can't be written are refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass

from skill_runtime.studio.media.draft import Draft
from skill_runtime.studio.media.errors import RenderRefused

__all__ = [
    "FILMSTRIP",
    "MOVIES",
    "PICTURES",
    "POSTER",
    "SOUNDS",
    "TIMELINE",
    "Canvas",
    "Output",
    "canvas_of",
    "check_output",
]

MOVIES = ("mp4", "mov", "webm", "gif")
PICTURES = ("png", "jpg")
SOUNDS = ("mp3", "wav")
FORMATS = (*MOVIES, *PICTURES, *SOUNDS, "srt")
QUALITIES = ("high", "standard", "low")
POSTER, FILMSTRIP, TIMELINE = "poster", "filmstrip", "timeline"
ORIENTATIONS = ("vertical", "horizontal", "square")

SHORT_SIDE, LONG_SIDE = 1080, 1920
GIF_SHORT_SIDE, GIF_MOST_SHORT_SIDE, GIF_FPS = 360, 480, 10
"""Where no size is asked for, the most that can be, and frames a second, whose time a GIF holds in
whole hundredths. It has no motion compensation: larger ones are too heavy to be sent in a chat."""
SMALLEST_SIDE = 16
LARGEST_RESOLUTION = 2160


@dataclass(frozen=True, slots=True)
class Output:
    """The wanted file. `resolution` is the short side in px, e.g. 720."""

    format: str = "mp4"
    quality: str = "high"
    resolution: int | None = None
    orientation: str | None = None
    picture: str = "poster"
    """What a png or jpg shows."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """What is drawn on: an even number of pixels each way, and frames a second."""

    width: int
    height: int
    fps: int


def check_output(output: Output) -> None:
    """Refuses what this studio doesn't write, naming what it does."""
    for name, value, allowed in (
        ("format", output.format, FORMATS),
        ("quality", output.quality, QUALITIES),
        ("picture", output.picture, (POSTER, FILMSTRIP, TIMELINE)),
        ("orientation", output.orientation, (*ORIENTATIONS, None)),
    ):
        if value not in allowed:
            choices = ", ".join(choice for choice in allowed if choice)
            raise RenderRefused(
                f"The {name} {str(value)[:40]!r} isn't available: choose from {choices}."
            )
    if output.resolution is not None and not _is_side(output.resolution):
        raise RenderRefused(
            f"A resolution of {output.resolution} isn't available: try 720 or 1080."
        )


def canvas_of(draft: Draft, output: Output) -> Canvas:
    """The canvas of an output: turned and scaled as wanted, and never beyond the limits."""
    short, long = sorted((draft.width, draft.height))
    wide = draft.width > draft.height
    if output.orientation == "square":
        long = short
    elif output.orientation:
        wide = output.orientation == "horizontal"
        long = long if long > short else round(short * 16 / 9)
    usual, most_short, fps = short, SHORT_SIDE, draft.fps
    if output.format == "gif":
        usual, most_short, fps = GIF_SHORT_SIDE, GIF_MOST_SHORT_SIDE, GIF_FPS
    most_long = most_short * LONG_SIDE // SHORT_SIDE
    wanted = output.resolution or min(usual, short)
    scale = min(wanted / short, most_short / short, most_long / long)
    sides = _even(short * scale), _even(long * scale)
    width, height = sides[::-1] if wide else sides
    return Canvas(width, height, min(fps, draft.fps))


def _is_side(value: object) -> bool:
    return type(value) is int and SMALLEST_SIDE <= value <= LARGEST_RESOLUTION


def _even(side: float) -> int:
    """4:2:0 video has one colour sample for 2x2 pixels."""
    return max(SMALLEST_SIDE, 2 * round(side / 2))
