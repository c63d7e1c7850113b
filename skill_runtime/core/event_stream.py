"""The line format of an event stream: bytes in, events out, at any chunk boundary.

WHATWG HTML, 9.2.6 "Interpreting an event stream". It differs from a plain line reader in the three
places that break one: lines end at LF, CR or CRLF alone (U+2028 and U+0085 are text), one BOM at
the very start is dropped, and a CR at the end of a chunk ends its line at once, so that nothing
waits for a byte that may never come.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

MAX_LINE = 64 * 1024 * 1024
"""Characters. ADK sends half a megabyte in one line; past this bound a line is an attack or a
fault.
"""


class LineTooLongError(ValueError):
    """A line of the stream went past `MAX_LINE`."""


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One dispatched event."""

    data: str
    event: str = "message"
    id: str = ""


class EventStreamDecoder:
    """Feed it bytes as they come; an event that the body cuts off is never dispatched."""

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._line: list[str] = []
        self._line_length = 0
        self._after_cr = False
        self._at_start = True
        self._event = ""
        self._data: list[str] = []
        self._next_id = ""
        self.last_event_id = ""
        self.retry_ms: int | None = None

    @property
    def mid_event(self) -> bool:
        """True where the bytes so far end inside an event: a body that ends here was truncated."""
        return bool(self._line or self._data)

    def feed(self, chunk: bytes) -> Iterator[StreamEvent]:
        """The events that this chunk completes. Raises `LineTooLongError`."""
        text = self._utf8.decode(chunk)
        if not text:
            return
        if self._at_start:
            self._at_start = False
            text = text.removeprefix("\ufeff")
        if self._after_cr:
            self._after_cr = False
            text = text.removeprefix("\n")
        *lines, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._after_cr = text.endswith("\r")
        for line in lines:
            self._line.append(line)
            whole = "".join(self._line)
            self._line, self._line_length = [], 0
            event = self._take(whole)
            if event is not None:
                yield event
        if rest:
            self._line.append(rest)
            self._line_length += len(rest)
            if self._line_length > MAX_LINE:
                raise LineTooLongError(f"a line of the event stream is over {MAX_LINE} characters")

    def _take(self, line: str) -> StreamEvent | None:
        if not line:
            return self._dispatch()
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._event = value
        elif field == "id" and "\0" not in value:
            self._next_id = value
        elif field == "retry" and value.isascii() and value.isdigit():
            self.retry_ms = int(value)
        return None

    def _dispatch(self) -> StreamEvent | None:
        self.last_event_id = self._next_id
        data, event = self._data, self._event
        self._data, self._event = [], ""
        if not data:
            return None
        return StreamEvent("\n".join(data), event or "message", self.last_event_id)
