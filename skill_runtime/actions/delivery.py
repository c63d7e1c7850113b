"""Renders on their way home: polled side by side, downloaded, opened, named; now or by a later
command.

Each stage is written down before it begins, so that whoever comes next goes on from there: a
download that broke off is resumed, and a file that has its name already is not fetched again.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import TypeAlias

from skill_runtime.actions.context import Context
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Line
from skill_runtime.core import contract
from skill_runtime.core.file_names import named_by_content, part_name
from skill_runtime.core.frame_size import keeps_to
from skill_runtime.core.handling import Handling
from skill_runtime.model.events.transfers import (
    DownloadFailed,
    Downloading,
    Exported,
    OtherSize,
    Rendered,
    RenderGoesOn,
    Rendering,
)
from skill_runtime.model.records import Job, JobState, Outcome
from skill_runtime.model.steps import (
    Answer,
    Call,
    Discard,
    Emit,
    Failed,
    Failure,
    Fetch,
    Fetched,
    Flow,
    NextItem,
    Open,
    Place,
    Placed,
    Progress,
    Reply,
    Save,
    Step,
    Wait,
)
from skill_runtime.model.values import dataclass

_PASSES = frozenset({Handling.RETRY_ONCE, Handling.PASSING})
_NO_SUCH_JOB = 404
_STALLED = 120
"""Seconds without a byte after which a download is given up."""
_MOST_TRIES = 20
"""Of one address, however much each of them brings."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a job."""

    job: Job
    outcome: Outcome | None
    """None: the render failed at the backend, or never arrived there. It is still open, so that a
    crash before the user is told of it loses nothing.
    """


@dataclass(frozen=True, slots=True)
class _Underway:
    """A job that was looked at and goes on."""

    job: Job
    pace: float
    """Seconds until the next look."""


Looked: TypeAlias = "Generator[Step, Answer, _Underway | Delivery]"


def deliver(
    context: Context, line: Line, jobs: Sequence[Job]
) -> Generator[Step, Answer, tuple[Delivery, ...]]:
    """See submitted jobs through. Each is fetched as soon as it is rendered, in whatever order."""
    limits = context.deadlines
    ends: list[Delivery] = []
    waited = 0.0
    while jobs:
        underway: list[_Underway] = []
        for job in jobs:
            looked = yield from _look(context, line, job, waited)
            if isinstance(looked, _Underway):
                underway.append(looked)
            else:
                ends.append(looked)
        pace = min((one.pace for one in underway), default=limits.poll)
        jobs = tuple(one.job for one in underway)
        if waited + pace >= limits.render:
            for job in jobs:
                yield Emit(RenderGoesOn(job.id))
            return (*ends, *(Delivery(job, Outcome.UNFINISHED) for job in jobs))
        if jobs:
            yield Wait(pace)
            waited += pace
    return tuple(ends)


def _look(context: Context, line: Line, job: Job, waited: float) -> Looked:
    """One look at a job, and its file where that is finished."""
    if job.state is JobState.DOWNLOADED:
        named = yield from _give_name(job)
        if named is not None:
            return Delivery(job, named)
    answer = yield from line.ask(Call(contract.render_status(job.id)))
    if isinstance(answer, Failed) or not answer.ok:
        return (yield from _unknown(context, line, job, answer))
    state = contract.render_state_of(answer.data)
    if state == "completed":
        return Delivery(job, (yield from _bring_home(context, line, job, answer)))
    if state == "failed":
        return Delivery(replace(job, state=JobState.RENDERING), None)
    fraction = contract.render_fraction_of(answer.data)
    seen = replace(job, state=JobState.RENDERING, fraction=fraction)
    if seen != job:
        yield Save(seen)
    yield Emit(Rendering(job.name, int(waited), fraction))
    poll = context.deadlines.poll
    return _Underway(seen, min(answer.retry_after or poll, poll))


def _unknown(context: Context, line: Line, job: Job, answer: Reply | Failed) -> Looked:
    """The status can't be had. A job that the backend doesn't have is over; any other is kept."""
    if isinstance(answer, Reply) and answer.code == _NO_SUCH_JOB:
        return Delivery(job, None)
    outcome = yield from explain(context, answer, line.bind_id)
    if isinstance(answer, Failed) or context.handling(answer.code) in _PASSES:
        yield Emit(RenderGoesOn(job.id, certain=job.state is not JobState.SUBMITTING))
        outcome = Outcome.UNFINISHED
    return Delivery(job, outcome)


# --- the file ------------------------------------------------------------------------------------


