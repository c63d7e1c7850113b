"""The folders that the runtime fills, and what of them `forget` removes.

Only what is named here is touched: SKILL_RUNTIME_HOME may be a folder that holds other things.
Finished films stay, and so do the packages that the program itself runs from.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

HISTORY = "history"
"""Of `chat`, in the state's folder."""
LOG = "workers.log"
"""Of processes that turns ran in, there as well."""
_DERIVED = ("derived", "templates")
"""In the cache's folder: compiled vocabularies and templates."""
_PROGRAM = ("environments", "bytecode")


def caches(cache: Path) -> list[Path]:
    return _there(cache / name for name in _DERIVED)


def packages(cache: Path) -> list[Path]:
    """What the program runs from, made by its entry."""
    return _there(cache / name for name in _PROGRAM)


def films(home: Path, delivered: Iterable[str]) -> list[Path]:
    """Exports that are still where they were saved, and those in the folder for them."""
    kept = sorted(path for path in (home / "exports").rglob("*") if path.is_file())
    return list(dict.fromkeys((*_there(map(Path, filter(None, delivered))), *kept)))


def remove(places: Iterable[Path]) -> int:
    """How many there were; a link goes, what it leads to stays. Raises OSError."""
    found = _there(places)
    for place in found:
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink()
    return len(found)


def _there(places: Iterable[Path]) -> list[Path]:
    return [place for place in places if place.exists() or place.is_symlink()]
