"""What a file that the backend sent is called on this disk: its name is untrusted, and so is its
type, which its own bytes tell.
"""

from __future__ import annotations

from skill_runtime.core.file_names import file_stem
from skill_runtime.core.media_types import media_format

MAX_SIZE = 32 * 1024 * 1024
"""Bytes of one file."""
MAX_FILES = 100
"""In one run; an endless stream of files would fill the disk."""
_TEXT_ENDINGS = frozenset({"txt", "md", "csv", "tsv", "srt", "vtt", "json"})
_CONTROLS = frozenset(range(32)) - {9, 10, 13}
_HEAD = 4096


def attachment_name(name: str, data: bytes) -> str:
    """A plain file name with the ending of what the bytes are; `bin` where nobody can tell.

    >>> attachment_name("../Über uns.exe", b"%PDF-1.7")
    'über-uns.pdf'
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = last.rpartition(".")
    stem = stem if dot and stem else last
    return f"{file_stem(stem) if stem else 'file'}.{_ending(data, ending.casefold())}"


def _ending(data: bytes, stated: str) -> str:
    media = media_format(data)
    if media:
        return media
    if data.startswith(b"%PDF-"):
        return "pdf"
    if not _is_text(data):
        return "bin"
    return stated if stated in _TEXT_ENDINGS else "txt"


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _CONTROLS.isdisjoint(data[:_HEAD])
