"""`undo`: ask the backend's agent to take back the last edit, in its own language."""

from __future__ import annotations

from skill_runtime.actions.chat import chat
from skill_runtime.actions.context import Context
from skill_runtime.model.events.turn import NothingToUndo
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Emit, Flow


def undo(context: Context) -> Flow:
    """Each change is told, whatever the agent says of it."""
    if context.session is None or not context.edited:
        yield Emit(NothingToUndo())
        return Outcome.REFUSED
    return (yield from chat(context, context.undo_words(context.language), itemised=True))
