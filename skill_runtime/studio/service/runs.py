"""`POST /run_sse`: a message performed by the agent, streamed as ADK events.

One run a session: another is refused with 409 while one works. A client that goes away cancels the
run at once; the edits that landed stay, and what was frozen for the others is free again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from itertools import cycle
from typing import Any, TypeVar

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from skill_runtime.studio.agent.planning import Plan, Silence, make_plan
from skill_runtime.studio.agent.speaking.events import Event
from skill_runtime.studio.agent.turn import Turn

from .answers import HEARTBEATS, bad_request, busy, not_found
from .calls import client_of, json_body, project_of, studio_of
from .projects import StoredProject
from .studio import Studio
from .trouble import sentence_for, trouble_of

__all__ = ["run_sse"]

log = logging.getLogger(__name__)
T = TypeVar("T")
APP, USER = "nemo_agent", "me"
_TROUBLE = {"en": "I encountered a temporary issue.", "zh": "我遇到了一个临时问题。"}


async def run_sse(request: Request) -> Response:
    studio, client = studio_of(request), client_of(request)
    body = await json_body(request)
    if body.get("app_name") != APP or body.get("user_id") != USER:
        raise not_found("app or user: app_name is nemo_agent, user_id is me")
    message = _message(body)
    project = project_of(request, body.get("session_id"))
    if project.session in studio.running:
        raise busy()
    fault = studio.faults.in_the_turn(client, project.session)
    kind = fault.kind if fault is not None else ""
    silences: dict[str, Silence] = {"silent": "always", "talk": "never"}
    plan = make_plan(message, project, silence=silences.get(kind, "seeded"))
    project.speak(plan.language)
    studio.accounts.freeze(client, plan.cost, project.task)
    studio.running.add(project.session)
    return _Run(studio, project, plan, trouble=kind == "trouble")


def _message(body: dict[str, Any]) -> str:
    """The text parts of `new_message`, together."""
    message = body.get("new_message")
    parts = message.get("parts") if isinstance(message, dict) else None
    if not isinstance(parts, list) or not all(isinstance(p, dict) for p in parts):
        raise bad_request('"new_message" must be {"parts": [{"text": "…"}]}.')
    texts = [p["text"] for p in parts if isinstance(p.get("text"), str)]
    if not texts:
        raise bad_request('"new_message" has no part with a text.')
    # Lone surrogates can stand in JSON, but not in anything that is stored or sent.
    return "\n".join(texts).encode("utf-8", "replace").decode("utf-8")


class _Run(Response):
    """The answer to a run: performs it while it is read, and ends it when the reader goes away."""

    def __init__(
        self, studio: Studio, project: StoredProject, plan: Plan, *, trouble: bool
    ) -> None:
        self.status_code = 200
        self.background = None
        self._studio = studio
        self._project = project
        self._plan = plan
        self._trouble = trouble

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = (b"content-type", b"text/event-stream; charset=utf-8")
        headers = [kind, (b"cache-control", b"no-cache")]
        try:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            async with anyio.create_task_group() as group:
                group.start_soon(_watch, receive, group.cancel_scope.cancel)
                await self._send_frames(send)
                group.cancel_scope.cancel()
        finally:
            # A run that is cut off leaves what has landed, and nothing frozen.
            self._studio.running.discard(self._project.session)
            self._studio.accounts.release(
                self._project.client, self._plan.cost - self._project.spent
            )

    async def _send_frames(self, send: Send) -> None:
        sink, source = anyio.create_memory_object_stream[bytes](0)
        async with anyio.create_task_group() as group, source:
            group.start_soon(self._produce, sink)
            beats = cycle(HEARTBEATS)
            async for frame in _with_beats(source, self._studio.settings.heartbeat_seconds):
                body = frame or next(beats)
                await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _produce(self, sink: MemoryObjectSendStream[bytes]) -> None:
        turn = Turn(self._plan, self._project, self._studio.engine, _beside)
        async with sink, aclosing(self._frames(turn)) as frames:
            async for frame in frames:
                await sink.send(frame)
            if self._trouble:
                for event in turn.trouble(_TROUBLE[self._plan.language]):
                    await sink.send(_frame(event))

    async def _frames(self, turn: Turn) -> AsyncGenerator[bytes, None]:
        """The turn's frames, empty where a heartbeat belongs; a fault is told in the last one."""
        try:
            async with aclosing(turn.events()) as events:
                async for event in events:
                    yield b"" if event is None else _frame(event)
        except Exception as error:  # the edge of the run: the stream has begun and must end whole
            log.exception("run failed")
            yield _error_frame(error, self._plan.language)


async def _watch(receive: Receive, cancel: Callable[[], None]) -> None:
    """Cancels the run when its reader is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    cancel()


async def _with_beats(
    source: MemoryObjectReceiveStream[bytes], every: float
) -> AsyncIterator[bytes]:
    """The frames, and an empty one wherever nothing came for so long (seconds)."""
    while True:
        frame = b""
        with anyio.move_on_after(every):
            try:
                frame = await source.receive()
            except anyio.EndOfStream:
                return
        yield frame


async def _beside(call: Callable[[], T], /) -> T:
    # A cancelled run doesn't wait for its painter: the thread ends by itself and nobody looks at
    # its work.
    return await anyio.to_thread.run_sync(call, abandon_on_cancel=True)


def _frame(event: Event) -> bytes:
    return f"data: {json.dumps(event, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()


def _error_frame(error: Exception, language: str) -> bytes:
    """The last frame of a run that failed after it began (CONTRACT, The event stream)."""
    sentence = sentence_for(error, language)
    details = {"error_type": trouble_of(error), "error_message": sentence}
    return _frame({"error": sentence, "error_details": details})
