"""The faults, as bytes or as what happens to a connection."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.adapters.loopback import Line, Script, answer, chunk, json_answer, stream_head
from tests.faults.counting import EVENTS, CountingBackend, byte_by_byte

HTML = b"<html><body>Bad gateway</body></html>"


def _envelope(code: int, status: int = 200, *headers: str) -> Script:
    body = json_answer({"code": code, "message": "no"}, status, *headers)
    return lambda line: line.send(body)


def _html(status: int) -> Script:
    return lambda line: line.send(answer(status, HTML, "Content-Type: text/html"))


def _nothing(line: Line) -> None:
    """It hangs up without a word."""


ACTS = frozenset({
    *("reset", "hung up", "500", "502 with HTML", "200 with HTML", "truncated JSON", "cut body"),
    *("redirect elsewhere", "slow bytes"),
})
"""Faults of the way back: what was asked for may have been done, and paid for, all the same."""

BYTES: Mapping[str, Script] = {
    "reset": lambda line: line.reset(),
    "hung up": _nothing,
    "429": _envelope(429, 429),
    "429, wait 7": _envelope(429, 429, "Retry-After: 7"),
    "429, wait 3600": _envelope(429, 429, "Retry-After: 3600"),
    "500": _envelope(500, 500),
    "502 with HTML": _html(502),
    "200 with HTML": _html(200),
    "truncated JSON": lambda line: line.send(
        answer(200, b'{"code":0,"data":{"to', "Content-Type: application/json")
    ),
    "cut body": lambda line: line.send(json_answer({"code": 0, "data": {}})[:-4]),
    "1001": _envelope(1001),
    "1002": _envelope(1002),
    "2001": _envelope(2001),
    "4001": _envelope(4001),
    "4002": _envelope(4002),
    "400": _envelope(400, 400),
    "402": _envelope(402, 402),
    "redirect elsewhere": lambda line: line.send(
        answer(302, b"", "Location: http://192.0.2.1/elsewhere")
    ),
}


def slow(backend: CountingBackend, call: str) -> Script:
    return lambda line: byte_by_byte(line, backend.healthy(call))


def cut_after(events: int) -> Callable[[Line], None]:
    """A stream whose connection ends after so many whole events."""
    whole = stream_head() + b"".join(map(chunk, EVENTS[:events]))
    return lambda line: line.send(whole)
