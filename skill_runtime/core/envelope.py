"""An HTTP answer in the backend's terms: CONTRACT's envelope, and the answers that have none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from skill_runtime.model.steps import Cause, Failed, Failure, Reply

MAX_DEPTH = 100
"""Levels of nesting; a draft has seven. Deeper JSON is a fault, and could not be written again."""
UNNAMED = -1
"""The code of a refusal that names none."""
_NUMBER = re.compile(r"-?[0-9]{1,9}")


def read_answer(
    at: float, status: int, body: bytes, retry_after: str | None = None, *, listed: bool = False
) -> Reply | Failed:
    """A `Reply` for anything that speaks the contract or refuses by its HTTP status; else
    foreign. A list is an answer where one was asked for.
    """
    wait = _seconds(retry_after)
    payload = _json_object(b'{"items": %s}' % body if listed and body[:1] == b"[" else body)
    if payload is None:
        if status >= 400:
            return Reply(at, status, retry_after=wait)
        if _is_cut(body):
            return Failed(at, Failure.LOST, f"HTTP {status} with half a JSON object", Cause.BROKEN)
        return Failed(at, Failure.FOREIGN, f"HTTP {status} without a JSON object")
    code = _code(payload)
    if not code and status >= 400:
        code = status
    if code is None or (not code and not 200 <= status < 300):
        return Failed(at, Failure.FOREIGN, f"HTTP {status} with JSON of another kind")
    data = payload.get("data")
    inner = data if "code" in payload and data and isinstance(data, dict) else payload
    return Reply(at, code, inner, _message(payload), wait)


def _json_object(body: bytes) -> Mapping[str, object] | None:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return payload if isinstance(payload, dict) and _is_shallow(payload) else None


def _is_cut(body: bytes) -> bool:
    """It began as a JSON object and breaks off: what it was to say, nobody knows."""
    if not body.lstrip().startswith(b"{"):
        return False
    try:
        json.loads(body)
    except ValueError:
        return True
    except RecursionError:
        return False
    return False


def _is_shallow(payload: object) -> bool:
    level = [payload]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return True
    return False


def _children(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _code(payload: Mapping[str, object]) -> int | None:
    """0 where there is none and the HTTP status decides; None for a code of the wrong type."""
    value = payload.get("code")
    if value is None:
        refused = payload.get("success") is False and not payload.get("data")
        return UNNAMED if refused else 0
    if isinstance(value, str):
        return int(value) if _NUMBER.fullmatch(value) else None
    return value if type(value) is int else None


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
