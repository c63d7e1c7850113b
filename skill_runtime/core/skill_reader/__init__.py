"""SKILL.md → `Skill`: everything that a skill of the family says, or all of its problems at once.

Pure: text comes in, and with it the YAML parser, for core knows no library. What can't be used is a
problem with its line; what is odd but usable is a warning; what isn't said stays empty, and the
family's default applies. It raises nothing but `SkillError`.
"""

from __future__ import annotations

from skill_runtime.core.skill_reader.reader import MAX_CHARACTERS, read_skill
from skill_runtime.core.skill_reader.yaml_values import (
    DuplicateKey,
    ParsedYaml,
    StrictYamlError,
    YamlFault,
    YamlValue,
)

__all__ = [
    "MAX_CHARACTERS",
    "DuplicateKey",
    "ParsedYaml",
    "StrictYamlError",
    "YamlFault",
    "YamlValue",
    "read_skill",
]
