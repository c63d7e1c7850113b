"""Commands about the set-up: connect, doctor, studio."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from skill_runtime import __version__
from skill_runtime.adapters.skill_place import locate
from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.adapters.studio_process import StudioProcess, missing_packages, require_packages
from skill_runtime.assembly import (
    load_replies,
    load_skill,
    open_conversation,
    open_store,
    own_skill,
    studio_home,
)
from skill_runtime.core.backend_choice import choose_backend
from skill_runtime.errors import SkillRuntimeError, StoreError, UsageError
from skill_runtime.model.events.connection import ConsentAsked, NotConnected
from skill_runtime.model.skill import Skill
from skill_runtime.settings import Settings
from skill_runtime.surfaces import exit_codes
from skill_runtime.surfaces.console import Console

_YES = frozenset({"y", "yes", "是", "好", "好的"})


def run(options: argparse.Namespace) -> int:
    """The exit code of the command."""
    if options.command == "studio":
        return _studio(options)
    return _connect(options) if options.command == "connect" else _doctor(options)


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
    if not options.yes and not _agrees():
        console.note(replies.words(NotConnected(sys.stdin.isatty()), language))
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


def _agrees() -> bool:
    """Asks on a terminal; elsewhere nobody can answer, so it is a no."""
    if not sys.stdin.isatty():
        return False
    sys.stderr.write("[y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in _YES


# --- doctor -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `doctor`."""

    subject: str
    found: str
    advice: str = ""
    """What to do about it; empty where all is well."""


def _doctor(options: argparse.Namespace) -> int:
    console = Console(as_json=options.json)
    findings = list(_findings(options))
    for finding in findings:
        if options.json:
            console.say_json(asdict(finding))
        else:
            advice = f"\n    → {finding.advice}" if finding.advice else ""
            console.say(f"{finding.subject:14} {finding.found}{advice}")
    faulty = any(finding.advice for finding in findings)
    return console.exit_code(exit_codes.SETUP if faulty else exit_codes.OK)


def _findings(options: argparse.Namespace) -> Iterator[Finding]:
    yield Finding("version", f"{__version__} on Python {platform.python_version()}")
    try:
        settings = Settings.from_environment(os.environ)
        skill = load_skill(options.skill)
    except SkillRuntimeError as error:
        yield Finding("skill", "can't be used", str(error))
        return
    place = Path(options.skill) if options.skill else own_skill()
    host = locate(place, os.environ)
    yield Finding("skill", f"{skill.name} {skill.version} from {place}")
    yield Finding("platform", f"{host.host} (sent as {host.header})")
    yield from _state(options, settings, skill)
    yield _studio_finding(settings)


def _state(options: argparse.Namespace, settings: Settings, skill: Skill) -> Iterator[Finding]:
    try:
        store = open_store(settings)
    except StoreError as error:
        yield Finding("state", str(settings.home), str(error))
        return
    try:
        yield Finding("state", str(settings.home))
        yield from _backend(options, settings, skill, store)
    finally:
        store.close()


def _backend(
    options: argparse.Namespace, settings: Settings, skill: Skill, store: SqliteStore
) -> Iterator[Finding]:
    try:
        choice = choose_backend(options.backend, settings, skill, store.consented)
    except UsageError as error:
        yield Finding("backend", "can't be used", str(error))
        return
    yield Finding("backend", f"{choice.kind} {choice.base}".strip())
    kept = "kept" if store.token(choice.key) else "none yet: fetched when it is needed"
    given = settings.token and choice.kind != "studio"
    yield Finding("token", "from NEMO_TOKEN" if given else kept)


def _studio_finding(settings: Settings) -> Finding:
    missing = missing_packages()
    if missing:
        advice = "pip install 'skill-runtime[studio]' (the cloud backend works without)"
        return Finding("studio", f"not installed: {', '.join(missing)}", advice)
    running = StudioProcess(studio_home(settings), os.environ).running()
    return Finding("studio", f"running at {running}" if running else "installed, not running")


# --- studio -----------------------------------------------------------------------------------


def _studio(options: argparse.Namespace) -> int:
    """Hands over to the studio's own program, which is none of our rooms."""
    require_packages()
    from skill_runtime.studio.__main__ import main

    home = options.home or str(studio_home(Settings.from_environment(os.environ)))
    arguments = ["--home", home, "--port", str(options.port)]
    if options.idle is not None:
        arguments += ["--idle", str(options.idle)]
    if options.faults:
        arguments += ["--faults", options.faults]
    return main(arguments)
