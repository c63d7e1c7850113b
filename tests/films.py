"""Files that are whole by their own account, in a few bytes: what fakes hand out for a film."""

from __future__ import annotations


def box(kind: bytes, content: bytes = b"") -> bytes:
    """One box of an MP4 (ISO/IEC 14496-12)."""
    return (8 + len(content)).to_bytes(4) + kind + content


def index(offset: int, *, wide: bool = False) -> bytes:
    """A `moov` with one track of one chunk, which begins at that byte of the file."""
    kind, width = (b"co64", 8) if wide else (b"stco", 4)
    table = box(kind, bytes(4) + (1).to_bytes(4) + offset.to_bytes(width))
    for name in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        table = box(name, table)
    return table


FTYP = box(b"ftyp", b"isom\0\0\2\0isom")


def mp4(content: bytes = b"film") -> bytes:
    return FTYP + index(len(FTYP)) + box(b"mdat", content)


def film(format_: str, content: bytes = b"film") -> bytes:
    """A file of an export's format that holds these bytes somewhere."""
    wrapped = {
        "gif": b"GIF89a" + content + b"\x3b",
        "png": b"\x89PNG\r\n\x1a\n" + content + b"\0\0\0\0IEND\xae\x42\x60\x82",
        "jpg": b"\xff\xd8\xff\xe0" + content + b"\xff\xd9",
        "mp3": b"ID3\x04\0\0\0\0\0\0" + content,
        "wav": b"RIFF" + (4 + len(content)).to_bytes(4, "little") + b"WAVE" + content,
        "srt": b"1\n00:00:00,000 --> 00:00:03,000\n" + content,
        "webm": b"\x1a\x45\xdf\xa3\x84webm\x18\x53\x80\x67\x01"
        + len(content).to_bytes(7)
        + content,
    }
    return wrapped.get(format_) or mp4(content)
