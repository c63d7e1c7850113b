"""What goes on for a while over HTTP: a message's stream, an upload, a download.

Each runs in a task of its own that puts items into a queue, so that whoever waits for the next one
can also wait for the clock. Closing an exchange closes its connection, which cancels a run at the
backend (CONTRACT, The event stream, 8).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import httpx
from httpx_sse import EventSource

from skill_runtime.adapters.downloads import NewFile
from skill_runtime.core.event_stream import LineTooLongError
from skill_runtime.core.listening import Listening
from skill_runtime.model.steps import (
    Arrived,
    Closed,
    Failed,
    Failure,
    Fetch,
    Fetched,
    Item,
    Progress,
    Quiet,
    Reply,
    SendFiles,
    SendMessage,
)

if TYPE_CHECKING:
    from skill_runtime.adapters.http_backend import HttpBackend

# Neither a stream nor a transfer has a read timeout: the action that follows it keeps the time.
_TIMEOUT = httpx.Timeout(None, connect=10.0)
_PROGRESS_STEP = 256 * 1024
"""Bytes between two progress items."""

Put = Callable[[Item], None]


class QueuedExchange:
    """Items of a background task, one by one."""

    def __init__(self, work: Callable[[Put], Awaitable[None]], now: Callable[[], float]) -> None:
        self._queue: asyncio.Queue[Item] = asyncio.Queue()
        self._now = now
        self._task = asyncio.ensure_future(work(self._queue.put_nowait))

    async def next(self, seconds: float) -> Item:
        try:
            return await asyncio.wait_for(self._queue.get(), seconds)
        except TimeoutError:
            return Quiet(self._now())

    async def close(self) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task


async def open_exchange(
    backend: HttpBackend, request: SendMessage | SendFiles | Fetch
) -> tuple[Reply | Failed, QueuedExchange | None]:
    """See `runtime.ports.Backend.open`."""
    match request:
        case SendMessage():
            return await _open_stream(backend, request)
        case SendFiles():
            exchange = QueuedExchange(lambda put: _send_files(backend, request, put), backend.now)
            return Reply(backend.now(), 0), exchange
        case Fetch():
            return await _open_download(backend, request)


# --- a message's stream
# --------------------------------------------------------------------------------


async def _open_stream(
    backend: HttpBackend, request: SendMessage
) -> tuple[Reply | Failed, QueuedExchange | None]:
    url = backend.url(request.path)
    headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
    call = backend.client(url).build_request(
        "POST",
        url,
        headers={**backend.headers(url), **headers},
        json=request.body,
        timeout=_TIMEOUT,
    )
    return await _open(backend, call, lambda response, put: _listen(backend, response, put))


async def _open(
    backend: HttpBackend,
    call: httpx.Request,
    follow: Callable[[httpx.Response, Put], Awaitable[None]],
    *,
    redirects: bool = False,
) -> tuple[Reply | Failed, QueuedExchange | None]:
    """Send it and read the head of the answer; the body is then followed in a task."""
    try:
        client = backend.client(str(call.url))
        response = await client.send(call, stream=True, follow_redirects=redirects)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return backend.failed(error), None
    if not response.is_success or not (redirects or _is_event_stream(response)):
        refusal = await _read_refusal(backend, response)
        return refusal, None
    exchange = QueuedExchange(lambda put: follow(response, put), backend.now)
    return Reply(backend.now(), 0), exchange


def _is_event_stream(response: httpx.Response) -> bool:
    kind: str = response.headers.get("Content-Type", "")
    return kind.partition(";")[0].strip().casefold() == "text/event-stream"


async def _read_refusal(backend: HttpBackend, response: httpx.Response) -> Reply | Failed:
    try:
        answer = await backend.read(response)
    except httpx.HTTPError as error:
        return backend.failed(error)
    finally:
        await response.aclose()
    if isinstance(answer, Reply) and answer.ok:
        return Failed(backend.now(), Failure.FOREIGN, "the answer to a message is no event stream")
    return answer


async def _listen(backend: HttpBackend, response: httpx.Response, put: Put) -> None:
    listening = Listening()
    source = EventSource(response)
    try:
        async for chunk in source.response.aiter_bytes():
            for heard in listening.feed(chunk):
                put(Arrived(backend.now(), heard))
        for heard in listening.finish():
            put(Arrived(backend.now(), heard))
    except (httpx.HTTPError, OSError, LineTooLongError) as error:
        put(Failed(backend.now(), Failure.LOST, f"{type(error).__name__}: {error}"))
        return
    finally:
        await response.aclose()
    truncated = Failed(backend.now(), Failure.LOST, "the body ended in the middle of an event")
    put(truncated if listening.truncated else Closed(backend.now()))


# --- an upload
# -----------------------------------------------------------------------------------------


async def _send_files(backend: HttpBackend, request: SendFiles, put: Put) -> None:
    try:
        put(await _post_files(backend, request, put))
    except httpx.HTTPError as error:
        put(backend.failed(error))
    except OSError as error:
        put(Failed(backend.now(), Failure.DISK, f"{error.strerror}: {error.filename}"))


async def _post_files(backend: HttpBackend, request: SendFiles, put: Put) -> Reply | Failed:
    url = backend.url(request.path)
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(_opened(path)) for path in request.files]
        parts = [("files", (Path(f.name).name, f)) for f in files]
        call = backend.client(url).build_request(
            "POST", url, headers=backend.headers(url), files=parts, timeout=_TIMEOUT
        )
        total = int(call.headers.get("Content-Length", 0)) or None
        call.stream = _Counted(call.stream, lambda sent: put(Progress(backend.now(), sent, total)))
        response = await backend.client(url).send(call, stream=True)
        try:
            return await backend.read(response)
        finally:
            await response.aclose()


def _opened(path: str) -> BinaryIO:
    return Path(path).open("rb")


class _Counted(httpx.AsyncByteStream):
    """A request's body that tells how much of it has gone out."""

    def __init__(self, body: object, tell: Callable[[int], None]) -> None:
        if not isinstance(body, httpx.AsyncByteStream):
            raise TypeError("an upload's body is an async byte stream")
        self._body = body
        self._tell = tell

    async def __aiter__(self) -> AsyncIterator[bytes]:
        sent = told = 0
        async for chunk in self._body:
            yield chunk
            sent += len(chunk)
            if sent - told >= _PROGRESS_STEP:
                told = sent
                self._tell(sent)
        self._tell(sent)


