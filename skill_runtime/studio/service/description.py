"""`GET /openapi.json`: what the calls are, for clients that are not ours."""

from __future__ import annotations

from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from skill_runtime.studio.tables import table

from .faults import spec_pattern

__all__ = ["described", "openapi"]


async def openapi(_: Request) -> Response:
    return JSONResponse(described())


@cache
def described() -> dict[str, Any]:
    """The OpenAPI document."""
    document: dict[str, Any] = table(__package__, "openapi.yaml")
    document["components"]["schemas"]["Fault"]["pattern"] = spec_pattern()
    return document
