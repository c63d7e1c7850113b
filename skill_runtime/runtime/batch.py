"""One film of a batch, from wherever it was left to its file."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Protocol

from skill_runtime.core.batch import Film, Next
from skill_runtime.core.quick_plans import edit_plan, export_plan
from skill_runtime.model.plan import Plan
from skill_runtime.model.told import Told

_DONE = "done"
_MOST_TURNS = 3
"""What was begun is looked after, then exported, then fetched."""


class Turns(Protocol):
    """What a film asks of its conversation, whether that is detached or not."""

    def language_of(self, text: str) -> str: ...

    def run(self, plan: Plan, text: str, language: str = "") -> AsyncGenerator[Told, None]: ...

    def wait(self, language: str = "") -> AsyncGenerator[Told, None]: ...


async def make_film(
    conversation: Turns, film: Film, look: Callable[[], Next], language: str = ""
) -> AsyncGenerator[Told, None]:
    """The events of its turns; the `end` is that of the last one, which is the film's.

    `look` tells before each turn what is left to do.
    """
    end = Told("end", {"outcome": _DONE}, "")
    language = language or conversation.language_of(film.say)
    for _ in range(_MOST_TURNS):
        turn = _turn(conversation, film, look(), language)
        if turn is None or end.data["outcome"] != _DONE:
            break
        async with aclosing(turn) as events:
            async for told in events:
                if told.type == "end":
                    end = told
                else:
                    yield told
    yield end


def _turn(
    conversation: Turns, film: Film, what: Next, language: str
) -> AsyncGenerator[Told, None] | None:
    """One turn does all of a film, so that it comes to its file whatever becomes of the batch."""
    export = export_plan(film.export)
    match what:
        case Next.EDIT | Next.START_OVER:
            edit = edit_plan(film.files, film.say)
            return conversation.run(Plan((*edit.steps, *export.steps)), film.say, language)
        case Next.LOOK | Next.FETCH:
            return conversation.wait(language)
        case Next.EXPORT:
            return conversation.run(export, "export", language)
        case Next.NOTHING | Next.DECIDE:
            return None
