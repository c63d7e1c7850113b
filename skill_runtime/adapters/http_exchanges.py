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
from typing import BinaryIO, TypeAlias

from httpx_sse import EventSource

from skill_runtime.adapters.downloads import NewFile
from skill_runtime.adapters.http_library import httpx
from skill_runtime.adapters.http_peer import HttpPeer
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

# The action that follows an exchange keeps the time: a bound below a whole turn (CONTRACT, The
# event stream, 8) would end a run that is only quiet.
_TIMEOUT = httpx.Timeout(900, connect=10.0)
_REFUSAL_S = 60.0
_PROGRESS_STEP = 256 * 1024
"""Bytes between two progress items."""
_MAX_STREAM = 256 * 1024 * 1024
"""Bytes of one message's stream; more is an attack or a fault."""
_WAITING = 1000
"""Items that may wait for whoever takes them: a stream that comes faster is read more slowly, so
that neither memory nor the time of a turn runs away.
"""
_MAX_REDIRECTS = 5
_NO_MEDIA = frozenset({"text/html", "application/json"})
"""What a sign-in page or a refusal calls itself; no export has these types."""

Put: TypeAlias = Callable[[Item], Awaitable[None]]
Opened: TypeAlias = "tuple[Reply | Failed, QueuedExchange | None]"


class QueuedExchange:
    """Items of a background task, one by one."""

    def __init__(
        self,
        work: Callable[[Put], Awaitable[None]],
        now: Callable[[], float],
        response: httpx.Response | None = None,
    ) -> None:
        """`response` is what the work reads; it is closed with the exchange."""
        self._queue: asyncio.Queue[Item | None] = asyncio.Queue()
        self._room = asyncio.Semaphore(_WAITING)
        self._now = now
        self._response = response
        self._task = asyncio.ensure_future(self._run(work))

    async def _run(self, work: Callable[[Put], Awaitable[None]]) -> None:
        try:
            await work(self._put)
        finally:
            self._queue.put_nowait(None)

    async def _put(self, item: Item) -> None:
        await self._room.acquire()
        self._queue.put_nowait(item)

    async def next(self, seconds: float) -> Item:
        """`Closed` once the work is over and its items are taken; a fault of the work is raised."""
        try:
            item = await asyncio.wait_for(self._queue.get(), seconds)
        except TimeoutError:
            return Quiet(self._now())
        if item is not None:
            self._room.release()
            return item
        self._queue.put_nowait(None)  # for whoever asks once more
        await self._task
        return Closed(self._now())

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])
        # Here and not in the work: a task that is cancelled before it began runs no `finally`.
        if self._response is not None:
            await self._response.aclose()


async def open_exchange(peer: HttpPeer, request: SendMessage | SendFiles | Fetch) -> Opened:
    """See `runtime.ports.Backend.open`."""
    try:
        match request:
            case SendMessage():
                return await _open_stream(peer, request)
            case SendFiles():
                exchange = QueuedExchange(lambda put: _send_files(peer, request, put), peer.now)
                return Reply(peer.now(), 0), exchange
            case Fetch():
                return await _open_download(peer, request)
    except peer.faults as error:
        return peer.failed(error), None


async def _read_refusal(peer: HttpPeer, response: httpx.Response, expected: str) -> Reply | Failed:
    """An answer that is not what was to be opened, in the backend's terms."""
    try:
        async with asyncio.timeout(_REFUSAL_S):
            answer = await peer.read(response)
    except TimeoutError:
        return Failed(peer.now(), Failure.LOST, "the answer did not end")
    finally:
        await response.aclose()
    if isinstance(answer, Reply) and answer.ok:
        return Failed(peer.now(), Failure.FOREIGN, f"the answer is no {expected}")
    return answer


def _media_type(response: httpx.Response) -> str:
    kind: str = response.headers.get("Content-Type", "")
    return kind.partition(";")[0].strip().casefold()


# --- a message's stream --------------------------------------------------------------------------


async def _open_stream(peer: HttpPeer, request: SendMessage) -> Opened:
    url = peer.url(request.path)
    call = peer.client(url).build_request(
        "POST",
        url,
        headers={
            **peer.headers(url),
            "Accept": "text/event-stream",
            "Cache-Control": "no-store",
            "Content-Type": "application/json",
        },
        content=peer.json_body(request.body),
        timeout=_TIMEOUT,
    )
    response = await peer.client(url).send(call, stream=True)
    if not response.is_success or _media_type(response) != "text/event-stream":
        return await _read_refusal(peer, response, "event stream"), None
    source = EventSource(response)
    exchange = QueuedExchange(lambda put: _listen(peer, source, put), peer.now, response)
    return Reply(peer.now(), 0), exchange


