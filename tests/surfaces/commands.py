"""Runs `skill-runtime` as a user's shell does: a process and an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
_CACHE = REPOSITORY / ".pytest_cache" / "started"
"""Bytecode and what is made from the vocabularies: every process would make its own, for a second
or two, in an empty home. Its entries go by the contents of what they are made from.
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    """An empty HOME, none of the developer's variables."""
    cache = {"XDG_CACHE_HOME": str(_CACHE)}
    return {"PATH": os.environ["PATH"], "HOME": str(home), **cache, **more}


def skill_runtime(
    *arguments: str,
    home: Path,
    stdin: str | bytes = b"",
    more: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Its output as text, its exit code; never a prompt, since stdin is no terminal."""
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "skill_runtime"), *arguments],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        env={**environment(home), **(more or {})},
        cwd=cwd or home,
        timeout=120,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)
