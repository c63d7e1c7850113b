"""A real studio on a loopback socket for tests: uvicorn in a thread, a home of its own.

    with RunningStudio(tmp_path) as studio:            # the fast fake engine
        httpx.get(studio.url + "/health")
        assert studio.requests[0].path == "/health"

`RunningStudio(home, real=True)` paints and renders for real. `stop()` and a new one on the same
home is a restart.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import uuid
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from skill_runtime.studio.agent.project import Painted
from skill_runtime.studio.engine import (
    Engine,
    Facts,
    LocalEngine,
    MediaRefused,
    RenderFailed,
    RenderStopped,
)
from skill_runtime.studio.service.server import Server
from skill_runtime.studio.service.settings import Settings
from tests.films import film

ATTRIBUTION = {"X-Skill-Source": "tests", "X-Skill-Version": "1.0", "X-Skill-Platform": "unknown"}
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loopback is plain HTTP; loading the certificates for each client would take most of the time."""
FORMATS = ("mp4", "mov", "webm", "gif", "png", "jpg", "mp3", "wav", "srt")


@dataclass(frozen=True)
class SeenRequest:
    method: str
    path: str
    headers: Mapping[str, str]


@dataclass
class FakeEngine:
    """Keeps the engine's port without codecs: tiny files, instantly, or when the test lets it."""

    paints_alike: bool = True
    may_paint: threading.Event = field(default_factory=threading.Event)
    may_render: threading.Event = field(default_factory=threading.Event)
    painting: threading.Event = field(default_factory=threading.Event)
    """Set once somebody waits for a picture."""
    rendered: list[dict[str, Any]] = field(default_factory=list)
    rested: int = 0

    def __post_init__(self) -> None:
        self.may_paint.set()
        self.may_render.set()

    def warm(self) -> None:
        pass

    def rest(self) -> None:
        self.rested += 1

    def close(self) -> None:
        pass

    def paint(self, prompt: str, width: int, height: int, path: Path) -> Painted:
        self.painting.set()
        self.may_paint.wait(20)
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + f"{prompt} {width}x{height}".encode())
        return Painted(words=tuple(w for w in prompt.split() if len(w) > 3))

    def subject(self, prompt: str) -> str:
        return prompt.split(",")[0][:40]

    def mood(self, words: str) -> tuple[str, str]:
        moods = {"lo": "Lo-fi", "jazz": "Jazz", "爵士": "Jazz", "calm": "Calm", "epic": "Epic"}
        name = next((n for k, n in moods.items() if k in words.lower()), "Calm")
        return name.lower(), name

    def compose(self, mood: str, seconds: float, seed: str, path: Path) -> None:
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(b"\0\0" * 80)

    def effect(self, name: str, seconds: float, seed: str, path: Path) -> float:
        self.compose(name, seconds, seed, path)
        sudden = {"applause": 3.5, "thunder": 4.5, "click": 0.12, "whoosh": 0.8}
        sudden |= {"bell": 2.4, "meow": 0.9, "bark": 0.75, "bang": 1.4, "pop": 0.16}
        return sudden.get(name, 0.0)

    def probe(self, path: Path) -> Facts:
        head = path.read_bytes()[:12]
        size = path.stat().st_size
        if head.startswith(b"\x89PNG"):
            return Facts("image", "image/png", 640, 480, 0, has_audio=False, bytes=size)
        if head[4:8] == b"ftyp":
            return Facts("video", "video/mp4", 1280, 720, 4000, has_audio=True, bytes=size)
        if head.startswith(b"RIFF"):
            return Facts("audio", "audio/wav", 0, 0, 9000, has_audio=True, bytes=size)
        raise MediaRefused(f"{path.name} is no file that can be used.")

    def check_output(self, output: Mapping[str, Any]) -> None:
        if output["format"] not in FORMATS:
            raise RenderFailed(f"There is no format {output['format']}.")

    def render(
        self,
        draft: Mapping[str, Any],
        media: Callable[[str], Path],
        path: Path,
        output: Mapping[str, Any],
        *,
        progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> None:
        progress(0.5)
        while not self.may_render.wait(0.02):
            if cancelled():
                raise RenderStopped
        for track in draft["t"]:
            for segment in track["sg"]:
                if source := segment.get("m", {}).get("src"):
                    _exists(media, source)
        self.rendered.append(dict(draft))
        path.write_bytes(film(output["format"], repr(output).encode()))


def _exists(media: Callable[[str], Path], source: str) -> None:
    try:
        media(source)
    except KeyError:
        raise RenderFailed(f"The file {source} is not in this project.") from None


class RunningStudio:
    """A started studio; `url`, `requests`, `engine`, `faults(spec)`, `stop()`."""

    def __init__(
        self, home: Path, *, real: bool = False, engine: Engine | None = None, **settings: Any
    ) -> None:
        self.engine: Any = engine or (LocalEngine() if real else FakeEngine())
        options = {"idle_seconds": 0.0, "heartbeat_seconds": 0.05, **settings}
        self._server = Server(Settings(home=home, **options), self.engine)
        self.requests: list[SeenRequest] = []
        self._server.config.app = _Counting(self._server.config.app, self.requests)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="studio")
        self._thread.start()
        if not self._ready.wait(20) or not self._server.started:
            raise RuntimeError("the studio did not start")

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def studio(self) -> Any:
        """Its inside, for tests of the service itself."""
        return self._server.studio

    def faults(self, spec: str) -> None:
        """Switches faults on for everybody (see `skill_runtime.studio.service.faults`)."""
        from skill_runtime.studio.service.faults import parse_faults

        self._server.studio.faults.add(parse_faults(spec))

    def client(self, client_id: str | None = None, **options: Any) -> httpx.Client:
        """A client with a token and the attribution headers."""
        number = client_id or str(uuid.uuid4())
        path = f"{self.url}/api/auth/anonymous-token"
        answer = httpx.post(path, headers={"X-Client-Id": number}, verify=NO_TLS)
        token = answer.json()["data"]["token"]
        headers = {"Authorization": f"Bearer {token}", **ATTRIBUTION}
        return httpx.Client(
            base_url=self.url, headers=headers, timeout=30, verify=NO_TLS, **options
        )

    def reset(self) -> None:
        """As new, but for what is kept on disk: no faults, nothing under way, nothing noted."""
        self.studio.faults.clear()
        if isinstance(self.engine, FakeEngine):
            self.engine.may_paint.set()
            self.engine.may_render.set()
            while self.studio.jobs.unfinished():
                self._thread.join(0.005)
            self.engine.painting.clear()
            self.engine.rendered.clear()
        self.requests.clear()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._server.socket.close()

    @property
    def stopped(self) -> bool:
        return not self._thread.is_alive()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        serving = asyncio.create_task(self._server.serve([self._server.socket]))
        while not self._server.started and not serving.done():
            await asyncio.wait([serving], timeout=0.005)
        self._ready.set()
        await serving

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class _Counting:
    """ASGI middleware that notes every request."""

    def __init__(self, app: Any, seen: list[SeenRequest]) -> None:
        self._app = app
        self._seen = seen

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
            self._seen.append(SeenRequest(scope["method"], scope["path"], headers))
        await self._app(scope, receive, send)
