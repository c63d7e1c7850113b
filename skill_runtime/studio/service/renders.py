"""Exports: submitting a render, its status, its file (CONTRACT, Calls: render, render status,
download).
"""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from skill_runtime.studio.agent.speaking.speech import Voice
from skill_runtime.studio.draft import Draft, exportable, has_sound, has_text
from skill_runtime.studio.engine import RenderFailed
from skill_runtime.studio.media.output import SOUNDS

from .answers import Refusal, answer, bad_request, not_found
from .calls import client_of, json_body, project_of, studio_of, text_field
from .jobs import Job
from .projects import StoredProject

__all__ = [
    "cancel_render",
    "download",
    "download_by_secret",
    "render_status",
    "submit_render",
]

ATTRIBUTION = ("x-skill-source", "x-skill-version", "x-skill-platform")
_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
_SIZE = re.compile(r"(\d{2,5})(?:p|\s*[x×*]\s*(\d{2,5}))?", re.IGNORECASE)
_ORIENTATIONS = {"portrait": "vertical", "landscape": "horizontal"}
_SILENT = {
    "en": "There is no sound in this film. Add music or a clip with sound first.",
    "zh": "这个视频里没有声音。请先加上音乐，或者有声音的片段。",
}
_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "gif": "image/gif",
    "png": "image/png",
    "jpg": "image/jpeg",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "srt": "application/x-subrip",
}


async def submit_render(request: Request) -> Response:
    """Writes the job down and queues it; the same id again gives the job that there is."""
    client = client_of(request)
    missing = [h for h in ATTRIBUTION if not request.headers.get(h, "").strip()]
    if missing:
        raise Refusal(402, f"Export is not in this plan: {', '.join(missing)} missing.", status=402)
    body = await json_body(request)
    number = text_field(body, "id")
    if not _ID.fullmatch(number):
        raise bad_request('"id" may have letters, digits, ".", "_" and "-", at most 100.')
    studio = studio_of(request)
    project = project_of(request, body.get("sessionId"))
    draft = body.get("draft")
    if not isinstance(draft, dict) or not exportable(draft):
        raise bad_request('"draft" has nothing to export: a track with a segment is needed.')
    output = _output(body.get("output", {}))
    try:
        studio.engine.check_output(output)
    except RenderFailed as error:
        raise bad_request(str(error)) from None
    if lack := _lack(project, draft, output["format"]):
        raise bad_request(lack)
    job, new = studio.jobs.submit(client, number, project.session, draft, output)
    if new:
        studio.worker.add(job)
    return _told(request, job)


def _lack(project: StoredProject, draft: Draft, format_: str) -> str:
    """What a file of that format is made from and the draft doesn't have, as a sentence; or ""."""
    if format_ == "srt" and not has_text(draft):
        return Voice(project.language, "").say("no_subtitles")
    if format_ in SOUNDS:
        sounding = {media.id for media in project.all_media() if media.has_audio}
        if not has_sound(draft, sounding):
            return _SILENT.get(project.language, _SILENT["en"])
    return ""


async def render_status(request: Request) -> Response:
    return _told(request, _job(request))


async def cancel_render(request: Request) -> Response:
    """Not of the contract: ends a job of the caller's, and answers what it is then."""
    studio, client = studio_of(request), client_of(request)
    number = text_field(await json_body(request), "id")
    studio.worker.cancel(studio.jobs.get(client, number))
    return _told(request, studio.jobs.get(client, number))


async def download(request: Request) -> Response:
    """The second way to a file, with the token instead of the address's secret."""
    return _file(request, _job(request))


async def download_by_secret(request: Request) -> Response:
    return _file(request, studio_of(request).jobs.by_secret(request.path_params["secret"]))


def _job(request: Request) -> Job:
    return studio_of(request).jobs.get(client_of(request), request.path_params["id"])


def _told(request: Request, job: Job) -> Response:
    """The status both inside `data` and beside it: clients of this family read either."""
    studio = studio_of(request)
    facts: dict[str, Any] = {"id": job.id, "status": job.status}
    facts["progress"] = studio.worker.progress(job)
    if job.status == "completed":
        url = f"{request.base_url}files/renders/{job.secret}/{job.id}.{job.output['format']}"
        facts["output"] = {"url": url}
    if job.error:
        facts["error"] = job.error
    response = answer(facts, **facts)
    if not job.finished:
        response.headers["Retry-After"] = "1"
    return response


def _file(request: Request, job: Job) -> Response:
    path = studio_of(request).jobs.folder / job.file
    if job.status != "completed" or not path.is_file():
        raise not_found("file yet: the render is not completed")
    kind = job.output["format"]
    return FileResponse(path, media_type=_TYPES.get(kind), filename=f"{job.id}.{kind}")


def _output(raw: object) -> dict[str, Any]:
    """The wanted output with the studio's own names; what is no wish is refused."""
    if not isinstance(raw, dict):
        raise bad_request('"output" must be an object such as {"format": "mp4"}.')
    texts = {
        k: str(raw[k]).strip().lower() for k in ("format", "quality", "orientation") if raw.get(k)
    }
    orientation = texts.get("orientation")
    wanted: dict[str, Any] = {
        "format": texts.get("format", "mp4").lstrip(".").replace("jpeg", "jpg"),
        "quality": texts.get("quality", "high"),
        "resolution": _resolution(raw.get("resolution")),
        "orientation": _ORIENTATIONS.get(orientation or "", orientation),
    }
    return wanted


def _resolution(raw: object) -> int | None:
    """The shorter side in px: 720, "720p", "1280x720"; other words, such as "8k", are refused."""
    if raw is None:
        return None
    text = str(raw).strip().lower()
    match = _SIZE.fullmatch(text)
    if match is None:
        raise bad_request(
            f'The resolution {text[:40]!r} isn\'t known: say it as "720p", "1080p" or "1280x720".'
        )
    return min(int(g) for g in match.groups() if g)
