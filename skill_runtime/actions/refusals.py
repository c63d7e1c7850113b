"""A failed answer in one event: CONTRACT's error table in words."""

from __future__ import annotations

from collections.abc import Generator
from urllib.parse import quote

from skill_runtime.actions.context import Context
from skill_runtime.core.handling import Handling
from skill_runtime.model.events import Event
from skill_runtime.model.events.connection import ForeignAnswer, NoConnection, Refused
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Answer, Emit, Failed, Failure, Reply, Step

_REASONS = {
    Handling.REAUTH: "token",
    Handling.OUT_OF_CREDITS: "no_credits",
    Handling.SHOW_FORMATS: "formats",
    Handling.TOO_LARGE: "too_large",
    Handling.PLAN_BLOCKED: "plan",
    Handling.RETRY_ONCE: "rate_limit",
    Handling.PASSING: "server",
}


def explain(
    context: Context, answer: Reply | Failed, bind_id: str = ""
) -> Generator[Step, Answer, Outcome]:
    """Tell the user why it didn't work; the outcome says how the turn ends."""
    event, outcome = _explained(context, answer, bind_id)
    yield Emit(event)
    return outcome


def _explained(context: Context, answer: Reply | Failed, bind_id: str) -> tuple[Event, Outcome]:
    if isinstance(answer, Failed):
        if answer.failure is Failure.FOREIGN:
            return ForeignAnswer(context.host, answer.detail), Outcome.REFUSED
        return NoConnection(context.host), Outcome.NO_CONNECTION
    reason = _REASONS.get(context.handling(answer.code), "other")
    if reason == "token" and context.token_given:
        reason = "given_token"
    refused = Refused(
        reason=reason,
        code=answer.code,
        message=answer.message,
        link=_link(context, reason, bind_id),
        formats=context.skill.formats if reason == "formats" else (),
        limit=context.size_limit if reason == "too_large" else 0,
    )
    return refused, Outcome.NO_CREDITS if reason == "no_credits" else Outcome.REFUSED


def _link(context: Context, reason: str, bind_id: str) -> str:
    """An anonymous user registers with the id of the work so far; a registered one tops up."""
    if reason not in {"no_credits", "plan"}:
        return ""
    if context.token_given or not bind_id:
        return context.web_base
    return f"{context.web_base.rstrip('/')}/?bind={quote(bind_id, safe='')}"
