"""The draft that pictures or a film are made of, where there is something in it.

Apart from `status`, which is imported for the shortest commands.
"""

from __future__ import annotations

from collections.abc import Generator

from skill_runtime.actions.context import Context
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Line
from skill_runtime.actions.status import Draft, read_draft
from skill_runtime.core.drafts import read_timeline
from skill_runtime.model.events import Event
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Answer, Emit, Failed, Reply, Step
from skill_runtime.model.timeline import Timeline


def read_filled(
    context: Context, line: Line, nothing: Event
) -> Generator[Step, Answer, tuple[Draft, Timeline] | Outcome]:
    """The draft and its timeline. Where there is nothing in it, or it can't be had, that is told
    (the one by `nothing`), and the outcome of the turn comes back.
    """
    if context.session is None:
        if failed := (yield from line.reach()):
            return (yield from explain(context, failed))
        yield Emit(nothing)
        return Outcome.REFUSED
    draft = yield from read_draft(context, line)
    if isinstance(draft, Reply | Failed):
        return (yield from explain(context, draft, line.bind_id))
    timeline = read_timeline(draft)
    if timeline.exportable:
        return draft, timeline
    yield Emit(nothing)
    return Outcome.REFUSED
