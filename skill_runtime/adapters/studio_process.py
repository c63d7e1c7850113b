"""The studio as a process of its own: found where it runs, started where it doesn't.

The studio writes `endpoint.json` into its folder once it accepts connections, and takes care
itself that two starts leave one server. It ends by itself when nobody has used it for a while. Its
endpoint counts only while its lock is held: one that was killed leaves the file, and any program
may have its port or its number since.

It runs from a copy of the package beside its projects: a skill's folder may be updated or removed
while a render is under way. What it was started with, the program's digest and its own settings,
stands in the endpoint as its version: an idle one of another version makes room for a new one. One
that somebody started by hand has none, and is used as it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from skill_runtime.adapters import detached_process
from skill_runtime.adapters.extras import not_installed
from skill_runtime.adapters.program_copy import own_copy, program_digest
from skill_runtime.adapters.session_lock import lock_file
from skill_runtime.errors import SetupError
from skill_runtime.packages import STUDIO

_START_S = 30.0
_LOOK_EVERY_S = 0.02
_ANSWER_S = 5.0
_LONGEST_REASON = 300


class _Endpoint(NamedTuple):
    url: str
    pid: int
    version: str


class StudioProcess:
    """`home` is the studio's folder; `environment` is that of the command (see `handed_on`).
    `cache` is the user's cache folder, for what a start would have to find out anew.
    """

    def __init__(
        self, home: Path, environment: Mapping[str, str], cache: Path | None = None
    ) -> None:
        self._home = home
        self._environment = handed_on(environment)
        self._cache = cache

    def url(self) -> str:
        """Where it listens, after starting it if need be. Raises SetupError."""
        found = self._published()
        if found is None:
            return self._start()
        if self._is_another_version(found) and _busy(found.url) is False:
            self._end(found)
            return self.running() or self._start()
        return found.url

    def _is_another_version(self, found: _Endpoint) -> bool:
        current = self.version()
        return bool(found.version and current) and found.version != current

    def version(self) -> str:
        """Of a studio that is started now: the program and the settings that are the studio's own.
        Empty where the program was removed meanwhile: what runs of it is the last there is.
        """
        program = program_digest(self._cache)
        if not program:
            return ""
        own = sorted(item for item in self._environment.items() if item[0].startswith("STUDIO_"))
        return hashlib.sha256(f"{program} {own}".encode()).hexdigest()[:32]

    def running(self) -> str | None:
        found = self._published()
        return found.url if found else None

    def at_work(self) -> bool:
        """It says so itself; one that says nothing at all is at nothing."""
        found = self._published()
        return found is not None and _busy(found.url) is True

    def stop(self) -> None:
        """End the one that runs, if any, and wait until its folder is nobody's. Raises
        SetupError.
        """
        if found := self._published():
            self._end(found)

    def _end(self, one: _Endpoint) -> None:
        with contextlib.suppress(OSError):
            os.kill(one.pid, signal.SIGTERM)
        deadline = time.monotonic() + _START_S
        while not self._has_ended(one):
            if time.monotonic() > deadline:
                raise SetupError(f"The studio in {self._home} does not end. End it and try again.")
            time.sleep(_LOOK_EVERY_S)

    def _has_ended(self, one: _Endpoint) -> bool:
        """It lets its lock go with its last breath, well after its file is gone."""
        return self._is_free() or self._published() not in {None, one}

    def _is_free(self) -> bool:
        with lock_file(self._home / "lock") as free:
            return free

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
        log = self._home / "studio.log"
        length = log.stat().st_size if log.exists() else 0
        process = self._spawn()
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            if url := self.running():
                return url
            code = process.poll()
            if code:
                break
            if code == 0 and self._is_free():  # the one that was in its way has ended meanwhile
                process = self._spawn()
            time.sleep(_LOOK_EVERY_S)
        reason = _last_words(log, length)
        told = f": {reason}" if reason else "."
        raise SetupError(
            f"The studio did not start{told} Its log: {log}", "no_studio", log=log, reason=reason
        )

    def _spawn(self) -> subprocess.Popen[bytes]:
        try:
            return self._begin(["studio", "--home", str(self._home), "--port", "0"])
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SetupError(
                f"The studio's folder {self._home} can't be used ({reason}).",
                "no_state",
                path=self._home,
                reason=reason,
            ) from error

    def _begin(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        """Through the package's own entry, so that it finds the same environment; no child of
        ours.
        """
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        log = os.open(self._home / "studio.log", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        try:
            return detached_process.begin(
                [sys.executable, str(own_copy(self._home / "program", self._cache)), *arguments],
                {**self._environment, "STUDIO_VERSION": self.version()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                folder=self._home,
            )
        finally:
            os.close(log)


def _last_words(log: Path, start: int) -> str:
    """The last line that was written behind `start`, without the name of who wrote it."""
    with contextlib.suppress(OSError):
        lines = log.read_bytes()[start:].decode("utf-8", "replace").strip().splitlines()
        return lines[-1].removeprefix("studio: ")[:_LONGEST_REASON] if lines else ""
    return ""


def handed_on(environment: Mapping[str, str]) -> dict[str, str]:
    """What a studio gets of a command's variables: not the cloud's token, and folders by their
    whole paths, since it works in one of its own.
    """
    handed = {name: value for name, value in environment.items() if name != "NEMO_TOKEN"}
    if home := handed.get("SKILL_RUNTIME_HOME", "").strip():
        handed["SKILL_RUNTIME_HOME"] = os.path.abspath(os.path.expanduser(home))  # noqa: PTH100, PTH111 - as the entry
    return handed


def _endpoint(published: Mapping[str, object]) -> _Endpoint:
    """Raises KeyError, TypeError, ValueError for what no studio writes."""
    url, pid, version = published["url"], published["pid"], published["version"]
    if not (isinstance(url, str) and isinstance(version, str) and isinstance(pid, int) and pid > 0):
        raise TypeError("no address, no version or no process")
    return _Endpoint(url, pid, version)


def _busy(url: str) -> bool | None:
    """Whether a studio says that it has something to do; None: it says nothing."""
    from http.client import HTTPConnection, HTTPException  # seldom needed

    connection = HTTPConnection(urlsplit(url).netloc, timeout=_ANSWER_S)
    try:
        connection.request("GET", "/health")
        said = json.loads(connection.getresponse().read())["data"]["busy"]
        return said if isinstance(said, bool) else None
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return None
    finally:
        connection.close()


def missing_packages() -> list[str]:
    """Packages of the `studio` extra that can't be imported here."""
    return [name for name in STUDIO if find_spec(name) is None]


def require_packages() -> None:
    """Raises SetupError that says how to install what is missing."""
    missing = missing_packages()
    if missing:
        raise not_installed("The studio", missing, "studio")
