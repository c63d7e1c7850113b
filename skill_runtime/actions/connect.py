"""`connect`: a token for the backend, and nothing else."""

from __future__ import annotations

from skill_runtime.actions.context import Context
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Line
from skill_runtime.model.events.connection import Connected
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Emit, Flow


def connect(context: Context) -> Flow:
    refusal = yield from Line(context).connect()
    if refusal is not None:
        return (yield from explain(context, refusal))
    yield Emit(Connected(context.host))
    return Outcome.DONE
