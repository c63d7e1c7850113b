"""Where a skill was installed: its path, its real path and ClawHub's note beside it.

It never writes: a stray file in a skill's folder makes its installer refuse the next update.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from skill_runtime.core.platform import ORIGIN_FILE, Platform, detect_platform

SKILL_FILE = "SKILL.md"
MAX_ORIGIN_BYTES = 64 * 1024


def locate(path: Path, environment: Mapping[str, str]) -> Platform:
    """The platform of the skill at a path (its folder or SKILL.md), which may be a symlink.

    The path should be the one that the user or the host gave, unresolved.
    """
    given = Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser raises without a home
    folder = given.parent if given.name.casefold() == SKILL_FILE.casefold() else given
    as_given = os.path.normpath(_working_folder(environment) / folder)
    return detect_platform(as_given, _real(folder), environment, _origin(folder))


def _working_folder(environment: Mapping[str, str]) -> Path:
    """Where relative paths begin, by the name that the shell knows: the system's own name of it has
    its links resolved, and with them the host's folder is gone.
    """
    logical = Path(environment.get("PWD", ""))
    try:
        return logical if logical.is_absolute() and logical.samefile(".") else Path.cwd()
    except OSError:
        return Path()


def _real(folder: Path) -> str:
    try:
        return str(folder.resolve())
    except (OSError, RuntimeError):  # a loop of links, or a working directory that is gone
        return ""


def _origin(folder: Path) -> Mapping[str, object] | None:
    """What ClawHub noted when it installed the skill; None where there is nothing readable."""
    try:
        with (folder / ORIGIN_FILE).open("rb") as stream:
            origin = json.loads(stream.read(MAX_ORIGIN_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    return origin if isinstance(origin, dict) else None
