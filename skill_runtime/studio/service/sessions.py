"""The quick calls: tokens, sessions, credits, the state of a timeline, fault switches, health."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from skill_runtime.studio.agent.project import Media

from .answers import Refusal, answer, bad_request
from .calls import client_of, json_body, studio_of, text_field
from .faults import parse_fault
from .projects import StoredProject

__all__ = [
    "anonymous_token",
    "balance",
    "claim_token",
    "create_session",
    "forget_project",
    "health",
    "latest_state",
    "media_url",
    "switch_faults",
]


async def health(request: Request) -> Response:
    """`busy`: to end the studio now would break something off."""
    studio = studio_of(request)
    busy = bool(studio.running) or studio.activity.beside_this_request()
    return answer({"status": "ok", "busy": busy})


async def anonymous_token(request: Request) -> Response:
    """CONTRACT, Base, headers, identity: one token a client; 400 without `X-Client-Id`."""
    studio = studio_of(request)
    client = request.headers.get("x-client-id")
    token = studio.accounts.token_for(client)
    days = studio.settings.token_days
    left = studio.accounts.balance(studio.accounts.client_of(f"Bearer {token}"))
    found = {"token": token, "credits": left.available, "expires_in": days * 86_400}
    return answer({**found, "image_host": studio.settings.image_host})


async def claim_token(request: Request) -> Response:
    client = client_of(request)
    body = await json_body(request)
    project = studio_of(request).projects.get(client, text_field(body, "session_id"))
    if body.get("task_id") not in {None, project.task}:
        raise bad_request('"task_id" is not the task of that session.')
    token = studio_of(request).accounts.claim(client, project.session)
    return answer({"claim_token": token, "expires_in": 7 * 86_400})


async def create_session(request: Request) -> Response:
    client = client_of(request)
    body = await json_body(request)
    name = text_field(body, "task_name", default="project")
    language = text_field(body, "language", default="en")
    project = studio_of(request).projects.create(client, name, language)
    found = {"id": project.task, "task_id": project.task, "session_id": project.session}
    image_host = studio_of(request).settings.image_host
    return answer({**found, "task_name": name, "language": language, "image_host": image_host})


async def forget_project(request: Request) -> Response:
    """Not of the contract: removes a project of the caller's for good."""
    studio = studio_of(request)
    body = await json_body(request)
    project = studio.projects.get(client_of(request), text_field(body, "session_id"))
    if not studio.forget(project.session):
        raise Refusal(409, "That project is being worked on.", status=409)
    studio.database.overwrite()
    return answer({"forgotten": project.session})


async def balance(request: Request) -> Response:
    found = studio_of(request).accounts.balance(client_of(request))
    counts = {"available": found.available, "frozen": found.frozen, "total": found.total}
    return answer(counts)


async def latest_state(request: Request) -> Response:
    project = studio_of(request).projects.get(client_of(request), request.path_params["session"])
    return answer({
        "id": project.task,
        "session_id": project.session,
        "state": _state(request, project),
    })


def media_url(request: Request, media: Media) -> str:
    """A download address; its id can't be guessed, so it needs no token."""
    return f"{request.base_url}files/media/{media.id}/{media.file}"


async def switch_faults(request: Request) -> Response:
    """Switches faults on for one session of the caller; an empty list switches them off."""
    client = client_of(request)
    body = await json_body(request)
    project = studio_of(request).projects.get(client, text_field(body, "session_id"))
    specs = body.get("faults")
    if not isinstance(specs, list) or not all(isinstance(s, str) for s in specs):
        raise bad_request('"faults" must be a list of texts such as "run:drop_after=3*1".')
    try:
        faults = [parse_fault(spec) for spec in specs]
    except ValueError as error:
        raise bad_request(str(error)) from None
    book = studio_of(request).faults
    if not faults:
        book.clear(session=project.session)
    book.add(faults, client=client, session=project.session)
    return answer({"faults": len(faults)})


def _state(request: Request, project: StoredProject) -> dict[str, Any]:
    media = project.all_media()
    canvas = project.draft["m"]
    ratio = "16:9" if canvas["width"] > canvas["height"] else "9:16"
    return {
        "draft": project.draft,
        "language": project.language,
        "canvas_config": {
            **canvas,
            "ratio": "1:1" if canvas["width"] == canvas["height"] else ratio,
        },
        "video_infos": [_facts(request, m) for m in media if m.origin == "upload"],
        "generated_media": [_facts(request, m) for m in media if m.origin == "generated"],
    }


def _facts(request: Request, media: Media) -> dict[str, Any]:
    size = {"width": media.width, "height": media.height} if media.width else {}
    timed = {"duration": media.duration_ms} if media.duration_ms else {}
    common = {"id": media.id, "name": media.name, "type": media.kind, "mime": media.mime}
    url = media_url(request, media)
    return {
        **common,
        **size,
        **timed,
        "has_audio": media.has_audio,
        "bytes": media.bytes,
        "url": url,
    }
