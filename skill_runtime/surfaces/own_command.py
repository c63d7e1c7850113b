"""What this command's line says about the conversation, and the line that goes on with a turn."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from skill_runtime.model.errand import Place

PATIENCE_S = 100.0
"""How long a command follows its turn: less than the usual 120 s after which hosts end it."""


def command_of(options: argparse.Namespace, turn: int) -> str:
    """`wait` for a turn, quoted for a shell."""
    place = place_of(options)
    kept = {
        "skill": place.skill,
        "backend": place.backend,
        "surface": place.surface,
        "app": place.app,
        "session": place.session if place.session != Place().session else "",
        "out": place.folder,
        "lang": options.lang,
    }
    words = [*_program(), "wait", str(turn)]
    for name, value in kept.items():
        words += [f"--{name}", value] if value else []
    if options.wait not in {0, PATIENCE_S}:  # the host's own limit, which holds the next time too
        words += ["--wait", f"{options.wait:g}"]
    if options.json:
        words.append("--json")
    return _quoted(words)


def place_of(options: argparse.Namespace) -> Place:
    """Which conversation a command's options name, from whatever directory."""
    return Place(
        skill=absolute(options.skill),
        backend=options.backend,
        session=options.session or Place().session,
        folder=absolute(options.out),
        surface=options.surface,
        app=options.app,
    )


def absolute(path: str | None) -> str:
    """The same place from whatever directory; empty where none is named."""
    return str(Path(path).expanduser().absolute()) if path else ""


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
