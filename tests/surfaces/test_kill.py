"""The short form of the kill test; `python -m benchmarks kill` is the whole of it."""

from __future__ import annotations

import sys

import pytest

from benchmarks.kill import run
from tests.surfaces.commands import warm

pytestmark = [
    pytest.mark.kill,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]


def test_processes_die_and_nothing_is_lost_paid_twice_delivered_twice_or_told_wrongly() -> None:
    verdict = run(seed=7, turns=4, kills=4, studio_kills=1, prepare=warm)
    assert verdict.kills > 0
    assert not verdict.faults, "\n".join([str(verdict), *verdict.details])
