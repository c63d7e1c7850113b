"""Whether an MP4 or MOV file is whole, from its boxes alone (ISO/IEC 14496-12).

A film that breaks off in the middle still begins like a film. Its boxes tell: each states its size,
`moov` holds the tracks, and the tables in it say where in the file their samples begin. Nothing is
decoded, and at most a few hundred kilobytes are read, however long the film is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from skill_runtime.model.values import dataclass

Read: TypeAlias = "Callable[[int, int], bytes]"
"""(offset, length) → so many bytes of the file, or fewer at its end."""

_MOST_BOXES = 100_000
"""Of one level; an hour in fragments of a second has some 7,000."""
_MOST_OFFSETS = 64 * 1024
"""Bytes of a table that are looked at; its last entries, since those lie furthest behind."""
_SIZE_TO_END = 0
_SIZE_IN_64_BITS = 1
_WAY_TO_TABLES = (b"trak", b"mdia", b"minf", b"stbl")
_TABLES = {b"stco": 4, b"co64": 8}
"""Chunk offsets: bytes of one entry."""
_TABLE_HEAD = 8


class BrokenBoxError(ValueError):
    """A box reaches beyond what holds it, or is smaller than its own head."""


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    start: int
    """Of its content."""
    end: int


def fault_of_mp4(size: int, read: Read) -> str:
    """What the file lacks, in a few words; empty for a whole one. Never raises."""
    try:
        top = list(boxes(0, size, read))
        return _fault(size, top, read)
    except BrokenBoxError as error:
        return str(error)


def _fault(size: int, top: list[Box], read: Read) -> str:
    moov = next((box for box in top if box.kind == b"moov"), None)
    if moov is None:
        return "it has no index (moov), so it was cut off or never finished"
    if not any(box.kind == b"mdat" for box in top):
        return "it has an index and no pictures or sound (mdat)"
    tables = list(_offset_tables(moov, read))
    if not any(box.kind == b"trak" for box in boxes(moov.start, moov.end, read)):
        return "its index has no track"
    last = max((_last_offset(table, read) for table in tables), default=0)
    if last >= size:
        return f"its index points at byte {last}, and it has {size}"
    return ""


def boxes(start: int, end: int, read: Read) -> Iterator[Box]:
    """The boxes between two offsets. Raises BrokenBoxError."""
    for _ in range(_MOST_BOXES):
        if start == end:
            return
        box = _box(start, end, read)
        yield box
        start = box.end
    raise BrokenBoxError(f"it has more than {_MOST_BOXES} boxes")


def _box(start: int, end: int, read: Read) -> Box:
    head = read(start, 16)
    stated, kind, content = int.from_bytes(head[:4]), head[4:8], start + 8
    if stated == _SIZE_TO_END:
        stated = end - start
    elif stated == _SIZE_IN_64_BITS:
        stated, content = int.from_bytes(head[8:16]), start + 16
    if start + stated > end or content > end or len(head) < 8:
        raise BrokenBoxError(f"it was cut off {end - start} bytes into a box")
    if start + stated < content:
        raise BrokenBoxError("a box is smaller than its own head")
    return Box(kind, content, start + stated)


def _offset_tables(moov: Box, read: Read) -> Iterator[Box]:
    held = [moov]
    for kind in _WAY_TO_TABLES:
        held = [box for one in held for box in boxes(one.start, one.end, read) if box.kind == kind]
    for one in held:
        yield from (box for box in boxes(one.start, one.end, read) if box.kind in _TABLES)


def _last_offset(table: Box, read: Read) -> int:
    """The greatest of a table's last entries; 0 for an empty one."""
    width = _TABLES[table.kind]
    first = table.start + _TABLE_HEAD
    room = (table.end - first) // width
    count = min(int.from_bytes(read(table.start + 4, 4)), room)
    if count <= 0:
        return 0
    seen = min(count, _MOST_OFFSETS // width)
    entries = read(first + (count - seen) * width, seen * width)
    starts = range(0, len(entries), width)
    return max(int.from_bytes(entries[at : at + width]) for at in starts)
