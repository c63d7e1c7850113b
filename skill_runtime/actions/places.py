"""Where files are to go, looked at before anything of a plan is done: what was paid for must not
end at a folder that never could take it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from skill_runtime.actions.context import Context
from skill_runtime.actions.export import destination
from skill_runtime.model.events.transfers import FolderRefused
from skill_runtime.model.plan import Action, PlanStep
from skill_runtime.model.steps import Answer, Emit, FileFacts, Reach, Step

_REPLIES = frozenset({Action.CHAT, Action.ANSWER, Action.UNDO})
"""A reply may bring files, or lead to an export."""


def refuse_places(context: Context, steps: Sequence[PlanStep]) -> Generator[Step, Answer, bool]:
    """True where a folder can't be written to, and the user was told which and why."""
    refused = False
    for folder in dict.fromkeys(_folders(context, steps)):
        facts = yield Reach(folder)
        if not isinstance(facts, FileFacts):
            raise TypeError(f"Reach was answered with {type(facts).__name__}")
        if facts.problem:
            refused = True
            yield Emit(FolderRefused(facts.path, facts.problem))
    return refused


def _folders(context: Context, steps: Sequence[PlanStep]) -> Iterator[str]:
    for step in steps:
        if step.action is Action.EXPORT:
            yield destination(context, step.slots)[0]
        elif step.action in _REPLIES and context.folder:
            yield context.folder
