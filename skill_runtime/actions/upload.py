"""`upload`: files and addresses into the project. All are looked at first; one that can't go up
stops them all.
"""

from __future__ import annotations

from collections.abc import Generator

from skill_runtime.actions.context import Context
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Answered, Line, Outward, perform
from skill_runtime.core import contract
from skill_runtime.model.events.transfers import FileRefused, UploadAsked, Uploaded, Uploading
from skill_runtime.model.plan import Slots
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import (
    Answer,
    Call,
    Emit,
    Failed,
    Failure,
    FileFacts,
    Flow,
    Look,
    NextItem,
    Open,
    Progress,
    Reply,
    Step,
)


def upload(context: Context, slots: Slots) -> Flow:
    if not slots.paths and not slots.urls:
        yield Emit(UploadAsked(context.skill.formats, context.size_limit))
        return Outcome.DONE
    files = yield from _inspect(context, slots.paths)
    if files is None:
        return Outcome.BAD_INPUT
    line = Line(context)
    names = tuple(file.name for file in files)
    sent: tuple[str, ...] = ()
    for send, what in (
        (_send_files(context, line, files), names),
        (_send_urls(context, line, slots.urls), slots.urls),
    ):
        answer = yield from send
        if isinstance(answer, Failed) or (answer and not answer.ok):
            if sent:
                yield Emit(Uploaded(sent))
            return (yield from _explain(context, line, answer, names))
        sent += what
    yield Emit(Uploaded(sent))
    return Outcome.DONE


def _explain(context: Context, line: Line, answer: Reply | Failed, names: tuple[str, ...]) -> Flow:
    if isinstance(answer, Failed) and answer.failure is Failure.DISK:
        # It could be read when it was looked at, and no longer.
        yield Emit(FileRefused(", ".join(names), "unreadable"))
        return Outcome.BAD_INPUT
    return (yield from explain(context, answer, line.bind_id))


def _inspect(
    context: Context, paths: tuple[str, ...]
) -> Generator[Step, Answer, tuple[FileFacts, ...] | None]:
    """None where a file was refused: every refused one has been told."""
    files = []
    for path in paths:
        facts = yield Look(path)
        if not isinstance(facts, FileFacts):
            raise TypeError(f"Look was answered with {type(facts).__name__}")
        files.append(facts)
    refused = [event for facts in files if (event := _refusal(context, facts))]
    for event in refused:
        yield Emit(event)
    return None if refused else tuple(files)


def _refusal(context: Context, facts: FileFacts) -> FileRefused | None:
    formats, limit = context.skill.formats, context.size_limit
    if facts.problem:
        return FileRefused(facts.name, facts.problem)
    if not facts.size:
        return FileRefused(facts.name, "empty")
    if facts.format not in formats:
        return FileRefused(facts.name, "type", formats)
    if facts.size > limit:
        return FileRefused(facts.name, "size", size=facts.size, limit=limit)
    return None


def _send_files(
    context: Context, line: Line, files: tuple[FileFacts, ...]
) -> Generator[Step, Answer, Reply | Failed | None]:
    if not files:
        return None
    paths = tuple(file.path for file in files)
    names = ", ".join(file.name for file in files)
    return (
        yield from line.ask_in_session(
            lambda session: Open(contract.upload_files(context.skill, session, paths)),
            lambda step: _carry(context, step, names),
        )
    )


def _carry(context: Context, step: Outward, name: str) -> Answered:
    """Progress until the backend has answered; the end of the turn's time is a lost connection."""
    opened = yield from perform(step)
    if isinstance(opened, Failed) or not opened.ok:
        return opened
    until = opened.at + context.deadlines.turn
    while True:
        item = yield NextItem(until)
        match item:
            case Progress(done=done, total=total):
                yield Emit(Uploading(name, done, total))
            case Reply() | Failed():
                return item
            case _:
                return Failed(until, Failure.LOST, "the upload did not end")


def _send_urls(
    context: Context, line: Line, urls: tuple[str, ...]
) -> Generator[Step, Answer, Reply | Failed | None]:
    if not urls:
        return None
    return (
        yield from line.ask_in_session(
            lambda session: Call(contract.upload_urls(context.skill, session, urls))
        )
    )
