"""`doctor`: what is installed and set up, why things are chosen as they are, and what to do about
each problem.

It goes on past every fault, since the one who asks has one: a skill that can't be read, a state
file that is damaged, variables that can't be meant, a backend that is out of reach. It makes
nothing that is not there yet, and no token is ever in what it says.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator

from skill_runtime.adapters.reply_templates import ReplyTemplates
from skill_runtime.assembly import data_folder, load_faults
from skill_runtime.errors import SkillRuntimeError
from skill_runtime.settings import Settings
from skill_runtime.surfaces import exit_codes
from skill_runtime.surfaces.console import Console
from skill_runtime.surfaces.doctor import of_backend, of_machine, of_skill, of_studio
from skill_runtime.surfaces.doctor.findings import Finding, Level

_MARKS = {Level.FINE: "✓", Level.NOTE: "·", Level.PROBLEM: "✗"}


def run(options: argparse.Namespace) -> int:
    """Prints what was found; SETUP (7) if something must be done."""
    console = Console(as_json=options.json)
    language = options.lang or "en"
    templates = ReplyTemplates(data_folder("translations") / "doctor")
    level = Level.FINE
    for finding in findings(options, language):
        found, _, advice = templates.words(finding, language).partition("\n")
        if options.json:
            console.say_json({
                **finding.fields,
                "subject": finding.subject,
                "what": finding.what,
                "level": finding.level,
                "text": found,
                "advice": advice,
            })
        else:
            console.say(f"{_MARKS[finding.level]} {found}")
            for line in advice.splitlines():
                console.say(f"    {line}")
        level = max(level, finding.level, key=list(Level).index)
    return console.exit_code(exit_codes.SETUP if level is Level.PROBLEM else exit_codes.OK)


def findings(options: argparse.Namespace, language: str) -> Iterator[Finding]:
    """All of them, in the order in which one thing rests on another."""
    faults = load_faults()

    def words(error: SkillRuntimeError) -> str:
        return faults.words(error, language) if error.type else str(error)

    yield from of_machine.python_and_packages()
    yield of_machine.encodings()
    about_variables, usable = of_skill.variables(os.environ)
    yield from about_variables
    settings = Settings.from_environment(usable)
    yield from of_machine.folders(settings)
    yield from of_machine.state(settings, words)
    yield from of_skill.data()
    about_skill, skill = of_skill.skill(options.skill, words)
    yield from about_skill
    yield from of_skill.platform(options.skill)
    # The backend can be looked at without the skill that is meant: most name none of their own.
    skill = skill or of_skill.skill(None, words)[1]
    chosen = skill and of_backend.backend(options.backend, settings, skill, words)
    if isinstance(chosen, Finding):
        yield chosen
    needed = not chosen or isinstance(chosen, Finding) or chosen.kind == "studio"
    yield from of_machine.studio_packages(needed=needed)
    yield from of_studio.own_variables(os.environ, needed=needed)
    if skill and chosen and not isinstance(chosen, Finding):
        yield from of_backend.told(
            chosen, options.backend, settings, skill, words, offline=options.offline
        )
