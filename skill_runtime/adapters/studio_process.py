"""The studio as a process of its own: found where it runs, started where it doesn't.

The studio writes `endpoint.json` into its folder once it accepts connections, and takes care
itself that two starts leave one server. It ends by itself when nobody has used it for a while.

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
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

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


class StudioProcess:
    """`home` is the studio's folder; `environment` is handed on to it without the cloud's token."""

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        self._home = home
        self._environment = {k: v for k, v in environment.items() if k != "NEMO_TOKEN"}

    def url(self) -> str:
        """Where it listens, after starting it if need be. Raises SetupError."""
        return self.running() or self._start()

    def running(self) -> str | None:
        try:
            endpoint = json.loads((self._home / "endpoint.json").read_bytes())
            url = str(endpoint["url"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        parts = urlsplit(url)
        try:
            # A file that outlived its server is told by the connection that nobody takes.
            socket.create_connection((parts.hostname or "", parts.port or 0), timeout=1).close()
        except OSError:
            return None
        return url

    def stop(self) -> None:
        """End the one that runs, if any, and wait until its folder is nobody's. Raises
        SetupError.
        """
        if self.running() is None:
            return
        endpoint = self._home / "endpoint.json"
        deadline = time.monotonic() + _START_S
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            os.kill(int(json.loads(endpoint.read_bytes())["pid"]), signal.SIGTERM)
        while time.monotonic() < deadline:
            # It lets its lock go with its last breath. The file is taken away before, but not where
            # it was ended without being asked, as Windows does.
            with lock_file(self._home / "lock") as free:
                if free:
                    endpoint.unlink(missing_ok=True)
                    return
            time.sleep(_LOOK_EVERY_S)
        raise SetupError(f"The studio in {self._home} does not end. End it and try again.")

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
