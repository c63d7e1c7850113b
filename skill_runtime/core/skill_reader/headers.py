"""What a SKILL.md says of the three attribution headers: platform rules, and values that are
spelled out in the body. The runtime makes the headers itself (CONTRACT, Base, headers, identity),
so that a differing value is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from skill_runtime.core.skill_reader.text import Fact, NumberedText, shown
from skill_runtime.model.skill import SkillWarning

_PATH = re.compile(
    r"(~/\.[\w./-]{1,100})`?[ \t]*(?:→|->|=>|means|is|gives|becomes|:|=)[ \t]*"
    r"`?(clawhub|cursor|openclaw|unknown)\b",
    re.IGNORECASE,
)
_ELSE = re.compile(
    r"""\b(?:else|otherwise|fallback|default)\b(?:[ \t]+(?:is|means|to)\b)?[ \t]*[:→]?[ \t]*
    `?(clawhub|cursor|unknown)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_FIXED = re.compile(r"X-Skill-Platform:[ \t]*([a-z][a-z0-9-]{1,31})(?=[ \t]*(?:[\"'`]|$))")
_NAMES = re.compile(r"`(clawhub)`\s*/\s*`(cursor)`\s*/\s*`(unknown)`")
_SKILL_SOURCE = re.compile(r"(?<![\w${])(SKILL_SOURCE)\b")

# `X-Skill-Version`: `1.0` in prose and tables, X-Skill-Version: 1.0 in a header. "from frontmatter
# `version`" is neither.
_STATED_HEADER = (
    r"X-Skill-{}(?:[`\"]?[ \t]*(?:[:|]|\bis\b)[ \t]*`({})`|:[ \t]*({})(?=[ \t]*[\"']|$))"
)
_STATED_VERSION = re.compile(_STATED_HEADER.format("Version", r"\d[\w.+-]*", r"\d[\w.+-]*"))
_STATED_SOURCE = re.compile(_STATED_HEADER.format("Source", r"[\w.-]+", r"[\w.-]+"))


def find_platform_rules(text: NumberedText) -> Fact[dict[str, str | tuple[str, ...]]]:
    """Install path → platform, as the file says; `*` is any other place."""
    paths = list(text.matches(_PATH, "~/."))
    if paths:
        rest = text.first(_ELSE, "unknown", "clawhub", "cursor")
        rules = {fact.value[1]: fact.value[2].lower() for fact in reversed(paths)}
        return Fact({**rules, "*": rest.value.lower() if rest else "unknown"}, paths[0].line)
    for fact in text.matches(_NAMES, "`clawhub`"):
        clawhub, cursor, unknown = fact.value.groups()
        return Fact({"*": unknown, "names_only": (clawhub, cursor)}, fact.line)
    fixed = text.first(_FIXED, "x-skill-platform")
    return Fact({"*": fixed.value}, fixed.line) if fixed else Fact({}, 0)


def find_skill_source(text: NumberedText) -> Fact[bool]:
    """Whether the variable SKILL_SOURCE is named as an input (a shell variable `$…` is none)."""
    fact = text.first(_SKILL_SOURCE, "skill_source")
    return Fact(fact is not None, fact.line if fact else 0)


def find_differing_headers(text: NumberedText, name: str, version: str) -> Sequence[SkillWarning]:
    """Headers that the body spells out with other values than the frontmatter, which counts."""
    expected = (("version", _STATED_VERSION, version), ("source", _STATED_SOURCE, name))
    warnings = []
    for what, pattern, right in expected:
        stated: dict[str, int] = {}
        for fact in text.matches(pattern, f"x-skill-{what}"):
            stated.setdefault(fact.value[1] or fact.value[2], fact.line)
        warnings += [
            SkillWarning(
                f"hardcoded-{what}-differs",
                f"{shown(wrong)}!={right}",
                line,
                f"the body sends X-Skill-{what.title()} {shown(wrong)}, the frontmatter says "
                f"{right}; the frontmatter counts. Make them agree.",
            )
            for wrong, line in stated.items()
            if right and wrong != right
        ]
    return warnings
