"""A film into a file of each format: H.264 and AAC, VP9 and Opus, GIF, a picture, sound alone.

Sound is written half a second at a time beside the pictures of the same moment, so that neither
waits in memory. Nothing that changes between two runs (dates, random ids) is written: the same
draft gives the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream
from PIL import Image

from skill_runtime.studio.media.errors import RenderRefused
from skill_runtime.studio.media.film import Film
from skill_runtime.studio.media.levels import RATE, Samples
from skill_runtime.studio.media.output import PICTURES, SOUNDS, Canvas, Output
from skill_runtime.studio.media.palette import Indexer, palette_of
from skill_runtime.studio.media.planes import image_of
from skill_runtime.studio.media.previews import filmstrip, timeline
from skill_runtime.studio.media.sound import BLOCK, Mixer

__all__ = ["CODECS", "Codecs", "video_stream", "write"]

Progress = Callable[[float], None]
"""Told the share that is done, 0 to 1."""

_KEYFRAME_EVERY = 4
"""Seconds: a player's seeking lands at most this far away."""
_THREADS = min(12, (os.cpu_count() or 2) * 3 // 2)
_AUDIO_BITS = 160_000
_POSTER_MS = 1000
"""A picture of a draft shows this moment: titles have faded in by then."""
_PNG_EFFORT = 2
"""Of nine: the usual six take five times as long to save an eighth."""
_JPEG_QUALITY = {"high": 92, "standard": 85, "low": 70}


@dataclass(frozen=True, slots=True)
class Codecs:
    """How a format is written; `quality` translates the output's word to the codec's own scale."""

    video: str
    audio: str
    quality: Mapping[str, str] = field(default_factory=dict)
    audio_options: Mapping[str, str] = field(default_factory=dict)
    video_options: Mapping[str, str] = field(default_factory=dict)
    file_options: Mapping[str, str] = field(default_factory=dict)


_H264 = Codecs(
    "libx264",
    "aac",
    quality={"high": "20", "standard": "23", "low": "28"},
    # Better than the default at this rate, and in a third of its time.
    audio_options={"aac_coder": "fast"},
    # Captions that a clip brings along would come and go with what lies over it.
    video_options={"preset": "veryfast", "bf": "1", "a53cc": "0"},
    file_options={"movflags": "+faststart"},
)
CODECS = {
    "mp4": _H264,
    "mov": _H264,
    "webm": Codecs(
        "libvpx-vp9",
        "libopus",
        quality={"high": "31", "standard": "35", "low": "42"},
        video_options={"deadline": "realtime", "cpu-used": "7", "row-mt": "1", "b": "0"},
    ),
    "mp3": Codecs("", "libmp3lame"),
    "wav": Codecs("", "pcm_s16le"),
}


def write(film: Film, output: Output, path: Path, progress: Progress) -> None:
    """Writes the film in the output's format; the name of `path` doesn't matter."""
    if output.format in PICTURES:
        _write_picture(film, output, path)
    elif output.format in SOUNDS:
        _write_sound(film, output, path, progress)
    elif output.format == "gif":
        _write_gif(film, path, progress)
    else:
        _write_movie(film, output, path, progress)


def _write_movie(film: Film, output: Output, path: Path, progress: Progress) -> None:
    codecs = CODECS[output.format]
    mixer = film.mixer()
    with _opened(path, output.format, codecs.file_options) as file:
        video = video_stream(file, film.canvas, codecs, output.quality)
        audio = _AudioTrack(file, codecs, mixer, film.sample_count) if mixer else None
        for number, page in enumerate(_ahead(film.draw(film.moments()))):
            if audio:
                audio.write_until((number + 1) * RATE // film.canvas.fps + BLOCK)
            file.mux(video.encode(_numbered(page, number, film.canvas.fps)))
            progress((number + 1) / film.frame_count)
        file.mux(video.encode(None))
        if audio:
            audio.finish()


def _ahead(pages: Iterator[av.VideoFrame]) -> Iterator[av.VideoFrame]:
    """The same pages, each drawn while the one before is encoded."""
    with ThreadPoolExecutor(max_workers=1) as drawer:
        coming = drawer.submit(next, pages, None)
        while (page := coming.result()) is not None:
            coming = drawer.submit(next, pages, None)
            yield page


def _write_sound(film: Film, output: Output, path: Path, progress: Progress) -> None:
    mixer = film.mixer()
    if mixer is None:
        raise RenderRefused("The draft has no sound: add music or a clip first, or export a video.")
    with _opened(path, output.format, {}) as file:
        audio = _AudioTrack(file, CODECS[output.format], mixer, film.sample_count)
        for end in range(BLOCK, film.sample_count + BLOCK, BLOCK):
            audio.write_until(end)
            progress(min(1.0, end / film.sample_count))
        audio.finish()


def _write_picture(film: Film, output: Output, path: Path) -> None:
    image = _PICTURES[output.picture](film)
    if output.format == "png":
        image.save(path, format="PNG", compress_level=_PNG_EFFORT)
    else:
        image.save(path, format="JPEG", quality=_JPEG_QUALITY[output.quality])


def _poster(film: Film) -> Image.Image:
    [page] = film.draw([min(_POSTER_MS, film.draft.duration / 2)])
    return image_of(page)


_PICTURES: Mapping[str, Callable[[Film], Image.Image]] = {
    "poster": _poster,
    "filmstrip": filmstrip,
    "timeline": timeline,
}


def _write_gif(film: Film, path: Path, progress: Progress) -> None:
    """One palette for the whole film, so that what stands still doesn't flicker."""
    indexer = Indexer(palette_of(film))
    with _opened(path, "gif", {}) as file:
        video = file.add_stream("gif", rate=film.canvas.fps)
        video.width, video.height, video.pix_fmt = film.canvas.width, film.canvas.height, "pal8"
        for number, page in enumerate(film.draw(film.moments())):
            frame = indexer.take(page)
            file.mux(video.encode(_numbered(frame, number, film.canvas.fps)))
            progress((number + 1) / film.frame_count)
        file.mux(video.encode(None))


def _opened(path: Path, container: str, options: Mapping[str, str]) -> OutputContainer:
    return av.open(str(path), "w", format=container, options={"fflags": "+bitexact", **options})


def video_stream(
    file: OutputContainer, canvas: Canvas, codecs: Codecs, quality: str
) -> VideoStream:
    """The video of a file, ready to encode frames that are tagged as BT.709."""
    options = {
        "crf": codecs.quality[quality],
        "g": str(canvas.fps * _KEYFRAME_EVERY),
        **codecs.video_options,
    }
    stream = file.add_stream(codecs.video, rate=canvas.fps, options=options)
    if not isinstance(stream, VideoStream):
        raise TypeError(f"{codecs.video} is no video codec")
    stream.width, stream.height, stream.pix_fmt = canvas.width, canvas.height, "yuv420p"
    context = stream.codec_context
    # PyAV's default, slices, is slower and compresses worse.
    context.thread_type, context.thread_count = "AUTO", _THREADS
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    return stream


class _AudioTrack:
    """The sound of a file, written up to wherever the pictures are."""

    def __init__(self, file: OutputContainer, codecs: Codecs, mixer: Mixer, length: int) -> None:
        options = dict(codecs.audio_options)
        stream = file.add_stream(codecs.audio, rate=RATE, options=options, layout="stereo")
        if not isinstance(stream, AudioStream):
            raise TypeError(f"{codecs.audio} is no audio codec")
        if not codecs.audio.startswith("pcm"):
            stream.codec_context.bit_rate = _AUDIO_BITS
        self._file = file
        self._stream = stream
        self._mixer = mixer
        self._length = length
        self._written = 0

    def write_until(self, sample: int) -> None:
        """Whole blocks up to a position, and no more than the film is long."""
        while self._written + BLOCK <= min(sample, self._length):
            self._write(BLOCK)

    def finish(self) -> None:
        """What is left, and the end of the stream."""
        if self._written < self._length:
            self._write(self._length - self._written)
        self._file.mux(self._stream.encode(None))

    def _write(self, count: int) -> None:
        samples: Samples = self._mixer.read(count)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._written, Fraction(1, RATE)
        self._file.mux(self._stream.encode(frame))
        self._written += count


def _numbered(frame: av.VideoFrame, number: int, fps: int) -> av.VideoFrame:
    frame.pts, frame.time_base = number, Fraction(1, fps)
    # A clip's frame says what it was in its file; the encoder would make the same of it.
    frame.pict_type = PictureType.NONE
    return frame
