"""What was made from files, kept for the next process: reading them costs more than a short turn.

An entry says what it was made of, the sources and the code, so that a changed file or an update
is a new entry. A file counts by its contents; of a folder's files, which an update replaces, place,
size and times are enough, the time of the last change of any kind among them: archives and
installers set the one that is usually looked at.

The entry holds that description itself and its name only a checksum of it: to compare some
kilobytes is cheaper than to import a library of hashes. For the same reason paths are strings here:
what a short command waits for is imports.

The folder is the user's own, 0700, beside the bytecode; whoever can write there can change the
program itself, so entries are pickles, as the bytecode is marshalled code.
"""

from __future__ import annotations

import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterable

try:
    # All that is needed of `pickle`, without a millisecond and a half of Python around it.
    from _pickle import Pickler, UnpicklingError, loads
except ImportError:  # not CPython
    from pickle import Pickler, UnpicklingError, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from _typeshed import StrPath

    T = TypeVar("T")

_LONGEST = 2 * 1024 * 1024
"""Bytes of a file that are looked at; what reads them refuses longer ones."""
_LENGTH = 8
"""Bytes of the number that an entry begins with: how long the description of its origin is."""
_PROTOCOL = 5
"""Of pickling: the newest that Python 3.11 has."""
_MOST = 64
"""Entries that are kept; the largest have some megabytes."""


class DerivedCache:
    """`folder` None keeps nothing. A cache that can't be read or written is no reason to stop."""

    def __init__(self, folder: StrPath | None, imported_ns: int | None = None) -> None:
        """`imported_ns`: when this process began to import its code, in nanoseconds since 1970.

        What changed after that, as by an update, may be other code than the one that makes the
        value, which therefore isn't kept.
        """
        self._folder = folder and os.fspath(folder)
        self._imported_ns = imported_ns

    def get(
        self, kind: type[T], sources: Iterable[StrPath], make: Callable[[], T], with_: str = ""
    ) -> T:
        """The kept value, or what `make` returns, kept from now on.

        `sources` are the files it is made from and the folders of the code that makes it, `with_`
        what else went into it. A source that can't be read is for `make` to tell. What `make`
        raises is passed on, and nothing is kept.
        """
        sources = tuple(sources)
        kept, entry, origin = self._look(kind, sources, with_)
        if kept is not None:
            return kept
        value = make()
        unchanged = self._imported_ns is None or _changed_ns(sources) < self._imported_ns
        if entry and unchanged:
            _write(entry, origin, value)
        return value

    def find(self, kind: type[T], sources: Iterable[StrPath], with_: str = "") -> T | None:
        """The kept value, if there is one: for what is made in other ways meanwhile."""
        return self._look(kind, sources, with_)[0]

    def _look(
        self, kind: type[T], sources: Iterable[StrPath], with_: str
    ) -> tuple[T | None, str, bytes]:
        """What is kept, the place for it (empty where nothing can be), and what it is made of."""
        origin = _origin(kind, sources, with_)
        if self._folder is None or origin is None:
            return None, "", b""
        name = f"{kind.__qualname__}-{zlib.crc32(origin):08x}"
        entry = os.path.join(self._folder, name)
        kept = _read(entry, origin)
        return kept if isinstance(kept, kind) else None, entry, origin


def _origin(kind: type[object], sources: Iterable[StrPath], with_: str) -> bytes | None:
    """What a value is made of; None where a source is there and can't be read."""
    text = "\n".join((f"{kind.__module__}.{kind.__qualname__}", sys.version, with_))
    seen = [text.encode("utf-8", "surrogatepass")]
    for source in sources:
        try:
            seen.extend(_marks(os.path.abspath(source)))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            return None
    return b"\n".join(seen)


def _marks(source: str) -> Iterable[bytes]:
    facts = os.stat(source)
    if stat.S_ISREG(facts.st_mode):
        with open(source, "rb") as file:
            yield os.fsencode(f"{source} {facts.st_size}")
            yield file.read(_LONGEST)
    if not stat.S_ISDIR(facts.st_mode):
        return
    with os.scandir(source) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.is_file():
                facts = entry.stat()
                times = f"{facts.st_mtime_ns} {facts.st_ctime_ns}"
                yield os.fsencode(f"{entry.path} {facts.st_size} {facts.st_ino} {times}")


def _changed_ns(sources: Iterable[StrPath]) -> int:
    """The last change of any of them, or of a file in them."""
    from contextlib import suppress

    changes = [0]
    for source in sources:
        with suppress(OSError):
            if not os.path.isdir(source):
                changes.append(os.stat(source).st_ctime_ns)
                continue
            with os.scandir(source) as entries:
                changes += [entry.stat().st_ctime_ns for entry in entries if entry.is_file()]
    return max(changes)


def _read(entry: str, origin: bytes) -> object:
    try:
        with open(entry, "rb") as file:
            kept = memoryview(file.read())
        end = _LENGTH + int.from_bytes(kept[:_LENGTH], "big")
        # The origin is compared before anything is made of the rest.
        return loads(kept[end:]) if kept[_LENGTH:end] == origin else None  # noqa: S301 - our own folder: see the module
    except (OSError, UnpicklingError, EOFError, AttributeError, ImportError, IndexError):
        return None
    except (TypeError, ValueError, KeyError, RuntimeError):  # an entry of another version's shape
        return None


def _write(entry: str, origin: bytes, value: object) -> None:
    # Seldom needed, and dear.
    import re
    import tempfile
    from contextlib import suppress
    from pathlib import Path

    from skill_runtime.adapters.compiled_patterns import reduced
    from skill_runtime.adapters.folders import make_private

    folder = os.path.dirname(entry)
    with suppress(OSError):
        make_private(Path(folder))
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(len(origin).to_bytes(_LENGTH, "big") + origin)
            pickler = Pickler(file, _PROTOCOL)
            pickler.dispatch_table = {re.Pattern: reduced}
            pickler.dump(value)
        os.replace(temporary, entry)
        _clear(folder)


def _clear(folder: str) -> None:
    """The oldest entries make room."""
    with os.scandir(folder) as entries:
        newest = sorted(entries, key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in newest[_MOST:]:
        os.unlink(entry.path)
