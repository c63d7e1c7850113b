"""`cancel`: stop the running turn and the waiting for renders; where nothing runs, leave open
questions unanswered.
"""

from __future__ import annotations

from dataclasses import replace

from skill_runtime.actions.answer import drop
from skill_runtime.actions.context import BackendKind, Context
from skill_runtime.actions.delivery import discard_part
from skill_runtime.actions.session import Line
from skill_runtime.core import contract
from skill_runtime.model.events.turn import Cancelled, NothingToCancel
from skill_runtime.model.records import JobState, Outcome
from skill_runtime.model.steps import Call, Emit, Flow, Save


def cancel(context: Context) -> Flow:
    line = Line(context)
    for job in context.jobs:
        yield Save(replace(job, state=JobState.CANCELLED))
        yield from discard_part(job)
        # The contract has no call that stops a render: it is let go, and nothing is downloaded.
        if context.backend is BackendKind.STUDIO:
            # Whether it could be stopped changes nothing of what the user is told.
            yield from line.ask(Call(contract.cancel_render(job.id)))
    stopped = context.stopped_turn or bool(context.jobs)
    if context.questions and not stopped:
        return (yield from drop(*context.questions))
    yield Emit(Cancelled() if stopped else NothingToCancel())
    return Outcome.DONE
