"""The session endpoints of a Google ADK server, as requests, and their answers.

They are the same from ADK 1.0 to 2.13. The stream that `/run_sse` answers with is CONTRACT's.
"""

from __future__ import annotations

import json

from skill_runtime.core.contract import USER, path_part
from skill_runtime.core.json_values import object_of, objects_of
from skill_runtime.core.transcript import Transcript
from skill_runtime.model.records import Session
from skill_runtime.model.skill import Skill
from skill_runtime.model.steps import Get, Post, SendMessage
from skill_runtime.model.stream import Heard, Json

_MOST_VALUES = 20
_LONGEST = 200
"""Characters of a value of the state that a user reads."""


def list_apps() -> Get:
    return Get("/list-apps", listed=True)


def create_session(_: Skill, __: str, app: str) -> Post:
    return Post(_sessions(app), {})


def run(_: Skill, session: Session, part: Json) -> SendMessage:
    body = {
        "app_name": session.app,
        "user_id": USER,
        "session_id": session.id,
        "new_message": {"role": "user", "parts": [part]},
        "streaming": True,
    }
    return SendMessage("/run_sse", body)


def state(_: Skill, session: Session) -> Get:
    return Get(f"{_sessions(session.app)}/{path_part(session.id)}")


def _sessions(app: str) -> str:
    return f"/apps/{path_part(app)}/users/{USER}/sessions"


def apps_of(data: Json) -> tuple[str, ...]:
    items = data.get("items")
    return tuple(app for app in items if isinstance(app, str)) if isinstance(items, list) else ()


def session_of(data: Json, language: str) -> Session | None:
    """The app comes from the answer too: the one that the server took the session for."""
    id_, app = data.get("id"), data.get("appName") or data.get("app_name")
    if not (isinstance(id_, str) and id_ and isinstance(app, str)):
        return None
    return Session(id_, "", language, app)


def state_of(data: Json) -> Json:
    """The agent's `values`, without what ADK keeps for itself, and how many `events` there are."""
    values = {
        name: value
        for name, value in object_of(data.get("state")).items()
        if not name.startswith(("_", "temp:"))
    }
    return {"values": values, "events": len(objects_of(data.get("events")))}


def values_of(state: Json) -> Json:
    return object_of(state.get("values"))


def readable(values: Json) -> tuple[tuple[str, str], ...]:
    """As a user reads them: a bounded number of short texts."""
    return tuple((name, _short(value)) for name, value in [*values.items()][:_MOST_VALUES])


def said_since(state: Json, data: Json) -> list[Heard]:
    """What the session keeps of the events after a `state_of` it. A session keeps whole events
    alone, of the shape that the stream has.
    """
    known = state.get("events")
    events = objects_of(data.get("events"))[known if isinstance(known, int) else 0 :]
    transcript = Transcript()
    heard = [what for event in events for what in transcript.hear(event)]
    return [*heard, *transcript.finish()]


def _short(value: object) -> str:
    if value is None:
        return "–"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
