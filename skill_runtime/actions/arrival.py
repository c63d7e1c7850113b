"""Whether an upload whose end was not heard arrived: the project's own list of media tells.

A turn has its session for itself, so what the list has grown by is what this upload brought.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import Enum, auto

from skill_runtime.actions.context import Context
from skill_runtime.actions.session import Line
from skill_runtime.actions.status import read_state
from skill_runtime.core import contract
from skill_runtime.model.records import UploadIntended
from skill_runtime.model.steps import Answer, Failed, Reply, Step, Wait

_FILED_S = 3.0
"""Seconds, at most, that a backend is given to list what it received."""


class Arrival(Enum):
    """What the list says of an upload."""

    YES = auto()
    NO = auto()
    UNCLEAR = auto()
    """It can't be read, or has grown by another number."""


def count_uploads(context: Context, line: Line) -> Generator[Step, Answer, int | None]:
    """How many the project has; None where it doesn't say."""
    if line.session is None:
        return 0
    state = yield from read_state(context, line)
    return None if isinstance(state, Reply | Failed) else contract.uploads_of(state)


def look_for(
    context: Context, line: Line, upload: UploadIntended
) -> Generator[Step, Answer, Arrival]:
    """Looks twice, before it is said that nothing arrived."""
    known = upload.known
    if known is None:
        return Arrival.UNCLEAR
    count = yield from count_uploads(context, line)
    if count == known:
        yield Wait(min(_FILED_S, context.deadlines.recovery[0]))
        count = yield from count_uploads(context, line)
    if count == known:
        return Arrival.NO
    return Arrival.YES if count == known + len(upload.names) else Arrival.UNCLEAR
