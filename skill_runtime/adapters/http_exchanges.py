"""What is sent over HTTP and goes on for a while: a message with its stream, an upload.

Downloads are in `http_downloads`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from httpx_sse import EventSource

from skill_runtime.adapters.download_hops import UntrustedPlaceError
from skill_runtime.adapters.exchanges import (
    TIMEOUT,
    Opened,
    ProgressPace,
    Put,
    QueuedExchange,
    disk_failure,
    media_type,
    read_refusal,
)
from skill_runtime.adapters.http_downloads import open_download
from skill_runtime.adapters.http_library import httpx
from skill_runtime.adapters.http_peer import HttpPeer
from skill_runtime.adapters.multipart import FormFiles
from skill_runtime.core.event_stream import LineTooLongError
from skill_runtime.core.listening import Listening
from skill_runtime.model.steps import (
    Arrived,
    Closed,
    Failed,
    Failure,
    Fetch,
    Progress,
    Reply,
    SendFiles,
    SendMessage,
)

_MAX_STREAM = 256 * 1024 * 1024
"""Bytes of one message's stream; more is an attack or a fault."""


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
                return await open_download(peer, request)
    except UntrustedPlaceError as error:
        return Failed(peer.now(), Failure.UNTRUSTED, str(error)), None
    except peer.faults as error:
        return peer.failed(error), None


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
        timeout=TIMEOUT,
    )
    response = await peer.client(url).send(call, stream=True)
    if not response.is_success or media_type(response) != "text/event-stream":
        return await read_refusal(peer, response, "event stream"), None
    source = EventSource(response)
    exchange = QueuedExchange(lambda put: _listen(peer, source, put), peer.now, response)
    return Reply(peer.now(), 0), exchange


async def _listen(peer: HttpPeer, source: EventSource, put: Put) -> None:
    """The bytes go through our own decoder: httpx-sse's takes U+2028 for the end of a line."""
    listening = Listening(peer.secrets)
    try:
        async for chunk in _bounded(source.response.aiter_bytes()):
            for heard in listening.feed(chunk):
                await put(Arrived(peer.now(), heard))
    except LineTooLongError as error:
        await put(Failed(peer.now(), Failure.OVERSIZED, str(error)))
        return
    except (httpx.HTTPError, OSError) as error:
        await put(peer.lost(error))
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
        await put(disk_failure(peer, error))
    except peer.faults as error:
        await put(peer.failed(error))


async def _post_files(peer: HttpPeer, request: SendFiles, put: Put) -> Reply | Failed:
    url = peer.url(request.path)
    pace = ProgressPace(peer.now)

    async def tell(sent: int, total: int) -> None:
        if pace.is_due(sent, total) or sent == total:
            await put(Progress(peer.now(), sent, total))

    body = FormFiles("files", request.files, tell)
    try:
        call = peer.client(url).build_request(
            "POST",
            url,
            headers={**peer.headers(url), **body.headers},
            content=body,
            timeout=TIMEOUT,
        )
        response = await peer.client(url).send(call, stream=True)
        try:
            return await peer.read(response)
        finally:
            await response.aclose()
    finally:
        await body.aclose()
