"""The line format of an event stream: bytes in, events out, at any chunk boundary.

WHATWG HTML, 9.2.6 "Interpreting an event stream". It differs from a plain line reader in the three
places that break one: lines end at LF, CR or CRLF alone (U+2028 and U+0085 are text), one BOM at
the very start is dropped, and a CR at the end of a chunk ends its line at once, so that nothing
waits for a byte that may never come.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from skill_runtime.model.values import dataclass

MAX_EVENT = 64 * 1024 * 1024
"""Characters. ADK sends half a megabyte in one line; past this bound an event is an attack or a
fault.
"""
_DIGITS = re.compile(r"[0-9]{1,15}")  # more would be no time, and `int` refuses thousands of them


class LineTooLongError(ValueError):
    """A line of the stream, or all the lines of one event, went past the bound."""


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One dispatched event."""

    data: str
    event: str = "message"
    id: str = ""


class EventStreamDecoder:
    """Feed it bytes as they come; an event that the body cuts off is never dispatched."""

    def __init__(self, max_event: int = MAX_EVENT) -> None:
        self._max_event = max_event
        self._utf8 = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._line: list[str] = []
        self._length = 0
        """Characters of the event so far, with the line that is still open."""
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
        undecoded, _ = self._utf8.getstate()
        fields = self._data or self._event or self._next_id != self.last_event_id
        return bool(undecoded or self._line or fields)

    def feed(self, chunk: bytes) -> Iterator[StreamEvent]:
        """The events that this chunk completes. Raises `LineTooLongError`."""
        text = self._utf8.decode(chunk)
        if not text:
            return
        if self._at_start:
            self._at_start = False
            text = text.removeprefix("\ufeff")
        if self._after_cr:
            text = text.removeprefix("\n")
        self._after_cr = text.endswith("\r")
        *lines, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for line in lines:
            event = self._take(self._whole(line))
            if event is not None:
                yield event
        if rest:
            self._line.append(rest)
            self._grow(rest)

    def _whole(self, end: str) -> str:
        """The open line, completed; its parts are joined once, however many chunks brought them."""
        self._grow(end)
        if not self._line:
            return end
        line = "".join((*self._line, end))
        self._line = []
        return line

    def _grow(self, text: str) -> None:
        self._length += len(text)
        if self._length > self._max_event:
            raise LineTooLongError(
                f"an event of the stream is over {self._max_event} characters long"
            )

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
        elif field == "retry" and _DIGITS.fullmatch(value):
            self.retry_ms = int(value)
        if not self._data:
            # Comments and other fields leave nothing behind: an hour of heartbeats is no event.
            self._length = 0
        return None

    def _dispatch(self) -> StreamEvent | None:
        self.last_event_id = self._next_id
        data, event = self._data, self._event
        self._data, self._event, self._length = [], "", 0
        if not data:
            return None
        return StreamEvent("\n".join(data), event or "message", self.last_event_id)
