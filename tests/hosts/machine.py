"""A user's machine for one test: an empty HOME, the real tools, a Python without packages."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TOOLS = Path(__file__).parents[2] / "build" / "hosts"
"""Where `make hosts` installs; package.json beside this file says what, and in which version."""
DEAD = "http://127.0.0.1:9"
"""A loopback address that nobody serves."""
Done = subprocess.CompletedProcess[str]

_QUIET = {
    "CI": "1",
    "NO_COLOR": "1",
    "DISABLE_TELEMETRY": "1",
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "CLAWHUB_DISABLE_TELEMETRY": "1",
}
# The tools get no further than loopback, whatever they would like to ask their makers.
_NO_INTERNET = {"HTTP_PROXY": DEAD, "HTTPS_PROXY": DEAD, "NO_PROXY": "127.0.0.1,localhost"}
_UNREACHABLE_INDEXES = {
    "PIP_INDEX_URL": f"{DEAD}/simple",
    "PIP_NO_INDEX": "1",
    "PIP_FIND_LINKS": "",
    "UV_OFFLINE": "1",
}


@dataclass(frozen=True, slots=True)
class Machine:
    """`home` is the user's and empty to begin with; `python` a folder with a bare `python3`."""

    home: Path
    python: Path

    @property
    def elsewhere(self) -> Path:
        """A working folder that has nothing to do with the skill."""
        return self.home / "elsewhere"

    def tool(
        self, *command: str, more: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> Done:
        """A host's own command."""
        path = os.pathsep.join(
            map(str, (TOOLS / "node_modules" / ".bin", Path(sys.executable).parent))
        )
        variables = {**_QUIET, **_NO_INTERNET, **(more or {})}
        return self._run(command, path, variables, cwd or self.home)

    def skill(self, place: Path, *arguments: str, more: Mapping[str, str] | None = None) -> Done:
        """The one command of SKILL.md, as a host's agent runs it."""
        return self._run(
            self._command(place, arguments),
            str(self.python),
            {**_installer_settings(), **(more or {})},
            self.elsewhere,
        )

    def skill_offline(self, place: Path, *said: Sequence[str]) -> list[Done]:
        """Several commands, one after another, without a network."""
        commands = [self._command(place, arguments) for arguments in said]
        done = self._run(
            [*_without_network(), sys.executable, str(Path(__file__).with_name("offline.py"))],
            str(self.python),
            _UNREACHABLE_INDEXES,
            self.elsewhere,
            json.dumps(commands),
        )
        assert done.returncode == 0, done.stderr
        results = zip(commands, json.loads(done.stdout), strict=True)
        self.stop_studio()
        return [Done(command, *result) for command, result in results]

    def stop_studio(self) -> None:
        for endpoint in self.home.rglob("endpoint.json"):
            with suppress(ProcessLookupError):
                os.kill(json.loads(endpoint.read_bytes())["pid"], signal.SIGTERM)
            endpoint.unlink(missing_ok=True)

    def _command(self, place: Path, arguments: Sequence[str]) -> list[str]:
        return ["python3", str(place / "skill_runtime"), *arguments]

    def _run(
        self,
        command: Sequence[str],
        path: str,
        variables: Mapping[str, str],
        cwd: Path,
        stdin: str = "",
    ) -> Done:
        cwd.mkdir(parents=True, exist_ok=True)
        return subprocess.run(
            command,
            cwd=cwd,
            env={
                "PATH": os.pathsep.join((path, os.environ["PATH"])),
                "HOME": str(self.home),
                "PWD": str(cwd),
                **variables,
            },
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )


def _installer_settings() -> dict[str, str]:
    """Where packages come from is this machine's business; what was once fetched is kept."""
    kept = {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_", "UV_"))}
    return {"PIP_CACHE_DIR": str(TOOLS / "pip"), **kept}


def _without_network() -> list[str]:
    """What to put before a command; nothing where namespaces can't be made, and the unreachable
    indexes then have to do.
    """
    prefix = ["unshare", "--user", "--map-root-user", "--net"]
    usable = (
        shutil.which("unshare") and not subprocess.run([*prefix, "true"], check=False).returncode
    )
    return prefix if usable else []
