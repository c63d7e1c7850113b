"""`export`: check, submit, and see the renders through (`delivery`).

A job is on disk from before it is submitted until its file has its name. Where several formats were
asked for, all are written down together, then submitted, then rendered side by side.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace

from skill_runtime.actions.context import Context
from skill_runtime.actions.delivery import deliver
from skill_runtime.actions.filled_draft import read_filled
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Line
from skill_runtime.actions.status import Draft
from skill_runtime.core import contract
from skill_runtime.core.file_names import file_stem, split_destination
from skill_runtime.core.handling import Handling
from skill_runtime.model.events.transfers import (
    NoPicture,
    NothingToExport,
    RenderFailed,
    RenderStarted,
)
from skill_runtime.model.plan import Slots
from skill_runtime.model.records import Job, JobsIntended, JobState, Outcome, Session
from skill_runtime.model.steps import (
    Answer,
    Emit,
    Failed,
    Failure,
    Flow,
    Number,
    Once,
    Reply,
    Save,
    Step,
    TakeNumber,
)
from skill_runtime.model.timeline import Timeline
from skill_runtime.model.values import dataclass

_UNSEEN = frozenset({"mp3", "wav", "srt"})
"""Formats that show no picture."""
_FINAL = frozenset({
    Handling.REAUTH,
    Handling.NEW_SESSION,
    Handling.OUT_OF_CREDITS,
    Handling.PLAN_BLOCKED,
    Handling.RETRY_ONCE,
})
"""Refusals that a second try can't mend, nor another format."""
_CAN_NOT_BE_RENDERED = 400


@dataclass(frozen=True, slots=True)
class _Wish:
    """A file that was asked for."""

    folder: str
    name: str
    output: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Submitted:
    wish: _Wish
    job: Job
    answer: Reply | Failed
    """What the backend said to it."""


def export(context: Context, slots: Slots) -> Flow:
    """One render for each format that was asked for."""
    line = Line(context)
    filled = yield from read_filled(context, line, NothingToExport())
    if isinstance(filled, Outcome):
        return filled
    draft, timeline = filled
    wishes = _wishes(context, timeline, slots)
    if not timeline.has_picture and any(one.output["format"] not in _UNSEEN for one in wishes):
        yield Emit(NoPicture())
    outcome, failed = yield from _render(context, line, draft, wishes)
    if failed and outcome is Outcome.DONE:
        # CONTRACT, Rules of a turn: an export that fails is tried once more, with a new id.
        again = tuple(one.wish for one in failed)
        outcome, failed = yield from _render(context, line, draft, again, again=True)
    for one in failed:
        outcome = yield from _tell_failed(context, line, one)
    return outcome


def _tell_failed(context: Context, line: Line, one: _Submitted) -> Flow:
    if isinstance(one.answer, Failed) or not one.answer.ok:
        return (yield from explain(context, one.answer, line.bind_id))
    yield Emit(RenderFailed(one.wish.name))
    return Outcome.REFUSED


def _wishes(context: Context, timeline: Timeline, slots: Slots) -> tuple[_Wish, ...]:
    labels = [s.label for track in timeline.tracks for s in track.segments if s.label]
    folder, name = destination(context, slots)
    stem, _, ending = name.rpartition(".")
    stem = stem or file_stem(labels[0] if labels else "")
    named = ending.lower() if ending.lower() in contract.EXPORT_FORMATS else "mp4"
    quality = slots.quality[0] if slots.quality else "high"
    extras = {k: v[0] for k, v in slots.given().items() if k in {"resolution", "orientation"}}
    return tuple(
        _Wish(folder, f"{stem}.{format_}", {"format": format_, "quality": quality, **extras})
        for format_ in slots.format or (named,)
    )


def destination(context: Context, slots: Slots) -> tuple[str, str]:
    """Folder and name of the file that is asked for; the name is empty where none is given."""
    folder, name = split_destination(slots.paths[0]) if slots.paths else (context.folder, "")
    return _absolute(context.folder, folder), name


def _absolute(base: str, folder: str) -> str:
    """The command that fetches the file may run elsewhere, so the job must not say `./out`."""
    rooted = folder.startswith(("/", "~", "\\")) or folder[1:2] == ":"
    return folder if rooted else f"{base}/{folder.removeprefix('./')}".removesuffix("/.")


