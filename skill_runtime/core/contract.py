"""The backend's calls, as requests (CONTRACT, Calls). One place knows their paths and bodies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from urllib.parse import quote

from skill_runtime.core.json_values import object_of
from skill_runtime.model.records import Session
from skill_runtime.model.skill import Skill
from skill_runtime.model.steps import Get, Post, SendFiles, SendMessage
from skill_runtime.model.stream import Json, Question

USER = "me"
NO_SESSION = 1002
CONFLICT = 409
"""What is under way keeps the call from being done."""
EXPORT_FORMATS = ("mp4", "mov", "gif", "webm", "png", "jpg", "mp3", "wav", "srt")
"""Endings that say which format a file is to have; a backend may refuse some of them."""
PREVIEWS = ("poster", "filmstrip", "timeline")
"""The pictures that the studio draws of a timeline."""
_MAX_NUMBER = 1e15
"""Up to here a float is exact to the whole; no balance comes near."""


def anonymous_token(client_id: str) -> Post:
    return Post("/api/auth/anonymous-token", {}, {"X-Client-Id": client_id}, anonymous=True)


def create_session(skill: Skill, language: str) -> Post:
    path = f"/api/tasks/{USER}/with-session/{path_part(skill.app_name)}"
    return Post(path, {"task_name": skill.session_task_name, "language": language})


def text_part(text: str) -> Json:
    return {"text": text}


def answer_part(question: Question, response: Json) -> Json:
    # The invocation is not named anywhere: servers find it by the id of the question, and those
    # before ADK 2 refuse the name of one that they can't resume.
    answer = {"id": question.id, "name": question.name, "response": response}
    return {"functionResponse": answer}


def run(skill: Skill, session: Session, part: Json) -> SendMessage:
    body = {
        "app_name": skill.app_name,
        "user_id": USER,
        "session_id": session.id,
        "new_message": {"parts": [part]},
    }
    return SendMessage("/run_sse", body)


def _upload_path(skill: Skill, session: Session) -> str:
    return f"/api/upload-video/{path_part(skill.app_name)}/{USER}/{path_part(session.id)}"


def upload_files(skill: Skill, session: Session, files: tuple[str, ...]) -> SendFiles:
    return SendFiles(_upload_path(skill, session), files)


def upload_urls(skill: Skill, session: Session, urls: tuple[str, ...]) -> Post:
    return Post(_upload_path(skill, session), {"urls": list(urls), "source_type": "url"})


def forget_project(session_id: str) -> Post:
    """The studio's own call: no other backend of the family is known to have one."""
    return Post("/api/studio/forget", {"session_id": session_id})


def cancel_render(job: str) -> Post:
    """The same: the cloud knows no way to stop a render."""
    return Post("/api/studio/cancel", {"id": job})


def preview_path(session: Session, kind: str) -> str:
    """The same: one of `PREVIEWS`, as a PNG."""
    return f"/api/studio/preview/{path_part(session.id)}/{kind}"


def credits_balance() -> Get:
    return Get("/api/credits/balance/simple")


def state(skill: Skill, session: Session) -> Get:
    return Get(f"/api/state/{path_part(skill.app_name)}/{USER}/{path_part(session.id)}/latest")


def render(
    job: str, session_id: str, draft: Mapping[str, object], output: Mapping[str, object]
) -> Post:
    # `sessionId` is camelCase here, and here alone.
    body = {"id": job, "sessionId": session_id, "draft": draft, "output": output}
    return Post("/api/render/proxy/lambda", body)


def render_status(job: str) -> Get:
    return Get(f"/api/render/proxy/lambda/{path_part(job)}")


def download_path(job: str) -> str:
    """The second address of a render's file, for the one in its status may have expired."""
    return f"/api/render/proxy/{path_part(job)}/download"


def path_part(name: str) -> str:
    """One part of a path: ids come from answers, and a `/` in one must not lead elsewhere."""
    return quote(name, safe="", errors="replace")


# --- reading answers, in every shape that CONTRACT lists -----------------------------------------


def token_of(data: Mapping[str, object]) -> str:
    """Empty where there is none that a header could carry."""
    token = _string(data.get("token"))
    return token if token.isascii() and token.isprintable() else ""


def session_of(data: Mapping[str, object], language: str) -> Session | None:
    """None where the answer holds no session id."""
    session_id = _string(data.get("session_id"))
    return Session(session_id, _string(data.get("task_id")), language) if session_id else None


def image_host_of(data: Mapping[str, object]) -> str:
    """Where the studio has its pictures made, beyond this machine; the studio's own addition."""
    return _string(data.get("image_host"))


def draft_of(data: Mapping[str, object]) -> Mapping[str, object]:
    return object_of(object_of(data.get("state")).get("draft"))


def uploads_of(data: Mapping[str, object]) -> int | None:
    """How many files and addresses were brought into the project; None where it doesn't say."""
    listed = object_of(data.get("state")).get("video_infos")
    return len(listed) if isinstance(listed, list | tuple) else None


def bind_id_of(data: Mapping[str, object]) -> str:
    """The id for the registration link `?bind=<id>`; empty where no answer gave one."""
    return _string(data.get("bind_id")) or _string(data.get("id"))


def render_state_of(data: Mapping[str, object]) -> str:
    """pending · processing · completed · failed; empty where the answer says none."""
    nested = object_of(data.get("data")).get("status")
    states = (state for state in (data.get("status"), nested) if isinstance(state, str))
    return next(states, "").casefold()


def render_url_of(data: Mapping[str, object]) -> str:
    output, inner = object_of(data.get("output")), object_of(data.get("data"))
    urls = output.get("url"), data.get("outputUrl"), inner.get("outputUrl")
    return next(filter(None, map(_string, urls)), "")


def validator_of(data: Mapping[str, object]) -> str:
    """What a download can go on with that breaks off; empty where it would begin anew."""
    return _string(data.get("validator"))


def render_fraction_of(data: Mapping[str, object]) -> float | None:
    """How far a render is, 0..1, where the backend tells."""
    value = number_of(data, "progress")
    return None if value is None else min(1.0, max(0.0, value))


def number_of(data: Mapping[str, object], name: str) -> float | None:
    """None for anything but a number that can be counted with."""
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= _MAX_NUMBER and not math.isnan(value) else None


def _string(value: object) -> str:
    return value if isinstance(value, str) else str(value) if type(value) is int else ""
