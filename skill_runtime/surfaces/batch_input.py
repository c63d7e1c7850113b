"""What `batch` is to do, from the command line or a YAML list; everything wrong is told at once."""

from __future__ import annotations

import argparse
import glob
import os
from pathlib import Path

from skill_runtime.adapters.media_files import LocalFiles
from skill_runtime.adapters.strict_yaml import parse_strict_yaml
from skill_runtime.core.batch import MOST_FILMS, Film, read_list
from skill_runtime.core.contract import EXPORT_FORMATS
from skill_runtime.core.quick_plans import is_link
from skill_runtime.core.skill_reader import StrictYamlError
from skill_runtime.errors import UsageError, unreadable
from skill_runtime.surfaces.named_files import text_of
from skill_runtime.surfaces.output_options import output_slots

_MOST_AT_ONCE = 16
_OF_THE_FILM = ("format", "resolution", "quality", "orientation")
"""Options that are the same for each file."""


def films_of(options: argparse.Namespace) -> tuple[Film, ...]:
    """Raises UsageError."""
    if not 1 <= options.at_once <= _MOST_AT_ONCE:
        raise UsageError(f"--at-once takes a number from 1 to {_MOST_AT_ONCE}.")
    if options.list:
        if any((options.files, options.each, *(getattr(options, name) for name in _OF_THE_FILM))):
            raise UsageError(
                "A list says all of it: give --list alone, without FILEs, --each or what the films"
                " are to be."
            )
        return _listed(Path(options.list))
    if not options.files or not options.each.strip():
        raise UsageError('Give FILEs and --each "INSTRUCTION", or --list FILE.yaml.')
    files = [path for file in options.files for path in _meant(file)]
    if len(files) > MOST_FILMS:
        raise UsageError(f"That are {len(files)} files; a batch takes {MOST_FILMS}.")
    format_ = options.format.lower() or "mp4"
    if format_ not in EXPORT_FORMATS:
        known = ", ".join(EXPORT_FORMATS)
        fields = {"asked": format_, "known": EXPORT_FORMATS}
        raise UsageError(
            f"{format_!r} is no export format. There are: {known}.", "no_format", **fields
        )
    return tuple(
        Film(
            (_absolute(file),),
            options.each.strip(),
            output_slots(options, format_, _named_after(file, format_)),
        )
        for file in files
    )


def _meant(file: str) -> tuple[str, ...]:
    """Wildcards that no shell has read: each of their files is a film. Raises UsageError where
    there is none.
    """
    if is_link(file):
        return (file,)
    found = LocalFiles().expand(file).paths
    if found == (file,) and glob.has_magic(file) and not os.path.lexists(_absolute(file)):
        raise unreadable(file, "no file is called so")
    return found


def _named_after(file: str, format_: str) -> str:
    """`beach.mov` becomes `beach.mp4`, in the folder where exports go."""
    stem = Path(file.partition("?")[0]).stem or "video"
    return f"{stem}.{format_}"


def _absolute(file: str, folder: Path | None = None) -> str:
    if is_link(file):
        return file
    path = Path(os.path.expanduser(file))  # noqa: PTH111 - pathlib's raises for nobody's home
    return str((folder or Path.cwd()) / path)


def _listed(path: Path) -> tuple[Film, ...]:
    """Files are looked for beside the list."""
    try:
        parsed = parse_strict_yaml(text_of(path))
    except StrictYamlError as error:
        raise _faulty(path, [f"line {one.line}: {one.message}" for one in error.faults]) from error
    films, faults = read_list(parsed.values)
    if faults:
        lines = parsed.lines
        raise _faulty(
            path,
            [
                f"line {lines[one.place]}: {one.place} {one.message}"
                if one.place in lines
                else f"{one.place} {one.message}"
                for one in faults
            ],
        )
    folder = path.absolute().parent
    return tuple(
        Film(tuple(_absolute(file, folder) for file in film.files), film.say, film.export)
        for film in films
    )


def _faulty(path: Path, faults: list[str]) -> UsageError:
    told = "\n".join(f"  {fault}" for fault in faults[:20])
    return UsageError(f"{path} can't be used:\n{told}")
