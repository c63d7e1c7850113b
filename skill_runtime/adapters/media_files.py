"""The Files port: what a local file really is, by its first bytes and never by its name; and new
files, which take no other's place.
"""

from __future__ import annotations

import glob
import itertools
import os
import stat
from pathlib import Path

from skill_runtime.adapters import downloads
from skill_runtime.adapters.folders import why_not_writable
from skill_runtime.core.media_types import media_format
from skill_runtime.model.steps import FileFacts, Found, Placed

_HEAD = 4096
_MOST_FOUND = 1000
"""Files that wildcards may mean."""


class LocalFiles:
    """The Files port."""

    def __init__(self, own: Path | None = None) -> None:
        """`own`: the program's own folder for exports, which is made where it is missing. Any other
        is the user's to make: a mistyped one would be made as well.
        """
        self._own = own

    def look(self, path: str) -> FileFacts:
        """`~` is the user's home. Anything but a plain file is refused, a link to one as well: it
        may lead to what nobody meant to send.
        """
        if "\0" in path:
            return FileFacts(path, path, problem="missing")  # no file is called so
        place = Path(os.path.expanduser(path))  # noqa: PTH111 - pathlib's raises for nobody's home
        try:
            facts = place.lstat()
        except PermissionError:
            return FileFacts(path, place.name, problem="unreadable")
        except (OSError, UnicodeError):
            # Of what is not there the whole path is to be checked.
            return FileFacts(path, path, problem="missing")
        if stat.S_ISDIR(facts.st_mode):
            return FileFacts(path, place.name or path, problem="directory")
        if stat.S_ISLNK(facts.st_mode):
            return FileFacts(path, place.name, problem="link")
        if not stat.S_ISREG(facts.st_mode):
            return FileFacts(path, place.name, problem="special")
        try:
            with place.open("rb") as file:
                head = file.read(_HEAD)
        except OSError:
            return FileFacts(path, place.name, problem="unreadable")
        return FileFacts(os.fspath(place), place.name, facts.st_size, media_format(head))

    def expand(self, path: str) -> Found:
        """As a shell does, which quotes and other systems may have kept from it."""
        place = os.path.expanduser(path)  # noqa: PTH111 - as in `look`
        if "\0" in path or not glob.has_magic(place) or os.path.lexists(place):
            return Found((path,))
        found = sorted(itertools.islice(glob.iglob(place), _MOST_FOUND))  # noqa: PTH207 - the same
        return Found(tuple(found) or (path,))

    def keep(self, folder: str, name: str, data: bytes) -> FileFacts:
        """`~` is the user's home; where the name is taken, the new file's gets a number."""
        try:
            path = downloads.keep(folder, name, data)
        except OSError as error:
            return FileFacts(name, name, len(data), problem=error.strerror or str(error))
        return FileFacts(os.fspath(path), path.name, len(data), media_format(data[:_HEAD]))

    def reach(self, folder: str) -> FileFacts:
        if "\0" in folder:
            return FileFacts(folder, folder, problem="a name can't hold a NUL")
        place = Path(os.path.expanduser(folder)).absolute()  # noqa: PTH111 - as in `look`
        problem = why_not_writable(place)
        if not problem and place != self._own and not place.exists():
            problem = "missing"
        return FileFacts(os.fspath(place), place.name, problem=problem or None)

    def place(self, path: str, name: str, size: int) -> Placed:
        return downloads.place(path, name, size)

    def discard(self, folder: str, name: str) -> None:
        downloads.discard(folder, name)
