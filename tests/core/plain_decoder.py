"""The standard's algorithm for an event stream over the whole text at once, as plainly as it can be
written; and streams made of what trips decoders.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise

from skill_runtime.core.event_stream import EventStreamDecoder, StreamEvent

PIECES = (
    b"data", b"event", b"id", b"retry", b":", b" ", b"\n", b"\r", b"\r\n", b"\n\n", b"data: ",
    b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\xc2\x85", b"\xf0\x9f\x98\x80", b"\xff", b"\xe4\xb8", b"\0",
    b"{}", b"7", b"x" * 50, "中".encode(), b"retry:", b"9" * 14, b"id: ", b"\xf0\x9f",
)  # fmt: skip


@dataclass(slots=True)
class Decoded:
    events: list[StreamEvent] = field(default_factory=list)
    last_event_id: str = ""
    retry_ms: int | None = None


def plainly_decoded(body: bytes) -> Decoded:
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    result, data, kind, id_ = Decoded(), "", "", ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if line == "":
            result.last_event_id = id_
            if data:
                event = StreamEvent(data.removesuffix("\n"), kind or "message", id_)
                result.events.append(event)
            data = kind = ""
        elif name == "data":
            data += value + "\n"
        elif name == "event":
            kind = value
        elif name == "id" and "\0" not in value:
            id_ = value
        elif name == "retry" and value.isascii() and value.isdigit() and len(value) <= 15:
            result.retry_ms = int(value)
    return result


def decoded_in(chunks: list[bytes]) -> Decoded:
    """What our own decoder makes of them."""
    decoder = EventStreamDecoder()
    events = [event for chunk in chunks for event in decoder.feed(chunk)]
    return Decoded(events, decoder.last_event_id, decoder.retry_ms)


def strange_stream(number: int) -> list[bytes]:
    """The chunks of one stream, the same for the same number."""
    chance = random.Random(number)  # noqa: S311 - no secret
    pieces = chance.choices(PIECES, k=chance.randrange(60))
    if chance.random() < 0.2:
        pieces.insert(chance.randrange(len(pieces) + 1), chance.randbytes(chance.randrange(5)))
    body = b"".join(pieces)
    cuts = sorted(chance.randrange(len(body) + 1) for _ in range(chance.randrange(9)))
    edges = [0, *cuts, len(body)]
    return [body[start:end] for start, end in pairwise(edges)]
