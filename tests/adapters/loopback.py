"""A peer on a loopback socket that does exactly what a test says, byte for byte.

    with Loopback() as server:
        server.on("/api/x", lambda line: line.send(answer(200, b"{}")))
        ...
        assert server.requests[0].headers["authorization"] == "Bearer t"

A script gets a `Line` once a request is read; it sends any bytes, waits for events, cuts the
connection anywhere. Nothing sleeps: what has to come later waits for an event that the test sets.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TypeAlias

PATIENCE_S = 20.0
"""After so long a test that waits has failed."""
Script: TypeAlias = "Callable[[Line], None]"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


class Line:
    """One request's connection, from the server's side."""

    def __init__(self, connection: socket.socket, request: Request) -> None:
        self._connection = connection
        self.request = request

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def reset(self) -> None:
        """End it with a reset instead of a farewell."""
        linger = struct.pack("ii", 1, 0)
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._connection.close()

    def wait_until_left(self) -> bool:
        """True once the client has closed its end."""
        with contextlib.suppress(ConnectionError):
            while self._connection.recv(65536):
                pass
        return True


class Loopback:
    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.requests: list[Request] = []
        self.left = threading.Event()
        """For scripts that tell that the client has gone."""
        self.go_on = threading.Event()
        """For scripts that wait until the test lets them."""
        self._scripts: dict[str, list[Script]] = {}
        self._socket = socket.create_server(("127.0.0.1", 0))
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def on(self, path: str, *scripts: Script) -> None:
        """What requests for a path meet, one after another; the last one meets all the rest."""
        self._scripts[path] = list(scripts)

    def script_for(self, request: Request) -> Script:
        scripts = self._scripts[request.path.partition("?")[0]]
        return scripts.pop(0) if len(scripts) > 1 else scripts[0]

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.go_on.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(PATIENCE_S)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed: the test is over
            while True:
                connection, _ = self._socket.accept()
                connection.settimeout(PATIENCE_S)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _secured(self, connection: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(connection, server_side=True) if self._tls else connection

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), self._secured(connection) as connection:
            request = _read(connection)
            if request is None:
                return
            self.requests.append(request)
            self.script_for(request)(Line(connection, request))
            connection.shutdown(socket.SHUT_WR)


def _read(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    wanted = int(headers.get("content-length", 0))
    parts = [body]
    while (left := wanted - sum(map(len, parts))) > 0:
        parts.append(connection.recv(min(left, 1 << 20)))
    method, path, _ = first.split(" ")
    return Request(method, path, headers, b"".join(parts))


def answer(status: int, body: bytes, *headers: str) -> bytes:
    """A whole HTTP answer; the connection ends with it."""
    lines = (f"HTTP/1.1 {status} Because", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join((*lines, "Connection: close", "", "")).encode() + body


def json_answer(payload: object, status: int = 200, *headers: str) -> bytes:
    body = json.dumps(payload).encode()
    return answer(status, body, "Content-Type: application/json", *headers)


def stream_head(kind: str = "text/event-stream") -> bytes:
    """The head of a chunked stream."""
    return (
        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
    ).encode()


def chunk(data: bytes) -> bytes:
    """One chunk of a stream; an empty one ends it."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"
