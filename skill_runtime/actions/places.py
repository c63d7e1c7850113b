"""Where files are to go and what they are to be, looked at before anything of a plan is done: what
was paid for must not end at a folder that never could take it, or under a name of another kind.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from skill_runtime.actions.context import Context
from skill_runtime.actions.export import destination
from skill_runtime.core.contract import EXPORT_FORMATS
from skill_runtime.model.events.transfers import FolderRefused, FormatRefused
from skill_runtime.model.plan import Action, PlanStep
from skill_runtime.model.steps import Answer, Emit, FileFacts, Reach, Step

_BRINGING = frozenset({Action.CHAT, Action.ANSWER, Action.UNDO, Action.PREVIEW})
"""A reply may bring files, or lead to an export."""


def refuse_places(context: Context, steps: Sequence[PlanStep]) -> Generator[Step, Answer, bool]:
    """True where a folder can't be written to or an ending is none that a film can have, and the
    user was told which and why.
    """
    refused = False
    for name in _names(context, steps):
        if name.rpartition(".")[2].lower() not in EXPORT_FORMATS:
            refused = True
            yield Emit(FormatRefused(name, EXPORT_FORMATS))
    for folder in dict.fromkeys(_folders(context, steps)):
        facts = yield Reach(folder)
        if not isinstance(facts, FileFacts):
            raise TypeError(f"Reach was answered with {type(facts).__name__}")
        if facts.problem:
            refused = True
            yield Emit(FolderRefused(facts.path, facts.problem))
    return refused


def _names(context: Context, steps: Sequence[PlanStep]) -> Iterator[str]:
    """Of the files that were named."""
    named = (destination(context, step.slots)[1] for step in steps if step.action is Action.EXPORT)
    yield from filter(None, named)


def _folders(context: Context, steps: Sequence[PlanStep]) -> Iterator[str]:
    for step in steps:
        if step.action is Action.EXPORT:
            yield destination(context, step.slots)[0]
        elif step.action in _BRINGING and context.folder:
            yield context.folder
