"""Media files opened for decoding, each by the one demuxer or picture format of its content.

Called in the decoding child only (see `sandbox`). Refuses with `Unreadable` what doesn't open.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from skill_runtime.studio.media.errors import Unreadable
from skill_runtime.studio.media.sniffing import sniff
from skill_runtime.studio.scenery import CHUNK, Scenery, from_chunk

__all__ = [
    "MAX_PIXELS",
    "flattened",
    "frames",
    "is_transparent",
    "open_media",
    "open_picture",
    "scenery_of",
    "sounds",
    "video_of",
]

MAX_PIXELS = 50_000_000
_BROKEN_PACKETS = 50
"""So many packets that don't decode end a stream; fewer leave the last good picture standing."""

av.logging.set_level(None)


def open_media(path: Path) -> InputContainer:
    """A video or sound file, by its own demuxer alone and without access to any other file."""
    kind = sniff(path)
    if not kind.demuxer:
        raise Unreadable(f"{path.name} is a picture, not a video or a sound.")
    options = {"protocol_whitelist": "file"}
    if kind.demuxer == "mov":
        # A QuickTime file may point at other files for its samples.
        options |= {"enable_drefs": "0", "use_absolute_path": "0"}
    try:
        return av.open(str(path), "r", format=kind.demuxer, options=options)
    except (av.FFmpegError, OSError) as error:
        raise Unreadable(f"{path.name} is damaged or incomplete ({_reason(error)}).") from error


def video_of(container: InputContainer) -> VideoStream | None:
    """The first moving picture; the cover of a song is none."""
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            return stream
    return None


def frames(container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
    """Decodes the pictures of a stream to its end, or to where it is too broken to go on."""
    return _decoded(container.demux(stream))


def sounds(container: InputContainer, stream: AudioStream) -> Iterator[av.AudioFrame]:
    """Decodes the sound of a stream in the same way."""
    return _decoded(container.demux(stream))


def _decoded(packets: Iterator[av.Packet[Any]]) -> Iterator[Any]:
    broken = 0
    while broken < _BROKEN_PACKETS:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            yield from packet.decode()
        except (av.FFmpegError, OSError):
            broken += 1


def open_picture(path: Path, *, transparent: bool = False, enough: int = 0) -> Image.Image:
    """A still, upright by its EXIF rotation: RGB with what is transparent on black, or RGBA.

    One whose sides both have at least twice `enough` pixels is brought down by a whole number to
    no fewer than that; 0 leaves every pixel.
    """
    kind = sniff(path)
    if not kind.picture:
        raise Unreadable(f"{path.name} is no picture.")
    too_large = Unreadable(f"{path.name} has more than {MAX_PIXELS // 10**6} megapixels.")
    try:
        with warnings.catch_warnings(), Image.open(path, formats=[kind.picture]) as image:
            warnings.simplefilter("ignore")  # the bound below is stricter than Pillow's own
            if image.width * image.height > MAX_PIXELS:
                raise too_large
            if (times := _times_too_large(image, enough)) > 1:
                # A JPEG is decoded so, at a quarter of the memory and time or less.
                image.draft(None, (image.width // times, image.height // times))
            image.load()
            upright = _in_eight_bits(ImageOps.exif_transpose(image))
            picture = upright.convert("RGBA") if transparent else flattened(upright)
            times = _times_too_large(picture, enough)
            return picture.reduce(times) if times > 1 else picture
    except Image.DecompressionBombError:
        raise too_large from None
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError) as error:
        raise Unreadable(f"{path.name} is damaged or incomplete ({_reason(error)}).") from error


def _times_too_large(image: Image.Image, enough: int) -> int:
    return min(image.size) // enough if enough else 1


def is_transparent(path: Path) -> bool:
    """Whether a picture has transparency of its own; what doesn't open has none."""
    kind = sniff(path)
    if not kind.picture:
        return False
    try:
        with Image.open(path, formats=[kind.picture]) as image:
            return bool(image.has_transparency_data)
    except (OSError, SyntaxError, EOFError, Image.DecompressionBombError):
        return False


def scenery_of(path: Path) -> Scenery | None:
    """What moves in a painted picture, where the file says so and isn't turned by its EXIF mark."""
    if sniff(path).picture != "PNG":
        return None
    try:
        with Image.open(path, formats=["PNG"]) as image:
            chunks = getattr(image, "private_chunks", [])
            found = next((chunk[1] for chunk in chunks if chunk[0] == CHUNK), None)
            if not found or image.getexif().get(ExifTags.Base.Orientation, 1) != 1:
                return None
            return from_chunk(found, *image.size)
    except (OSError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None


def _in_eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits a pixel: Pillow would clip instead of scaling
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    return image


def flattened(image: Image.Image) -> Image.Image:
    """In RGB, with what is transparent on black."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    black = Image.new("RGBA", image.size, (0, 0, 0, 255))
    return Image.alpha_composite(black, image.convert("RGBA")).convert("RGB")


def _reason(error: Exception) -> str:
    """A decoder's words without the path that they may hold."""
    if isinstance(error, UnidentifiedImageError):
        return "not what its beginning says"
    words = getattr(error, "strerror", None) or str(error).split(":")[-1].partition(" (")[0]
    return words.strip()[:80] or type(error).__name__
