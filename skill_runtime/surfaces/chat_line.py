"""What stands on a line of `chat`: one of its own commands, the words behind it, or a sentence.

It refuses a command that can't be meant, so that it is never sent and paid for as a sentence.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

from skill_runtime.surfaces.making import names_file

COMMANDS = (
    *("/status", "/credits", "/export", "/upload", "/make", "/undo"),
    *("/preview", "/wait", "/cancel", "/turns", "/jobs", "/help", "/quit"),
)
_LEAVING = frozenset({"/quit", "/exit", "quit", "exit"})
"""Said alone, to whatever program, they are for its prompt and not for the conversation."""
_COMMAND = re.compile(r"/[a-z]+")


def leaves(line: str) -> bool:
    return line.casefold() in _LEAVING


def fault_of(line: str) -> str:
    """The type of the note about a command that can't be meant; empty for all else."""
    if _COMMAND.fullmatch(line) and line not in COMMANDS:
        return "no_command"
    if line.split()[0] != "/make":
        return ""
    words = words_of(line)
    return "" if words and not names_file(words[-1]) else "no_words"


def words_of(line: str) -> list[str]:
    """What stands behind a command, parted as a shell does; nothing where a quote has no end."""
    reader = shlex.shlex(line.partition(" ")[2], posix=True)
    reader.whitespace_split, reader.commenters = True, ""
    if sys.platform == "win32":
        reader.escape = ""  # it parts the folders of a path there
    try:
        return list(reader)
    except ValueError:
        return []


def files_of(line: str) -> tuple[str, ...]:
    """What an upload names. Where there is a file of a name with blanks, it needs no quotes: the
    completion writes none.
    """
    whole = _whole(line)
    return whole if any(map(_is_file, whole)) else tuple(words_of(line)) or whole


def export_place(line: str) -> tuple[str, ...]:
    """There is at most one, so that its blanks need no quotes."""
    words = tuple(words_of(line))
    return words if len(words) == 1 else _whole(line)


def _whole(line: str) -> tuple[str, ...]:
    """All that stands behind a command as one word, or none."""
    rest = line.partition(" ")[2].strip()
    return (rest,) if rest else ()


def _is_file(path: str) -> bool:
    try:
        return Path(path).expanduser().is_file()
    except (OSError, RuntimeError):  # a name that is too long, the home of nobody
        return False
