"""The package as it is now: the digest that tells its versions apart, and copies that run on while
the skill's own folder is updated or removed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from skill_runtime.adapters.derived_cache import DerivedCache

_PACKAGE = Path(__file__).parents[1]
_PROJECT_FILE = _PACKAGE.parent / "pyproject.toml"
"""What the entry finds its environment by; a package that came by pip has none, and needs none."""
_CACHE = "__pycache__"
_LENGTH = 16


def program_digest(cache: Path | None = None) -> str:
    """Of all files of the package; empty where it was removed meanwhile.

    `cache` is the user's cache folder, where it is kept as long as their sizes and times are the
    same: to read them all takes as long as a short command.
    """
    if not _PACKAGE.is_dir():
        return ""
    derived = DerivedCache(cache and cache / "derived")
    return derived.get(str, [*_folders(), _PROJECT_FILE], _digest, "program")


def own_copy(folder: Path, cache: Path | None = None) -> Path:
    """The package as it is now, copied into the folder; copies of other versions go, and what the
    user's cache folder holds of their bytecode.
    """
    copy = folder / _digest()
    if not copy.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as fresh:
            ignored = shutil.ignore_patterns(_CACHE)
            shutil.copytree(_PACKAGE, Path(fresh, "copy", _PACKAGE.name), ignore=ignored)
            if _PROJECT_FILE.exists():
                shutil.copy(_PROJECT_FILE, Path(fresh, "copy"))
            with contextlib.suppress(OSError):  # another start was faster
                Path(fresh, "copy").rename(copy)
        # Python keeps it under a source's whole path.
        bytecode = cache and cache / "bytecode" / folder.relative_to(folder.anchor)
        for other in (*folder.glob("[0-9a-f]*"), *(bytecode.glob("*") if bytecode else ())):
            if other.name != copy.name:
                shutil.rmtree(other, ignore_errors=True)
    return copy / _PACKAGE.name


def _digest() -> str:
    digest = hashlib.sha256(_PROJECT_FILE.read_bytes() if _PROJECT_FILE.exists() else b"")
    for file in sorted(_PACKAGE.rglob("*")):
        if file.is_file() and file.parent.name != _CACHE:
            digest.update(str(file.relative_to(_PACKAGE)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:_LENGTH]


def _folders() -> list[str]:
    found = []
    for folder, inside, _ in os.walk(_PACKAGE):
        found.append(folder)
        inside[:] = sorted(name for name in inside if name != _CACHE)
    return found
