"""Whether a downloaded file is the film it should be, whole from its first byte to its last.

A server's good status proves nothing: a sign-in page, a refusal as JSON or half a film come with
one too. Looked at are the first bytes and what each format says of its own end; a format that says
nothing of it (MP3, a live WebM) is trusted for its beginning. Nothing is decoded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from skill_runtime.core.media_types import media_format
from skill_runtime.core.mp4_boxes import Read, fault_of_mp4
from skill_runtime.model.values import dataclass

_HEAD = 4096
_CUT = "it breaks off before its end"
_PAGE = re.compile(rb"\s*<(?:!doctype|html|head|\?xml|error)", re.IGNORECASE)
_CUE = re.compile(r"\s*\d+[ \t]*\r?\n\d{1,3}:\d\d:\d\d[,.]\d{1,3}[ \t]+-->[ \t]+\d{1,3}:\d\d:\d\d")
"""How every SubRip file begins: a number, then from when to when."""
_PNG_END = b"\0\0\0\0IEND\xae\x42\x60\x82"
_JPG_END = b"\xff\xd9"
_GIF_END = b"\x3b"
_SEGMENT = b"\x18\x53\x80\x67"
_LIVE = frozenset({0, 0xFFFFFFFF})
"""Sizes in a RIFF file whose writer could not go back to fill them in."""

Check: TypeAlias = "Callable[[int, Read], str]"


@dataclass(frozen=True, slots=True)
class Media:
    """What a file is, and what it lacks."""

    format: str | None
    """By content: a format of CONTRACT's, or srt; None for anything else."""
    fault: str = ""
    """In a few words; empty for a whole one."""


def judge_media(size: int, read: Read) -> Media:
    """`read` gives the bytes of a file of that size. Never raises."""
    head = read(0, _HEAD)
    if _CUE.match(head.decode("utf-8-sig", "replace")):
        return Media("srt")
    format_ = media_format(head)
    if format_ is None:
        return Media(None, _named(head))
    check = _CHECKS.get(format_)
    return Media(format_, check(size, read) if check else "")


def _named(head: bytes) -> str:
    if _PAGE.match(head):
        return "it is a web page"
    if head.lstrip()[:1] in {b"{", b"["}:
        return "it is an answer in JSON"
    return "it is no video, picture or sound"


def _ends_with(ending: bytes) -> Check:
    """Writers may add a few bytes behind the end, so it is looked for near by."""

    def check(size: int, read: Read) -> str:
        length = min(size, 1024)
        return "" if ending in read(size - length, length) else _CUT

    return check


def _riff(size: int, read: Read) -> str:
    stated = int.from_bytes(read(4, 4), "little")
    return "" if stated in _LIVE or stated + 8 <= size else _CUT


def _matroska(size: int, read: Read) -> str:
    """A header element, then the Segment that holds all the rest (RFC 8794, RFC 9559)."""
    header = _element_size(read(4, 8))
    if header is None:
        return _CUT
    segment = 4 + header[0] + header[1]
    if read(segment, 4) != _SEGMENT:
        return _CUT
    stated = _element_size(read(segment + 4, 8))
    if stated is None:
        return _CUT
    width, length = stated
    is_live = length == (1 << 7 * width) - 1
    return "" if is_live or segment + 4 + width + length <= size else _CUT


def _element_size(data: bytes) -> tuple[int, int] | None:
    """(bytes that the number takes, the number): the first set bit tells how long it is."""
    width = 9 - data[0].bit_length() if data else 9
    if width > len(data):
        return None
    return width, int.from_bytes(data[:width]) & (1 << 7 * width) - 1


_CHECKS: Mapping[str, Check] = {
    "mp4": fault_of_mp4,
    "mov": fault_of_mp4,
    "m4a": fault_of_mp4,
    "webm": _matroska,
    "mkv": _matroska,
    "wav": _riff,
    "webp": _riff,
    "avi": _riff,
    "png": _ends_with(_PNG_END),
    "jpg": _ends_with(_JPG_END),
    "gif": _ends_with(_GIF_END),
}
