"""What `doctor` finds out about the skill: its file, where it was installed, its variables."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from skill_runtime.adapters.gui_rules import load_gui_rules
from skill_runtime.adapters.skill_files import load_skill
from skill_runtime.adapters.skill_place import locate
from skill_runtime.adapters.vocabulary import load_vocabulary
from skill_runtime.assembly import data_folder, own_skill
from skill_runtime.errors import DataError, SkillRuntimeError, UsageError
from skill_runtime.model.skill import Skill
from skill_runtime.settings import VARIABLES, Settings
from skill_runtime.surfaces.doctor.findings import Finding, Level

Words = Callable[[SkillRuntimeError], str]

_OURS = ("NEMO_", "SKILL_RUNTIME_", "SKILL_BACKEND", "SKILL_SOURCE")


def variables(environment: Mapping[str, str]) -> tuple[list[Finding], dict[str, str]]:
    """What the variables say, and an environment without those that can't be used."""
    findings, usable = [], dict(environment)
    for name in VARIABLES:
        # One at a time, so that a second faulty one is told too.
        try:
            Settings.from_environment({name: environment.get(name, "")})
        except UsageError:
            findings.append(Finding("variables", "faulty", {"name": name}, Level.PROBLEM))
            del usable[name]
    names = (*VARIABLES, *(name for name in sorted(usable) if name.startswith("STUDIO_")))
    is_set = {name: _shown(name, usable) for name in names if usable.get(name, "").strip()}
    findings.insert(0, Finding("variables", "known", {"variables": is_set}))
    foreign = [n for n in sorted(environment) if n.startswith(_OURS) and n not in VARIABLES]
    if foreign:
        findings.append(Finding("variables", "foreign", {"names": foreign}, Level.NOTE))
    return findings, usable


def _shown(name: str, environment: Mapping[str, str]) -> str:
    """Addresses may carry a password; a token and a key are one."""
    value = environment[name].strip()
    return "…" if name in {"NEMO_TOKEN", "STUDIO_IMAGE_KEY"} or "@" in value else value


def skill(path: str | None, words: Words) -> tuple[list[Finding], Skill | None]:
    """The skill's file. None where it can't be used."""
    place = Path(path) if path else own_skill()
    try:
        read = load_skill(place)
    except SkillRuntimeError as error:
        fields: dict[str, object] = {"path": str(place), "advice": words(error)}
        return [Finding("skill", "unusable", fields, Level.PROBLEM)], None
    fields = {"name": read.name, "version": read.version, "path": str(place)}
    findings = [Finding("skill", "usable", fields)]
    if read.surface != "chat":
        other = {"surface": read.surface, "path": str(place)}
        findings.append(Finding("skill", "other_api", other, Level.PROBLEM))
    if read.warnings:
        told = {"number": len(read.warnings), "path": str(place)}
        findings.append(Finding("skill", "warnings", told, Level.NOTE))
    return findings, read


def data() -> Iterator[Finding]:
    """The packaged vocabularies and rules are whole: the files, not what was kept of them."""
    try:
        load_vocabulary(data_folder("intents"))
        load_gui_rules(data_folder("translations") / "gui")
    except DataError as error:
        yield Finding("data", "faulty", {"advice": str(error)}, Level.PROBLEM)
    else:
        yield Finding("data", "whole")


def platform(path: str | None) -> Iterator[Finding]:
    """Which host the skill was installed for, which header goes out for it, and why."""
    place = Path(path) if path else own_skill()
    found = locate(place, os.environ)
    fields = {
        "path": str(place),
        "real_path": os.path.realpath(place),
        "host": found.host,
        "header": found.header,
        "rule": found.rule,
        "evidence": found.evidence,
    }
    yield Finding("platform", "known", fields)
    if found.rule == "skill_source" and found.host == "unknown":
        yield Finding("platform", "unknown_name", {"name": found.evidence}, Level.NOTE)