# --- a download
# ----------------------------------------------------------------------------------------


async def _open_download(
    backend: HttpBackend, request: Fetch
) -> tuple[Reply | Failed, QueuedExchange | None]:
    url = backend.url(request.url)
    try:
        call = backend.client(url).build_request(
            "GET", url, headers=backend.headers(url), timeout=_TIMEOUT
        )
    except httpx.InvalidURL as error:
        return backend.failed(error), None
    follow = lambda response, put: _save(backend, request, response, put)  # noqa: E731 - one use
    return await _open(backend, call, follow, redirects=True)


async def _save(backend: HttpBackend, request: Fetch, response: httpx.Response, put: Put) -> None:
    try:
        path, size = await _write(backend, request, response, put)
    except httpx.HTTPError as error:
        put(Failed(backend.now(), Failure.LOST, f"{type(error).__name__}: {error}"))
    except OSError as error:
        put(Failed(backend.now(), Failure.DISK, error.strerror or str(error)))
    else:
        put(Fetched(backend.now(), path, size))
    finally:
        await response.aclose()


async def _write(
    backend: HttpBackend, request: Fetch, response: httpx.Response, put: Put
) -> tuple[str, int]:
    total = int(response.headers.get("Content-Length", 0)) or None
    done = told = 0
    with NewFile(request.folder, request.name) as file:
        async for chunk in response.aiter_bytes():
            file.write(chunk)
            done += len(chunk)
            if done - told >= _PROGRESS_STEP:
                told = done
                put(Progress(backend.now(), done, total))
        if total is not None and done != total and "Content-Encoding" not in response.headers:
            raise httpx.ReadError(f"{done} of {total} bytes came")
        return str(file.keep()), done
