"""Commands that hold a turn or follow one: say, answer, chat, wait, turns, cancel, status, credits,
upload, make, undo, preview, export.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

from skill_runtime.assembly import load_skill, open_detached, open_store
from skill_runtime.core.contract import EXPORT_FORMATS
from skill_runtime.core.quick_plans import upload_step
from skill_runtime.errors import UsageError
from skill_runtime.model.errand import Place
from skill_runtime.model.plan import Action, Plan, PlanStep, Slots
from skill_runtime.model.told import Told
from skill_runtime.model.utterance import Utterance
from skill_runtime.runtime.detached import DetachedConversation
from skill_runtime.settings import Settings
from skill_runtime.surfaces.console import Console
from skill_runtime.surfaces.making import opened, own_session, plan_of
from skill_runtime.surfaces.named_files import text_of
from skill_runtime.surfaces.output_options import output_slots
from skill_runtime.surfaces.own_command import command_of, place_of

MAX_TEXT = 100_000
"""Characters of one utterance."""
_TRIES, _BETWEEN_TRIES_S = 25, 0.02
"""A worker lets go of its session a moment after the end of the turn is read."""
_LONGEST_ENDING = 4
"""Characters. What is longer behind a dot is part of a name."""


def run(options: argparse.Namespace) -> int:
    """The exit code of the command."""
    if options.command == "chat":
        from skill_runtime.surfaces.chat import talk

        return asyncio.run(talk(options))
    options.named = bool(options.session)
    if options.named:
        _refuse_another_s_turn(options)
    options.session = options.session or _session_meant(options)
    return asyncio.run(_turn(options))


def _session_meant(options: argparse.Namespace) -> str:
    """Where none is named. A film that `make` began has one of its own, so that nothing of another
    film gets into it; `wait` and `cancel` find it all the same, and that of a turn that is named.
    """
    if options.command == "make":
        return own_session()
    if options.command not in {"wait", "cancel"}:
        return ""
    if options.handle:
        return _session_of(options.handle)
    with closing(open_store(Settings.from_environment(os.environ))) as store:
        return store.history.waiting(load_skill(options.skill).name, Place().session)


def _session_of(turn: int) -> str:
    """Empty where there is no such turn."""
    with closing(open_store(Settings.from_environment(os.environ))) as store:
        record = store.history.find(turn)
    return record.turn.key.name if record else ""


def _refuse_another_s_turn(options: argparse.Namespace) -> None:
    """Raises UsageError where a turn is named that is not one of the session that is named."""
    turn = getattr(options, "handle", 0)
    session = _session_of(turn) if turn else ""
    if session and session != options.session:
        raise UsageError(
            f"Turn {turn} is none of session {options.session}: it belongs to session {session}.",
            "other_session",
            turn=turn,
            named=options.session,
            session=session,
        )


async def _turn(options: argparse.Namespace) -> int:
    said = _utterance(options) if options.command == "say" else None
    console = Console(as_json=options.json)
    patience = getattr(options, "wait", math.inf)
    queue = getattr(options, "queue", False)
    async with open_detached(
        place_of(options),
        patience,
        lambda turn: command_of(options, turn),
        queue=queue,
        is_read=lambda: not console.closed,
    ) as conversation:
        code = await console.show(_events(options, conversation, said))
        if options.session:
            await _forget_unused(conversation)
        return code


async def _forget_unused(conversation: DetachedConversation) -> None:
    """A named conversation that came to nothing is not kept, once its turn has let go of it."""
    with closing(open_store(Settings.from_environment(os.environ))) as store:
        for _ in range(_TRIES):
            with store.hold(conversation.key) as free:
                if free:
                    store.forget_unused(conversation.key)
                    return
            await asyncio.sleep(_BETWEEN_TRIES_S)


def _events(
    options: argparse.Namespace, conversation: DetachedConversation, said: Utterance | None
) -> AsyncIterator[Told]:
    if said is not None:
        return conversation.say(said)
    if options.command == "wait":
        waited = conversation.wait(options.lang, options.handle)
        if options.named or options.session in {"", Place().session}:
            return waited
        language = options.lang or conversation.language_of("")
        return opened(conversation, options.session, waited, language)
    if options.command == "turns":
        return conversation.turns(options.lang, made=not options.named)
    if options.command == "cancel" and options.handle:
        return conversation.stop(options.handle, options.lang)
    if options.command == "make":
        language = options.lang or conversation.language_of(options.instruction)
        made = conversation.run(_making(options), options.instruction, language)
        return made if options.named else opened(conversation, options.session, made, language)
    plan = Plan((_step(options),))
    return conversation.run(plan, _words(options), options.lang)


def _making(options: argparse.Namespace) -> Plan:
    """Raises UsageError."""
    slots = _export_slots(options, options.to)
    return plan_of(tuple(options.files), options.instruction, slots)


def _words(options: argparse.Namespace) -> str:
    """What stands in the list of turns."""
    named = options.files if options.command == "upload" else []
    return " ".join([options.command, *named])


def _step(options: argparse.Namespace) -> PlanStep:
    match options.command:
        case "upload":
            return upload_step(tuple(options.files))
        case "export":
            return PlanStep(Action.EXPORT, _export_slots(options, options.destination or ""))
        case "answer":
            return PlanStep(Action.ANSWER, text=_said(options.text), question=options.question)
        case _:
            return PlanStep(Action(options.command))


def _export_slots(options: argparse.Namespace, destination: str) -> Slots:
    format_ = _format_of(destination, options.format.lower())
    return output_slots(options, format_, destination)


def _format_of(destination: str, named: str = "") -> str:
    """What the option or the file's ending asks for. Raises UsageError where that is none, or two
    of them.
    """
    ending = _ending(destination)
    for asked in filter(None, (named, ending)):
        if asked not in EXPORT_FORMATS:
            raise UsageError(
                f"{asked!r} is no export format. There are: {', '.join(EXPORT_FORMATS)}.",
                "no_format",
                asked=asked,
                known=EXPORT_FORMATS,
            )
    if named and ending and named != ending:
        raise UsageError(
            f"{destination} ends in {ending}, and --format says {named}: name one of them.",
            "two_formats",
            place=destination,
            ending=ending,
            asked=named,
        )
    return named or ending


def _ending(destination: str) -> str:
    """What the name of a file asks for; a folder may have a dot in its name."""
    ending = Path(destination).suffix.removeprefix(".").lower()
    is_name = ending.isalnum() and not ending.isdecimal() and len(ending) <= _LONGEST_ENDING
    return ending if is_name and not Path(destination).is_dir() else ""


def _utterance(options: argparse.Namespace) -> Utterance:
    text = _text(options)
    said = text.strip() if options.attach and not text.strip() else _said(text, "say")
    return Utterance(said, tuple(options.attach), options.lang or None)


def _said(text: str, command: str = "answer") -> str:
    """Raises UsageError for nothing at all, and for a book."""
    if len(text) > MAX_TEXT:
        said = f"That is {len(text)} characters; say it in at most {MAX_TEXT}."
        raise UsageError(said, "too_long", length=len(text), limit=MAX_TEXT)
    if not text.strip():
        advice = f'There is nothing to say. Give a sentence: skill-runtime {command} "…"'
        raise UsageError(advice, "nothing_said", command=command)
    return text.strip()


def _text(options: argparse.Namespace) -> str:
    if options.text_file:
        return text_of(Path(options.text_file))
    if options.text == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    return str(options.text or "")
