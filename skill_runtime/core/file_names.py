"""A file's name from what a video shows. Untrusted words become one plain path component."""

from __future__ import annotations

import re
import unicodedata

_MAX_BYTES = 80
"""Well below the 255 that file systems take, with room for a number and an ending."""
_WORD_CATEGORIES = frozenset("LMN")  # letters, the marks that belong to them, numbers
# Names that Windows keeps for devices, whatever their ending.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")
_ENDING = re.compile(r"(?<=[^./\\])\.(?=\w*[A-Za-z])\w{3,4}$")
_DRIVE = re.compile(r"[A-Za-z]:")
_NUMBERED = re.compile(r"(.+) \((\d{1,9})\)", re.DOTALL)
_BOXED = frozenset({"mp4", "mov", "m4a"})


def file_stem(words: str) -> str:
    """Lower case, words joined by hyphens, at most 80 bytes; `video` where nothing is left.

    >>> file_stem('Futuristic City: "at night"/..')
    'futuristic-city-at-night'
    """
    plain = unicodedata.normalize("NFKC", words).casefold()
    stem = "-".join("".join(map(_plain, plain)).split())
    stem = stem.encode("utf-8")[:_MAX_BYTES].decode("utf-8", "ignore").strip("-_")
    return f"video-{stem}" if _RESERVED.fullmatch(stem) else stem or "video"


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] in _WORD_CATEGORIES or character == "_":
        return character
    # Invisible controls of direction and joining stand inside words, so they part none.
    return "" if category == "Cf" else " "


def split_destination(destination: str) -> tuple[str, str]:
    r"""(folder, file name) of where a user wants an export; the name is empty for a folder.

    A last part with an ending of three or four characters is a file: `v1.2` is a folder.

    >>> split_destination("~/out/city.mp4"), split_destination("~/out/")
    (('~/out', 'city.mp4'), ('~/out', ''))
    >>> split_destination("D:\\city.mp4")
    ('D:\\', 'city.mp4')
    """
    if not _ENDING.search(destination):
        return _folder(destination), ""
    drive = _DRIVE.match(destination)
    cut = max(destination.rfind("/"), destination.rfind("\\"), drive.end() - 1 if drive else -1) + 1
    return _folder(destination[:cut]), destination[cut:]


def _folder(path: str) -> str:
    """Without separators at its end, save where they make it a root."""
    bare = path.rstrip("/\\")
    is_root = not bare or _DRIVE.fullmatch(bare)
    return (path[: len(bare) + 1] if is_root else bare) or "."


def part_name(job: str) -> str:
    """The hidden name that a job's file has until it is whole.

    >>> part_name("render_1700000000000")
    '.render_1700000000000.part'
    """
    return f".{file_stem(job)}.part"


def next_name(name: str) -> str:
    """What a file is called where that name is taken.

    >>> next_name("city.mp4"), next_name("city (2).mp4"), next_name("city")
    ('city (2).mp4', 'city (3).mp4', 'city (2)')
    """
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    numbered = _NUMBERED.fullmatch(stem)
    if numbered:
        return f"{numbered[1]} ({int(numbered[2]) + 1}){ending}"
    return f"{stem} (2){ending}"


def named_by_content(name: str, format_: str) -> str:
    """With the ending of what the file really is; MP4 and its kin are one to a reader of boxes.

    >>> named_by_content("city.gif", "mp4"), named_by_content("city.mov", "mp4")
    ('city.mp4', 'city.mov')
    """
    stem, _, ending = name.rpartition(".")
    if ending == format_ or {ending, format_} <= _BOXED or not stem:
        return name
    return f"{stem}.{format_}"
