"""Folders: those of the user's own, which nobody else can look into; and whether files can be made
in one, found out without making any.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def make_private(folder: Path) -> None:
    """0700, with all that is missing above it: `mkdir` gives its mode to the last one alone. Raises
    OSError.
    """
    if not folder.parent.exists():
        make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def why_not_writable(folder: Path) -> str:
    """What the system says against a new file there, or against making the folder below the first
    above it that is there; empty where nothing speaks against it. Never raises.

    Where rights are more than mode bits (Windows), a later try may still be refused.
    """
    for place in (folder, *folder.parents):
        try:
            mode = place.stat().st_mode
        except (FileNotFoundError, NotADirectoryError) as error:
            if place.is_symlink():
                return str(error.strerror)
            continue
        except OSError as error:
            return error.strerror or str(error)
        if not stat.S_ISDIR(mode):
            return os.strerror(errno.ENOTDIR)
        return "" if os.access(place, os.W_OK | os.X_OK) else os.strerror(errno.EACCES)
    return os.strerror(errno.ENOENT)
