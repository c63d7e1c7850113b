"""The client id: a UUID, made once and kept, which the free token belongs to (CONTRACT, Base,
headers, identity).

A skill names its file, and what the file holds goes out in a header. So a link is not followed, and
nothing but an id is taken: whoever puts a link there would have any file of the user sent.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from pathlib import Path

_MAX = 64
# A UUID with or without hyphens, perhaps behind a word such as `client-`; and the time with a
# random number, as published skills make one where there is no uuidgen.
_CLIENT_ID = re.compile(
    r"(?:[A-Za-z]{1,20}[-_])?[0-9A-Fa-f][0-9A-Fa-f-]{31,42}|client-[0-9-]{8,40}"
)
_AS_IT_STANDS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def kept_client_id(path: Path, fresh: str) -> str:
    """The id in `path`; where there is none, `fresh`, written there for next time.

    A file that can't be read or written is no reason to stop, and one that holds something else is
    left alone, as is a link: the id then lives as long as the state does.
    """
    try:
        kept = read_client_id(path)
    except FileNotFoundError:
        kept = ""
    except (OSError, ValueError):
        return fresh
    if kept:
        return kept
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | _AS_IT_STANDS, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{fresh}\n")
    return fresh


def read_client_id(path: Path) -> str:
    """The id in a file; empty where the file is. Raises OSError where it can't be read, ValueError
    for a link and for what holds anything else than an id of at most 64 characters.
    """
    if path.is_symlink():  # where the system has no O_NOFOLLOW
        raise ValueError(path)
    with os.fdopen(os.open(path, os.O_RDONLY | _AS_IT_STANDS), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError(path)
        held = file.read(_MAX * 4).decode("ascii").strip()
    if held and not (len(held) <= _MAX and _CLIENT_ID.fullmatch(held)):
        raise ValueError(path)
    return held
