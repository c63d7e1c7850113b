"""Real media bytes made on the fly, and small drafts that use them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.media.encoder import write
from skill_runtime.studio.media.film import Film
from skill_runtime.studio.media.output import Canvas, canvas_of
from skill_runtime.studio.media.reading import read_draft
from skill_runtime.studio.media.rendering import Output, Rendered, render

RATE = 48_000
Color = tuple[int, int, int]
RED: Color = (200, 30, 30)
BLUE: Color = (30, 30, 200)

MOVIES: Mapping[str, tuple[str, str, str]] = {
    "mp4": ("mp4", "libx264", "aac"),
    "mov": ("mov", "libx264", "aac"),
    "avi": ("avi", "mpeg4", "mp3"),
    "webm": ("webm", "libvpx-vp9", "libopus"),
    "mkv": ("matroska", "libx264", "aac"),
}
SOUNDS: Mapping[str, tuple[str, str]] = {
    "mp3": ("mp3", "libmp3lame"),
    "wav": ("wav", "pcm_s16le"),
    "m4a": ("ipod", "aac"),
    "aac": ("adts", "aac"),
}
PICTURES: Mapping[str, str] = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}


def tone(seconds: float, level: float = 0.5) -> NDArray[np.float32]:
    """A 440 Hz tone in stereo."""
    at = np.arange(round(seconds * RATE)) / RATE
    wave = np.sin(2 * np.pi * 440 * at) * level
    return np.stack([wave, wave]).astype(np.float32)


def make_sound(path: Path, seconds: float = 1.0, level: float = 0.5) -> Path:
    """A tone in the format of the path's ending."""
    container, codec = SOUNDS[path.suffix[1:]]
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=RATE, layout="stereo")
        assert isinstance(stream, AudioStream)
        _write_tone(file, stream, seconds, level)
    return path


def make_movie(
    path: Path,
    colors: tuple[Color, ...] = (RED,),
    *,
    size: tuple[int, int] = (64, 48),
    sound: bool = True,
    rotation: int = 0,
) -> Path:
    """A clip that shows each color for half a second, 10 frames a second, with a tone."""
    container, video_codec, audio_codec = MOVIES[path.suffix[1:]]
    with av.open(str(path), "w", format=container) as file:
        video = file.add_stream(video_codec, rate=10)
        assert isinstance(video, VideoStream)
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        if rotation:
            video.set_display_rotation(rotation)
        audio = file.add_stream(audio_codec, rate=RATE, layout="stereo") if sound else None
        for number, color in enumerate(color for color in colors for _ in range(5)):
            pixels = np.full((size[1], size[0], 3), color, np.uint8)
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            file.mux(video.encode(frame))
        file.mux(video.encode(None))
        if isinstance(audio, AudioStream):
            _write_tone(file, audio, len(colors) / 2, 0.5)
    return path


def make_picture(path: Path, color: Color = RED, size: tuple[int, int] = (90, 160)) -> Path:
    """A plain picture in the format of the path's ending."""
    Image.new("RGB", size, color).save(path, format=PICTURES[path.suffix[1:]])
    return path


def make_moving_picture(path: Path, colors: tuple[Color, ...] = (RED, BLUE)) -> Path:
    """A GIF or a WebP, by the path's ending, that shows each color for half a second."""
    frames = [Image.new("RGB", (40, 30), color) for color in colors]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=500)
    return path


def _write_tone(
    file: av.container.OutputContainer, stream: AudioStream, seconds: float, level: float
) -> None:
    frame = av.AudioFrame.from_ndarray(tone(seconds, level), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
    file.mux(stream.encode(frame))
    file.mux(stream.encode(None))


def shot(source: str, end: int = 1000, **details: object) -> dict[str, object]:
    """A track of one picture."""
    return track(0, segment(0, end, kind="image", src=source, **details))


def track(kind: int, *segments: dict[str, object]) -> dict[str, object]:
    return {"tt": kind, "sg": list(segments)}


def segment(start: int, length: int, **details: object) -> dict[str, object]:
    return {"s": start, "d": length, "m": details}


def draft(*tracks: dict[str, object], **more: object) -> dict[str, object]:
    """A small draft, 180x320 at 10 frames a second."""
    return {"v": 1, "m": {"width": 180, "height": 320, "fps": 10}, "t": list(tracks), **more}


def rendered(
    document: Mapping[str, object], media: Mapping[str, Path], path: Path, **output: Any
) -> Rendered:
    """Renders to a path in the format of its ending, as a user's export: in a child process."""
    wanted = Output(**{"format": path.suffix[1:], **output})
    return render(
        document,
        media.__getitem__,
        path,
        wanted,
        progress=lambda share: None,
        cancelled=lambda: False,
    )


def written(
    document: Mapping[str, object], media: Mapping[str, Path], path: Path, **output: Any
) -> None:
    """Writes the same file as `rendered`, without a process for it."""
    plan, wanted = read_draft(document), Output(**{"format": path.suffix[1:], **output})
    write(Film(plan, canvas_of(plan, wanted), media), wanted, path, lambda share: None)


def drawn(
    document: Mapping[str, object], media: Mapping[str, Path], *moments: float
) -> list[NDArray[np.uint8]]:
    """The frames of these moments (ms) as RGB, without a file and a process for it."""
    plan = read_draft(document)
    film = Film(plan, Canvas(plan.width, plan.height, plan.fps), media)
    return [
        np.asarray(page.to_ndarray(format="rgb24", src_colorspace="itu709"), np.uint8)
        for page in film.draw(moments or (plan.duration / 2,))
    ]


def pictures(path: Path) -> list[NDArray[np.uint8]]:
    """All frames of a video as RGB."""
    with av.open(str(path), "r") as file:
        return [
            np.asarray(frame.to_ndarray(format="rgb24", src_colorspace="itu709"), np.uint8)
            for frame in file.decode(video=0)
        ]


def samples(path: Path) -> NDArray[np.float32]:
    """All sound of a file as 48 kHz stereo."""
    parts: list[NDArray[np.float32]] = []
    resampler = av.AudioResampler("fltp", "stereo", RATE)
    with av.open(str(path), "r") as file:
        for frame in file.decode(audio=0):
            parts += [part.to_ndarray().astype(np.float32) for part in resampler.resample(frame)]
    return np.concatenate(parts, axis=1)


def loudness(sound: NDArray[np.float32]) -> float:
    """The root mean square."""
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64))))


def near(pixels: NDArray[np.uint8], color: Color, within: float = 6) -> bool:
    """Whether the mean color of pixels is about the given one."""
    return bool(np.abs(pixels.reshape(-1, 3).mean(0) - color).max() <= within)
