"""`cancel`: stop the running turn and the waiting for renders; where nothing runs, leave open
questions unanswered.
"""

from __future__ import annotations

from dataclasses import replace

from skill_runtime.actions.answer import drop
from skill_runtime.actions.context import Context
from skill_runtime.actions.delivery import discard_part
from skill_runtime.model.events.turn import Cancelled, NothingToCancel
from skill_runtime.model.records import JobState, Outcome
from skill_runtime.model.steps import Emit, Flow, Save


def cancel(context: Context) -> Flow:
    # The contract has no call that stops a render: it is let go, and nothing is downloaded.
    for job in context.jobs:
        yield Save(replace(job, state=JobState.CANCELLED))
        yield from discard_part(job)
    stopped = context.stopped_turn or bool(context.jobs)
    if context.questions and not stopped:
        return (yield from drop(*context.questions))
    yield Emit(Cancelled() if stopped else NothingToCancel())
    return Outcome.DONE
