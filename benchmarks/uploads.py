"""An upload of 200 MB: its throughput beside `curl -F`, and the memory that it takes.

Both send the same file to the same server on loopback, in turn; what is timed is the request alone,
which curl tells of itself. The server throws away what comes.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from skill_runtime.adapters.http_backend import HttpBackend
from skill_runtime.adapters.system_clock import SystemClock
from skill_runtime.model.steps import Closed, Failed, Item, Progress, Reply, SendFiles

_MEGABYTE = 1_000_000
_SIZE = 200 * _MEGABYTE
_RUNS = 7
_PATH = "/api/upload-video/nemo_agent/me/s1"
_SINK = """
import socket
answer = b'{"code":0,"data":{"files":[]}}'
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
room = memoryview(bytearray(1 << 20))
while True:
    connection, _ = server.accept()
    with connection:
        head = b""
        while b"\\r\\n\\r\\n" not in head:
            head += connection.recv(65536)
        head, _, body = head.partition(b"\\r\\n\\r\\n")
        lines = dict(l.lower().split(b": ", 1) for l in head.split(b"\\r\\n")[1:])
        if b"expect" in lines:
            connection.sendall(b"HTTP/1.1 100 Continue\\r\\n\\r\\n")
        left = int(lines[b"content-length"]) - len(body)
        while left > 0:
            left -= connection.recv_into(room)
        connection.sendall(
            b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nConnection: close\\r\\n"
            b"Content-Length: %d\\r\\n\\r\\n%s" % (len(answer), answer)
        )
"""


def report() -> Iterator[str]:
    curl = shutil.which("curl")
    if curl is None:
        yield "upload of 200 MB: there is no curl to compare with"
        return
    with tempfile.TemporaryDirectory() as folder, _sink() as base:
        film = Path(folder, "film.mp4")
        film.write_bytes(b"\0\0\0\x18ftypisom")
        os.truncate(film, _SIZE)
        ours, theirs, growth = [], [], 0.0
        for _ in range(_RUNS):
            seconds, grown = _ours(base, film)
            ours.append(seconds)
            growth = max(growth, grown)
            theirs.append(_curls(curl, base, film))
    ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
    rates = (_SIZE / _MEGABYTE / statistics.median(times) for times in (ours, theirs))
    yield (
        "upload of 200 MB / curl -F     (at least 0.8)  {:4.0f} / {:4.0f} MB/s = {:.2f}"
        "   peak memory grows by {:.1f} MB (at most 30)"
    ).format(*rates, ratio, growth)


@contextmanager
def _sink() -> Iterator[str]:
    with subprocess.Popen([sys.executable, "-c", _SINK], stdout=subprocess.PIPE) as process:
        try:
            port = process.stdout.readline() if process.stdout else b""
            yield f"http://127.0.0.1:{int(port)}"
        finally:
            process.kill()


def _curls(curl: str, base: str, film: Path) -> float:
    told = ("--silent", "--fail", "--output", "/dev/null", "--write-out", "%{time_total}")
    done = subprocess.run(
        [curl, *told, "--form", f"files=@{film}", f"{base}{_PATH}"], capture_output=True, check=True
    )
    return float(done.stdout)


def _ours(base: str, film: Path) -> tuple[float, float]:
    """Seconds, and megabytes that the peak of a fresh process grew by."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.uploads", base, str(film)],
        capture_output=True,
        check=True,
    )
    seconds, grown = json.loads(done.stdout)
    return float(seconds), float(grown)


async def _send(base: str, film: Path) -> float:
    """Warmed up with a small one: what has to be imported is no part of the measure."""
    backend = HttpBackend(lambda: base, {}, SystemClock())
    small = film.with_name("small.mp4")
    small.write_bytes(film.open("rb").read(_MEGABYTE))
    await _upload(backend, small)
    before = _peak()
    began = SystemClock().now()
    await _upload(backend, film)
    seconds = SystemClock().now() - began
    await backend.close()
    sys.stdout.write(json.dumps([seconds, (_peak() - before) / _MEGABYTE]))
    return seconds


async def _upload(backend: HttpBackend, film: Path) -> None:
    answer, exchange = await backend.open(SendFiles(_PATH, (str(film),)))
    item: Reply | Item | Failed = answer
    while exchange and not isinstance(item, Failed | Closed):
        item = await exchange.next(60)
        if not (isinstance(item, Progress | Closed) or item == Reply(item.at, 0, {"files": []})):
            raise RuntimeError(f"the upload failed: {item}")
    if exchange:
        await exchange.close()


def _peak() -> int:
    """Bytes, of this process alone: what `getrusage` tells may be the parent's."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


if __name__ == "__main__":
    asyncio.run(_send(sys.argv[1], Path(sys.argv[2])))
