"""What every request passes first: the Host check, the bound of its body, the count of work.

Only loopback names, and the address that it was told to listen on, are accepted as Host, so that
no web page can reach the studio through a name of its own. A body that is too large is read to its
end (within reason) and thrown away: a client that is still sending would otherwise see a broken
connection instead of the answer.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .answers import Refusal, too_large
from .settings import Clock, Settings

__all__ = ["Activity", "Guard", "host_name"]

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_DRAINED_TIMES = 4
"""So many times the limit is read of a body that is thrown away."""


class Activity:
    """When the studio last had something to do."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()  # renders begin and end on a thread of their own
        self._busy = 0
        self._last = clock()

    def begin(self) -> None:
        with self._lock:
            self._busy += 1

    def end(self) -> None:
        with self._lock:
            self._busy -= 1
            self._last = self._clock()

    def beside_this_request(self) -> bool:
        """Whether there is anything to do but the request that asks."""
        return self._busy > 1

    def idle_seconds(self) -> float:
        return 0.0 if self._busy else self._clock() - self._last


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings, activity: Activity) -> None:
        self._app = app
        self._settings = settings
        self._activity = activity
        self._names = _LOOPBACK | {host_name(settings.listen)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._activity.begin()
        try:
            await self._guarded(scope, receive, send)
        finally:
            self._activity.end()

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        if _host(headers) not in self._names:
            message = f"This studio answers to these names only: {', '.join(sorted(self._names))}."
            await _refuse(Refusal(403, message, status=403), scope, receive, send)
            return
        limit = self._limit(scope["path"])
        declared = headers.get("content-length", "0")
        if declared.isdigit() and int(declared) > limit:
            await _drain(receive, _DRAINED_TIMES * limit)
            await _refuse(self._oversize(scope["path"], limit), scope, receive, send)
            return
        await self._bounded(scope, receive, send, limit)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        """Counts the bytes of a body whose length nobody declared."""
        counted = 0
        started = False

        async def receiving() -> Message:
            nonlocal counted
            message = await receive()
            counted += len(message.get("body", b""))
            if counted > limit:
                raise self._oversize(scope["path"], limit)
            return message

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receiving, sending)
        except Refusal as refusal:
            if started:
                raise
            await _drain(receive, _DRAINED_TIMES * limit)
            await _refuse(refusal, scope, receive, send)

    def _limit(self, path: str) -> int:
        upload = path.startswith("/api/upload-video/")
        return self._settings.max_upload_bytes if upload else self._settings.max_json_bytes

    def _oversize(self, path: str, limit: int) -> Refusal:
        upload = path.startswith("/api/upload-video/")
        return too_large(self._settings.max_file_bytes if upload else limit)


def host_name(address: str) -> str:
    """An address or name as it is written in a URL and a Host header."""
    return f"[{address.lower()}]" if ":" in address else address.lower()


def _host(headers: Mapping[str, str]) -> str:
    host = headers.get("host", "").lower()
    return host if host.endswith("]") else host.rpartition(":")[0] or host


async def _drain(receive: Receive, most: int) -> None:
    read = 0
    while read <= most:
        message = await receive()
        read += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


async def _refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    body = {"code": refusal.code, "message": refusal.message, "data": refusal.data}
    await JSONResponse(body, status_code=refusal.status)(scope, receive, send)