def _render(
    context: Context, line: Line, draft: Draft, wishes: Sequence[_Wish], *, again: bool = False
) -> Generator[Step, Answer, tuple[Outcome, list[_Submitted]]]:
    """Submit and deliver. How it ended, as the first that did not go well, and what failed at the
    backend.
    """
    sent: dict[str, _Submitted] = {}
    failed: list[_Submitted] = []
    outcomes: list[Outcome] = []
    jobs = yield from _intend(wishes)
    for index, (wish, job) in enumerate(zip(wishes, jobs, strict=True), 1):
        one = yield from _submit(line, draft, wish, job)
        if one.job.state not in {JobState.FAILED, JobState.REFUSED}:
            sent[one.job.id] = one
        elif _is_of_itself(one.answer):
            outcomes.append((yield from explain(context, one.answer, line.bind_id)))
        elif again or _is_final(context, one.answer):
            outcomes.append((yield from explain(context, one.answer, line.bind_id)))
            yield from _drop(jobs[index:])
            break
        else:
            failed.append(one)
        if one.job.state is JobState.RENDERING:
            yield Emit(RenderStarted(one.job.id, again=again))
    ended, lost = yield from _see_through(context, line, sent)
    ends = (one for one in (*outcomes, *ended) if one is not Outcome.DONE)
    return next(ends, Outcome.DONE), [*failed, *lost]


def _see_through(
    context: Context, line: Line, sent: Mapping[str, _Submitted]
) -> Generator[Step, Answer, tuple[list[Outcome], list[_Submitted]]]:
    """How the accepted ones ended, and those that failed at the backend."""
    outcomes: list[Outcome] = []
    failed: list[_Submitted] = []
    for end in (yield from deliver(context, line, [one.job for one in sent.values()])):
        if end.outcome is None:
            yield Save(replace(end.job, state=JobState.FAILED))
            failed.append(sent[end.job.id])
        else:
            outcomes.append(end.outcome)
    return outcomes, failed


def _intend(wishes: Sequence[_Wish]) -> Generator[Step, Answer, tuple[Job, ...]]:
    """A job for each file. Several are written down at once: a crash between two submissions would
    lose the second without a word. One that never arrived is told by its status.
    """
    jobs = []
    for wish in wishes:
        number = yield TakeNumber()
        if not isinstance(number, Number):
            raise TypeError(f"TakeNumber was answered with {type(number).__name__}")
        id_ = f"render_{number.value}"
        jobs.append(Job(id_, "", JobState.SUBMITTING, wish.folder, wish.name, output=wish.output))
    if len(jobs) > 1:
        yield Save(JobsIntended(tuple(jobs)))
    return tuple(jobs)


def _drop(jobs: Sequence[Job]) -> Generator[Step, Answer, None]:
    """They are never submitted."""
    for job in jobs:
        yield Save(replace(job, state=JobState.FAILED))


def _submit(line: Line, draft: Draft, wish: _Wish, job: Job) -> Generator[Step, Answer, _Submitted]:
    """The job as it is now. It stays `submitting` where the answer leaves open whether it arrived:
    its status, by the id that we chose, tells.
    """

    def build(session: Session) -> Once:
        nonlocal job
        job = replace(job, session_id=session.id)
        return Once(contract.render(job.id, session.id, draft, wish.output), intent=job)

    answer = yield from line.ask_in_session(build)
    if not _is_open(answer):
        job = replace(job, state=_state_after(answer))
        yield Save(job)
    return _Submitted(wish, job, answer)


def _state_after(answer: Reply | Failed) -> JobState:
    if isinstance(answer, Failed):
        return JobState.FAILED
    return JobState.RENDERING if answer.ok else JobState.REFUSED


def _is_open(answer: Reply | Failed) -> bool:
    """It may have arrived all the same."""
    if isinstance(answer, Failed):
        return answer.failure is not Failure.UNREACHABLE
    return 500 <= answer.code < 600


def _is_of_itself(refusal: Reply | Failed) -> bool:
    """What was asked for can't be made, such as the sound of a silent film; another format can."""
    return isinstance(refusal, Reply) and refusal.code == _CAN_NOT_BE_RENDERED


def _is_final(context: Context, refusal: Reply | Failed) -> bool:
    if isinstance(refusal, Failed):
        return refusal.failure is Failure.UNREACHABLE
    return context.handling(refusal.code) in _FINAL
