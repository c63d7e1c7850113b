"""`upload`: files and addresses into the project. All are looked at first; one that can't go up
stops them all.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import partial

from skill_runtime.actions.arrival import Arrival, count_uploads, look_for
from skill_runtime.actions.context import Context
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Answered, Line, Outward, perform
from skill_runtime.core import contract
from skill_runtime.core.trust import fault_of_link
from skill_runtime.model.events.transfers import (
    FileRefused,
    LinkRefused,
    UploadAsked,
    Uploaded,
    Uploading,
    UploadUnclear,
)
from skill_runtime.model.plan import Slots
from skill_runtime.model.records import Outcome, UploadIntended
from skill_runtime.model.steps import (
    Answer,
    Emit,
    Expand,
    Failed,
    Failure,
    FileFacts,
    Flow,
    Found,
    Look,
    NextItem,
    Once,
    Open,
    Progress,
    Reply,
    Step,
)


def upload(context: Context, slots: Slots) -> Flow:
    if not slots.paths and not slots.urls:
        yield Emit(UploadAsked(context.skill.formats, context.size_limit))
        return Outcome.DONE
    faulty = yield from _refuse_links(context, slots)
    files = None if faulty else (yield from _inspect(context, slots.paths))
    if files is None:
        return Outcome.BAD_INPUT
    line = Line(context)
    known = yield from count_uploads(context, line)
    sent: tuple[str, ...] = ()
    for what, send in (
        (tuple(file.name for file in files), partial(_send_files, files=files)),
        (slots.urls, partial(_send_urls, urls=slots.urls)),
    ):
        if not what:
            continue
        intended = UploadIntended(what, None if known is None else known + len(sent))
        answer = yield from send(context, line, intended)
        arrival = yield from _arrived(context, line, intended, answer)
        if arrival is not Arrival.YES:
            if sent:
                yield Emit(Uploaded(sent, followed=True))
            return (yield from _explain(context, line, answer, what, arrival))
        sent += what
    yield Emit(Uploaded(sent, followed=bool(context.later)))
    return Outcome.DONE


def _arrived(
    context: Context, line: Line, intended: UploadIntended, answer: Reply | Failed
) -> Generator[Step, Answer, Arrival]:
    """Where the answer leaves it open, the project tells."""
    if isinstance(answer, Failed):
        is_open = answer.failure in {Failure.LOST, Failure.FOREIGN}
    else:
        is_open = 500 <= answer.code < 600
    if is_open:
        return (yield from look_for(context, line, intended))
    return Arrival.YES if isinstance(answer, Reply) and answer.ok else Arrival.NO


def _explain(
    context: Context,
    line: Line,
    answer: Reply | Failed,
    names: tuple[str, ...],
    arrival: Arrival,
) -> Flow:
    if isinstance(answer, Failed) and answer.failure is Failure.DISK:
        # It could be read when it was looked at, and no longer.
        yield Emit(FileRefused(", ".join(names), "unreadable"))
        return Outcome.BAD_INPUT
    lost = isinstance(answer, Failed) and answer.failure is Failure.LOST
    if lost and arrival is Arrival.UNCLEAR:
        yield Emit(UploadUnclear(names))
        return Outcome.IN_DOUBT
    return (yield from explain(context, answer, line.bind_id))


def _refuse_links(context: Context, slots: Slots) -> Generator[Step, Answer, bool]:
    """True where one was refused: what a path would be that has a scheme is a link too."""
    links = (*slots.urls, *(path for path in slots.paths if "://" in path[2:]))
    refused = [
        LinkRefused(link.partition("?")[0], fault)
        for link in links
        if (fault := fault_of_link(link, backend_is_local=context.local))
    ]
    for event in refused:
        yield Emit(event)
    return bool(refused)


def _inspect(
    context: Context, paths: tuple[str, ...]
) -> Generator[Step, Answer, tuple[FileFacts, ...] | None]:
    """None where a file was refused: every refused one has been told."""
    files = []
    for path in (yield from _expanded(paths)):
        facts = yield Look(path)
        if not isinstance(facts, FileFacts):
            raise TypeError(f"Look was answered with {type(facts).__name__}")
        files.append(facts)
    refused = [event for facts in files if (event := _refusal(context, facts))]
    for event in refused:
        yield Emit(event)
    return None if refused else tuple(files)


def _expanded(paths: tuple[str, ...]) -> Generator[Step, Answer, tuple[str, ...]]:
    """With the files that wildcards mean, each once."""
    found: dict[str, None] = {}
    for path in paths:
        answer = yield Expand(path)
        if not isinstance(answer, Found):
            raise TypeError(f"Expand was answered with {type(answer).__name__}")
        found |= dict.fromkeys(answer.paths)
    return tuple(found)


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
    context: Context, line: Line, intended: UploadIntended, files: tuple[FileFacts, ...]
) -> Answered:
    paths = tuple(file.path for file in files)
    names = ", ".join(intended.names)
    return (
        yield from line.ask_in_session(
            lambda session: Open(contract.upload_files(context.skill, session, paths), intended),
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
    context: Context, line: Line, intended: UploadIntended, urls: tuple[str, ...]
) -> Answered:
    return (
        yield from line.ask_in_session(
            lambda session: Once(contract.upload_urls(context.skill, session, urls), intended)
        )
    )
