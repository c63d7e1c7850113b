"""What this command's line says about the conversation, and the line that goes on with a turn."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from skill_runtime.model.errand import Place

PATIENCE_S = 100.0
"""How long a command follows its turn: less than the usual 120 s after which hosts end it."""
_KEPT = (("skill", ""), ("backend", ""), ("session", "default"), ("out", ""), ("lang", ""))
"""Options that tell which conversation, with what they are where nobody named them."""


def command_of(options: argparse.Namespace, turn: int) -> str:
    """`wait` for a turn, quoted for a shell."""
    words = [*_program(), "wait", str(turn)]
    for name, default in _KEPT:
        value = getattr(options, name) or default
        if value != default:
            words += [f"--{name}", value]
    if options.wait not in {0, PATIENCE_S}:  # the host's own limit, which holds the next time too
        words += ["--wait", f"{options.wait:g}"]
    if options.json:
        words.append("--json")
    return _quoted(words)


def place_of(options: argparse.Namespace) -> Place:
    """Which conversation a command's options name."""
    skill = str(Path(options.skill).absolute()) if options.skill else ""
    return Place(skill, options.backend, options.session, options.out)


def _program() -> list[str]:
    import shutil

    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        called = called.parent
    if called.is_dir():
        python = shutil.which("python3")
        same = python is not None and Path(python).samefile(sys.executable)
        return ["python3" if same else sys.executable, str(called.absolute())]
    return [called.name if shutil.which(called.name) else str(called.absolute())]


def _quoted(words: list[str]) -> str:
    if sys.platform == "win32":
        import subprocess

        return subprocess.list2cmdline(words)
    import shlex

    return shlex.join(words)
