"""A piece of the timeline as it is said: from one time to another, the last seconds, all of it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Span", "open_span", "span_within"]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the timeline, possibly counted from its end; times in ms."""

    start: int | None = None
    end: int | None = None
    """Exclusive; None: `length` after the start, or a default."""
    length: int | None = None
    tail: int | None = None
    """The last so many ms."""
    whole: bool = False

    @property
    def is_piece(self) -> bool:
        """Whether it says from when to when, and less than all."""
        if self.tail is not None:
            return True
        return self.start is not None and (self.end is not None or (self.whole and self.start > 0))


def span_within(span: Span, end: int, *, default: int) -> tuple[int, int]:
    """Start and end of a span on a timeline that ends at `end`; `default` is the length of an
    open one.
    """
    if span.tail is not None:
        return max(0, end - span.tail), end
    if span.whole:
        return span.start or 0, end
    start = span.start or 0
    if span.end is not None:
        return start, min(span.end, end) if end else span.end
    stop = start + (span.length or default)
    return start, min(stop, end) if end else stop


def open_span(span: Span) -> list[int | None] | None:
    """The `span` of a segment that goes to the end of the film, however long that is; None for one
    that does not.
    """
    if span.tail is not None:
        return [-span.tail, None]
    return [span.start or 0, None] if span.whole else None
