"""The skills that the reading is measured with: every sample of the tests, good and bad."""

from __future__ import annotations

import re
from pathlib import Path

_TESTS = Path(__file__).parents[1] / "tests"
MAX_CHARACTERS = 256 * 1024


def samples() -> dict[str, str]:
    """File name → text, as it stands on disk."""
    files = sorted(file for file in _TESTS.rglob("*.md") if "data" in file.parts)
    return {file.name: file.read_bytes().decode("utf-8") for file in files}


def long_skill(length: int) -> str:
    """One skill of that many characters: the bodies of good samples under one frontmatter."""
    good = (_body(text) for name, text in samples().items() if "-bad-" not in name)
    bodies = "".join(sorted(good, key=len, reverse=True))
    text = "---\nname: a-long-skill\nversion: '1.0'\n---\n"
    while len(text) < length:
        text += bodies
    # Each body names the folder of its own skill, which no other skill may name.
    return re.sub(r"~/\.config/[a-z-]+/", "~/.config/nemovideo/", text)[:length]


def _body(text: str) -> str:
    return text.rpartition("\n---\n")[2]
