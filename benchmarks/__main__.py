"""`python -m benchmarks`: every measure, or those that are named, one line each.

An unknown name ends with argparse's exit code for a usage error, before anything is measured.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

MEASURES = (
    "cold_start",
    "first_words",
    "reading",
    "fuzzing",
    "event_streams",
    "routing",
    "gui",
    "gui_swaps",
    "uploads",
    "children",
    "rendering",
    "kill",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code; raises SystemExit as argparse does."""
    for name in _parser().parse_args(arguments).measure or MEASURES:
        for line in import_module(f"benchmarks.{name}").report():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m benchmarks",
        description="Prints each measure as a line; all of them where none is named.",
    )
    parser.add_argument("measure", nargs="*", type=_measure, help=", ".join(MEASURES))
    return parser


def _measure(name: str) -> str:
    if name not in MEASURES:
        known = ", ".join(MEASURES)
        raise argparse.ArgumentTypeError(f"{name!r} is no measure; there are {known}")
    return name


if __name__ == "__main__":
    sys.exit(main())
