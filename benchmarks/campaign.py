"""The command line of a measure over numbered inputs: how many, from which one on."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator


def run(name: str, report: Callable[[int, int, int], Iterator[str]], inputs: int) -> int:
    """Print the report: the figures in its first line, then a finding each. 1 where there is one.

    `report` takes the number of inputs, the first one's number, and of processes.
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}")
    parser.add_argument("--inputs", type=int, default=inputs)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    lines = list(report(options.inputs, options.first, options.processes))
    sys.stdout.write("\n".join(lines) + "\n")
    return min(len(lines) - 1, 1)
