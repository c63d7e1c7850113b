"""`python -m benchmarks`: every measure, one line each."""

from __future__ import annotations

import sys
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
    "rendering",
    "kill",
)


def main(names: list[str]) -> int:
    for name in names or MEASURES:
        for line in import_module(f"benchmarks.{name}").report():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
