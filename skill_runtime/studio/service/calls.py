"""What the calls have in common: who asks, what the body says, and which fault switch is on."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import Refusal, bad_request
from .misbehaviour import misbehaving
from .projects import StoredProject
from .studio import Studio

__all__ = ["client_of", "json_body", "project_of", "route", "studio_of", "text_field"]

log = logging.getLogger(__name__)
Endpoint = Callable[[Request], Awaitable[Response]]


def studio_of(request: Request) -> Studio:
    studio: Studio = request.app.state.studio
    return studio


def client_of(request: Request) -> str:
    """The client whose token the request carries; refused with 1001 otherwise."""
    return studio_of(request).accounts.client_of(request.headers.get("authorization"))


def project_of(request: Request, session: object) -> StoredProject:
    """The project of the request's client; from here on a fault is told in its language."""
    project = studio_of(request).projects.get(client_of(request), session)
    request.state.language = project.language
    return project


async def json_body(request: Request) -> dict[str, Any]:
    """The body as a JSON object; anything else is refused with a sentence."""
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise bad_request(f"The body is no JSON: {error}.") from None
    except RecursionError:
        raise bad_request("The body is nested too deeply.") from None
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object.")
    return body


def text_field(body: dict[str, Any], name: str, *, default: str | None = None) -> str:
    """A field of at most 200 characters; refused if it is missing (without a default) or no
    text.
    """
    value = body.get(name, default)
    if not isinstance(value, str) or not value or len(value) > 200:
        raise bad_request(f'"{name}" must be a text of 1 to 200 characters.')
    return value


def route(path: str, call: str, endpoint: Endpoint, method: str = "POST") -> Route:
    """A route whose call can be made to misbehave by that name (see `faults`)."""

    async def handle(request: Request) -> Response:
        status = 500
        try:
            response = await _perform(request, call, endpoint)
            status = response.status_code
        except Refusal as refusal:
            status = refusal.status
            raise
        finally:
            log.info("%s %s %d", method, call, status)
        return response

    return Route(path, handle, methods=[method])


async def _perform(request: Request, call: str, endpoint: Endpoint) -> Response:
    studio = studio_of(request)
    if studio.faults:
        session = await _session_of(request)
        fault = studio.faults.on_the_wire(call, _client_if_known(request), session)
        if fault is not None:
            return await misbehaving(fault, request, lambda: endpoint(request), session)
    return await endpoint(request)


def _client_if_known(request: Request) -> str:
    named = request.headers.get("x-client-id")
    if named:
        return named
    try:
        return client_of(request)
    except Refusal:
        return ""


async def _session_of(request: Request) -> str:
    """The session that a call is about, from its path or its JSON; empty if it names none."""
    named = request.path_params.get("session", "")
    if named or "json" not in request.headers.get("content-type", ""):
        return str(named)
    try:
        body = await json_body(request)
    except Refusal:
        return ""
    return str(body.get("session_id") or body.get("sessionId") or "")
