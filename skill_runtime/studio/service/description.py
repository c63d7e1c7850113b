"""`GET /openapi.json`: what the calls are, for clients that are not ours."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

__all__ = ["described", "openapi"]


async def openapi(_: Request) -> Response:
    return JSONResponse(described())


@cache
def described() -> dict[str, Any]:
    """The OpenAPI document."""
    text = Path(__file__).with_name("openapi.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return document
