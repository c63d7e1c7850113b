"""Puts a `Skill` together from what the subject modules find."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from typing import Any, TypeAlias

from skill_runtime.core.skill_reader import (
    api_base,
    headers,
    identity,
    quantities,
    service,
    user_files,
    wording,
)
from skill_runtime.core.skill_reader.error_table import find_error_rows
from skill_runtime.core.skill_reader.formats import find_formats
from skill_runtime.core.skill_reader.frontmatter import (
    Frontmatter,
    ParseYaml,
    read_frontmatter,
    split_frontmatter,
)
from skill_runtime.core.skill_reader.gui_table import find_gui_rows
from skill_runtime.core.skill_reader.markdown import Document, read_markdown
from skill_runtime.core.skill_reader.mojibake import repair_mojibake
from skill_runtime.core.skill_reader.router_table import Router, find_router
from skill_runtime.core.skill_reader.text import Fact
from skill_runtime.errors import Problem, SkillError
from skill_runtime.model.skill import Skill, SkillWarning

MAX_CHARACTERS = 256 * 1024
MAX_PROBLEMS = 50

_BASE_KEYS = ("apiDomain", "apiBase", "apiUrl", "apiHost", "apiBaseUrl", "apiEndpoint", "baseUrl")

# Field of `Skill` → what was found for it; the types differ from field to field.
Facts: TypeAlias = Mapping[str, Fact[Any] | None]

_SURROGATE = re.compile("[\ud800-\udfff]")


def read_skill(
    text: str, parse_yaml: ParseYaml, source: str = "", trusted: Set[str] = frozenset()
) -> Skill:
    """Reads a SKILL.md. `source` is what the user called it, for messages; `trusted` are the
    addresses that he has named himself, which a skill may state as well.

    Raises SkillError with every problem of the file.
    """
    source = source or "SKILL.md"
    _refuse_unreadable(text, source)
    unified = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    mended = repair_mojibake(unified).removeprefix("\ufeff")
    split = split_frontmatter(mended)
    frontmatter = read_frontmatter(split, parse_yaml)
    # What can't be read as frontmatter is searched as text, so that its other faults come to light.
    document = read_markdown(split.body if frontmatter.readable else mended)

    name, name_problems = identity.check_name(frontmatter)
    version, version_problems, version_warnings = identity.check_version(frontmatter)
    slug = name.value if name else ""
    bases = api_base.find_api_base(_stated_bases(frontmatter), document.text, trusted)
    client_id, client_problems = user_files.find_client_id_path(document.text, slug)
    config_paths = frontmatter.texts("requires.configPaths")
    problems = (
        *frontmatter.problems,
        *name_problems,
        *version_problems,
        *bases.problems,
        *client_problems,
        *user_files.check_config_paths(config_paths, slug),
    )
    if problems or name is None:
        raise SkillError(source, _in_order(problems))

    router = find_router(document.tables)
    facts: Facts = {
        "name": name,
        "version": version,
        "api_base": bases.base,
        "client_id_path": client_id,
        "config_paths": config_paths,
        **_declared(frontmatter),
        **_tabled(document, router),
        **_stated(document, frontmatter),
    }
    warnings = (
        *_mending_warning(unified, mended),
        *frontmatter.warnings,
        *version_warnings,
        *bases.warnings,
        *router.warnings,
        *headers.find_differing_headers(document.text, name.value, version.value),
    )
    return Skill(
        **{field: fact.value for field, fact in facts.items() if fact},
        lines={field: fact.line for field, fact in facts.items() if fact and fact.line},
        warnings=warnings,
        source=source,
    )


def _refuse_unreadable(text: str, source: str) -> None:
    """Refuses what isn't worth reading any further."""
    message = None
    if not text.strip("\ufeff \t\r\n"):
        message = "the file is empty: it needs frontmatter with a `name`"
    elif len(text) > MAX_CHARACTERS:
        message = (
            f"the file has {len(text)} characters, more than the {MAX_CHARACTERS} that a "
            "SKILL.md may have; move long material to files beside it"
        )
    elif _SURROGATE.search(text):
        message = "the file holds half characters (surrogates): save it as UTF-8"
    if message:
        raise SkillError(source, (Problem(0, message),))


def _in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """By line, each once; of a great many the first ones."""
    ordered = sorted(dict.fromkeys(problems), key=lambda problem: problem.line)
    if len(ordered) <= MAX_PROBLEMS:
        return tuple(ordered)
    left = len(ordered) - MAX_PROBLEMS
    more = Problem(ordered[MAX_PROBLEMS].line, f"and {left} more problems from here on")
    return (*ordered[:MAX_PROBLEMS], more)


def _stated_bases(frontmatter: Frontmatter) -> Sequence[Fact[str]]:
    return [fact for key in _BASE_KEYS if (fact := frontmatter.text(key))]


def _declared(frontmatter: Frontmatter) -> Facts:
    """Field → what the frontmatter says of it."""
    return {
        "display_name": frontmatter.text("displayName"),
        "description": frontmatter.text("description"),
        "primary_env": frontmatter.text("primaryEnv"),
        "requires_env": frontmatter.texts("requires.env"),
        "variant": frontmatter.text("variant"),
    }


def _tabled(document: Document, router: Router) -> Facts:
    """Field → what the body's tables and rule lists say of it."""
    return {
        "intents": Fact(router.intents, router.line),
        "skip_sse": Fact(router.skip_sse, router.line),
        "fallback": Fact(router.fallback, router.line),
        "gui": find_gui_rows(document),
        "errors": find_error_rows(document),
    }


def _stated(document: Document, frontmatter: Frontmatter) -> Facts:
    """Field → what the body's sentences say of it."""
    body = document.text
    description = frontmatter.text("description") or Fact("", 0)
    greeting, examples = wording.find_opening(document)
    return {
        "surface": service.find_surface(body),
        "app_name": service.find_app_name(body),
        "token_field": service.find_token_field(body),
        "session_task_name": service.find_task_name(body),
        "claim_link": service.find_claim_link(body),
        "platform_rules": headers.find_platform_rules(body),
        "skill_source_env": headers.find_skill_source(body),
        "formats": find_formats(document, description),
        "size_limit_bytes": quantities.find_size_limit(body, description),
        "poll_interval_s": quantities.find_poll_interval(body),
        "poll_max": quantities.find_poll_max(body),
        "sse_timeout_s": quantities.find_stream_timeout(body),
        "heartbeat_only_timeout_s": quantities.find_heartbeat_timeout(body),
        "progress_every_s": quantities.find_progress_interval(body),
        "greeting": greeting,
        "examples": examples,
    }


def _mending_warning(before: str, after: str) -> Sequence[SkillWarning]:
    if before == after:
        return ()
    pairs = zip(before.split("\n"), after.split("\n"), strict=False)
    line = next((number for number, (old, new) in enumerate(pairs, 1) if old != new), 0)
    message = (
        "text that was UTF-8 and was saved as Latin-1 has been mended. Save the file as UTF-8."
    )
    return (SkillWarning("mojibake-repaired", "", line, message),)
