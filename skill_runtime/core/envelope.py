"""An HTTP answer in the backend's terms: CONTRACT's envelope, and the answers that have none."""

from __future__ import annotations

import json
from collections.abc import Mapping

from skill_runtime.model.steps import Failed, Failure, Reply


def read_answer(
    at: float, status: int, body: bytes, retry_after: str | None = None
) -> Reply | Failed:
    """A `Reply` for anything that speaks the contract or refuses by its HTTP status; else
    foreign.
    """
    wait = _seconds(retry_after)
    payload = _json_object(body)
    if payload is None:
        if status >= 400:
            return Reply(at, status, retry_after=wait)
        return Failed(at, Failure.FOREIGN, f"HTTP {status} without a JSON object")
    code = _code(payload.get("code"))
    if not code and status >= 400:
        code = status
    if not code and not 200 <= status < 300:
        return Failed(at, Failure.FOREIGN, f"HTTP {status}")
    data = payload.get("data")
    inner = data if "code" in payload and isinstance(data, dict) else payload
    return Reply(at, code, inner, _message(payload), wait)


def _json_object(body: bytes) -> Mapping[str, object] | None:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return payload if isinstance(payload, dict) else None


def _code(value: object) -> int:
    """0 where there is none: the HTTP status decides then."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return 0


def _message(payload: Mapping[str, object]) -> str:
    for name in ("message", "detail", "error", "msg"):
        value = payload.get(name)
        if isinstance(value, str):
            return value[:500]
    return ""


def _seconds(retry_after: str | None) -> float | None:
    """The header's delta form; a date is left to the default wait."""
    try:
        seconds = float(retry_after or "")
    except ValueError:
        return None
    return min(seconds, 600.0) if seconds > 0 else None
