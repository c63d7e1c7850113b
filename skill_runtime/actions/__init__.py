"""One file for each row of the router: generators that yield steps and are sent answers."""

from __future__ import annotations

from skill_runtime.actions.cancel import cancel
from skill_runtime.actions.chat import chat
from skill_runtime.actions.context import Context
from skill_runtime.actions.credits import credits
from skill_runtime.actions.export import export
from skill_runtime.actions.help import help
from skill_runtime.actions.status import status
from skill_runtime.actions.upload import upload
from skill_runtime.model.plan import Action, PlanStep, Topic
from skill_runtime.model.steps import Flow

__all__ = ["Context", "dispatch"]


def dispatch(context: Context, step: PlanStep) -> Flow:
    """The flow that performs one step of a plan."""
    match step.action:
        case Action.CHAT:
            return chat(context, step.text)
        case Action.UPLOAD:
            return upload(context, step.slots)
        case Action.CREDITS:
            return credits(context)
        case Action.STATUS:
            return status(context)
        case Action.EXPORT:
            return export(context, step.slots)
        case Action.HELP:
            return help(context, step.topic or Topic.CAPABILITIES)
        case Action.CANCEL:
            return cancel(context)
