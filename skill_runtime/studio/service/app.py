"""The ASGI application: every call of the contract, its route and its name."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from skill_runtime.studio.agent.words.lexicon import lexicon

from . import description, previews, renders, runs, sessions, uploads
from .answers import Refusal, on_refusal
from .calls import route
from .guard import Guard
from .studio import Studio
from .trouble import sentence_for

__all__ = ["make_app"]

_AGENT = "nemo_agent/me"


def make_app(studio: Studio) -> ASGIApp:
    """The application around a studio, which it starts and ends."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        studio.worker.start()
        threading.Thread(target=_warm, args=(studio,), name="warm", daemon=True).start()
        yield
        studio.close()

    app = Starlette(
        routes=_routes(),
        lifespan=lifespan,
        exception_handlers={Refusal: on_refusal, HTTPException: _on_http, Exception: _on_fault},
    )
    app.state.studio = studio
    return Guard(app, studio.settings, studio.activity)


def _warm(studio: Studio) -> None:
    """Loads beside the first requests what they would otherwise wait for."""
    lexicon()
    studio.engine.warm()


def _routes() -> list[Route]:
    render = "/api/render/proxy"
    return [
        Route("/health", sessions.health),
        Route("/openapi.json", description.openapi),
        route("/api/auth/anonymous-token", "token", sessions.anonymous_token),
        route("/api/auth/claim-token", "claim", sessions.claim_token),
        route("/api/studio/forget", "forget", sessions.forget_project),
        route("/api/studio/cancel", "cancel", renders.cancel_render),
        route("/api/tasks/me/with-session/nemo_agent", "session", sessions.create_session),
        route("/run_sse", "run", runs.run_sse),
        route(f"/api/upload-video/{_AGENT}/{{session}}", "upload", uploads.upload),
        route("/api/credits/balance/simple", "credits", sessions.balance, "GET"),
        route(f"/api/state/{_AGENT}/{{session}}/latest", "state", sessions.latest_state, "GET"),
        route(f"{render}/lambda", "submit", renders.submit_render),
        route(f"{render}/lambda/{{id}}", "status", renders.render_status, "GET"),
        route(f"{render}/{{id}}/download", "download", renders.download, "GET"),
        route("/files/renders/{secret}/{name}", "download", renders.download_by_secret, "GET"),
        route("/files/media/{media}/{name}", "file", uploads.media_file, "GET"),
        *(
            route(
                "/api/studio/preview/{session}/{kind}",
                "preview",
                previews.preview,
                method,
            )
            for method in ("GET", "POST")
        ),
        Route("/studio/faults", sessions.switch_faults, methods=["POST"]),
    ]


async def _on_http(_request: Request, error: Exception) -> Response:
    """Starlette's own refusals (no such path or method, a broken form) in the envelope."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else "A fault of the studio."
    return JSONResponse({"code": status, "message": detail, "data": {}}, status_code=status)


async def _on_fault(request: Request, error: Exception) -> Response:
    message = sentence_for(error, getattr(request.state, "language", "en"))
    return JSONResponse({"code": 500, "message": message, "data": {}}, status_code=500)
