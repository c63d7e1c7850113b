"""Runs `skill-runtime` as a user's shell does: a process and an environment of its own."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.surfaces.forked import REPOSITORY, Forker

_PYTHON_S_OWN = ("PYTHON", "LC_", "LANG")
"""Variables that an interpreter reads before it runs anything."""
_CACHE = REPOSITORY / ".pytest_cache" / "started"
"""Bytecode and what is made from the vocabularies: every process would make its own, for a second
or two, in an empty home. Its entries go by the contents of what they are made from.
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    """An empty HOME, none of the developer's variables."""
    cache = {"XDG_CACHE_HOME": str(_CACHE)}
    return {"PATH": os.environ["PATH"], "HOME": str(home), **cache, **more}


_OF_A_TEST = "pytest-of-"
"""Where other tests put copies of the program."""


def warm(home: Path) -> None:
    """Gives a SKILL_RUNTIME_HOME a cache of its own with what other commands have made already."""
    kept = _CACHE / "skill_runtime"
    for path in kept.rglob("*"):
        if path.is_file() and _OF_A_TEST not in str(path):
            here = home / "cache" / path.relative_to(kept)
            here.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # one that its maker has just given its name
                _put(path, here)


def _put(path: Path, here: Path) -> None:
    try:
        here.hardlink_to(path)
    except OSError:  # on another disk
        shutil.copy2(path, here)


def skill_runtime(
    *arguments: str,
    home: Path,
    stdin: str | bytes = b"",
    more: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    starts: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Its output as text, its exit code; never a prompt, since stdin is no terminal. With `starts`
    its worker is started by the system, as a user's is.
    """
    given = stdin.encode() if isinstance(stdin, str) else stdin
    variables = {**environment(home), **(more or {})}
    done = _started(arguments, given, variables, cwd or home, starts=starts)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def _started(
    arguments: Sequence[str],
    stdin: bytes,
    variables: Mapping[str, str],
    folder: Path,
    *,
    starts: bool,
) -> subprocess.CompletedProcess[bytes]:
    if hasattr(os, "fork") and not any(name.startswith(_PYTHON_S_OWN) for name in variables):
        forker = _forker()
        interpreter = sys.executable if starts else str(forker.interpreter)
        return forker.run(arguments, stdin, variables, folder, interpreter)
    return subprocess.run(
        [sys.executable, str(REPOSITORY / "skill_runtime"), *arguments],
        input=stdin,
        capture_output=True,
        env=variables,
        cwd=folder,
        timeout=120,
        check=False,
    )


@functools.cache
def _forker() -> Forker:
    forker = Forker(environment(Path(os.devnull)))
    atexit.register(forker.close)
    return forker
