"""`package`: a skill's bundles for the marketplaces, and a line for each about what was written."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from skill_runtime.adapters.bundle_files import build, left_out, write_bundles
from skill_runtime.adapters.reply_templates import ReplyTemplates
from skill_runtime.assembly import data_folder
from skill_runtime.core.bundle import SUMS, Files
from skill_runtime.model.events import Event, as_json
from skill_runtime.model.told import Told
from skill_runtime.model.values import dataclass
from skill_runtime.surfaces import exit_codes
from skill_runtime.surfaces.console import Console


@dataclass(frozen=True, slots=True)
class Bundle:
    """One folder that a marketplace takes."""

    kind: str
    """clawhub · plugin"""
    path: str
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Packaged(Event):
    """What was written; its words stand in `translations/packaging/`."""

    type: ClassVar[str] = "packaged"
    skill: str
    version: str
    folder: str
    bundles: tuple[Bundle, ...]
    left_out: tuple[str, ...] = ()
    """Files and folders beside the SKILL.md that are in no bundle."""
    replaced: bool = False
    """Bundles of the same skill lay there, as they were made."""


def run(options: argparse.Namespace) -> int:
    """The exit code of the command."""
    listing, files = build(Path(options.path))
    name = listing.skill.name
    wanted = Path(options.out or f"{name}-bundles").expanduser()
    replaced = (wanted / SUMS).exists()
    folder = write_bundles(wanted, files, name)
    console = Console(as_json=options.json)
    for warning in listing.warnings:
        where = f"line {warning.line}: " if warning.line else ""
        console.note(f"{where}{warning.message}")
    bundles = tuple(_bundles(name, files))
    others = tuple(o for o in left_out(Path(options.path)) if o != folder.name)
    packaged = Packaged(name, listing.skill.version, str(folder), bundles, others, replaced)
    words = ReplyTemplates(data_folder("translations") / "packaging")
    told = Told(packaged.type, as_json(packaged), words.words(packaged, options.lang or "en"))
    console.tell(told)
    return console.exit_code(exit_codes.OK)


def _bundles(name: str, files: Files) -> Iterator[Bundle]:
    for kind in ("clawhub", "plugin"):
        path = f"{kind}/{name}"
        sizes = [len(contents) for file, contents in files.items() if file.startswith(f"{path}/")]
        yield Bundle(kind, path, len(sizes), sum(sizes))