def _bring_home(context: Context, line: Line, job: Job, status: Reply) -> Flow:
    """From both addresses of CONTRACT, one after the other."""
    job = replace(job, state=JobState.RENDERED, fraction=None, path="")
    yield Save(job)
    yield Emit(Rendered(job.name))
    url = contract.render_url_of(status.data)
    failure: Reply | Failed | None = None
    for address in (*((url,) if url else ()), contract.download_path(job.id)):
        job, end = yield from _fetch_patiently(context, line, job, address)
        if isinstance(end, Fetched):
            name = named_by_content(job.name, end.format)
            job = replace(job, name=name, path=end.path, size=end.size, validator="")
            job = yield from _compare_size(job, end)
            named = yield from _give_name(replace(job, state=JobState.DOWNLOADED))
            return named or (yield from _give_up(job, None))
        failure = end
        if isinstance(end, Failed) and end.failure is Failure.DISK:
            break
    return (yield from _give_up(job, failure))


def _compare_size(job: Job, file: Fetched) -> Generator[Step, Answer, Job]:
    """The job with the resolution that was made; the user is told where it is another one."""
    asked = job.output.get("resolution", "")
    if file.frame is None or keeps_to(file.frame, asked):
        return job
    width, height = file.frame
    yield Emit(OtherSize(asked, file.format, width, height))
    return replace(job, output={**job.output, "resolution": f"{width}x{height}"})


_REASONS = {
    Failure.DISK: "disk",
    Failure.FOREIGN: "broken",
    Failure.UNTRUSTED: "untrusted",
}


def _give_up(job: Job, failure: Reply | Failed | None) -> Flow:
    reason, detail = "refused", ""
    if failure is None:
        reason, detail = "disk", "the temporary file was removed"
    elif isinstance(failure, Failed):
        reason = _REASONS.get(failure.failure, "connection")
        detail = failure.detail
    yield Emit(DownloadFailed(job.id, job.name, reason, detail))
    return Outcome.UNFINISHED


def _give_name(job: Job) -> Generator[Step, Answer, Outcome | None]:
    """The name is written down before it is given: a later command then finds the file by it.

    None where the downloaded file is gone, and there is nothing to name.
    """
    while True:
        yield Save(job)
        placed = yield Place(job.path, job.name, job.size)
        if isinstance(placed, Failed):
            yield Emit(DownloadFailed(job.id, job.name, "disk", placed.detail))
            return Outcome.UNFINISHED
        if not isinstance(placed, Placed):
            raise TypeError(f"Place was answered with {type(placed).__name__}")
        if placed.path:
            # Told first: told twice after a crash is better than never.
            yield Emit(Exported(placed.path, job.size))
            yield Save(replace(job, state=JobState.DELIVERED, path=placed.path))
            return Outcome.DONE
        if not placed.free:
            return None
        job = replace(job, name=placed.free)


Fetching: TypeAlias = "Generator[Step, Answer, tuple[Job, Fetched | Reply | Failed]]"


def _fetch_patiently(context: Context, line: Line, job: Job, address: str) -> Fetching:
    """One address, again where it broke off, as long as that brings more of the file."""
    most, fruitless = 0, 0
    pauses = context.deadlines.backoff
    for _ in range(_MOST_TRIES):
        job, done, end = yield from _fetch(line, job, address)
        fruitless = 0 if done > most else fruitless + 1
        most = max(most, done)
        lost = isinstance(end, Failed) and end.failure is Failure.LOST
        if not lost or fruitless >= len(pauses):
            break
        yield Wait(pauses[fruitless])
    return job, end


def _fetch(
    line: Line, job: Job, address: str
) -> Generator[Step, Answer, tuple[Job, int, Fetched | Reply | Failed]]:
    """One try: the job with what the server says of its file, how many bytes are here, its end."""
    request = Fetch(address, job.folder, part_name(job.id), job.validator)
    opened = yield from line.ask(Open(request))
    if isinstance(opened, Failed) or not opened.ok:
        return job, 0, opened
    validator = contract.validator_of(opened.data)
    if validator != job.validator:
        job = replace(job, validator=validator)
        yield Save(job)
    done, moved = 0, opened.at
    while True:
        item = yield NextItem(moved + _STALLED)
        match item:
            case Progress():
                moved, done = item.at, item.done
                yield Emit(Downloading(job.name, item.done, item.total))
            case Fetched() | Failed():
                return job, done, item
            case _:
                end = Failed(moved, Failure.LOST, "the download stopped in the middle")
                return job, done, end


def discard_part(job: Job) -> Generator[Step, Answer, None]:
    """What is here of a job that nobody will go on with."""
    yield Discard(job.folder, part_name(job.id))
