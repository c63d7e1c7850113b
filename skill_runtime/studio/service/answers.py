"""The envelope of every answer, and the refusals of the contract's error table (CONTRACT, Errors).

A refusal has a code of the envelope and an HTTP status: where the contract names a status it is
that one; where it names only a code, the nearest status, except that 2001 stays 200, because 402
means the plan and not the credits.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

__all__ = [
    "HEARTBEATS",
    "Refusal",
    "answer",
    "bad_request",
    "busy",
    "not_found",
    "on_refusal",
    "out_of_credits",
    "too_large",
    "unknown_session",
    "unknown_token",
    "unsupported_type",
]

HEARTBEATS = (b"data: \n\n", b": working\n\n")
"""Both forms that a client meets in a stream (CONTRACT, The event stream)."""


class Refusal(Exception):  # noqa: N818 — an answer to the client, not a fault
    """An error answer; `message` is a sentence."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        status: int,
        data: dict[str, Any] | None = None,
        retry_after: int = 30,
    ) -> None:
        """`retry_after`: seconds, for a rate limit alone."""
        self.code = code
        self.message = message
        self.status = status
        self.data = data or {}
        self.retry_after = retry_after
        super().__init__(message)


def answer(data: dict[str, Any], **top: Any) -> JSONResponse:
    """Success; `top` stands beside the envelope's own keys."""
    return JSONResponse({"code": 0, "message": "ok", **top, "data": data})


async def on_refusal(_request: Request, refusal: Exception) -> Response:
    if not isinstance(refusal, Refusal):
        raise refusal
    body = {"code": refusal.code, "message": refusal.message, "data": refusal.data}
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.status == 429 else None
    return JSONResponse(body, status_code=refusal.status, headers=headers)


def bad_request(message: str) -> Refusal:
    return Refusal(400, message, status=400)


def unknown_token() -> Refusal:
    return Refusal(1001, "The token is missing, unknown or has expired. Get a new one.", status=401)


def unknown_session() -> Refusal:
    return Refusal(1002, "There is no such session. Create a new one.", status=404)


def out_of_credits(bind_id: str, needed: int, available: int) -> Refusal:
    message = f"This needs {needed} credits, and {available} are left today."
    return Refusal(2001, message, status=200, data={"id": bind_id, "available": available})


def unsupported_type(message: str) -> Refusal:
    return Refusal(4001, message, status=415)


def too_large(limit_bytes: int) -> Refusal:
    limit = (
        f"{limit_bytes // 1024 // 1024} MB" if limit_bytes >= 1 << 20 else f"{limit_bytes} bytes"
    )
    return Refusal(4002, f"That is too large: at most {limit}. Compress or trim it.", status=413)


def busy() -> Refusal:
    return Refusal(409, "This session is still working on its last message.", status=409)


def not_found(what: str) -> Refusal:
    return Refusal(404, f"There is no such {what}.", status=404)
