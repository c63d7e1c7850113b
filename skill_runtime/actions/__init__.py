"""One file for each row of the router: generators that yield steps and are sent answers.

Each is imported when it is first run, so that a short command does not pay for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from skill_runtime.model.plan import Action, PlanStep, Topic

if TYPE_CHECKING:
    from skill_runtime.actions.context import Context
    from skill_runtime.model.steps import Flow

__all__ = ["dispatch"]

Bare: TypeAlias = Literal[Action.CREDITS, Action.STATUS, Action.CANCEL, Action.UNDO, Action.PREVIEW]


def dispatch(context: Context, step: PlanStep) -> Flow:
    """The flow that performs one step of a plan."""
    if step.action in context.surface.lacks:
        return _not_offered(step.action)
    return _performed(context, step)


def _not_offered(action: Action) -> Flow:
    from skill_runtime.model.events.connection import NotOffered
    from skill_runtime.model.records import Outcome
    from skill_runtime.model.steps import Emit

    yield Emit(NotOffered(action))
    return Outcome.REFUSED


def _performed(context: Context, step: PlanStep) -> Flow:
    match step.action:
        case Action.CHAT:
            from skill_runtime.actions.chat import chat

            return chat(context, step.text)
        case Action.ANSWER:
            from skill_runtime.actions.answer import answer

            return answer(context, step.text, step.question)
        case Action.UPLOAD:
            from skill_runtime.actions.upload import upload

            return upload(context, step.slots)
        case Action.EXPORT:
            from skill_runtime.actions.export import export

            return export(context, step.wanted)
        case Action.HELP:
            from skill_runtime.actions.help import help

            return help(context, step.topic or Topic.CAPABILITIES)
        case Action.CREDITS | Action.STATUS | Action.CANCEL | Action.UNDO | Action.PREVIEW:
            return _bare(context, step.action)


def _bare(context: Context, action: Bare) -> Flow:
    """An action that no words say more of."""
    match action:
        case Action.CREDITS:
            from skill_runtime.actions.credits import credits

            return credits(context)
        case Action.STATUS:
            from skill_runtime.actions.status import status

            return status(context)
        case Action.CANCEL:
            from skill_runtime.actions.cancel import cancel

            return cancel(context)
        case Action.UNDO:
            from skill_runtime.actions.undo import undo

            return undo(context)
        case Action.PREVIEW:
            from skill_runtime.actions.preview import preview

            return preview(context)
