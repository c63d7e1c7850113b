"""Reads files that the command line names."""

from __future__ import annotations

from pathlib import Path

from skill_runtime.errors import not_utf8, unreadable

_MOST_TEXT = 4 * 1024 * 1024
"""Bytes. Whatever reads a text refuses far shorter ones; some devices never end."""


def text_of(path: Path) -> str:
    """A file as text, or its beginning where it is larger than any text. Raises UsageError."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_TEXT)
    except OSError as error:
        raise unreadable(str(path), error.strerror or str(error)) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_utf8(str(path)) from error
