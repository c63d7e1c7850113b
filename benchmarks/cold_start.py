"""A command's whole process, from start to end."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from benchmarks.loopback import served
from benchmarks.pairs import compare

_PROGRAM = str(Path(sys.executable).parent / "skill-runtime")
_HTTPX_CREDITS = """\
import httpx, sys
base = sys.argv[1]
headers = {"X-Skill-Source": "s", "X-Skill-Version": "1", "X-Skill-Platform": "unknown"}
headers["Authorization"] = "Bearer nmv_usr_x"
with httpx.Client(base_url=base, headers=headers) as client:
    answer = client.get("/api/credits/balance/simple").json()
    if answer["code"] != 0:
        sys.exit(answer.get("message"))
    data = answer["data"]
    print("Credits:", data["available"], "available,", data["frozen"], "frozen")
"""
_STREAM = b'data: {"author":"agent","content":{"parts":[{"text":"Done."}]}}\n\n'


def report() -> Iterator[str]:
    """One line for each measure of the project's own budget."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home, "SKILL_RUNTIME_HOME": home}
        route = compare(
            [_PROGRAM, "route", "export"], [sys.executable, "-c", "import httpx"], environment
        )
        yield f'route "export" / import httpx          (at most 1.0)  {route}'
        with served(_Backend) as base:
            ours = [_PROGRAM, "credits", "--backend", base]
            baseline = [sys.executable, "-c", _HTTPX_CREDITS, base]
            # Both make the one call: the runtime has kept its token since its first run.
            turn = compare(ours, baseline, environment)
            yield f"credits turn / ten lines of httpx      (at most 1.5)  {turn}"
            # The worker is no child of ours: its CPU time is not in this, its wall time is.
            said = compare([_PROGRAM, "say", "make it glow", "--backend", base], ours, environment)
            yield f"say, with its worker / credits turn                   {said}"


class _Backend(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        if self.path == "/run_sse":
            self._answer(_STREAM, "text/event-stream")
        else:
            self._answer(b'{"code":0,"data":{"token":"nmv_usr_x","session_id":"s"}}')

    def do_GET(self) -> None:
        self._answer(b'{"code":0,"data":{"available":100,"frozen":0,"total":100,"state":{}}}')

    def _answer(self, body: bytes, kind: str = "application/json") -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""
