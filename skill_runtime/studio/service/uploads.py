"""`POST /api/upload-video/…`: files as multipart, or URLs that the studio fetches.

All or nothing: a file that is refused refuses the request, and none of it is kept. What a file is,
its content says; its name is only shown.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import anyio
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from skill_runtime.studio.agent.project import Media
from skill_runtime.studio.engine import Facts, MediaRefused

from .answers import answer, bad_request, not_found, too_large, unsupported_type
from .calls import json_body, project_of, studio_of
from .fetching import fetch
from .projects import StoredProject
from .sessions import media_url
from .studio import Studio

__all__ = ["media_file", "upload"]

MAX_FILES = 20
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
Arriving = Callable[[Path], Awaitable[str]]
"""Writes a file to a path and gives its name."""


@dataclass(frozen=True, slots=True)
class _Arrived:
    number: str
    path: Path
    name: str
    facts: Facts


async def upload(request: Request) -> Response:
    studio = studio_of(request)
    project = project_of(request, request.path_params["session"])
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        # Its own spool files: the whole of an upload never lies in memory.
        async with request.form(max_files=MAX_FILES, max_fields=MAX_FILES) as form:
            kept = await _receive(studio, project, _from_form(form, studio))
    elif "json" in kind:
        kept = await _receive(studio, project, _from_urls(await json_body(request), studio))
    else:
        raise bad_request('Send multipart/form-data with "files", or JSON with "urls".')
    shown = [_shown(request, m) for m in kept]
    return answer({"files": shown, "uploaded_files": shown})


async def media_file(request: Request) -> Response:
    media, path = studio_of(request).projects.media(request.path_params["media"])
    if not path.is_file():
        raise not_found("file")
    return FileResponse(path, media_type=media.mime)


def _from_form(form: FormData, studio: Studio) -> list[Arriving]:
    files = [f for f in form.getlist("files") if isinstance(f, UploadFile)]
    if not files:
        raise bad_request('The form has no file in its field "files".')
    return [_copying(f, studio.settings.max_file_bytes) for f in files]


def _copying(file: UploadFile, limit: int) -> Arriving:
    async def arrive(path: Path) -> str:
        if (file.size or 0) > limit:
            raise too_large(limit)
        await anyio.to_thread.run_sync(_copy, file.file, path)
        return file.filename or ""

    return arrive


def _from_urls(body: dict[str, Any], studio: Studio) -> list[Arriving]:
    urls = body.get("urls")
    if not isinstance(urls, list) or not urls or not all(isinstance(u, str) for u in urls):
        raise bad_request('"urls" must be a list of at least one URL.')
    if body.get("source_type", "url") != "url" or len(urls) > MAX_FILES:
        raise bad_request(f'"source_type" must be "url", with at most {MAX_FILES} URLs.')
    return [_fetching(u, studio) for u in urls]


def _fetching(url: str, studio: Studio) -> Arriving:
    async def arrive(path: Path) -> str:
        return await fetch(url, path, studio.settings)

    return arrive


async def _receive(
    studio: Studio, project: StoredProject, arriving: Sequence[Arriving]
) -> list[Media]:
    arrived: list[_Arrived] = []
    number, path = project.new_file(".part")
    try:
        for arrive in arriving:
            number, path = project.new_file(".part")
            name = _clean(await arrive(path)) or number
            arrived.append(_Arrived(number, path, name, await _probed(studio, path, name)))
    except BaseException:
        for part in (path, *(a.path for a in arrived)):
            part.unlink(missing_ok=True)
        raise
    return [_kept(project, a) for a in arrived]


async def _probed(studio: Studio, path: Path, name: str) -> Facts:
    def probed() -> Facts:
        if path.stat().st_size == 0:
            raise MediaRefused(f"{path.name} is empty.")
        return studio.engine.probe(path)

    try:
        return await anyio.to_thread.run_sync(probed)
    except MediaRefused as error:
        reason = str(error).replace(path.name, name)
        raise unsupported_type(reason if name in reason else f"{name}: {reason}") from None


def _kept(project: StoredProject, arrived: _Arrived) -> Media:
    facts = arrived.facts
    suffix = re.sub(r"[^a-z0-9]", "", facts.mime.rpartition("/")[2]) or "bin"
    path = arrived.path.rename(arrived.path.with_suffix(f".{suffix}"))
    media = Media(
        id=arrived.number,
        kind=facts.kind,
        name=arrived.name,
        mime=facts.mime,
        width=facts.width,
        height=facts.height,
        duration_ms=facts.duration_ms,
        has_audio=facts.has_audio,
        bytes=facts.bytes,
        file=path.name,
    )
    project.keep(media)
    return media


def _copy(source: BinaryIO, path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(source, target, 1024 * 1024)


def _clean(name: str) -> str:
    """A file name to show: no folders, no control or direction characters."""
    return _UNSHOWN.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]).strip()[:120]


def _shown(request: Request, media: Media) -> dict[str, Any]:
    url = media_url(request, media)
    common = {"id": media.id, "name": media.name, "type": media.kind, "size": media.bytes}
    return {**common, "cdn_url": url, "url": url}
