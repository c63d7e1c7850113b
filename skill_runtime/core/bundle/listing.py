"""What a marketplace lists of a skill: its facts, fit for every validator (HOSTS, Frontmatter).

Refuses what no marketplace takes or the runtime can't run: a name that is no folder's name, a
missing description, another API surface. All problems come at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from skill_runtime.core.skill_reader import read_skill
from skill_runtime.core.skill_reader.frontmatter import (
    Frontmatter,
    ParseYaml,
    read_frontmatter,
    split_frontmatter,
)
from skill_runtime.core.skill_reader.mojibake import repair_mojibake
from skill_runtime.errors import Problem, SkillError
from skill_runtime.model.skill import Skill, SkillWarning
from skill_runtime.model.values import dataclass

TOKEN_VARIABLE = "NEMO_TOKEN"  # noqa: S105 - the name of a variable, no secret
RUN = "SKILL_DIR/skill_runtime"
"""What only a page that already runs this runtime says."""
MAX_DESCRIPTION = 1024
MAX_SUMMARY = 160
MAX_NAME = 64

_EMOJI = "🎬"
_MAX_EMOJI = 16  # a family with skin tones is one picture of eleven characters
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_URL = re.compile(r"https://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/%-]*)?")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069\ufeff]+")
_ANGLES = str.maketrans("<>", "‹›")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？]")


@dataclass(frozen=True, slots=True)
class Listing:
    """A skill as its bundle states it."""

    skill: Skill
    """What reading the bundle's SKILL.md gives: with a description of one line and without what
    would hide the skill."""
    title: str
    """For people; one line."""
    summary: str
    """One line of at most 160 characters."""
    emoji: str
    author: str = ""
    """As the skill names them; empty where it doesn't."""
    links: tuple[tuple[str, str], ...] = ()
    """`homepage` and `repository`, where the skill names them."""
    original: str = ""
    """The body of the page that let the agent do the work itself; empty where there was none."""
    warnings: tuple[SkillWarning, ...] = ()
    """What its author should know."""


def read_listing(text: str, parse_yaml: ParseYaml, source: str, kept: str = "") -> Listing:
    """Reads a SKILL.md for its bundle. `kept` is the former page that a bundle has beside its own,
    so that a bundle of a bundle is the same again. Raises SkillError with every problem.
    """
    skill = read_skill(text, parse_yaml, source)
    if problems := tuple(_problems(skill)):
        raise SkillError(source, problems)
    unified = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    split = split_frontmatter(repair_mojibake(unified).removeprefix("\ufeff"))
    frontmatter = read_frontmatter(split, parse_yaml)
    body = split.body.strip("\n")
    return Listing(
        skill=as_listed(skill),
        title=one_line(skill.display_name or "") or skill.name.replace("-", " ").title(),
        summary=shortened(one_line(skill.description), MAX_SUMMARY),
        emoji=_emoji(frontmatter),
        author=_author(frontmatter),
        links=tuple(_links(frontmatter)),
        original=kept.strip("\n") if RUN in body else body,
        warnings=skill.warnings,
    )


def as_listed(skill: Skill) -> Skill:
    """What a bundle's page says of a skill: everything that the runtime uses, as it was.

    An unmet `requires.env` hides a skill from its host, so none is listed; the token's variable is
    the one that this runtime reads.
    """
    return replace(
        skill,
        description=shortened(one_line(skill.description), MAX_DESCRIPTION),
        primary_env=TOKEN_VARIABLE,
        requires_env=(),
        warnings=(),
        source="",
        lines={},
    )


def one_line(text: str) -> str:
    """Text without line ends, control characters and angle brackets, which validators refuse."""
    return _UNSEEN.sub(" ", text).translate(_ANGLES).strip()


def shortened(line: str, limit: int) -> str:
    """Whole sentences where they fill a third of the limit, else whole words and an ellipsis."""
    if len(line) <= limit:
        return line
    ends = [match.end() for match in _SENTENCE_END.finditer(line, 0, limit + 1)]
    if ends and limit // 3 <= ends[-1] <= limit:
        return line[: ends[-1]]
    words, blank, _ = line[:limit].rpartition(" ")
    return f"{(words if blank else line)[: limit - 1].rstrip()}…"


def _problems(skill: Skill) -> Iterator[Problem]:
    if skill.surface != "chat":
        message = (
            f"its API ({skill.surface}) is not the chat backend that this runtime speaks to, so a"
            " bundle with this runtime could not run it; publish it as it is"
        )
        yield Problem(skill.lines.get("surface", 0), message)
    if not _NAME.fullmatch(skill.name):
        message = (
            f"`name` is {skill.name}, and marketplaces take lower-case letters and digits with"
            " single hyphens between them, such as my-skill"
        )
        yield Problem(skill.lines.get("name", 0), message)
    if not one_line(skill.description):
        message = (
            "there is no `description`, and no marketplace lists a skill without one: add a"
            " sentence that says what it makes and when to use it"
        )
        yield Problem(skill.lines.get("description", 0), message)


def _emoji(frontmatter: Frontmatter) -> str:
    """The skill's own picture, unless what stands there is text."""
    fact = frontmatter.text("emoji")
    stated = one_line(fact.value) if fact else ""
    drawn = stated and not any(mark.isascii() or mark.isalnum() for mark in stated)
    return stated if drawn and len(stated) <= _MAX_EMOJI else _EMOJI


def _author(frontmatter: Frontmatter) -> str:
    fact = frontmatter.text("author") or frontmatter.text("author.name")
    return shortened(one_line(fact.value), MAX_NAME) if fact else ""


def _links(frontmatter: Frontmatter) -> Iterator[tuple[str, str]]:
    for key in ("homepage", "repository"):
        fact = frontmatter.text(key)
        if fact and _URL.fullmatch(fact.value):
            yield key, fact.value
