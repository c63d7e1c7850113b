"""A file from elsewhere: a temporary name until it is complete, then one that never overwrites."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from types import TracebackType

_MAX_NUMBER = 10_000


class NewFile:
    """Bytes go to a hidden file beside the final one; leaving without `keep` removes it.

    Raises OSError: a folder that can't be made or written, a full disk, a name that no file has.
    """

    def __init__(self, folder: str, name: str) -> None:
        if "\0" in folder + name:
            raise OSError("a name can't hold a NUL")
        self._folder = Path(os.path.expanduser(folder))  # noqa: PTH111 - pathlib's raises for nobody's home
        self._name = Path(name)
        self._temporary = self._folder / f".{secrets.token_hex(8)}.part"

    def __enter__(self) -> NewFile:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = self._temporary.open("xb")
        return self

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)

    def keep(self) -> Path:
        """Give it its name, with a number where that name is taken. Returns the absolute path."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        for number in range(1, _MAX_NUMBER):
            suffix = f"-{number}" if number > 1 else ""
            path = self._folder / f"{self._name.stem}{suffix}{self._name.suffix}"
            if _take_name(self._temporary, path):
                return path.absolute()
        raise FileExistsError(f"{self._folder} is full of files named like {self._name}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):  # a full disk fails once more when the rest is flushed
            self._file.close()
        self._temporary.unlink(missing_ok=True)


def _take_name(temporary: Path, path: Path) -> bool:
    """False where the name is taken. A link makes the check and the naming one step."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError:
        # File systems without hard links: the name is reserved first, then replaced.
        try:
            path.open("xb").close()
        except FileExistsError:
            return False
        temporary.replace(path)
    return True
