"""Media formats by their first bytes. A name proves nothing: a key renamed to .png is no
picture.
"""

from __future__ import annotations

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
_RIFF = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}
_AUDIO_BRANDS = frozenset({b"M4A ", b"M4B "})
_OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"pnot"})
_PICTURE_BRANDS = frozenset({
    b"avif", b"avis", b"crx ", b"heic", b"heim", b"heis", b"heix", b"hevc", b"hevm", b"hevs",
    b"hevx", b"mif1", b"mif2", b"miaf", b"msf1",
})  # fmt: skip
_TEXT = frozenset(range(0x20, 0x7F))


def media_format(head: bytes) -> str | None:
    """One of CONTRACT's thirteen formats, from at least the first 64 bytes; None for anything
    else.
    """
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _matroska(head[:64])
    return _iso_media(head) or _mpeg_audio(head)


def _matroska(head: bytes) -> str | None:
    if b"webm" in head:
        return "webm"
    return "mkv" if b"matroska" in head else None


def _iso_media(head: bytes) -> str | None:
    """Boxes, each with its size and its kind; a size that reads as text is text ("The wide …")."""
    kind, brand = head[4:8], head[8:12]
    if _TEXT.issuperset(head[:4]):
        return None
    if kind != b"ftyp":
        return "mov" if kind in _OLD_QUICKTIME else None
    if brand in _PICTURE_BRANDS:
        return None
    if brand in _AUDIO_BRANDS:
        return "m4a"
    return "mov" if brand == b"qt  " else "mp4"


def _mpeg_audio(head: bytes) -> str | None:
    """An ID3 tag, or a frame header: eleven set bits of sync, then fields with forbidden values."""
    if len(head) < 10:
        return None
    if head.startswith(b"ID3"):
        # A version that exists, and a size in bytes of seven bits.
        return "mp3" if 2 <= head[3] <= 4 and max(head[6:10]) < 0x80 else None
    if head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "aac" if _is_adts(head) else None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    valid = version != 1 and layer == 1 and bitrate not in {0, 15} and rate != 3
    return "mp3" if valid else None


def _is_adts(head: bytes) -> bool:
    rate = head[2] >> 2 & 15
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return rate < 13 and length >= 7
