"""A backend on a loopback socket that counts what costs money, and fails where a test says.

It keeps CONTRACT as the studio does, from memory and at once, so that each fault can be given as
the very bytes of it.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from typing import Any

from PIL import Image

from tests.actions.world import CITY, CITY_WITH_TITLE
from tests.adapters.loopback import (
    Line,
    Loopback,
    Request,
    Script,
    answer,
    chunk,
    json_answer,
    stream_head,
)

CALLS = {
    "/api/auth/": "token",
    "/api/tasks/": "session",
    "/run_sse": "message",
    "/api/state/": "state",
    "/api/credits/": "credits",
    "/api/upload-video/": "upload",
    "/film": "download",
    "/api/studio/preview/": "download",
}
EVENTS = tuple(
    f'data: {{"author":"agent","partial":{partial},"content":{{"parts":[{part}]}}}}\n\n'.encode()
    for partial, part in (
        ("true", '{"functionCall":{"name":"add_title","id":"1"}}'),
        ("false", '{"functionResponse":{"name":"add_title","id":"1"}}'),
        ("true", '{"text":"The title "}'),
        ("true", '{"text":"stands."}'),
        ("false", '{"text":"The title stands."}'),
    )
)
"""A run as the agent has it: a tool, its result, words as they come, all of them."""


def _film() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (16, 16), "navy").save(file, "GIF")
    return file.getvalue()


FILM = _film()


def call_of(request: Request) -> str:
    if request.path.startswith("/api/render/"):
        if request.path.endswith("/download"):
            return "download"
        return "poll" if request.method == "GET" else "render"
    return next(name for start, name in CALLS.items() if request.path.startswith(start))


class CountingBackend(Loopback):
    """`faults`: what a call meets in place of an answer, until a test takes it away."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: dict[str, Script] = {}
        self.paid: Counter[str] = Counter()
        """What arrived of messages and of each render id, answered or not."""
        self.draft: Any = CITY
        self.uploads = 0
        self.acts = True
        """Whether what arrives is done although a fault answers for it."""
        self.lands = True
        """Whether a message changes the timeline."""

    def script_for(self, request: Request) -> Script:
        call = call_of(request)
        if self.acts or call not in self.faults:
            self._act(call, request)
        return self.faults.get(call) or (lambda line: line.send(self.healthy(call)))

    def _act(self, call: str, request: Request) -> None:
        if call == "message":
            self.paid["message"] += 1
            self.draft = CITY_WITH_TITLE if self.lands else self.draft
        elif call == "render":
            self.paid[str(json.loads(request.body)["id"])] += 1
        elif call == "upload":
            self.uploads += 1

    def healthy(self, call: str) -> bytes:
        match call:
            case "message":
                return stream_head() + b"".join(map(chunk, (*EVENTS, b"")))
            case "download":
                return answer(200, FILM, "Content-Type: image/gif")
            case _:
                return json_answer({"code": 0, "data": self._data(call)})

    def _data(self, call: str) -> dict[str, Any]:
        return {
            "token": {"token": "nmv_usr_made_up"},
            "session": {"session_id": "s1", "task_id": "t1"},
            "state": {"state": {"draft": self.draft, "video_infos": [{}] * self.uploads}},
            "credits": {"available": 62, "frozen": 0, "total": 62},
            "upload": {"files": [{"cdn_url": "https://cdn.test/f"}]},
            "render": {"status": "pending"},
            "poll": {"status": "completed", "output": {"url": f"{self.url}/film"}},
        }[call]

    def __enter__(self) -> CountingBackend:
        super().__enter__()
        return self


def byte_by_byte(line: Line, whole: bytes) -> None:
    for index in range(len(whole)):
        line.send(whole[index : index + 1])
