"""`chat`: a message to the backend's agent, its reply as it comes, and what it did to the timeline.

The rules are CONTRACT's, "Rules of a turn". The message is paid for, so it goes out once: whatever
happens to the stream afterwards, the state tells what became of it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from skill_runtime.actions.context import Context
from skill_runtime.actions.credits import credits
from skill_runtime.actions.export import export
from skill_runtime.actions.hearing import Hearing, hearing_of
from skill_runtime.actions.recovery import recover, tell_change
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Line
from skill_runtime.actions.status import Draft, read_draft, status
from skill_runtime.actions.upload import upload
from skill_runtime.core import contract
from skill_runtime.core.deadlines import Deadlines
from skill_runtime.core.differences import draft_difference, unnamed
from skill_runtime.core.drafts import read_timeline
from skill_runtime.core.next_steps import next_steps
from skill_runtime.model.events.project import (
    NothingChanged,
    StateShown,
    TimelineChanged,
    TimelineShown,
)
from skill_runtime.model.events.reply import FirstVideo, StillWorking
from skill_runtime.model.gui import GuiAction, Mode
from skill_runtime.model.plan import Action, Slots
from skill_runtime.model.records import MessageIntended, Outcome
from skill_runtime.model.steps import (
    Answer,
    Arrived,
    Call,
    Closed,
    Emit,
    Failed,
    Failure,
    Flow,
    NextItem,
    Open,
    Quiet,
    Reply,
    Step,
)
from skill_runtime.model.timeline import Timeline, TrackKind


def chat(context: Context, text: str, *, itemised: bool = False) -> Flow:
    """`itemised`: each change of the timeline is told, also where the reply has words for it."""
    line = Line(context)
    before = yield from read_draft(context, line)
    if isinstance(before, Reply | Failed):
        return (yield from explain(context, before, line.bind_id))
    opened = yield from line.ask_in_session(
        lambda session: Open(
            context.surface.run(context.skill, session, contract.text_part(text)),
            MessageIntended(text, line.since(before)),
        )
    )
    if isinstance(opened, Failed) or not opened.ok:
        return (yield from unopened(context, line, before, opened))
    return (yield from follow(context, line, before, opened.at, itemised=itemised))


def follow(
    context: Context, line: Line, before: Draft, began: float, *, itemised: bool = False
) -> Flow:
    """A run from the opening of its stream to what it changed; `before` is the state before it."""
    hearing = hearing_of(context, line)
    hearing.itemised = itemised
    lost = yield from _listen(context, line, hearing, before, began)
    if lost:
        yield from hearing.close()
        oversized = lost is Failure.OVERSIZED
        return (yield from recover(context, line, before, hearing, oversized=oversized))
    return (yield from _conclude(context, line, hearing, before))


def unopened(context: Context, line: Line, before: Draft, answer: Reply | Failed) -> Flow:
    """The stream never began; where the message may have gone out all the same, the state
    decides.
    """
    if isinstance(answer, Failed) and answer.failure is Failure.LOST:
        return (yield from recover(context, line, before))
    if isinstance(answer, Failed):
        perhaps_sent = answer.failure is Failure.FOREIGN  # whoever answered may stand in between
    else:
        perhaps_sent = 500 <= answer.code < 600
    if perhaps_sent and (yield from tell_change(context, line, before)) is True:
        return Outcome.DONE
    return (yield from explain(context, answer, line.bind_id))


class _Pace:
    """When something last happened, on the clock of the answers."""

    def __init__(self, limits: Deadlines, began: float) -> None:
        self._limits = limits
        self._began = self._active = began
        self.now = self.noticed = began
        """`noticed`: when the user last read something."""

    def heard(self, *, told: bool, active: bool) -> None:
        """`active`: words or work, no mere heartbeat."""
        if told:
            self.noticed = self.now
        if active:
            self._active = self.now

    @property
    def due(self) -> float:
        """When the next of the limits is reached."""
        limits = self._limits
        ends = (self._active + limits.quiet, self._began + limits.turn)
        return min(self.noticed + limits.notice, *ends)

    @property
    def overdue(self) -> bool:
        limits = self._limits
        return self.now - self._began >= limits.turn or self.now - self._active >= limits.quiet

    @property
    def notice_due(self) -> bool:
        return not self.overdue and self.now - self.noticed >= self._limits.notice


def _listen(
    context: Context, line: Line, hearing: Hearing, before: Draft, began: float
) -> Generator[Step, Answer, Failure | None]:
    """Follow the stream to its end. A failure: it was lost, or took too long to be believed in."""
    pace = _Pace(context.deadlines, began)
    awaited = context.surface.has_timeline and not _has_video(read_timeline(before))
    while not pace.overdue:
        item = yield NextItem(pace.due)
        if isinstance(item, Closed):
            yield from hearing.close()
            return None
        if not isinstance(item, Arrived | Quiet):
            # What the run itself said last is its end, however the connection ended.
            ended = hearing.outcome is not Outcome.DONE
            return None if ended else _failure_of(item)
        pace.now = item.at
        if isinstance(item, Arrived):
            told = yield from hearing.take(item.heard)
            pace.heard(told=told, active=hearing.active)
            if awaited and hearing.worked and hearing.generated:
                awaited = not (yield from _tell_first_video(context, line))
                hearing.staged = not awaited
        if pace.notice_due:
            pace.noticed = pace.now
            yield Emit(StillWorking(int(pace.now - began)))
    return Failure.LOST


def _failure_of(item: Answer) -> Failure:
    return item.failure if isinstance(item, Failed) else Failure.LOST


def _tell_first_video(context: Context, line: Line) -> Generator[Step, Answer, bool]:
    """Stage one of two: the raw video is there while the agent still works on the rest."""
    if line.session is None:
        return False
    # Asked once and without patience: the stream goes on meanwhile.
    answer = yield Call(context.surface.state(context.skill, line.session))
    if not isinstance(answer, Reply) or not answer.ok:
        return False
    if not _has_video(read_timeline(context.surface.draft_of(answer.data))):
        return False
    yield Emit(FirstVideo())
    return True


def _has_video(timeline: Timeline) -> bool:
    return any(track.kind is TrackKind.VIDEO for track in timeline.tracks)


def _conclude(context: Context, line: Line, hearing: Hearing, before: Draft) -> Flow:
    """What changed, in words where the agent had none; then what its GUI talk asked for."""
    draft = yield from read_draft(context, line)
    if not isinstance(draft, Reply | Failed):
        tell = _tell_timeline if context.surface.has_timeline else _tell_state
        shown = yield from tell(context, hearing, line.since(before), draft)
    elif hearing.told:
        shown = False
    else:
        yield from explain(context, draft, line.bind_id)
        return Outcome.IN_DOUBT
    if hearing.ending is not Outcome.DONE:
        return hearing.ending
    now = replace(context, session=line.session, has_token=True)
    return (yield from _run_asked(now, hearing, shown))


def _tell_timeline(
    context: Context, hearing: Hearing, before: Draft, after: Draft
) -> Generator[Step, Answer, bool]:
    """True where there was a change, and it was told."""
    timeline = read_timeline(after)
    changes = draft_difference(before, after)
    asked = [one.action for one in _to_run(context, hearing)]
    following = next_steps(timeline, changes, context.later, asked)
    # Where all tracks are new, the list of them says what was done.
    left = unnamed(hearing.words, changes) if before.get("t") else ()
    to_come = Action.EXPORT in context.later and hearing.outcome is Outcome.DONE
    exported = to_come and bool(timeline.tracks)
    if changes and hearing.words and not left and not hearing.itemised:
        staged = hearing.staged and len(timeline.tracks) > 1 and not context.later
        yield Emit(TimelineShown(timeline, staged, following))
    elif changes:
        all_of_it = hearing.itemised or not hearing.words
        yield Emit(TimelineChanged(changes if all_of_it else left, timeline, following))
    elif exported or not hearing.told:
        yield Emit(NothingChanged(exported))
    return bool(changes)


def _tell_state(
    context: Context, hearing: Hearing, before: Draft, after: Draft
) -> Generator[Step, Answer, bool]:
    """An agent without a timeline speaks for itself; where it doesn't, its state is told."""
    if not hearing.told:
        yield Emit(context.surface.changed(before, after, ()) or StateShown((), changed=True))
    return True


def _to_run(context: Context, hearing: Hearing) -> Iterator[GuiAction]:
    """What the agent's GUI talk asked for, and the plan doesn't do anyway."""
    for asked in hearing.actions:
        if asked.mode is Mode.EXECUTE and asked.action not in context.later:
            yield asked


def _run_asked(context: Context, hearing: Hearing, shown: bool) -> Flow:
    """Look-ups and one export at most: never anything that costs. The chain ends here."""
    outcome = Outcome.DONE
    for asked in _to_run(context, hearing):
        match asked.action:
            case Action.STATUS if not shown:
                yield from status(context)
            case Action.CREDITS:
                yield from credits(context)
            case Action.UPLOAD:
                yield from upload(context, Slots())
            case Action.EXPORT:
                outcome = yield from export(context, Slots())
            case _:
                pass
    return outcome
