"""`preview`: the timeline in pictures, drawn by the backend and saved as files, where it draws any.

The contract knows no such call: the studio has one, and any other backend is taken at its word.
"""

from __future__ import annotations

from collections.abc import Generator

from skill_runtime.actions.context import Context
from skill_runtime.actions.filled_draft import read_filled
from skill_runtime.actions.places import refuse_places
from skill_runtime.actions.refusals import explain
from skill_runtime.actions.session import Line
from skill_runtime.core import contract
from skill_runtime.core.file_names import file_stem, named_by_content, part_name
from skill_runtime.model.events.transfers import (
    FolderRefused,
    NoPreviews,
    NothingToPreview,
    Previewed,
)
from skill_runtime.model.plan import Action, PlanStep
from skill_runtime.model.records import Outcome, Session
from skill_runtime.model.steps import (
    Answer,
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
    Step,
)

_PATIENCE = 60
"""Seconds without a byte of a picture."""
_NO_SUCH_CALL = frozenset({404, 405, 501})


def preview(context: Context) -> Flow:
    """A poster, a strip of frames and the timeline, each a PNG in the context's folder."""
    if (yield from refuse_places(context, (PlanStep(Action.PREVIEW),))):
        return Outcome.BAD_INPUT
    line = Line(context)
    filled = yield from read_filled(context, line, NothingToPreview())
    if isinstance(filled, Outcome):
        return filled
    _, timeline = filled
    labels = [s.label for track in timeline.tracks for s in track.segments if s.label]
    paths: list[str] = []
    for kind in contract.PREVIEWS:
        end = yield from _fetch(context, line, kind)
        if not isinstance(end, Fetched):
            return (yield from _tell(context, line, end))
        stem = file_stem(labels[0] if labels else "")
        name = named_by_content(f"{stem}-{kind}.png", end.format)
        paths.append((yield from _give_name(end, name)))
    yield Emit(Previewed(tuple(paths)))
    return Outcome.DONE


def _fetch(
    context: Context, line: Line, kind: str
) -> Generator[Step, Answer, Fetched | Reply | Failed]:
    def build(session: Session) -> Open:
        name = part_name(f"{session.id}-{kind}")
        return Open(Fetch(contract.preview_path(session, kind), context.folder, name))

    opened = yield from line.ask_in_session(build)
    if isinstance(opened, Failed) or not opened.ok:
        return opened
    while True:
        item = yield NextItem(opened.at + _PATIENCE)
        match item:
            case Progress():
                continue
            case Fetched() | Failed():
                return item
            case _:
                return Failed(opened.at, Failure.LOST, "the picture stopped in the middle")


def _give_name(picture: Fetched, name: str) -> Generator[Step, Answer, str]:
    """The path; a name that is taken is not taken again. Empty where the file is gone."""
    while True:
        placed = yield Place(picture.path, name, picture.size)
        if not isinstance(placed, Placed):
            raise TypeError(f"Place was answered with {type(placed).__name__}")
        if placed.path or not placed.free:
            return placed.path
        name = placed.free


def _tell(context: Context, line: Line, end: Reply | Failed) -> Flow:
    if isinstance(end, Failed) and end.failure is Failure.DISK:
        yield Emit(FolderRefused(context.folder, end.detail))
        return Outcome.BAD_INPUT
    foreign = isinstance(end, Failed) and end.failure is Failure.FOREIGN
    if foreign or (isinstance(end, Reply) and end.code in _NO_SUCH_CALL):
        yield Emit(NoPreviews(context.host))
        return Outcome.REFUSED
    return (yield from explain(context, end, line.bind_id))
