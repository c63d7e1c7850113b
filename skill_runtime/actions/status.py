"""`status`: what the project holds, which renders are under way, and where the last one lies."""

from __future__ import annotations

from collections.abc import Generator, Mapping

from skill_runtime.actions.context import Context
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Line
from skill_runtime.core.questions import questioned
from skill_runtime.model.events.project import JobsShown
from skill_runtime.model.events.transfers import LastExport
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import (
    Answer,
    Call,
    Emit,
    Failed,
    FileFacts,
    Flow,
    Look,
    Reply,
    Step,
)
from skill_runtime.model.stream import Json

Draft = Mapping[str, object]


def status(context: Context) -> Flow:
    line = Line(context)
    if context.session is None:
        if failed := (yield from line.reach()):
            return (yield from explain(context, failed))
        yield Emit(context.surface.shown({}))
        return Outcome.DONE
    draft = yield from read_draft(context, line)
    if isinstance(draft, Reply | Failed):
        return (yield from explain(context, draft, line.bind_id))
    yield Emit(context.surface.shown(draft))
    if context.jobs:
        yield Emit(JobsShown(len(context.jobs)))
    elif context.saved:
        facts = yield Look(context.saved)
        gone = isinstance(facts, FileFacts) and facts.problem == "missing"
        yield Emit(LastExport(context.saved, gone))
    for question in context.questions:
        yield Emit(questioned(question))
    return Outcome.DONE


def read_draft(context: Context, line: Line) -> Generator[Step, Answer, Draft | Reply | Failed]:
    """The draft as the backend has it now; a refusal or failure as it came."""
    data = yield from read_state(context, line)
    return data if isinstance(data, Reply | Failed) else context.surface.draft_of(data)


def read_state(context: Context, line: Line) -> Generator[Step, Answer, Json | Reply | Failed]:
    """All that the backend says of the project."""
    answer = yield from line.ask_in_session(
        lambda session: Call(context.surface.state(context.skill, session))
    )
    return answer.data if isinstance(answer, Reply) and answer.ok else answer
