"""The skill's name and version, which go into headers, into a path and into the state's keys.

Refused are names that are paths, that hide what they are (control, invisible and text-turning
characters) or that no YAML reader takes for text, and versions that wouldn't stay as written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from skill_runtime.core.skill_reader.frontmatter import Frontmatter
from skill_runtime.core.skill_reader.text import Fact, shown
from skill_runtime.errors import Problem
from skill_runtime.model.skill import SkillWarning

MAX_NAME = 64
MAX_VERSION = 64

_DRIVE = re.compile(r"[A-Za-z]:")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")

# What YAML readers make of text without quotes.
_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*(?:\.\d*)?(?:[eE][-+]?\d+)?|0x[\dA-Fa-f]+|0o?[0-7]+)")
_TRUTH = re.compile(r"(?i:true|false|yes|no|on|off)")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt \t].*)?")


def check_name(frontmatter: Frontmatter) -> tuple[Fact[str] | None, Sequence[Problem]]:
    """The skill's name, or what is wrong with it."""
    fact = frontmatter.find("name")
    if fact is None or fact.value in ("", ()):
        message = "the frontmatter has no `name`: add one such as `name: my-skill`"
        return None, [Problem(fact.line if fact else 0, message)] if frontmatter.readable else []
    if not isinstance(fact.value, str):
        message = "`name` must be one text, not a list or a mapping: write it as `name: my-skill`"
        return None, [Problem(fact.line, message)]
    name = fact.value.strip()
    if fault := _name_fault(name) or _other_type(frontmatter, "name", name, (_NUMBER,)):
        return None, [Problem(fact.line, f"`name` {fault}; use letters, digits and hyphens")]
    return Fact(name, fact.line), []


def _name_fault(name: str) -> str | None:
    if len(name) > MAX_NAME:
        return f"is {len(name)} characters long, more than the {MAX_NAME} that are allowed"
    if not name.isprintable():
        return f"holds a control character or an invisible one ({shown(name)})"
    if _is_path(name):
        return f"is a path ({name})"
    return None if re.search(r"\w", name) else f"holds no letter or digit ({name})"


def _is_path(name: str) -> bool:
    if "/" in name or "\\" in name or name.startswith((".", "~")):
        return True
    return _DRIVE.match(name) is not None or _ENCODED.search(name) is not None


def check_version(
    frontmatter: Frontmatter,
) -> tuple[Fact[str], Sequence[Problem], Sequence[SkillWarning]]:
    """The version exactly as written, or what is wrong with it."""
    fact = frontmatter.find("version")
    if fact is None or fact.value == "":
        message = (
            "there is no `version`, so that requests carry `X-Skill-Version: unknown`. Add "
            '`version: "1.0.0"`.'
        )
        missing = SkillWarning("version-missing", "", 0, message)
        return Fact("", 0), [], [missing] if frontmatter.readable else []
    if not isinstance(fact.value, str):
        message = '`version` must be one text such as "1.0.0", not a list or a mapping'
        return Fact("", 0), [Problem(fact.line, message)], []
    version = fact.value.strip()
    if fault := _version_fault(version) or _other_type(frontmatter, "version", version):
        return Fact("", 0), [Problem(fact.line, f'`version` {fault}; write it as "1.0.0"')], []
    return Fact(version, fact.line), [], []


def _version_fault(version: str) -> str | None:
    if not version.isprintable() or len(version) > MAX_VERSION:
        return f"must be one line of at most {MAX_VERSION} ordinary characters"
    return None


def _other_type(
    frontmatter: Frontmatter, key: str, text: str, more: Sequence[re.Pattern[str]] = ()
) -> str | None:
    """What a text without quotes is to other readers of the file, where that is no text. A version
    may be a number: 1.10 stays 1.10 here.
    """
    if frontmatter.is_plain(key) and any(
        pattern.fullmatch(text) for pattern in (_TRUTH, _DATE, *more)
    ):
        return f"is no text ({shown(text)} without quotes is a number, a date or a truth value)"
    return None
