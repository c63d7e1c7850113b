"""A download over HTTP into a temporary file; one that broke off goes on where it stopped.

A status of 200 proves nothing: the size is held against what was promised, and the file is opened.
What goes on is asked for with If-Range (RFC 9110, 13.1.5), so that a server whose file has changed
sends the whole of it, as one does that knows no ranges. Where it may come from is
`download_hops`'s; refused here is what is larger than any film.
"""

from __future__ import annotations

import re

from skill_runtime.adapters.download_hops import fetch
from skill_runtime.adapters.downloads import PartFile
from skill_runtime.adapters.exchanges import (
    Opened,
    ProgressPace,
    Put,
    QueuedExchange,
    disk_failure,
    media_type,
    read_refusal,
)
from skill_runtime.adapters.http_library import httpx
from skill_runtime.adapters.http_peer import HttpPeer
from skill_runtime.core.frame_size import frame_of
from skill_runtime.core.whole_media import judge_media
from skill_runtime.model.steps import Failed, Failure, Fetch, Fetched, Progress, Reply
from skill_runtime.model.values import dataclass

MAX_FILM = 16 * 1024**3
"""Bytes; a day of 1080p has about ten thousand million."""
_NO_MEDIA = frozenset({"text/html", "application/json"})
"""What a sign-in page or a refusal calls itself; no export has these types."""
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
_PARTIAL, _NOT_SATISFIABLE = 206, 416


class _UselessError(Exception):
    """What came is whole and not usable, however often it is fetched."""


@dataclass(frozen=True, slots=True)
class _Body:
    """What a response brings of the file."""

    response: httpx.Response
    start: int
    """Where in the file it begins; 0 where the file begins anew."""
    total: int | None
    """Bytes of the whole file, where the server says how many."""


async def open_download(peer: HttpPeer, request: Fetch) -> Opened:
    """The reply's data name the `validator` with which the download can go on later."""
    try:
        part = PartFile(request.folder, request.name)
    except OSError as error:
        return disk_failure(peer, error), None
    have = part.size if request.validator else 0
    response = await _get(peer, request, have)
    if have and not _continues(response, have):
        await response.aclose()
        have = 0
        response = await _get(peer, request, have)
    if not response.is_success or media_type(response) in _NO_MEDIA:
        return await read_refusal(peer, response, "media file"), None
    start = have if response.status_code == _PARTIAL else 0
    body = _Body(response, start, _total(response, start))
    if (body.total or 0) > MAX_FILM:
        await response.aclose()
        return Failed(peer.now(), Failure.FOREIGN, f"it is said to have {body.total} bytes"), None
    exchange = QueuedExchange(lambda put: _save(peer, part, body, put), peer.now, response)
    return Reply(peer.now(), 0, {"validator": _validator(response)}), exchange


def _continues(response: httpx.Response, have: int) -> bool:
    """False for another piece of the file than the one that was asked for, or for none of it."""
    if response.status_code == _PARTIAL:
        found = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        return found is not None and int(found[1]) == have
    return response.status_code != _NOT_SATISFIABLE


def _total(response: httpx.Response, start: int) -> int | None:
    if "Content-Encoding" in response.headers:
        return None
    if response.status_code == _PARTIAL:
        found = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        if found and found[3] != "*":
            return int(found[3])
    length = int(response.headers.get("Content-Length", 0))
    return start + length if length else None


def _validator(response: httpx.Response) -> str:
    """Only a strong one may be sent with If-Range; packed bodies have other offsets."""
    if "Content-Encoding" in response.headers:
        return ""
    tag: str = response.headers.get("ETag", "")
    if tag.startswith('"'):
        return tag
    date: str = response.headers.get("Last-Modified", "")
    return date


async def _get(peer: HttpPeer, request: Fetch, have: int) -> httpx.Response:
    wanted = {"Accept-Encoding": "identity"}
    if have:
        wanted |= {"Range": f"bytes={have}-", "If-Range": request.validator}
    return await fetch(peer, request.url, wanted)


async def _save(peer: HttpPeer, part: PartFile, body: _Body, put: Put) -> None:
    try:
        await put(await _write(peer, part, body, put))
    except httpx.HTTPError as error:
        await put(peer.lost(error))
    except OSError as error:
        part.discard()  # it may be what fills the disk
        await put(disk_failure(peer, error))
    except _UselessError as error:
        part.discard()
        await put(Failed(peer.now(), Failure.FOREIGN, str(error)))


async def _receive(peer: HttpPeer, part: PartFile, body: _Body, put: Put) -> int:
    """Bytes of the file that are there in the end. Raises as `_write`."""
    done, pace = body.start, ProgressPace(peer.now, body.start)
    with part.open(body.start) as file:
        try:
            async for chunk in body.response.aiter_bytes():
                file.write(chunk)
                done += len(chunk)
                if done > MAX_FILM:
                    raise _UselessError(f"it has more than {MAX_FILM} bytes")
                if pace.is_due(done, body.total):
                    await put(Progress(peer.now(), done, body.total))
        except httpx.HTTPError:
            # Whether another try is worth while depends on what this one brought.
            if done > body.start:
                await put(Progress(peer.now(), done, body.total))
            raise
    return done


async def _write(peer: HttpPeer, part: PartFile, body: _Body, put: Put) -> Fetched:
    """Raises httpx's errors for what a further try may mend, and keeps what came."""
    done = await _receive(peer, part, body, put)
    if not done or body.total not in {None, done}:
        if body.total is not None and done > body.total:
            part.discard()
        raise httpx.ReadError(f"{done} of {body.total or 'unknown'} bytes came")
    media = judge_media(done, part.read)
    if media.format and not media.fault:
        part.sync()
        frame = frame_of(media.format, done, part.read)
        return Fetched(peer.now(), str(part.path), done, media.format, frame)
    if body.start or body.total is None:
        # Pieces that don't fit together, or a body that ended early and could not say so.
        part.discard()
        raise httpx.ReadError(media.fault)
    raise _UselessError(media.fault)
