"""`export`: check, submit, poll, download.

A render job is on disk from before it is submitted until its file is delivered.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TypeAlias

from skill_runtime.actions.context import Context
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Line
from skill_runtime.actions.status import Draft, read_draft
from skill_runtime.core import contract
from skill_runtime.core.drafts import read_timeline
from skill_runtime.core.file_names import file_stem, split_destination
from skill_runtime.core.handling import Handling
from skill_runtime.model.events.transfers import (
    DownloadFailed,
    Downloading,
    Exported,
    NothingToExport,
    RenderFailed,
    RenderGoesOn,
    Rendering,
    RenderStarted,
)
from skill_runtime.model.plan import Slots
from skill_runtime.model.records import Job, JobState, Outcome, Session
from skill_runtime.model.steps import (
    Answer,
    Call,
    Emit,
    Failed,
    Failure,
    Fetch,
    Fetched,
    Flow,
    NextItem,
    Once,
    Open,
    Progress,
    Reply,
    Save,
    Step,
    Wait,
)
from skill_runtime.model.timeline import Timeline

Delivery: TypeAlias = "Generator[Step, Answer, Outcome | None]"
"""None: the render failed at the backend."""

_TRIES = 2
"""Ids that an export may need."""
_FINAL = frozenset({
    Handling.REAUTH,
    Handling.NEW_SESSION,
    Handling.OUT_OF_CREDITS,
    Handling.PLAN_BLOCKED,
    Handling.RETRY_ONCE,
})
"""Refusals that a second try can't mend."""
_PASSES = frozenset({Handling.RETRY_ONCE, Handling.PASSING})
_NO_SUCH_JOB = 404
_STALLED = 120
"""Seconds without a byte after which a download is given up."""


def export(context: Context, slots: Slots) -> Flow:
    """One render for each format that was asked for."""
    if context.session is None:
        yield Emit(NothingToExport())
        return Outcome.REFUSED
    line = Line(context)
    draft = yield from read_draft(context, line)
    if isinstance(draft, Reply | Failed):
        return (yield from explain(context, draft, line.bind_id))
    timeline = read_timeline(draft)
    if not timeline.exportable:
        yield Emit(NothingToExport())
        return Outcome.REFUSED
    outcome = Outcome.DONE
    for job, output in _jobs(context, line, timeline, slots):
        outcome = yield from _export(context, line, job, draft, output)
        if outcome is not Outcome.DONE:
            break
    return outcome


def _jobs(
    context: Context, line: Line, timeline: Timeline, slots: Slots
) -> Iterator[tuple[Job, dict[str, object]]]:
    session = line.session
    labels = [s.label for track in timeline.tracks for s in track.segments if s.label]
    folder, name = split_destination(slots.paths[0]) if slots.paths else (context.folder, "")
    folder = _absolute(context.folder, folder)
    stem, _, ending = name.rpartition(".")
    stem = stem or file_stem(labels[0] if labels else "")
    named = ending.lower() if ending.lower() in contract.EXPORT_FORMATS else "mp4"
    extras = {k: v[0] for k, v in slots.given().items() if k in {"resolution", "orientation"}}
    for index, format_ in enumerate(slots.format or (named,)):
        id_ = f"render_{context.started_ms + index * _TRIES}"
        job = Job(
            id_, session.id if session else "", JobState.SUBMITTING, folder, f"{stem}.{format_}"
        )
        quality = slots.quality[0] if slots.quality else "high"
        yield job, {"format": format_, "quality": quality, **extras}


def _absolute(base: str, folder: str) -> str:
    """The command that fetches the file may run elsewhere, so the job must not say `./out`."""
    rooted = folder.startswith(("/", "~", "\\")) or folder[1:2] == ":"
    return folder if rooted else f"{base}/{folder.removeprefix('./')}".removesuffix("/.")


def _export(
    context: Context,
    line: Line,
    job: Job,
    draft: Draft,
    output: dict[str, object],
    *,
    again: bool = False,
) -> Flow:
    """CONTRACT, Rules of a turn: an export that fails is tried once more, with a new id."""
    job, answer = yield from _submit(line, job, draft, output)
    if job.state is JobState.RENDERING:
        yield Emit(RenderStarted(job.id, again=again))
    if job.state is not JobState.FAILED:
        outcome = yield from deliver(context, line, job)
        if outcome is not None:
            return outcome
    elif _is_final(context, answer):
        return (yield from explain(context, answer, line.bind_id))
    if not again:
        anew = replace(job, id=_next_id(job.id), state=JobState.SUBMITTING)
        return (yield from _export(context, line, anew, draft, output, again=True))
    if isinstance(answer, Failed) or not answer.ok:
        return (yield from explain(context, answer, line.bind_id))
    yield Emit(RenderFailed())
    return Outcome.REFUSED


