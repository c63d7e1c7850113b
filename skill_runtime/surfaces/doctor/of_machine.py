"""What `doctor` finds out about this machine: Python, packages, encodings, folders, state."""

from __future__ import annotations

import importlib.metadata
import locale
import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from skill_runtime import __version__
from skill_runtime.adapters.extras import install_command
from skill_runtime.adapters.folders import why_not_writable
from skill_runtime.adapters.state_file import look_through
from skill_runtime.adapters.studio_process import missing_packages
from skill_runtime.assembly import open_store
from skill_runtime.errors import SkillRuntimeError, StoreError
from skill_runtime.settings import Settings
from skill_runtime.surfaces.doctor.findings import Finding, Level

Words = Callable[[SkillRuntimeError], str]

_LOW_DISK_MB = 200
"""A short film, its sources and a render beside them stay below."""
NEEDED = {
    "httpx": "0.28",
    "httpx-sse": "0.4.3",
    "PyYAML": "6.0.2",
    "Jinja2": "3.1.6",
    "regex": "2025.9",
}
"""The least versions of what every turn needs, as pyproject.toml states them: the entry takes
packages that are there already, and older ones fail in ways that only show during a turn.
"""
_OF_THE_STUDIO = ("av", "numpy", "pillow", "starlette", "uvicorn")


def python_and_packages() -> Iterator[Finding]:
    """Versions, and where the packages come from."""
    yield Finding(
        "version",
        "known",
        {"runtime": __version__, "python": platform.python_version(), "program": sys.executable},
    )
    found = {name: _version(name) for name in NEEDED}
    old = [f"{name}>={least}" for name, least in NEEDED.items() if _older(found[name], least)]
    fields = {"packages": found, "folder": _folder_of("httpx"), "wanted": old}
    if old:
        yield Finding("packages", "old", {**fields, "python": sys.executable}, Level.PROBLEM)
    else:
        yield Finding("packages", "known", fields)


def studio_packages(*, needed: bool) -> Iterator[Finding]:
    """The studio's packages and codecs. Without them only the cloud works."""
    missing = missing_packages()
    if missing:
        level = Level.PROBLEM if needed else Level.NOTE
        yield Finding(
            "studio", "missing", {"missing": missing, "command": install_command("studio")}, level
        )
        return
    found = {name: _version(name) for name in _OF_THE_STUDIO}
    try:
        import av
    except (ImportError, OSError) as error:
        yield Finding("studio", "broken", {"reason": str(error)}, Level.PROBLEM)
        return
    ffmpeg = str(getattr(av, "ffmpeg_version_info", "?"))
    yield Finding("studio", "installed", {"packages": found, "ffmpeg": ffmpeg})


def encodings() -> Finding:
    """Arguments and outputs are UTF-8 whatever the locale says; file names follow the locale."""
    names = {"files": sys.getfilesystemencoding(), "locale": locale.getpreferredencoding(False)}
    odd = [name for name in names.values() if re.sub(r"[^a-z0-9]", "", name.lower()) != "utf8"]
    return Finding("encoding", "odd" if odd else "utf8", names, Level.NOTE if odd else Level.FINE)


def folders(settings: Settings) -> Iterator[Finding]:
    """The cache, and the folder that the user named for exports."""
    fields = {"path": str(settings.cache)}
    if not why_not_writable(settings.cache):
        yield Finding("cache", "usable", fields)
    else:
        yield Finding("cache", "unwritable", fields, Level.NOTE)
    output = Path(settings.output).expanduser().absolute()
    if settings.output and (not output.is_dir() or why_not_writable(output)):
        yield Finding("output", "unwritable", {"path": settings.output}, Level.PROBLEM)


def state(settings: Settings, words: Words) -> Iterator[Finding]:
    """The state file and the room on its disk. Nothing is made where there is none yet."""
    fault = _fault_of_state(settings)
    path = str(settings.home)
    if fault is not None:
        faulty = {"path": path, "advice": words(fault)}
        yield Finding("state", "unusable", faulty, Level.PROBLEM)
        return
    free_mb = shutil.disk_usage(_nearest(settings.home)).free // 1_000_000
    fields = {"path": path, "free_mb": free_mb}
    if free_mb < _LOW_DISK_MB:
        yield Finding("state", "full", fields, Level.PROBLEM)
    else:
        kept = "usable" if (settings.home / "state.db").exists() else "new"
        yield Finding("state", kept, fields)


def _fault_of_state(settings: Settings) -> StoreError | None:
    file = settings.home / "state.db"
    if not os.path.lexists(file):
        reason = why_not_writable(settings.home)
        return StoreError("", "no_state", path=settings.home, reason=reason) if reason else None
    try:
        look_through(file)
        open_store(settings, mends=False).close()
    except StoreError as error:
        return error
    return None


def _nearest(path: Path) -> Path:
    """The path itself, or the first above it that exists."""
    for candidate in (path, *path.parents):
        if os.path.lexists(candidate):
            return candidate
    return Path(path.anchor or ".")


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _older(found: str, least: str) -> bool:
    return bool(found) and _numbers(found) < _numbers(least)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version.partition("+")[0])))


def _folder_of(package: str) -> str:
    spec = find_spec(package)
    return str(Path(spec.origin).parents[1]) if spec and spec.origin else ""
