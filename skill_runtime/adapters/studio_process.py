"""The studio as a process of its own: found where it runs, started where it doesn't.

The studio writes `endpoint.json` into its folder once it accepts connections, and takes care
itself that two starts leave one server. It ends by itself when nobody has used it for a while. Its
endpoint counts only while its lock is held: one that was killed leaves the file, and any program
may have its port or its number since.

It runs from a copy of the package beside its projects: a skill's folder may be updated or removed
while a render is under way.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from skill_runtime.adapters import detached_process
from skill_runtime.adapters.session_lock import lock_file
from skill_runtime.errors import SetupError

_PACKAGE = Path(__file__).parents[1]
_PROJECT_FILE = _PACKAGE.parent / "pyproject.toml"
"""What the entry finds its environment by; a package that came by pip has none, and needs none."""
_CACHE = "__pycache__"
_NEEDS = ("starlette", "uvicorn", "multipart", "av", "numpy", "PIL", "midirenderer")
_START_S = 30.0
_LOOK_EVERY_S = 0.02


class _Endpoint(NamedTuple):
    url: str
    pid: int


class StudioProcess:
    """`home` is the studio's folder; `environment` is handed on to it without the cloud's token."""

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        self._home = home
        self._environment = {k: v for k, v in environment.items() if k != "NEMO_TOKEN"}

    def url(self) -> str:
        """Where it listens, after starting it if need be. Raises SetupError."""
        return self.running() or self._start()

    def running(self) -> str | None:
        found = self._published()
        return found.url if found else None

    def stop(self) -> None:
        """End the one that runs, if any, and wait until its folder is nobody's. Raises
        SetupError.
        """
        found = self._published()
        if found is None:
            return
        with contextlib.suppress(OSError):
            os.kill(found.pid, signal.SIGTERM)
        deadline = time.monotonic() + _START_S
        while not self._has_ended(found):
            if time.monotonic() > deadline:
                raise SetupError(f"The studio in {self._home} does not end. End it and try again.")
            time.sleep(_LOOK_EVERY_S)

    def _has_ended(self, one: _Endpoint) -> bool:
        """It lets its lock go with its last breath, well after its file is gone."""
        with lock_file(self._home / "lock") as free:
            if free:
                return True
        return self._published() not in {None, one}

    def _published(self) -> _Endpoint | None:
        """Of a studio that lives. The file of one that was killed is taken away."""
        file = self._home / "endpoint.json"
        try:
            # Without the file nobody looks at the lock: a studio that starts just now wants it.
            if not file.exists():
                return None
            with lock_file(self._home / "lock") as free:
                if free:
                    file.unlink(missing_ok=True)
                    return None
            return _endpoint(json.loads(file.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _start(self) -> str:
        require_packages()
        try:
            process = self._spawn(["studio", "--home", str(self._home), "--port", "0"])
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SetupError(
                f"The studio's folder {self._home} can't be used ({reason}).",
                "no_state",
                path=self._home,
                reason=reason,
            ) from error
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            if url := self.running():
                return url
            if process.poll() not in {None, 0}:
                break
            time.sleep(_LOOK_EVERY_S)
        log = self._home / "studio.log"
        raise SetupError(f"The studio did not start. Its log says why: {log}", "no_studio", log=log)

    def _spawn(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        """Through the package's own entry, so that it finds the same environment; no child of
        ours.
        """
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        log = os.open(self._home / "studio.log", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        try:
            return detached_process.begin(
                [sys.executable, str(own_copy(self._home / "program")), *arguments],
                self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                folder=self._home,
            )
        finally:
            os.close(log)


def _endpoint(published: Mapping[str, object]) -> _Endpoint:
    """Raises KeyError, TypeError, ValueError for what no studio writes."""
    url, pid = published["url"], published["pid"]
    if not (isinstance(url, str) and isinstance(pid, int) and pid > 0):
        raise TypeError("no address or no process")
    return _Endpoint(url, pid)


def own_copy(folder: Path) -> Path:
    """The package as it is now, copied into the folder; copies of other versions go."""
    digest = hashlib.sha256(_PROJECT_FILE.read_bytes() if _PROJECT_FILE.exists() else b"")
    for file in sorted(_PACKAGE.rglob("*")):
        if file.is_file() and file.parent.name != _CACHE:
            digest.update(str(file.relative_to(_PACKAGE)).encode())
            digest.update(file.read_bytes())
    copy = folder / digest.hexdigest()[:16]
    if not copy.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as fresh:
            ignored = shutil.ignore_patterns(_CACHE)
            shutil.copytree(_PACKAGE, Path(fresh, "copy", _PACKAGE.name), ignore=ignored)
            if _PROJECT_FILE.exists():
                shutil.copy(_PROJECT_FILE, Path(fresh, "copy"))
            with contextlib.suppress(OSError):  # another start was faster
                Path(fresh, "copy").rename(copy)
        for other in folder.glob("[0-9a-f]*"):
            if other != copy:
                shutil.rmtree(other, ignore_errors=True)
    return copy / _PACKAGE.name


def missing_packages() -> list[str]:
    """Packages of the `studio` extra that can't be imported here."""
    return [name for name in _NEEDS if find_spec(name) is None]


def require_packages() -> None:
    """Raises SetupError that says how to install what is missing."""
    missing = missing_packages()
    if missing:
        raise SetupError(
            f"The studio needs packages that are not installed ({', '.join(missing)})."
            " Install them with: pip install 'skill-runtime[studio]'",
            "no_packages",
            missing=missing,
            extra="studio",
        )