def _submit(
    line: Line, job: Job, draft: Draft, output: dict[str, object]
) -> Generator[Step, Answer, tuple[Job, Reply | Failed]]:
    """The job as it is now. It stays `submitting` where the answer leaves open whether it arrived:
    its status, by the id that we chose, tells.
    """

    def build(session: Session) -> Once:
        nonlocal job
        job = replace(job, session_id=session.id)
        return Once(contract.render(job.id, session.id, draft, output), intent=job)

    answer = yield from line.ask_in_session(build)
    if isinstance(answer, Failed):
        open_ = answer.failure is not Failure.UNREACHABLE
    else:
        open_ = 500 <= answer.code < 600
    if not open_:
        accepted = isinstance(answer, Reply) and answer.ok
        job = replace(job, state=JobState.RENDERING if accepted else JobState.FAILED)
        yield Save(job)
    return job, answer


def _is_final(context: Context, refusal: Reply | Failed) -> bool:
    if isinstance(refusal, Failed):
        return refusal.failure is Failure.UNREACHABLE
    return context.handling(refusal.code) in _FINAL


def _next_id(id_: str) -> str:
    prefix, _, number = id_.rpartition("_")
    return f"{prefix}_{int(number) + 1}"


def deliver(context: Context, line: Line, job: Job) -> Delivery:
    """Poll a submitted job and bring its file here; also what takes up an earlier command's job."""
    began: float | None = None
    while True:
        answer = yield from line.ask(Call(contract.render_status(job.id)))
        if isinstance(answer, Failed) or not answer.ok:
            return (yield from _unknown(context, line, job, answer))
        if job.state is JobState.SUBMITTING:
            job = replace(job, state=JobState.RENDERING)
            yield Save(job)
        state = contract.render_state_of(answer.data)
        if state == "completed":
            return (yield from _download(line, job, contract.render_url_of(answer.data)))
        if state == "failed":
            yield Save(replace(job, state=JobState.FAILED))
            return None
        began = answer.at if began is None else began
        waited = answer.at - began
        pace = min(answer.retry_after or context.deadlines.poll, context.deadlines.poll)
        if waited + pace >= context.deadlines.render:
            yield Emit(RenderGoesOn(job.id))
            return Outcome.UNFINISHED
        yield Emit(Rendering(int(waited), contract.render_fraction_of(answer.data)))
        yield Wait(pace)


def _unknown(context: Context, line: Line, job: Job, answer: Reply | Failed) -> Delivery:
    """The status can't be had. A job that the backend doesn't have is over; any other is kept."""
    if isinstance(answer, Reply) and answer.code == _NO_SUCH_JOB:
        yield Save(replace(job, state=JobState.FAILED))
        return None
    outcome = yield from explain(context, answer, line.bind_id)
    if isinstance(answer, Failed) or context.handling(answer.code) in _PASSES:
        if job.state is JobState.RENDERING:
            yield Emit(RenderGoesOn(job.id))
        return Outcome.UNFINISHED
    return outcome


def _download(line: Line, job: Job, url: str) -> Flow:
    addresses = [contract.download(url, job.folder, job.name)] if url else []
    failure: Reply | Failed | None = None
    for request in (*addresses, contract.download_fallback(job.id, job.folder, job.name)):
        end = yield from _fetch(line, request)
        if isinstance(end, Fetched):
            yield Save(replace(job, state=JobState.DELIVERED, path=end.path))
            yield Emit(Exported(end.path, end.size))
            return Outcome.DONE
        failure = end
        if isinstance(end, Failed) and end.failure is Failure.DISK:
            break
    disk = isinstance(failure, Failed) and failure.failure is Failure.DISK
    detail = failure.detail if isinstance(failure, Failed) else ""
    yield Emit(DownloadFailed(job.id, disk, detail))
    return Outcome.UNFINISHED


def _fetch(line: Line, request: Fetch) -> Generator[Step, Answer, Fetched | Reply | Failed]:
    opened = yield from line.ask(Open(request))
    if isinstance(opened, Failed) or not opened.ok:
        return opened
    moved = opened.at
    while True:
        item = yield NextItem(moved + _STALLED)
        match item:
            case Progress(at=at, done=done, total=total):
                moved = at
                yield Emit(Downloading(done, total))
            case Fetched() | Failed():
                return item
            case _:
                return Failed(moved, Failure.LOST, "the download stopped in the middle")
