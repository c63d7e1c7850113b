"""After a message went out and its end was not heard: the state is read, and nothing is sent again.

CONTRACT, Rules of a turn, "connection lost": sending again would be charged twice.
"""

from __future__ import annotations

from collections.abc import Generator

from skill_runtime.actions.context import Context
from skill_runtime.actions.export import deliver
from skill_runtime.actions.session import Line
from skill_runtime.actions.status import Draft, read_draft
from skill_runtime.core.differences import difference
from skill_runtime.core.drafts import read_timeline
from skill_runtime.model.events import (
    ConnectionLost,
    NotConfirmed,
    NothingToWaitFor,
    RenderFailed,
    TimelineChanged,
)
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Answer, Emit, Failed, Flow, Reply, Step, Wait


def recover(context: Context, line: Line, before: Draft) -> Flow:
    """Look at the state on the ladder of waits until it differs from `before`."""
    for seconds in context.deadlines.recovery:
        yield Emit(ConnectionLost(int(seconds)))
        yield Wait(seconds)
        if (yield from tell_change(context, line, before)):
            return Outcome.DONE
    yield Emit(NotConfirmed())
    return Outcome.IN_DOUBT


def tell_change(context: Context, line: Line, before: Draft) -> Generator[Step, Answer, bool]:
    """One look at the state: True where it differs from `before`, and the user was told how."""
    draft = yield from read_draft(context, line)
    if isinstance(draft, Reply | Failed):
        return False
    timeline = read_timeline(draft)
    changes = difference(read_timeline(before), timeline)
    if changes:
        yield Emit(TimelineChanged(changes, timeline))
    return bool(changes)


def catch_up(context: Context) -> Flow:
    """Before a new turn: what became of a message that an earlier command never saw through."""
    if context.pending is not None:
        line = Line(context)
        if not (yield from tell_change(context, line, context.pending.draft)):
            yield Emit(NotConfirmed())
    return Outcome.DONE


def resume(context: Context) -> Flow:
    """Go on with what an earlier command left: a message without an end, then renders."""
    if context.pending is None and not context.jobs:
        yield Emit(NothingToWaitFor())
        return Outcome.DONE
    line = Line(context)
    outcome = Outcome.DONE
    if context.pending is not None:
        # The command that sent it is gone, perhaps for long: look at once, then wait as usual.
        before = context.pending.draft
        if not (yield from tell_change(context, line, before)):
            outcome = yield from recover(context, line, before)
    for job in context.jobs:
        delivered = yield from deliver(context, line, job)
        if delivered is None:
            yield Emit(RenderFailed())
        outcome = delivered or Outcome.REFUSED
    return outcome
