"""Compiled patterns, kept between starts: to compile the lexicon takes a second of each.

They lie where Python keeps the bytecode of the module that needs them, and are the same thing: what
one version of the interpreter made of a text. Each is found by its text, so that none is ever
stale. Where there is no such place, and on another interpreter than CPython, all are compiled.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
import tempfile
import zlib
from array import array
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

try:
    import _sre  # type: ignore[import-not-found] # CPython's own, in no stub
    from re import _compiler, _parser  # type: ignore[attr-defined] # the same
except ImportError:  # not CPython
    _MAGIC: int | None = None
else:
    _MAGIC = _sre.MAGIC

__all__ = ["KeptPatterns"]

_FASTEST = 1
"""Of zlib; the numbers of a pattern's code are mostly zeros."""
_DAMAGED = (OSError, EOFError, ValueError, TypeError, KeyError, zlib.error)


class KeptPatterns:
    """`source` is the file of the module that needs them."""

    def __init__(self, source: str) -> None:
        self._file = _place(source)
        self._kept = _read(self._file)
        self._used: dict[str, Any] = {}
        self._changed = False

    def compile(self, text: str) -> re.Pattern[str]:
        """Raises re.error."""
        if _MAGIC is None:
            return re.compile(text)
        if program := self._kept.get(text):
            with suppress(RuntimeError, *_DAMAGED):  # numbers that are no code
                pattern = _compiled(text, program)
                self._used[text] = program
                return pattern
        self._changed = True
        self._used[text] = _program(text)
        return _compiled(text, self._used[text])

    def keep(self) -> None:
        """For the next start, if this one has compiled any. A place that can't be written is no
        reason to stop.
        """
        if self._file is None or not self._changed or sys.dont_write_bytecode:
            return
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=self._file.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(zlib.compress(marshal.dumps((_MAGIC, self._used)), _FASTEST))
            Path(part).replace(self._file)


def _place(source: str) -> Path | None:
    """None where there is none."""
    with suppress(NotImplementedError):
        return Path(cache_from_source(source)).with_suffix(".patterns") if _MAGIC else None
    return None


def _read(place: Path | None) -> dict[str, Any]:
    if place is None:
        return {}
    with suppress(*_DAMAGED):
        magic, kept = marshal.loads(zlib.decompress(place.read_bytes()))  # noqa: S302 - as bytecode
        if magic == _MAGIC and isinstance(kept, dict):
            return kept
    return {}


def _program(text: str) -> tuple[int, bytes, int, dict[str, int]]:
    parsed = _parser.parse(text, 0)
    code = array("I", _compiler._code(parsed, 0))  # noqa: SLF001 - there is no other
    return parsed.state.flags, code.tobytes(), parsed.state.groups, parsed.state.groupdict


def _compiled(text: str, program: tuple[int, bytes, int, dict[str, int]]) -> re.Pattern[str]:
    flags, code, groups, numbers = program
    names: list[str | None] = [None] * groups
    for name, number in numbers.items():
        names[number] = name
    words = memoryview(code).cast("I").tolist()
    compiled: re.Pattern[str] = _sre.compile(
        text, flags, words, groups - 1, dict(numbers), tuple(names)
    )
    return compiled
