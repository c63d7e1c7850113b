"""Media formats by their first bytes. A name proves nothing: a key renamed to .png is no
picture.
"""

from __future__ import annotations

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"ID3", "mp3"),
)
_RIFF = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}
_AUDIO_BRANDS = frozenset({b"M4A ", b"M4B "})
_OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"pnot"})
_PICTURE_BRANDS = frozenset({b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1"})


def media_format(head: bytes) -> str | None:
    """One of CONTRACT's thirteen formats, from at least the first 64 bytes; None for anything
    else.
    """
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12])
    if head[4:8] in _OLD_QUICKTIME:
        return "mov"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"webm" in head[:64] else "mkv"
    return _mpeg_audio(head)


def _iso_media(brand: bytes) -> str | None:
    if brand in _PICTURE_BRANDS:
        return None
    if brand in _AUDIO_BRANDS:
        return "m4a"
    return "mov" if brand == b"qt  " else "mp4"


def _mpeg_audio(head: bytes) -> str | None:
    """A frame header: eleven set bits of sync, then layer 0 for ADTS and a valid layer for MP3."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "aac"
    layer, bitrate, rate = head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    valid = layer == 1 and bitrate not in {0, 15} and rate != 3
    return "mp3" if valid else None
