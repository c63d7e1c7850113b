"""A backend on loopback that counts every paid act and says afterwards what really happened.

It keeps the contract's calls with small answers. A message's edit lands before its words, after
them, though nobody listens any more, or never once its listener is gone; some replies have no
words; some renders fail, some take a second look. `pass_by` is called between any two things that
it does, with the client whose request it is: that is where the drive kills.
"""

from __future__ import annotations

import contextlib
import json
import random
import select
import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.films import film

_BLIND_S = 0.3
"""After which an edit lands whose listener went away."""
_FRAME_S = 0.02
_FILM_SIZE = 20_000
_RENDERS_THAT_FAIL = 0.1
_RENDERS_AT_ONCE = 0.5
"""Of all renders; the others take a second look."""


class Ledger:
    """What was asked of the backend, and what became of it."""

    def __init__(self, seed: int) -> None:
        self.messages: Counter[str] = Counter()
        """How often each text was sent: each time it is paid for."""
        self.submits: Counter[str] = Counter()
        """How often each render id was sent."""
        self.uploads: Counter[str] = Counter()
        self.listed: defaultdict[str, list[str]] = defaultdict(list)
        """The files that the state names, for each session."""
        self.films: dict[str, bytes] = {}
        """The file of each render that was completed."""
        self.drafts: dict[str, list[str]] = {}
        """The texts that landed, for each session."""
        self.blind: set[str] = set()
        """The texts that landed when nobody listened any more."""
        self._seed = seed
        self._lock = threading.RLock()
        self._render_chances: dict[str, float] = {}
        self._looks: Counter[str] = Counter()

    def session(self) -> str:
        with self._lock:
            id_ = f"s{len(self.drafts)}"
            self.drafts[id_] = []
            return id_

    @property
    def landed(self) -> set[str]:
        return {text for texts in self.drafts.values() for text in texts}

    def draft(self, session: str) -> dict[str, Any]:
        segments = [
            {"id": text, "s": 1000 * at, "d": 1000, "m": {"name": text}}
            for at, text in enumerate(["opening", *self.drafts[session]])
        ]
        return {"t": [{"tt": 0, "sg": segments}]}

    def submit(self, id_: str) -> None:
        with self._lock:
            self.submits[id_] += 1
            chance = self.chance(f"render {len(self.submits)}")
            self._render_chances[id_] = chance
            if chance > _RENDERS_THAT_FAIL:
                self.films[id_] = film("mp4", id_.encode() + bytes(_FILM_SIZE))

    def look(self, id_: str) -> str | None:
        """The status of a render; None for an unknown one."""
        with self._lock:
            if id_ not in self.submits:
                return None
            self._looks[id_] += 1
            if self._render_chances[id_] > _RENDERS_AT_ONCE and self._looks[id_] == 1:
                return "processing"
            return "completed" if id_ in self.films else "failed"

    def chance(self, name: str) -> float:
        """0..1: the same for a name in every run of a seed."""
        return random.Random(f"{self._seed} {name}").random()  # noqa: S311


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    ledger: Ledger
    pass_by: Callable[[str], None]

    @property
    def _client(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer nmv_usr_")

    def do_GET(self) -> None:
        type(self).pass_by(self._client)
        parts = self.path.strip("/").split("/")
        if parts[1] == "state":
            listed = [{"name": name} for name in self.ledger.listed[parts[4]]]
            state = {"draft": self.ledger.draft(parts[4]), "video_infos": listed}
            self._answer({"code": 0, "data": {"state": state}})
        elif parts[-1] == "download":
            self._send_film(parts[3])
        elif parts[1] == "render":
            self._tell_render(parts[4])
        else:
            self._answer({"code": 0, "data": {"available": 100, "frozen": 0}})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type(self).pass_by(self._client)
        parts = self.path.strip("/").split("/")
        if parts[0] == "run_sse":
            self._run(json.loads(body))
        elif parts[1] == "auth":
            token = f"nmv_usr_{self.headers['X-Client-Id']}"
            self._answer({"code": 0, "data": {"token": token, "credits": 100}})
        elif parts[1] == "tasks":
            self._answer({"code": 0, "data": {"session_id": self.ledger.session()}})
        elif parts[1] == "upload-video":
            name = body.partition(b'filename="')[2].partition(b'"')[0].decode()
            self.ledger.uploads[name] += 1
            self.ledger.listed[parts[4]].append(name)
            self._answer({"code": 0, "data": {"files": [{"cdn_url": f"x/{name}"}]}})
        else:
            self.ledger.submit(json.loads(body)["id"])
            self._answer({"code": 0, "data": {}})

    def _answer(self, payload: dict[str, Any], status: int = 200, **headers: str) -> None:
        type(self).pass_by(self._client)
        body = json.dumps(payload).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    # --- a message

    def _run(self, order: dict[str, Any]) -> None:
        text, ledger = order["new_message"]["parts"][0]["text"], self.ledger
        ledger.messages[text] += 1
        landing = ledger.drafts[order["session_id"]]
        chance = ledger.chance(text)
        early, blind, silent = chance < 0.2, chance > 0.65, int(chance * 10) % 3 == 0
        if early:
            landing.append(text)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for word in ("Let", "me", "see", "how", "that", "is", "done."):
            self._stream(f"{word} ")
        if not early:
            if not self._is_heard():
                if not blind:
                    return
                time.sleep(_BLIND_S)
                ledger.blind.add(text)
            landing.append(text)
        if not silent:
            self._stream(f"I have done this: {text}.")
        self._send(b"0\r\n\r\n")

    def _is_heard(self) -> bool:
        """False once the client has gone."""
        if not select.select([self.connection], [], [], 0)[0]:
            return True
        try:
            return bool(self.connection.recv(1, socket.MSG_PEEK))
        except OSError:
            return False

    def _stream(self, words: str) -> None:
        frame = {"author": "agent", "content": {"parts": [{"text": words}]}, "partial": True}
        data = b"data: " + json.dumps(frame).encode() + b"\n\n"
        self._send(b"%x\r\n%s\r\n" % (len(data), data))
        time.sleep(_FRAME_S)

    def _send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # nobody hears it
            self.wfile.write(data)
        type(self).pass_by(self._client)

    # --- a render

    def _tell_render(self, id_: str) -> None:
        status = self.ledger.look(id_)
        if status is None:
            self._answer({"code": 404, "message": "no such render"}, 404)
        elif status == "completed":
            url = f"/api/render/proxy/{id_}/download"
            self._answer({"status": status, "output": {"url": url}})
        else:
            self._answer({"status": status}, Retry_After="0.2")

    def _send_film(self, id_: str) -> None:
        film_ = self.ledger.films[id_]
        begin = int(self.headers.get("Range", "bytes=0-")[6:-1])
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(film_) - 1}/{len(film_)}")
        self.send_header("ETag", f'"{id_}"')
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Length", str(len(film_) - begin))
        self.end_headers()
        for at in range(begin, len(film_), _FILM_SIZE // 3):
            self.wfile.write(film_[at : at + _FILM_SIZE // 3])
            type(self).pass_by(self._client)

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the client was killed
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def counting_backend(ledger: Ledger, pass_by: Callable[[str], None]) -> Iterator[str]:
    """Its address."""
    handler = type("Handler", (_Handler,), {"ledger": ledger, "pass_by": staticmethod(pass_by)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
