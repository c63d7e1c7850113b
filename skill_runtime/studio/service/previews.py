"""Previews of a timeline: a poster, a strip of frames, the timeline as a chart. The studio's own,
and no part of the contract.

They are made when they are asked for, one at a time beside the renders, and kept nowhere.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from skill_runtime.studio.draft import Draft, exportable
from skill_runtime.studio.engine import RenderFailed

from .answers import bad_request, not_found
from .calls import json_body, project_of, studio_of
from .studio import Studio

__all__ = ["preview"]

_SIZES = {"poster": None, "filmstrip": 180, "timeline": 180}
"""Kind → the shorter side that it is drawn at, px; the poster's is the draft's own."""


async def preview(request: Request) -> Response:
    """The PNG itself, of the project's draft, or of the one that the body holds."""
    project = project_of(request, request.path_params["session"])
    kind = request.path_params["kind"]
    if kind not in _SIZES:
        raise not_found(f"preview: choose from {', '.join(_SIZES)}")
    draft: object = project.draft
    if request.method == "POST":
        draft = (await json_body(request)).get("draft")
    if not isinstance(draft, dict) or not exportable(draft):
        raise bad_request("There is nothing to show yet: a track with a segment is needed.")
    png = await anyio.to_thread.run_sync(_draw, studio_of(request), project.session, draft, kind)
    return Response(png, media_type="image/png")


def _draw(studio: Studio, session: str, draft: Draft, kind: str) -> bytes:
    output: dict[str, Any] = {"format": "png", "picture": kind, "resolution": _SIZES[kind]}
    with studio.previewing, tempfile.TemporaryDirectory(dir=studio.jobs.folder) as folder:
        path = Path(folder, "preview.png")
        try:
            studio.engine.render(
                draft,
                lambda number: studio.projects.media_path(session, number),
                path,
                output,
                progress=lambda share: None,
                cancelled=lambda: False,
            )
        except RenderFailed as error:
            raise bad_request(str(error)) from None
        return path.read_bytes()
