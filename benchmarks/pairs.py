"""Two commands in turn, A B A B …, and what each costs as a whole process."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run, in seconds."""

    cpu: float
    """User and system time of the process and what it waited for."""
    wall: float


@dataclass(frozen=True, slots=True)
class Pair:
    """The medians of both, and the median of the ratios run by run."""

    ours: Cost
    baseline: Cost
    cpu_ratio: float
    wall_ratio: float

    def __str__(self) -> str:
        return (
            f"cpu {self.ours.cpu * 1e3:4.0f} / {self.baseline.cpu * 1e3:4.0f} ms = "
            f"{self.cpu_ratio:.2f}   wall {self.ours.wall * 1e3:4.0f} / "
            f"{self.baseline.wall * 1e3:4.0f} ms = {self.wall_ratio:.2f}"
        )


def compare(
    ours: Sequence[str], baseline: Sequence[str], environment: Mapping[str, str], runs: int = 15
) -> Pair:
    """Raises RuntimeError where a command fails: a failing command's time says nothing."""
    for command in (ours, baseline):
        run(command, environment)
    pairs = [(run(ours, environment), run(baseline, environment)) for _ in range(runs)]
    return Pair(
        _median([a for a, _ in pairs]),
        _median([b for _, b in pairs]),
        statistics.median(a.cpu / b.cpu for a, b in pairs),
        statistics.median(a.wall / b.wall for a, b in pairs),
    )


def run(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(command, env=dict(environment), capture_output=True, check=False)
    wall, after = time.perf_counter() - began, os.times()
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    user = after.children_user - before.children_user
    return Cost(user + after.children_system - before.children_system, wall)


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(c.cpu for c in costs), statistics.median(c.wall for c in costs))
