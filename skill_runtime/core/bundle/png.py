"""A PNG of palette colours, the same bytes on every machine.

The pixels are stored and not compressed: what a compressor makes of them depends on its version and
build, and a bundle must come out the same everywhere.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

Color = tuple[int, int, int]
"""Red, green, blue: 0 to 255 each."""

MAX_COLORS = 256

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTH, _PALETTE_COLORS = 8, 3  # bits of a pixel; PNG's colour type 3
_UNFILTERED = b"\0"
_STORED_BLOCK = 0xFFFF  # bytes: deflate's limit
_ZLIB_HEADER = b"\x78\x01"


def png(rows: Sequence[bytes], palette: Sequence[Color]) -> bytes:
    """Encodes rows of one length, a byte a pixel, each an index into at most 256 colours."""
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), _DEPTH, _PALETTE_COLORS, 0, 0, 0)
    colors = b"".join(bytes(color) for color in palette[:MAX_COLORS])
    pixels = b"".join(_UNFILTERED + row for row in rows)
    return b"".join((
        _SIGNATURE,
        _chunk(b"IHDR", header),
        _chunk(b"PLTE", colors),
        _chunk(b"IDAT", _stored(pixels)),
        _chunk(b"IEND", b""),
    ))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _stored(data: bytes) -> bytes:
    """A zlib stream of stored blocks."""
    return _ZLIB_HEADER + b"".join(_blocks(data)) + struct.pack(">I", zlib.adler32(data))


def _blocks(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _STORED_BLOCK):
        block = data[start : start + _STORED_BLOCK]
        last = start + _STORED_BLOCK >= len(data)
        yield struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF) + block