async def _listen(peer: HttpPeer, source: EventSource, put: Put) -> None:
    """The bytes go through our own decoder: httpx-sse's takes U+2028 for the end of a line."""
    listening = Listening()
    try:
        async for chunk in _bounded(source.response.aiter_bytes()):
            for heard in listening.feed(chunk):
                await put(Arrived(peer.now(), heard))
    except LineTooLongError as error:
        await put(Failed(peer.now(), Failure.OVERSIZED, str(error)))
        return
    except (httpx.HTTPError, OSError) as error:
        await put(Failed(peer.now(), Failure.LOST, f"{type(error).__name__}: {error}"))
        return
    if listening.truncated:
        await put(Failed(peer.now(), Failure.LOST, "the body ended in the middle of an event"))
        return
    for heard in listening.finish():
        await put(Arrived(peer.now(), heard))
    await put(Closed(peer.now()))


async def _bounded(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    length = 0
    async for chunk in chunks:
        length += len(chunk)
        if length > _MAX_STREAM:
            raise LineTooLongError(f"the stream is over {_MAX_STREAM} bytes long")
        yield chunk


# --- an upload -----------------------------------------------------------------------------------


async def _send_files(peer: HttpPeer, request: SendFiles, put: Put) -> None:
    try:
        await put(await _post_files(peer, request, put))
    except OSError as error:
        await put(_disk_failure(peer, error))
    except peer.faults as error:
        await put(peer.failed(error))


def _disk_failure(peer: HttpPeer, error: OSError) -> Failed:
    return Failed(peer.now(), Failure.DISK, error.strerror or str(error))


async def _post_files(peer: HttpPeer, request: SendFiles, put: Put) -> Reply | Failed:
    url = peer.url(request.path)
    with contextlib.ExitStack() as stack:
        parts = [
            ("files", (_sendable_name(path), stack.enter_context(_opened(path))))
            for path in request.files
        ]
        call = peer.client(url).build_request(
            "POST", url, headers=peer.headers(url), files=parts, timeout=_TIMEOUT
        )
        total = int(call.headers.get("Content-Length", 0)) or None
        call.stream = _Counted(call.stream, lambda sent: put(Progress(peer.now(), sent, total)))
        response = await peer.client(url).send(call, stream=True)
        try:
            return await peer.read(response)
        finally:
            await response.aclose()


def _opened(path: str) -> BinaryIO:
    return Path(path).open("rb")


def _sendable_name(path: str) -> str:
    """Names may hold bytes that are no text; UTF-8 can't carry those."""
    return Path(path).name.encode("utf-8", "replace").decode("utf-8")


class _Counted(httpx.AsyncByteStream):
    """A request's body that tells how much of it has gone out."""

    def __init__(self, body: object, tell: Callable[[int], Awaitable[None]]) -> None:
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
                await self._tell(sent)
        await self._tell(sent)


# --- a download ----------------------------------------------------------------------------------


async def _open_download(peer: HttpPeer, request: Fetch) -> Opened:
    response = await _get(peer, peer.url(request.url))
    if not response.is_success or _media_type(response) in _NO_MEDIA:
        return await _read_refusal(peer, response, "media file"), None
    exchange = QueuedExchange(lambda put: _save(peer, request, response, put), peer.now, response)
    return Reply(peer.now(), 0), exchange


async def _get(peer: HttpPeer, url: str) -> httpx.Response:
    """Redirects are followed here, so that each hop gets the headers and the TLS checks of its own
    address; httpx would take both from the first.
    """
    for _ in range(_MAX_REDIRECTS + 1):
        client = peer.client(url)
        call = client.build_request("GET", url, headers=peer.headers(url), timeout=_TIMEOUT)
        response = await client.send(call, stream=True)
        if response.next_request is None:
            return response
        url = peer.url(str(response.next_request.url))
        await response.aclose()
    raise httpx.TooManyRedirects("the download was redirected too often")


async def _save(peer: HttpPeer, request: Fetch, response: httpx.Response, put: Put) -> None:
    try:
        path, size = await _write(peer, request, response, put)
    except httpx.HTTPError as error:
        await put(Failed(peer.now(), Failure.LOST, f"{type(error).__name__}: {error}"))
    except OSError as error:
        await put(_disk_failure(peer, error))
    else:
        await put(Fetched(peer.now(), path, size))


async def _write(
    peer: HttpPeer, request: Fetch, response: httpx.Response, put: Put
) -> tuple[str, int]:
    plain = "Content-Encoding" not in response.headers
    total = int(response.headers.get("Content-Length", 0)) or None if plain else None
    done = told = 0
    with NewFile(request.folder, request.name) as file:
        async for chunk in response.aiter_bytes():
            file.write(chunk)
            done += len(chunk)
            if done - told >= _PROGRESS_STEP:
                told = done
                await put(Progress(peer.now(), done, total))
        if not done or total not in {None, done}:
            raise httpx.ReadError(f"{done} of {total or 'unknown'} bytes came")
        return str(file.keep()), done
