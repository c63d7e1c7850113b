"""The client id: a UUID, made once and kept, which the free token belongs to (CONTRACT, Base,
headers, identity).
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_MAX = 64


def kept_client_id(path: Path, fresh: str) -> str:
    """The id in `path`; where there is none, `fresh`, written there for next time.

    A file that can't be read or written is no reason to stop, and one that holds something else is
    left alone: the id then lives as long as the state does.
    """
    try:
        kept = path.read_text("ascii").strip()
    except FileNotFoundError:
        kept = ""
    except (OSError, ValueError):
        return fresh
    if kept:
        return kept if len(kept) <= _MAX and kept.isprintable() else fresh
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{fresh}\n")
    return fresh
