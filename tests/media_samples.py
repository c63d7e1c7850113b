"""Small real media files of every format, as Pillow, FFmpeg and the standard library write them."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable

import av
from PIL import Image


def picture(format_: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, format_)
    return out.getvalue()


def sound_file() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(200))
    return out.getvalue()


def sound(container: str, codec: str) -> bytes:
    """A real file of one frame of silence, as FFmpeg writes it."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=48_000)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        frame = av.AudioFrame(format=stream.format, layout="mono", samples=960)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.rate, frame.pts = 48_000, 0
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


def film(container: str, **options: str) -> bytes:
    """A real file of one frame, as FFmpeg writes it."""
    out = io.BytesIO()
    with av.open(out, "w", format=container, options=options) as file:
        stream = file.add_stream("mpeg4", rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        file.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        file.mux(stream.encode(None))
    return out.getvalue()


REAL: dict[str, Callable[[], bytes]] = {
    "png": lambda: picture("png"),
    "jpg": lambda: picture("jpeg"),
    "gif": lambda: picture("gif"),
    "webp": lambda: picture("webp"),
    "wav": sound_file,
    "mp4": lambda: film("mp4"),
    "mov": lambda: film("mov"),
    "avi": lambda: film("avi"),
    "mkv": lambda: film("matroska"),
    "webm": lambda: sound("webm", "libopus"),
    "m4a": lambda: sound("ipod", "aac"),
    "aac": lambda: sound("adts", "aac"),
    "mp3": lambda: sound("mp3", "libmp3lame"),
}
