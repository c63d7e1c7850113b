"""After a message went out and its end was not heard: the state is read, and nothing is sent again.
A backend that keeps what its agent said tells that too.

CONTRACT, Rules of a turn, "connection lost": sending again would be charged twice.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from skill_runtime.actions.arrival import Arrival, look_for
from skill_runtime.actions.context import Context
from skill_runtime.actions.delivery import deliver, discard_part
from skill_runtime.actions.hearing import Hearing, hearing_of
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Line
from skill_runtime.actions.status import Draft, read_state
from skill_runtime.model.events import Event
from skill_runtime.model.events.reply import ConnectionLost, NotConfirmed
from skill_runtime.model.events.transfers import RenderFailed, Uploaded, UploadUnclear
from skill_runtime.model.events.turn import Interrupted, PlanStopped
from skill_runtime.model.plan import Action
from skill_runtime.model.records import Job, JobState, Outcome, TurnRecord
from skill_runtime.model.steps import Answer, Emit, Failed, Flow, Reply, Save, Step, Wait


def recover(
    context: Context,
    line: Line,
    before: Draft,
    hearing: Hearing | None = None,
    *,
    oversized: bool = False,
) -> Flow:
    """Look at the state on the ladder of waits until it differs from `before`.

    `hearing` knows what the stream brought; without one nothing came. `oversized`: what came was
    too much to be read.
    """
    hearing = hearing or hearing_of(context, line)
    changed: bool | Reply | Failed = False
    for look, seconds in enumerate(context.deadlines.recovery):
        yield Emit(ConnectionLost(int(seconds), oversized, again=look > 0))
        yield Wait(seconds)
        changed = yield from tell_change(context, line, before, hearing)
        if changed is True:
            return hearing.ending
    if isinstance(changed, Reply | Failed):
        yield from explain(context, changed, line.bind_id)
    yield Emit(NotConfirmed(seen=changed is False))
    return Outcome.IN_DOUBT


def tell_change(
    context: Context, line: Line, before: Draft, hearing: Hearing | None = None
) -> Generator[Step, Answer, bool | Reply | Failed]:
    """One look at the state: True where it differs from `before`, and the user was told how, or
    where the backend kept words that were not heard; where it could not be read, the refusal or
    failure.
    """
    data = yield from read_state(context, line)
    if isinstance(data, Reply | Failed):
        return data
    before = line.since(before)
    hearing = hearing or hearing_of(context, line)
    told = False
    for heard in context.surface.said_since(before, data):
        told = (yield from hearing.take_missed(heard)) or told
    changed = context.surface.changed(before, context.surface.draft_of(data), context.later)
    if changed and not told:  # words speak for themselves, as at the end of a run
        yield Emit(changed)
    return told or changed is not None


def catch_up(context: Context, *, needed: bool = False) -> Flow:
    """Before a new turn: what became of a message that an earlier command never saw through.

    UNFINISHED where the state could not be read: a later turn looks again. `needed`: this turn
    can't go on without the answer, so the user is told why there is none.
    """
    if context.pending is None:
        return Outcome.DONE
    line = Line(context)
    changed = yield from tell_change(context, line, context.pending.draft)
    if isinstance(changed, Reply | Failed):
        if needed:
            yield from explain(context, changed, line.bind_id)
        return Outcome.UNFINISHED
    if not changed:
        yield Emit(NotConfirmed())
    return Outcome.DONE


def tell_cut_off(
    context: Context, records: tuple[TurnRecord, ...]
) -> Generator[Step, Answer, None]:
    """What earlier turns never came to; their paid steps are looked after elsewhere."""
    for record in records:
        if record.cut_off:
            yield Emit((yield from _cut_off(context, record, record.cut_off)))
        left = record.actions[record.step + 1 :]
        if left:
            yield Emit(PlanStopped(record.actions[: record.step], left))


def _cut_off(
    context: Context, record: TurnRecord, action: Action
) -> Generator[Step, Answer, Event]:
    upload = record.upload if action is Action.UPLOAD else None
    if upload:
        arrival = yield from look_for(context, Line(context), upload)
        if arrival is not Arrival.NO:
            told = Uploaded if arrival is Arrival.YES else UploadUnclear
            return told(upload.names)
    return Interrupted(record.turn.text, action)


def resume_message(context: Context) -> Flow:
    """Go on with a message that an earlier command never saw through. UNFINISHED as above."""
    if context.pending is None:
        return Outcome.DONE
    line = Line(context)
    before = context.pending.draft
    # The command that sent it is gone, perhaps for long: look at once, then wait as usual.
    changed = yield from tell_change(context, line, before)
    if changed is True:
        return Outcome.DONE
    if isinstance(changed, Reply | Failed):
        yield from explain(context, changed, line.bind_id)
        return Outcome.UNFINISHED
    return (yield from recover(context, line, before))


def resume_renders(context: Context) -> Flow:
    """Go on with renders of earlier commands. The outcome is that of the first that did not end
    well.
    """
    jobs = yield from _into_named_folder(context)
    outcomes = []
    for end in (yield from deliver(context, Line(context), jobs)):
        if end.outcome is None:
            yield Emit(RenderFailed(end.job.name, arrived=end.job.state is not JobState.SUBMITTING))
            yield Save(replace(end.job, state=JobState.FAILED))
        outcomes.append(end.outcome or Outcome.REFUSED)
    return next((outcome for outcome in outcomes if outcome is not Outcome.DONE), Outcome.DONE)


def _into_named_folder(context: Context) -> Generator[Step, Answer, list[Job]]:
    """The open jobs. A part can't move from one disk to another and be whole all the time, so it is
    fetched anew; a file that is whole may have its name already, and stays.
    """
    jobs = []
    for job in context.jobs:
        stays = not context.folder_named or job.state is JobState.DOWNLOADED
        if not stays and job.folder != context.folder:
            yield from discard_part(job)
            jobs.append(replace(job, folder=context.folder, validator=""))
        else:
            jobs.append(job)
    return jobs
