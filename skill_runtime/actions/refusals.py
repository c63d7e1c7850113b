"""A failed answer in one event: CONTRACT's error table in words."""

from __future__ import annotations

import re
from collections.abc import Generator
from urllib.parse import quote

from skill_runtime.actions.context import BackendKind, Context
from skill_runtime.core.handling import Handling
from skill_runtime.model.events import Event
from skill_runtime.model.events.connection import AppUnclear, ForeignAnswer, NoConnection, Refused
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Answer, Emit, Failed, Failure, Reply, Step
from skill_runtime.model.stream import Fault

_REASONS = {
    Handling.REAUTH: "token",
    Handling.NEW_SESSION: "session",
    Handling.OUT_OF_CREDITS: "no_credits",
    Handling.SHOW_FORMATS: "formats",
    Handling.TOO_LARGE: "too_large",
    Handling.PLAN_BLOCKED: "plan",
    Handling.RETRY_ONCE: "rate_limit",
    Handling.PASSING: "server",
}
_CODE = re.compile(r"[0-9]{3,4}")


def explain(
    context: Context, answer: Reply | Failed, bind_id: str = ""
) -> Generator[Step, Answer, Outcome]:
    """Tell the user why it didn't work; the outcome says how the turn ends."""
    event, outcome = _explained(context, answer, bind_id)
    yield Emit(event)
    return outcome


def explain_fault(context: Context, bind_id: str, fault: Fault) -> tuple[Event, Outcome] | None:
    """A fault in a stream that is a refusal by CONTRACT's table; None for any other."""
    if not _CODE.fullmatch(fault.code):
        return None
    code = int(fault.code)
    if context.handling(code) not in _REASONS:
        return None
    return _explained(context, Reply(0, code, {}, fault.message), bind_id)


def _explained(context: Context, answer: Reply | Failed, bind_id: str) -> tuple[Event, Outcome]:
    if isinstance(answer, Failed):
        if answer.failure is Failure.NO_APP:
            return _app_unclear(context, answer), Outcome.BAD_INPUT
        if answer.failure is Failure.FOREIGN:
            return ForeignAnswer(context.host, answer.detail), Outcome.REFUSED
        return NoConnection(context.host, answer.cause.value), Outcome.NO_CONNECTION
    reason = _REASONS.get(context.handling(answer.code), "other")
    if reason == "token" and context.token_given:
        reason = "given_token"
    outcome = Outcome.NO_CREDITS if reason == "no_credits" else Outcome.REFUSED
    if reason == "no_credits" and context.backend is BackendKind.STUDIO:
        reason = "studio_credits"  # nobody registers with a studio, or pays it
    refused = Refused(
        reason=reason,
        code=answer.code,
        message=answer.message,
        link=_link(context, reason, bind_id),
        formats=context.skill.formats if reason == "formats" else (),
        limit=context.size_limit if reason == "too_large" else 0,
    )
    return refused, outcome


def _app_unclear(context: Context, answer: Failed) -> AppUnclear:
    apps = tuple(app for app in answer.detail.split("\n") if app)
    return AppUnclear(apps, context.surface.app)


def _link(context: Context, reason: str, bind_id: str) -> str:
    """An anonymous user registers with the id of the work so far; a registered one tops up."""
    if reason not in {"no_credits", "plan"}:
        return ""
    if context.token_given or not bind_id:
        return context.web_base
    return f"{context.web_base.rstrip('/')}/?bind={quote(bind_id, safe='')}"
