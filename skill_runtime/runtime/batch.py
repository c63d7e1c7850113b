"""One film of a batch, from wherever it was left to its file."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from skill_runtime.core.batch import Film, Next
from skill_runtime.core.quick_plans import edit_plan, export_plan, language_of
from skill_runtime.model.plan import Plan
from skill_runtime.model.told import Told
from skill_runtime.runtime.conversation import Conversation

_DONE = "done"


async def make_film(
    conversation: Conversation, film: Film, what: Next, language: str = ""
) -> AsyncGenerator[Told, None]:
    """The events of its turns; the `end` is that of the last one, which is the film's."""
    end = Told("end", {"outcome": _DONE}, "")
    language = language or language_of(film.say)
    for turn in _turns(conversation, film, what, language):
        async with aclosing(turn) as events:
            async for told in events:
                if told.type == "end":
                    end = told
                else:
                    yield told
        if end.data["outcome"] != _DONE:
            break
    yield end


def _turns(
    conversation: Conversation, film: Film, what: Next, language: str
) -> tuple[AsyncGenerator[Told, None], ...]:
    def run(plan: Plan, words: str) -> AsyncGenerator[Told, None]:
        return conversation.run(plan, words, language)

    match what:
        case Next.EDIT | Next.START_OVER:
            edit = run(edit_plan(film.files, film.say), film.say)
            return edit, run(export_plan(film.export), "export")
        case Next.LOOK:
            return conversation.wait(language), run(export_plan(film.export), "export")
        case Next.EXPORT:
            return (run(export_plan(film.export), "export"),)
        case Next.FETCH:
            return (conversation.wait(language),)
        case Next.NOTHING | Next.DECIDE:
            return ()
