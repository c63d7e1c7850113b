"""What was made from files, kept for the next process: reading them costs more than a short turn.

An entry's name is made of the sources and of the code that made it, so that a changed file or an
update is a new entry. A file counts by its contents; of a folder's files, which an update replaces,
place, size and times are enough, the time of the last change of any kind among them: archives and
installers set the one that is usually looked at.

The folder is the user's own, 0700, beside the bytecode; whoever can write there can change the
program itself, so entries are pickles, as the bytecode is marshalled code.
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

_LONGEST = 2 * 1024 * 1024
"""Bytes of a file that are looked at; what reads them refuses longer ones."""
_MOST = 64
"""Entries that are kept; one has some hundred kilobytes at most."""


class DerivedCache:
    """`folder` None keeps nothing. A cache that can't be read or written is no reason to stop."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(
        self, kind: type[T], sources: Iterable[Path], make: Callable[[], T], with_: str = ""
    ) -> T:
        """The kept value, or what `make` returns, kept from now on.

        `sources` are the files it is made from and the folders of the code that makes it, `with_`
        what else went into it. A source that can't be read is for `make` to tell. What `make`
        raises is passed on, and nothing is kept.
        """
        name = _name(kind, sources, with_)
        if self._folder is None or name is None:
            return make()
        entry = self._folder / name
        kept = _read(entry)
        if isinstance(kept, kind):
            return kept
        value = make()
        _write(entry, value)
        return value


def _name(kind: type[object], sources: Iterable[Path], with_: str) -> str | None:
    """None where a source is there and can't be read."""
    seen = [f"{kind.__module__}.{kind.__qualname__}", sys.version, with_]
    for source in sources:
        try:
            seen.extend(_marks(source))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            return None
    return hashlib.sha256("\n".join(seen).encode("utf-8", "replace")).hexdigest()[:32]


def _marks(source: Path) -> Iterable[str]:
    if not source.is_dir():
        if source.is_file():
            with source.open("rb") as file:
                contents = file.read(_LONGEST)
            size = source.stat().st_size
            yield f"{source.absolute()} {size} {hashlib.sha256(contents).hexdigest()}"
        return
    with os.scandir(source) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.is_file():
                facts = entry.stat()
                times = f"{facts.st_mtime_ns} {facts.st_ctime_ns}"
                yield f"{entry.path} {facts.st_size} {facts.st_ino} {times}"


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
        _clear(entry.parent)


def _clear(folder: Path) -> None:
    """The oldest entries make room."""
    entries = sorted(folder.iterdir(), key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in entries[_MOST:]:
        entry.unlink(missing_ok=True)
