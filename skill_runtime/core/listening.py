"""Bytes of an event stream → what was heard: the line format, then JSON, then the transcript."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator

from skill_runtime.core.event_stream import EventStreamDecoder
from skill_runtime.core.transcript import Transcript
from skill_runtime.core.veil import Veil, veiled
from skill_runtime.model.stream import Beat, Heard

# ADK before 1.20 put an exception's text into its last frame without escaping it.
_UNESCAPED_ERROR = re.compile(r'\{"error": "(.*)', re.DOTALL)


class Listening:
    """One run's stream. Feed it the body's bytes; ask `truncated` when they have ended.

    Secrets never leave it: those of `secrets`, and what has the form of one.
    """

    def __init__(self, secrets: Callable[[], Iterable[str]] = tuple) -> None:
        self._veil = Veil(secrets)
        self._decoder = EventStreamDecoder()
        self._transcript = Transcript()

    @property
    def truncated(self) -> bool:
        """The body ended in the middle of an event: the run's outcome is unknown."""
        return self._decoder.mid_event

    def feed(self, chunk: bytes) -> Iterator[Heard]:
        """What these bytes complete; a `Beat` for bytes that complete nothing: somebody is there.

        Raises `event_stream.LineTooLongError`.
        """
        silent = True
        for event in self._decoder.feed(chunk):
            silent = False
            payload = _payload(event.data)
            if payload is None:
                yield Beat()
            else:
                for heard in self._transcript.hear(payload):
                    yield veiled(self._veil, heard)
        if silent:
            yield Beat()

    def finish(self) -> Iterator[Heard]:
        """What the end of the body leaves open."""
        for heard in self._transcript.finish():
            yield veiled(self._veil, heard)


def _payload(data: str) -> dict[str, object] | None:
    """None for heartbeats and anything else that is no JSON object."""
    try:
        payload = json.loads(data) if data.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        unescaped = _UNESCAPED_ERROR.match(data)
        payload = {"error": unescaped[1].removesuffix("}").removesuffix('"')} if unescaped else None
    return payload if isinstance(payload, dict) else None
