"""What was made from files, kept for the next process: reading them costs more than a short turn.

An entry's name is made of the sources' places, sizes and times and of the code that made it, so
that a changed file or an update is a new entry. The folder is the user's own, 0700, beside the
bytecode; whoever can write there can change the program itself, so entries are pickles, as the
bytecode is marshalled code.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class DerivedCache:
    """`folder` None keeps nothing. A cache that can't be read or written is no reason to stop."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(
        self, kind: type[T], sources: Iterable[Path], make: Callable[[], T], with_: str = ""
    ) -> T:
        """The kept value, or what `make` returns, kept from now on.

        `sources` are the files it is made from and the folders of the code that makes it, `with_`
        what else went into it. What `make` raises is passed on, and nothing is kept.
        """
        if self._folder is None:
            return make()
        entry = self._folder / _name(kind, sources, with_)
        kept = _read(entry)
        if isinstance(kept, kind):
            return kept
        value = make()
        _write(entry, value)
        return value


def _name(kind: type[object], sources: Iterable[Path], with_: str) -> str:
    seen = [f"{kind.__module__}.{kind.__qualname__}", sys.version, with_]
    for source in sources:
        with contextlib.suppress(OSError):
            seen.extend(_marks(source))
    return hashlib.sha256("\n".join(seen).encode("utf-8", "replace")).hexdigest()[:32]


def _marks(source: Path) -> Iterable[str]:
    """Of a file itself; of a folder, its files."""
    if not source.is_dir():
        facts = source.stat()
        yield f"{source.absolute()} {facts.st_size} {facts.st_mtime_ns}"
        return
    with os.scandir(source) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.is_file():
                facts = entry.stat()
                yield f"{entry.path} {facts.st_size} {facts.st_mtime_ns}"


def _read(entry: Path) -> object:
    try:
        return pickle.loads(entry.read_bytes())  # noqa: S301 - our own folder: see the module
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError):
        return None
    except (TypeError, ValueError, KeyError):  # an entry of another version's shape
        return None


def _write(entry: Path, value: object) -> None:
    with contextlib.suppress(OSError):
        entry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=entry.parent)
        with os.fdopen(handle, "wb") as file:
            pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
        Path(temporary).replace(entry)
