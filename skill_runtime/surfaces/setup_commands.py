"""Commands about the set-up: connect, studio, and doctor, which is a folder of its own."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from skill_runtime.adapters.studio_process import StudioProcess, require_packages
from skill_runtime.assembly import (
    load_replies,
    load_skill,
    open_conversation,
    open_store,
    studio_home,
)
from skill_runtime.core.backend_choice import choose_backend
from skill_runtime.errors import UsageError
from skill_runtime.model.events.connection import ConsentAsked, NotConnected
from skill_runtime.model.skill import Skill
from skill_runtime.settings import Settings
from skill_runtime.surfaces import exit_codes
from skill_runtime.surfaces.console import Console, agrees, can_ask


def run(options: argparse.Namespace) -> int:
    """The exit code of the command."""
    if options.command == "doctor":
        from skill_runtime.surfaces import doctor

        return doctor.run(options)
    return _connect(options) if options.command == "connect" else _studio(options)


# --- connect ----------------------------------------------------------------------------------


def _connect(options: argparse.Namespace) -> int:
    """The one place where the user agrees to the cloud."""
    settings = Settings.from_environment(os.environ)
    skill = load_skill(options.skill)
    console = Console(as_json=options.json)
    replies, language = load_replies(settings), options.lang or "en"
    wanted = options.backend or "cloud"
    choice = choose_backend(wanted, settings, skill, lambda: None)
    notice = ConsentAsked(choice.host, str(settings.home))
    console.note(replies.words(notice, language))
    # Asked before any event loop runs: Ctrl-C ends the question as everywhere.
    if not options.yes and not agrees():
        console.note(replies.words(NotConnected(can_ask()), language))
        return exit_codes.REFUSED
    code = asyncio.run(_fetch_token(console, skill, wanted, options.lang))
    if code == exit_codes.OK:
        store = open_store(settings)
        store.consent(choice.base)
        store.close()
    return code


async def _fetch_token(console: Console, skill: Skill, wanted: str, language: str) -> int:
    async with open_conversation(skill, backend=wanted) as conversation:
        return await console.show(conversation.connect(language))


# --- studio -----------------------------------------------------------------------------------


def _studio(options: argparse.Namespace) -> int:
    """Hands over to the studio's own program, which is none of our rooms."""
    home = options.home or str(studio_home(Settings.from_environment(os.environ)))
    if options.stop:
        return _stop(Path(home).expanduser().absolute(), options)
    require_packages()
    from skill_runtime.studio.__main__ import main

    arguments = ["--home", home, "--port", str(options.port)]
    if options.idle is not None:
        arguments += ["--idle", str(options.idle)]
    if options.listen:
        arguments += ["--listen", options.listen]
    if options.faults:
        arguments += ["--faults", options.faults]
    return main(arguments)


def _stop(home: Path, options: argparse.Namespace) -> int:
    """Raises UsageError for what a start takes, SetupError where it does not end."""
    if options.port or options.listen or options.faults or options.idle is not None:
        raise UsageError("--stop goes with --home alone.")
    console = Console(as_json=False)
    studio = StudioProcess(home, os.environ)
    if studio.running() is None:
        console.say(f"No studio runs in {home}.")
        return exit_codes.OK
    if studio.at_work():
        console.say(
            "The studio is at work, so it was not stopped: `turns` lists what runs, `cancel` stops"
            " it; then try again."
        )
        return exit_codes.BUSY
    studio.stop()
    console.say(f"The studio has ended. Its projects stay in {home}; the next turn starts it.")
    return exit_codes.OK
