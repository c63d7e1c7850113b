"""How the packages of an extra are installed: each by its own name, since indexes have them and
none has `skill-runtime` itself.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from skill_runtime.errors import SetupError

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def not_installed(what: str, missing: Sequence[str], extra: str) -> SetupError:
    """`what` can't do without `missing`, the names that are imported."""
    command = install_command(extra)
    return SetupError(
        f"{what} needs packages that are not installed ({', '.join(missing)})."
        f" Install them with: {command}",
        "no_packages",
        missing=missing,
        command=command,
    )


def install_command(extra: str) -> str:
    """For a shell of whatever system."""
    quoted = (f'"{requirement}"' for requirement in _requirements(extra))
    return " ".join([sys.executable, "-m", "pip", "install", *quoted])


def _requirements(extra: str) -> list[str]:
    """As the installed package states them, or the project in whose folder it lies."""
    try:
        parts = [line.partition(";") for line in requires("skill-runtime") or ()]
    except PackageNotFoundError:
        project = tomllib.loads(_PROJECT.read_text("utf-8"))["project"]
        return list(project["optional-dependencies"][extra])
    wanted = f"extra=='{extra}'"
    return [
        name.strip()
        for name, _, marker in parts
        if wanted in marker.replace('"', "'").replace(" ", "")
    ]
