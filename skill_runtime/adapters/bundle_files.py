"""Bundles on disk: the SKILL.md that one is made of, the runtime's own files, the folder written.

A folder is replaced only where it is a bundle of the same skill that nobody has touched since; it
is written beside its place and renamed, so that a failure leaves what was there.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from skill_runtime.adapters.skill_files import MAX_BYTES, load_skill, skill_file
from skill_runtime.adapters.strict_yaml import parse_strict_yaml
from skill_runtime.core.bundle import (
    ORIGINAL,
    SUMS,
    Files,
    Listing,
    build_bundles,
    read_listing,
    sums,
)
from skill_runtime.errors import SetupError, UsageError, unreadable

_PACKAGE = Path(__file__).parents[1]
# Beside the package in a skill's folder and in the repository, within it once it is installed.
_BESIDE = ("LICENSE", "intents", "pyproject.toml", "translations")
_OWN_PAGE = "SKILL.md"
_FILE_MODE, _FOLDER_MODE = 0o644, 0o755  # whatever the umask says


def build(path: Path) -> tuple[Listing, dict[str, bytes]]:
    """The bundles of the skill in a folder or a SKILL.md. Raises UsageError, SkillError."""
    load_skill(path)  # refuses with its own words what is no text of a skill
    file = skill_file(path)
    try:
        text = file.read_bytes().decode("utf-8-sig")
        former = _former_page(file.parent / ORIGINAL)
    except OSError as error:
        raise unreadable(str(path), _reason(error)) from error
    listing = read_listing(text, parse_strict_yaml, str(path), former)
    return listing, build_bundles(listing, runtime_files(), parse_strict_yaml)


def left_out(path: Path) -> tuple[str, ...]:
    """What stands beside the SKILL.md and does not go into its bundles: the runtime asks for none
    of it. Of a lone file, nothing.
    """
    if not path.is_dir():
        return ()
    bundled = {_PACKAGE.name, *_BESIDE, _OWN_PAGE, PurePosixPath(ORIGINAL).parts[0]}
    names = (entry.name for entry in path.iterdir())
    return tuple(sorted(n for n in names if n not in bundled and not n.startswith((".", "_"))))


def _former_page(file: Path) -> str:
    """Of a skill that is a bundle already. No link is followed, since what it leads to, anywhere on
    this machine, would be published.
    """
    if file.parent.is_symlink() or not _is_plain(file):
        return ""
    with file.open("rb") as stream:
        return stream.read(MAX_BYTES).decode("utf-8", "replace")


def runtime_files(package: Path = _PACKAGE) -> dict[str, bytes]:
    """The runtime's own files, by their path in a skill's folder: of a checkout, of an installed
    package or of a bundle. Raises SetupError where some are missing. What makes the tables of the
    data folders needs the repository, and stays there.
    """
    files = dict(_below(package, package.name, skipping=(*_BESIDE, _OWN_PAGE)))
    for part in _BESIDE:
        inside = package / part
        place = inside if inside.exists() else package.parent / part
        if place.is_dir():
            files |= {path: c for path, c in _below(place, part) if not path.endswith(".py")}
        else:
            files[part] = _contents(place)
    return files


def _below(folder: Path, name: str, skipping: Sequence[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Every file that belongs to the program: no bytecode, nothing hidden, no editor's copies."""
    for path in sorted(folder.iterdir()):
        if path.name in skipping or path.name.startswith((".", "__pycache__")):
            continue
        if path.is_dir():
            yield from _below(path, f"{name}/{path.name}")
        elif path.suffix != ".pyc" and not path.name.endswith("~"):
            yield f"{name}/{path.name}", _contents(path)


def _contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SetupError(
            f"{path} can't be read ({_reason(error)}), so that a bundle would be incomplete."
            " Install skill-runtime anew.",
            "incomplete",
            path=path,
            reason=_reason(error),
        ) from error


def write_bundles(folder: Path, files: Files, name: str) -> Path:
    """Writes the bundles of the skill of that name; returns the folder's absolute path.

    Raises UsageError where something else stands there, or it can't be written.
    """
    try:
        place = folder.resolve()
        _check(place, name)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{place.name}-", dir=place.parent) as temporary:
            new, old = Path(temporary, "new"), Path(temporary, "old")
            _fill(new, files)
            _swap(new, place, old)
    except OSError as error:
        raise UsageError(
            f"{folder} can't be written ({_reason(error)}). Name another folder with --out.",
            "unwritable",
            path=folder,
            reason=_reason(error),
        ) from error
    return place


def _check(place: Path, name: str) -> None:
    """Raises UsageError unless the place is free, or holds what an earlier run left there."""
    if not os.path.lexists(place):
        return
    if not place.is_dir():
        raise _in_the_way(place, "is no folder")
    if Path.cwd().is_relative_to(place):
        raise _in_the_way(place, "is where you are working")
    if not any(place.iterdir()):
        return
    if not (place / SUMS).is_file():
        raise _in_the_way(place, "holds something else")
    found = _found(place)
    if f"clawhub/{name}/{_OWN_PAGE}" not in found:
        raise _in_the_way(place, "holds another skill's bundles")
    if found.pop(SUMS).decode("utf-8", "replace") != sums(found):
        raise _in_the_way(place, "holds bundles that were changed since")


def _in_the_way(place: Path, reason: str) -> UsageError:
    advice = f"{place} {reason}, and is left alone. Name another folder with --out, or move it."
    return UsageError(advice, "in_the_way", path=place, reason=reason)


def _found(place: Path) -> dict[str, bytes]:
    """Every file below, whatever its name. Links, pipes and the like are none of ours."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes() if _is_plain(path) else b"foreign"
        for path in place.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, contents in sorted(files.items()):
        place = folder.joinpath(*PurePosixPath(path).parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(contents)
        place.chmod(_FILE_MODE)
    for made in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        made.chmod(_FOLDER_MODE)


def _swap(new: Path, place: Path, old: Path) -> None:
    """Puts the new folder in the old one's place, which comes back if that fails."""
    if not place.exists():
        new.rename(place)
        return
    place.rename(old)
    try:
        new.rename(place)
    finally:
        if not place.exists():
            old.rename(place)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
