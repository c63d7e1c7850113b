"""Repairs text that was UTF-8 and was read as Latin-1 or Windows-1252 on its way here.

Published skills have it in parts of a file only, so it is repaired run by run: a run counts when
its characters, taken as bytes again, are whole UTF-8 sequences. Text that merely has accents is
left alone: one- and two-character coincidences ("CAFÉ»", “café…”) are not enough evidence.
"""

from __future__ import annotations

import re

_PASSES = 2  # some files went through the mistake twice

# What Windows-1252 puts at the bytes 80-9F; the five that it leaves undefined stay C1 controls.
_HIGH = {
    ord(bytes([byte]).decode("cp1252", "replace")): byte
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_LEAD = re.compile("[\xc2-\xf4]")
_TAIL = "[\x80-\xbf" + "".join(re.escape(chr(code)) for code in _HIGH) + "]"
_LONG = f"(?:[\xe0-\xef]{_TAIL}{{2}}|[\xf0-\xf4]{_TAIL}{{3}})"
# After a Latin letter one sequence alone is believable only as punctuation (E2 80 xx: dashes,
# quotes).
_RUN = re.compile(
    f"(?:(?<![A-Za-z\xc0-\xff]){_LONG}|\xe2[\x80\u20ac]{_TAIL}|{_LONG}(?={_LONG}))+",
)
_LATIN_RUN = re.compile(f"[\xc2\xc3]{_TAIL}")


def repair_mojibake(text: str) -> str:
    """The text with every broken run mended; the same object where there was none."""
    if not _LEAD.search(text):
        return text
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
