"""A file's name from what a video shows. Untrusted words become one plain path component."""

from __future__ import annotations

import re
import unicodedata

_MAX_BYTES = 80
"""Well below the 255 that file systems take, with room for a number and an ending."""
_NOT_A_WORD = re.compile(r"[^\w]+")
# Names that Windows keeps for devices, whatever their ending.
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)$")


def file_stem(words: str) -> str:
    """Lower case, words joined by hyphens, at most 80 bytes; `video` where nothing is left.

    >>> file_stem('Futuristic City: "at night"/..')
    'futuristic-city-at-night'
    """
    plain = unicodedata.normalize("NFKC", words).casefold()
    stem = _NOT_A_WORD.sub("-", plain).strip("-_")
    stem = stem.encode("utf-8", "ignore")[:_MAX_BYTES].decode("utf-8", "ignore").strip("-_")
    return f"video-{stem}" if _RESERVED.match(stem) else stem or "video"


def split_destination(destination: str) -> tuple[str, str]:
    """(folder, file name) of where a user wants an export; the name is empty for a folder.

    >>> split_destination("~/out/city.mp4"), split_destination("~/out/")
    (('~/out', 'city.mp4'), ('~/out', ''))
    """
    head, name = _split(destination)
    has_ending = "." in name.strip(".")
    return (head or ".", name) if has_ending else (destination.rstrip("/\\") or "/", "")


def _split(path: str) -> tuple[str, str]:
    cut = max(path.rfind("/"), path.rfind("\\")) + 1
    return path[:cut].rstrip("/\\") or path[:cut], path[cut:]
