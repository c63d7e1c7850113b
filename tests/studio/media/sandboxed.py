"""What the child of `test_sandbox` does."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from skill_runtime.studio.media.confinement import Report


def run(job: Mapping[str, Any], report: Report) -> None:
    _ACTS[job["do"]](job, report)


def _echo(job: Mapping[str, Any], report: Report) -> None:
    report({"value": job["value"]})


def _tell(job: Mapping[str, Any], report: Report) -> None:
    report({"pid": os.getpid(), "loaded": job["module"] in sys.modules})


def _limits(job: Mapping[str, Any], report: Report) -> None:
    import resource

    kinds = resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE
    report({"limits": [resource.getrlimit(kind) for kind in kinds]})


def _environment(job: Mapping[str, Any], report: Report) -> None:
    report(dict(os.environ))


def _fail(job: Mapping[str, Any], report: Report) -> None:
    raise ValueError("on purpose")


def _crash(job: Mapping[str, Any], report: Report) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _eat(job: Mapping[str, Any], report: Report) -> None:
    bytearray(8 << 30)


def _write(job: Mapping[str, Any], report: Report) -> None:
    with Path(job["path"]).open("wb") as file:
        for _ in range(8):
            file.write(bytes(1 << 20))


def _wait(job: Mapping[str, Any], report: Report) -> None:
    report({"waiting": True})
    threading.Event().wait()


_ACTS = {
    "echo": _echo,
    "environment": _environment,
    "limits": _limits,
    "tell": _tell,
    "fail": _fail,
    "crash": _crash,
    "eat": _eat,
    "write": _write,
    "wait": _wait,
}
