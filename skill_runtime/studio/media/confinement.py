"""The child's side of `sandbox`, apart from it: a child loads nothing that starts children."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

__all__ = ["Limits", "Report", "enter"]

Report = Callable[[Mapping[str, object]], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: processor time, and bytes of memory and of any file it writes."""

    cpu_seconds: int
    memory: int
    file_size: int


def enter() -> None:
    """Loads what the first line names, reads the order, takes on its limits and does the work.

    It ends where the input does before there was an order.
    """
    for module in json.loads(sys.stdin.readline() or "[]"):
        importlib.import_module(module)
    text = sys.stdin.read()
    if not text:
        return
    order = json.loads(text)
    _limit(Limits(**order["limits"]))
    out = sys.stdout.buffer

    def report(value: Mapping[str, object]) -> None:
        out.write(json.dumps(dict(value)).encode() + b"\n")
        out.flush()

    importlib.import_module(order["module"]).run(order["job"], report)


def _limit(limits: Limits) -> None:
    if sys.platform == "win32":
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        # A system may refuse one of them (macOS the second); the others still hold.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
