"""Faults of the wire applied to a finished answer: error codes, broken bodies, closed connections.

What kind does what is told in `faults`. A connection can only be closed where the server put its
transport into the request's state (see `server`); elsewhere the body just ends early, which a
client sees as cut off too.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Message, Receive, Scope, Send

from .answers import HEARTBEATS, Refusal
from .faults import Fault

__all__ = ["misbehaving"]

_STATUS = {1001: 401, 1002: 404, 2001: 200, 4001: 415, 4002: 413}
_PAGE = (
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
)


async def misbehaving(
    fault: Fault, request: Request, handler: Callable[[], Awaitable[Response]], session: str
) -> Response:
    """The answer with the fault in it; faults of the answer itself come before the handler has
    done anything.
    """
    if fault.code is not None:
        status = _STATUS.get(fault.code, fault.code)
        raise Refusal(
            fault.code,
            f"Fault {fault.code}.",
            status=status,
            data={"id": session},
            retry_after=fault.value or 30,
        )
    if fault.kind == "html":
        return HTMLResponse(_PAGE, status_code=max(200, min(fault.value or 200, 599)))
    if fault.kind == "drop":
        return _Broken(Response(), fault, request)
    return _Broken(await handler(), fault, request)


class _Broken(Response):
    """An answer whose body goes wrong on its way out."""

    def __init__(self, inner: Response, fault: Fault, request: Request) -> None:
        self.status_code = inner.status_code
        self.background = None
        self._inner = inner
        self._fault = fault
        self._transport = getattr(request.state, "transport", None)
        self._events = 0
        self._closed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if not self._closed:
                await self._send(message, send)

        if self._fault.kind == "drop":
            self._close()
        await self._inner(scope, receive, sending)

    async def _send(self, message: Message, send: Send) -> None:
        if message["type"] != "http.response.body":
            await send(self._without_length(message))
            return
        body = message.get("body", b"")
        if body in HEARTBEATS or not body:
            await send(message)
            return
        await getattr(self, f"_{self._fault.kind}", self._plain)(message, body, send)
        self._events += 1

    async def _plain(self, message: Message, _body: bytes, send: Send) -> None:
        await send(message)

    async def _slow(self, message: Message, _body: bytes, send: Send) -> None:
        await asyncio.sleep(self._fault.value / 1000)
        await send(message)

    async def _duplicate(self, message: Message, _body: bytes, send: Send) -> None:
        await send({**message, "more_body": True})
        await send(message)

    async def _drop_after(self, message: Message, _body: bytes, send: Send) -> None:
        if self._events < self._fault.value:
            await send({**message, "more_body": True})
        if self._events + 1 >= self._fault.value:
            await self._flush_and_close(send)

    async def _truncate(self, message: Message, body: bytes, send: Send) -> None:
        if self._events < self._fault.value:
            await send(message)
            return
        await send({**message, "body": body[: len(body) // 2], "more_body": True})
        await self._flush_and_close(send)

    async def _truncated_json(self, message: Message, body: bytes, send: Send) -> None:
        await send({**message, "body": body[: len(body) // 2]})

    async def _raise(self, message: Message, _body: bytes, send: Send) -> None:
        if self._events < self._fault.value:
            await send(message)
            return
        error = {"error_type": "RuntimeError", "error_message": "scripted failure"}
        frame = {"error": "RuntimeError: scripted failure", "error_details": error}
        await send({
            **message,
            "body": f"data: {json.dumps(frame)}\n\n".encode(),
            "more_body": False,
        })
        self._closed = True

    def _without_length(self, message: Message) -> Message:
        """A changed body has another length; a body that is cut short keeps what was promised."""
        if self._fault.kind not in {"truncated_json", "duplicate", "raise"}:
            return message
        headers: list[Any] = [h for h in message["headers"] if h[0].lower() != b"content-length"]
        return {**message, "headers": headers}

    async def _flush_and_close(self, send: Send) -> None:
        # One turn of the loop, so that what was sent is on its way before the connection closes.
        await asyncio.sleep(0)
        self._close()

    def _close(self) -> None:
        self._closed = True
        if self._transport is not None:
            self._transport.close()
