"""`make`: files in, one instruction, a film out, in a conversation and a project of its own, so
that nothing of another film gets into it.

It refuses to take a file for the instruction: what it would do then, nobody has said.
"""

from __future__ import annotations

import argparse
import math
import re
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from skill_runtime.assembly import open_detached
from skill_runtime.core.quick_plans import is_link, make_plan
from skill_runtime.errors import UsageError
from skill_runtime.model.events.turn import ProjectOpened
from skill_runtime.model.plan import Plan, Slots
from skill_runtime.model.records import MADE
from skill_runtime.model.skill import FAMILY_FORMATS
from skill_runtime.model.told import Told
from skill_runtime.runtime.detached import DetachedConversation
from skill_runtime.surfaces.own_command import place_of

_REFUSALS = frozenset({"file_refused", "link_refused", "format_refused", "folder_refused"})
"""What the inputs and the place of the film are met with before anything is begun."""
_MEDIA_NAME = re.compile(rf"\S+\.(?:{'|'.join(FAMILY_FORMATS)})", re.IGNORECASE)


def own_session() -> str:
    """A name that no other film has."""
    return MADE + secrets.token_hex(4)


def plan_of(files: tuple[str, ...], words: str, export: Slots) -> Plan:
    """`export` is what is to come of it, and where. Raises UsageError where no instruction is."""
    if names_file(words):
        raise UsageError(
            f"{words[:200]} is a file, and what to make of it is missing. Say it behind the files:"
            ' skill-runtime make FILE… "INSTRUCTION"',
            "no_instruction",
            file=words[:200],
        )
    return make_plan(files, words, export)


def names_file(words: str) -> bool:
    """It is a link, a file that is there, or a name as media have it."""
    is_one_word = len(words.split()) == 1
    if (is_one_word and is_link(words)) or _MEDIA_NAME.fullmatch(words):
        return True
    try:
        return Path(words).expanduser().is_file()
    except (OSError, RuntimeError, ValueError):  # too long for a name, or the home of nobody
        return False


async def opened(
    conversation: DetachedConversation,
    session: str,
    made: AsyncGenerator[Told, None],
    language: str,
) -> AsyncGenerator[Told, None]:
    """The session's name goes first: whoever ends the command in the middle knows it then. Where
    the inputs or the place are refused, there is none to go on with.
    """
    async with aclosing(made) as events:
        is_open = False
        async for told in events:
            if not is_open and told.type in _REFUSALS:
                yield told
                break
            if not is_open:
                is_open = True
                yield conversation.told(ProjectOpened(session), language)
            yield told
        async for told in events:
            yield told


async def make_beside(
    options: argparse.Namespace, files: tuple[str, ...], words: str
) -> AsyncGenerator[Told, None]:
    """A film that is made in the middle of another conversation. Raises UsageError as `plan_of`."""
    session, plan = own_session(), plan_of(files, words, Slots())
    place = place_of(options)._replace(session=session)
    async with open_detached(place, math.inf, str) as conversation:
        language = options.lang or conversation.language_of(words)
        made = conversation.run(plan, words, language)
        async with aclosing(opened(conversation, session, made, language)) as events:
            async for told in events:
                yield told
