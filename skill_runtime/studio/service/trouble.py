"""What the user is told of a fault: a sentence of the session's language; details are for the log.

Only a full disk is told apart, because the user can do something about it.
"""

from __future__ import annotations

import errno
import sqlite3
from typing import Literal

from skill_runtime.studio.agent.speaking.speech import Voice

__all__ = ["Trouble", "sentence_for", "trouble_of"]

Trouble = Literal["disk_full", "fault"]
_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


def trouble_of(error: BaseException) -> Trouble:
    if isinstance(error, OSError) and error.errno in _FULL:
        return "disk_full"
    # Errors of our own making have no code.
    code = getattr(error, "sqlite_errorcode", None)
    return "disk_full" if code == sqlite3.SQLITE_FULL else "fault"


def sentence_for(error: BaseException, language: str) -> str:
    """In that language; never the error's own words, nor the name of its class."""
    return Voice(language, "").say(trouble_of(error))
