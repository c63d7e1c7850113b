"""A file from elsewhere: a temporary name until it is complete, then one that never overwrites."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from skill_runtime.core.file_names import next_name
from skill_runtime.model.steps import Placed

_MAX_NUMBER = 10_000


class PartFile:
    """The bytes so far, in a hidden file beside the final one, where a later command finds them.

    Raises OSError: a folder that can't be made or written, a full disk, a name that no file has.
    """

    def __init__(self, folder: str, name: str) -> None:
        if "\0" in folder + name:
            raise OSError("a name can't hold a NUL")
        place = Path(os.path.expanduser(folder))  # noqa: PTH111 - pathlib's raises for nobody's home
        self.path = place.absolute() / name

    @property
    def size(self) -> int:
        """Bytes that are there already."""
        with contextlib.suppress(OSError):
            facts = self.path.lstat()
            return facts.st_size if stat.S_ISREG(facts.st_mode) else 0
        return 0

    @contextmanager
    def open(self, start: int) -> Iterator[BinaryIO]:
        """To go on behind its first `start` bytes. A link under its name is not written through."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(self.path, flags, 0o666), "r+b") as file:
            file.truncate(start)
            file.seek(start)
            yield file

    def read(self, offset: int, length: int) -> bytes:
        with self.path.open("rb") as file:
            file.seek(offset)
            return file.read(length)

    def sync(self) -> None:
        """On the disk, whatever happens to the machine."""
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())

    def discard(self) -> None:
        with contextlib.suppress(OSError):
            self.path.unlink()


def keep(folder: str, name: str, data: bytes) -> Path:
    """A new file of these bytes, under the first free name. Raises OSError."""
    part = PartFile(folder, f".{secrets.token_hex(8)}.part")
    try:
        with part.open(0) as file:
            file.write(data)
        part.sync()
        placed = place(str(part.path), name, len(data))
        while not placed.path:
            placed = place(str(part.path), placed.free, len(data))
    finally:
        part.discard()
    return Path(placed.path)


def discard(folder: str, name: str) -> None:
    with contextlib.suppress(OSError):
        PartFile(folder, name).discard()


def place(path: str, name: str, size: int) -> Placed:
    """Give the temporary file its name, beside where it lies; see `model.steps.Place`.

    Whoever calls has written the name down before. So where the temporary file is gone and a file
    of that name and size is there, an earlier call came to its end. Raises OSError.
    """
    part = Path(path)
    final = part.with_name(name)
    if not part.exists():
        done = final.is_file() and final.stat().st_size == size
        return Placed(path=str(final) if done else "")
    if _take_name(part, final):
        _sync_folder(final.parent)
        return Placed(path=str(final))
    for _ in range(_MAX_NUMBER):
        name = next_name(name)
        if not os.path.lexists(part.with_name(name)):
            return Placed(free=name)
    raise FileExistsError(f"{part.parent} is full of files named like {name}")


def _take_name(part: Path, final: Path) -> bool:
    """False where the name is another file's. A link makes the check and the naming one step."""
    try:
        os.link(part, final)
    except FileExistsError:
        # A call that was killed between the link and the removal has named it already.
        if final.is_symlink() or not final.samefile(part):
            return False
    except OSError:
        # File systems without hard links: the name is reserved first, then replaced.
        try:
            final.open("xb").close()
        except FileExistsError:
            return False
        part.replace(final)
        return True
    part.unlink()
    return True


def _sync_folder(folder: Path) -> None:
    """Names are kept in folders; not every system lets one be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
