"""What a file is by its first bytes, against the list of accepted types; names and headers of
others are never asked.

Knowing the type decides the one demuxer or picture format by which the file may be opened: left to
guess, FFmpeg takes playlists and concat scripts, which read other files of the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from skill_runtime.studio.media.errors import Unreadable, Unsupported

__all__ = ["ACCEPTED", "Kind", "sniff", "sniff_bytes"]

ACCEPTED = "mp4, mov, avi, webm, mkv, jpg, png, gif, webp, mp3, wav, m4a, aac"
_HEAD = 4096
_AUDIO_BRANDS = (b"M4A ", b"M4B ", b"M4P ")
_PICTURE_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"crx ")


@dataclass(frozen=True, slots=True)
class Kind:
    """An accepted type: `demuxer` for FFmpeg, or `picture` for Pillow."""

    name: str
    kind: str
    """video, image or audio, as far as the first bytes tell."""
    mime: str
    demuxer: str = ""
    picture: str = ""


MP4 = Kind("mp4", "video", "video/mp4", demuxer="mov")
MOV = Kind("mov", "video", "video/quicktime", demuxer="mov")
M4A = Kind("m4a", "audio", "audio/mp4", demuxer="mov")
AVI = Kind("avi", "video", "video/x-msvideo", demuxer="avi")
WEBM = Kind("webm", "video", "video/webm", demuxer="matroska")
MKV = Kind("mkv", "video", "video/x-matroska", demuxer="matroska")
WAV = Kind("wav", "audio", "audio/wav", demuxer="wav")
MP3 = Kind("mp3", "audio", "audio/mpeg", demuxer="mp3")
AAC = Kind("aac", "audio", "audio/aac", demuxer="aac")
JPG = Kind("jpg", "image", "image/jpeg", picture="JPEG")
PNG = Kind("png", "image", "image/png", picture="PNG")
GIF = Kind("gif", "image", "image/gif", demuxer="gif", picture="GIF")
WEBP = Kind("webp", "image", "image/webp", picture="WEBP")

_RIFF = {b"WAVE": WAV, b"AVI ": AVI, b"WEBP": WEBP}
_STARTS = ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPG), (b"GIF87a", GIF), (b"GIF89a", GIF))


def sniff(path: Path) -> Kind:
    """The type of a regular file; `Unsupported` or `Unreadable` otherwise."""
    if not path.is_file():
        raise Unreadable(f"{path.name} is no regular file.")
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if not head:
            raise Unreadable(f"{path.name} is empty.")
        if head.startswith(b"ID3"):
            # The tag stands before MP3 and, rarely, before AAC: what follows it decides.
            file.seek(_id3_length(head))
            kind: Kind | None = _elementary(file.read(_HEAD)) or MP3
        else:
            kind = sniff_bytes(head)
    if kind is None:
        raise Unsupported(f"The content of {path.name} is none of the accepted types: {ACCEPTED}.")
    return kind


def sniff_bytes(head: bytes) -> Kind | None:
    """The type of a file that begins with these bytes (4 KiB are enough)."""
    if head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide"}:
        return _iso_media(head)
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head.startswith(b"\x1aE\xdf\xa3"):
        return WEBM if b"webm" in head[:64] else MKV
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    return _elementary(head)


def _iso_media(head: bytes) -> Kind | None:
    brand = head[8:12]
    if head[4:8] != b"ftyp" or brand == b"qt  ":
        return MOV  # QuickTime before 2001 had no brand
    if brand in _PICTURE_BRANDS:
        return None
    return M4A if brand in _AUDIO_BRANDS else MP4


def _elementary(head: bytes) -> Kind | None:
    """A bare stream of MPEG audio frames: each begins with twelve set bits, its layer and valid
    rates.
    """
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xF0 != 0xF0:
        return None
    layer = (head[1] >> 1) & 0b11
    if layer == 0:
        return AAC if (head[2] >> 2) & 0b1111 < 13 else None
    bitrate, rate = head[2] >> 4, (head[2] >> 2) & 0b11
    return MP3 if layer == 1 and bitrate not in {0, 15} and rate != 3 else None


def _id3_length(head: bytes) -> int:
    """The length of an ID3v2 tag, header included: four bytes of seven bits."""
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size
