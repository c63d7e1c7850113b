"""Repairs text that was UTF-8 and was read as Latin-1 or Windows-1252 on its way here.

Published skills have it in parts of a file only, so it is repaired run by run: a run counts when
its characters, taken as bytes again, are whole UTF-8 sequences. Text that merely has accents is
left alone: one- and two-character coincidences ("CAFÉ»", “café…”) are not enough evidence, save
for an Â or Ã before a sign that no word goes on with ("Â§", "Ã©"). Windows-1252 that was read as
Latin-1 leaves control characters where quotes and dashes were; nobody means those, so they are
undone too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PASSES = 2  # some files went through the mistake twice

# What Windows-1252 puts at the bytes 80-9F; the five that it leaves undefined stay C1 controls.
_HIGH = {
    ord(bytes([byte]).decode("cp1252", "replace")): byte
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_TAIL = "[\x80-\xbf" + "".join(re.escape(chr(code)) for code in _HIGH) + "]"
_SUSPECT = re.compile(f"[\xc2-\xf4]{_TAIL}")
_LONG = f"(?:[\xe0-\xef]{_TAIL}{{2}}|[\xf0-\xf4]{_TAIL}{{3}})"
# After a Latin letter one sequence alone is believable only as punctuation (E2 80 xx: dashes,
# quotes).
_RUN = re.compile(
    f"(?:(?<![A-Za-z\xc0-\xff]){_LONG}|\xe2[\x80\u20ac]{_TAIL}|{_LONG}(?={_LONG}))+",
)
_LATIN_RUN = re.compile(f"[\xc2\xc3]{_TAIL}")
_SURE_LATIN = re.compile("[\xc2\xc3][\xa1-\xa9\xac-\xb9\xbc-\xbf]")
_CONTROL = re.compile("[\x80-\x9f]")
_WINDOWS = {byte: code for code, byte in _HIGH.items()}


def repair_mojibake(text: str) -> str:
    """The text with every broken run mended; the same object where there was none."""
    if _SUSPECT.search(text):
        text = _mended_lines(text)
    return text.translate(_WINDOWS) if _CONTROL.search(text) else text


def _mended_lines(text: str) -> str:
    """Only the lines that look broken are searched for runs, which is slow; but together, since one
    of them may prove what another one can't.
    """
    spans = list(_suspect_lines(text))
    before = "\n".join(text[start:end] for start, end in spans)
    after = _SURE_LATIN.sub(_decoded, _without_runs(before))
    if after == before:
        return text
    pieces: list[str] = []
    place = 0
    for (start, end), line in zip(spans, after.split("\n"), strict=True):
        pieces += text[place:start], line
        place = end
    return "".join((*pieces, text[place:]))


def _suspect_lines(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    while match := _SUSPECT.search(text, place):
        end = text.find("\n", match.end())
        place = len(text) if end < 0 else end
        yield text.rfind("\n", 0, match.start()) + 1, place


def _without_runs(text: str) -> str:
    for _ in range(_PASSES):
        mended = _RUN.sub(_decoded, text)
        lesser = _LATIN_RUN.sub(_decoded, mended)
        # Two-byte sequences alone prove nothing. They do beside a longer one, and where undoing
        # them brings a longer one to light: then the accident happened twice.
        if mended == text and not _RUN.search(lesser):
            break
        text = lesser
    return text


def _decoded(match: re.Match[str]) -> str:
    raw = bytes(_HIGH.get(ord(character), ord(character)) for character in match[0])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
