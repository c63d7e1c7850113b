"""Copies of this repository as a user's git, an archive or a marketplace hands it on: the tracked
files alone, in a folder with the skill's name.
"""

from __future__ import annotations

import hashlib
import shutil
import stat
import subprocess
from fnmatch import fnmatch
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
NAME = "image-generation-generator"


def tracked_files() -> list[str]:
    """What a commit of the working tree would hold."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout
    return [name for name in listed.decode().split("\0") if (REPOSITORY / name).is_file()]


def published_files() -> list[str]:
    """What ClawHub keeps of them: nothing whose path holds a dot file, no links, and nothing that
    .clawhubignore names. Its lines here are whole names in the root, or patterns with a folder.
    """
    lines = (REPOSITORY / ".clawhubignore").read_text("utf-8").splitlines()
    ignored = [line.strip("/") for line in lines if line and not line.startswith("#")]
    return [
        name
        for name in tracked_files()
        if not any(fnmatch(name, line) or name.split("/")[0] == line for line in ignored)
        and not any(part.startswith(".") for part in name.split("/"))
        and not (REPOSITORY / name).is_symlink()
    ]


def copy_skill(parent: Path, names: list[str] | None = None) -> Path:
    """A clean copy below `parent`, of all files or of those named; the checkout itself may be
    called anything.
    """
    skill = parent / NAME
    for name in tracked_files() if names is None else names:
        target = skill / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / name, target, follow_symlinks=False)
    return skill


def fingerprint(folder: Path) -> dict[str, str]:
    """Every path below a folder with its kind, mode and contents."""
    return {str(path.relative_to(folder)): _print_of(path) for path in sorted(folder.rglob("*"))}


def _print_of(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return f"link {path.readlink()}"
    if stat.S_ISDIR(mode):
        return f"folder {mode:o}"
    return f"file {mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
