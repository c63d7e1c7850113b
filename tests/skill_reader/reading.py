"""Reads small skills in tests: a body under ordinary frontmatter, or frontmatter alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from skill_runtime.adapters.strict_yaml import parse_strict_yaml
from skill_runtime.core.inspection import inspection
from skill_runtime.core.skill_reader import read_skill
from skill_runtime.errors import Problem, SkillError
from skill_runtime.model.skill import Skill
from tests.labelled_rows import rows

DATA = Path(__file__).parent / "data"
HEAD = '---\nname: test-skill\nversion: "1.0.0"\n---\n\n'


def cases(file: str) -> list[Any]:
    loaded = rows(DATA / file)
    assert isinstance(loaded, list)
    return loaded


def read(text: str) -> Skill:
    return read_skill(text, parse_strict_yaml, "SKILL.md")


def read_body(body: str) -> dict[str, Any]:
    """What is understood of a body, as `inspect --json` shows it."""
    return inspection(read(HEAD + body))


def read_head(yaml_lines: str) -> Skill:
    return read(f"---\n{yaml_lines}\n---\n")


def problems(text: str) -> tuple[Problem, ...]:
    """The problems of a text that must not be read."""
    try:
        skill = read(text)
    except SkillError as error:
        return error.problems
    raise AssertionError(f"was read as {skill.name}")
