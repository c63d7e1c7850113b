"""From where a skill was installed: what the platform header says, the finer name for the user's
eyes, and what gave it away.

Decided in this order (HOSTS): the variable SKILL_SOURCE, the path as it was given, its real path,
markers that hosts leave in the environment, the origin file that ClawHub leaves in the skill's
folder. The path comes before the real path, since installers for several agents make one copy and
link to it from the others. Paths are compared as text, part by part, so that Windows paths count on
any machine; nothing is read here.

One origin file counts as part of the path, before any marker: the one in a plain `skills/X`, which
is the folder that ClawHub itself makes, whichever agent then runs it. HOSTS' table says so, and its
order is about `.agents/skills`, which several share.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from skill_runtime.model.values import dataclass

Header = Literal["clawhub", "cursor", "unknown"]
Rule = Literal["skill_source", "path", "real_path", "marker", "origin", "nothing"]

_PLACES: tuple[tuple[tuple[str, ...], str], ...] = (
    ((".cursor", "skills"), "cursor"),
    ((".cursor", "plugins", "cache"), "cursor"),
    ((".cursor", "plugins", "local"), "cursor"),
    ((".clawhub",), "clawhub"),
    ((".openclaw", "workspace", "skills"), "openclaw"),
    ((".openclaw", "workspace-*", "skills"), "openclaw"),  # of an agent beside the first one
    ((".openclaw", "skills"), "openclaw"),
    ((".openclaw", "extensions"), "openclaw"),
    ((".openclaw", "plugin-skills"), "openclaw"),
    ((".claude", "skills"), "claude-code"),
    ((".claude", "plugins", "cache"), "claude-code"),
    ((".codex", "skills"), "codex"),
    ((".codex", "plugins", "cache"), "codex"),
)
_MARKERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("OPENCLAW_SHELL"), "openclaw"),
    (re.compile("CURSOR_TRACE_ID|CURSOR_AGENT"), "cursor"),
    (re.compile("CLAUDECODE"), "claude-code"),
    (re.compile("CODEX_.+"), "codex"),
)
_HOSTS = frozenset(host for _, host in (*_PLACES, *_MARKERS))
ORIGIN_FILE = ".clawhub/origin.json"
_SEPARATORS = re.compile(r"[/\\]+")


@dataclass(frozen=True, slots=True)
class Platform:
    """Where a skill runs."""

    header: Header
    """For X-Skill-Platform: the backend knows these three."""
    host: str
    """cursor · clawhub · openclaw · claude-code · codex · unknown"""
    rule: Rule = "nothing"
    """Which step of the order decided."""
    evidence: str = ""
    """The folder, variable or value by which it did."""


def detect_platform(
    path_as_given: str,
    real_path: str,
    environment: Mapping[str, str],
    origin: Mapping[str, object] | None = None,
) -> Platform:
    """Detects the platform of a skill's folder.

    `origin` is what `.clawhub/origin.json` in that folder holds, None where there is none. Both
    paths name the folder (or a file in it); they need not exist.
    """
    from_clawhub = _is_from_clawhub(origin)
    steps: tuple[tuple[Rule, tuple[str, str] | None], ...] = (
        ("skill_source", _named(environment.get("SKILL_SOURCE", ""))),
        ("path", _host_of_path(path_as_given, from_clawhub)),
        ("real_path", _host_of_path(real_path, from_clawhub)),
        ("marker", _host_of_markers(environment)),
        ("origin", ("clawhub", ORIGIN_FILE) if from_clawhub else None),
    )
    for rule, found in steps:
        if found:
            host, evidence = found
            return Platform(_header(host, from_clawhub), host, rule, evidence)
    return Platform("unknown", "unknown")


def _named(source: str) -> tuple[str, str] | None:
    """What SKILL_SOURCE says. A name that nobody knows is `unknown`, but it was said."""
    name = source.strip().casefold()
    if not name:
        return None
    return (name if name in _HOSTS else "unknown"), source.strip()


def _header(host: str, from_clawhub: bool) -> Header:
    if host == "cursor":
        return "cursor"
    if host == "clawhub" or (host == "openclaw" and from_clawhub):
        return "clawhub"
    return "unknown"


def _host_of_path(path: str, from_clawhub: bool) -> tuple[str, str] | None:
    """The host whose folder is deepest in the path, since a project's `.claude` may lie below
    `~/.openclaw`; and that folder.
    """
    parts = [part.casefold() for part in _SEPARATORS.split(path) if part not in ("", ".")]
    found = [(at, host, folder) for folder, host in _PLACES for at in _positions(parts, folder)]
    if found:
        _, host, folder = max(found)
        return host, "/".join(folder)
    if from_clawhub and _is_plain_skills_folder(parts):
        return "clawhub", f"skills/*/{ORIGIN_FILE}"
    return None


def _positions(parts: Sequence[str], folder: Sequence[str]) -> list[int]:
    """Where the parts of that folder end in a path; a part `x*` is any that begins with `x`."""
    size = len(folder)
    ends = range(size, len(parts) + 1)
    return [end for end in ends if all(map(_is_part, parts[end - size : end], folder))]


def _is_part(part: str, wanted: str) -> bool:
    return part.startswith(wanted[:-1]) if wanted.endswith("*") else part == wanted


def _is_plain_skills_folder(parts: Sequence[str]) -> bool:
    """`skills/X` and `skills/@owner/X`, as ClawHub makes them; `.agents/skills` is shared by
    several.
    """
    above = [part for part in parts[-3:-1] if not part.startswith("@")]
    return bool(above) and above[-1] == "skills" and ".agents" not in parts


def _host_of_markers(environment: Mapping[str, str]) -> tuple[str, str] | None:
    for pattern, host in _MARKERS:
        for name in sorted(environment):
            if environment[name] and pattern.fullmatch(name):
                return host, name
    return None


def _is_from_clawhub(origin: Mapping[str, object] | None) -> bool:
    """An origin file names what was installed from where; an empty or foreign one proves
    nothing.
    """
    return origin is not None and any(
        isinstance(origin.get(key), str) and origin[key] for key in ("slug", "registry")
    )
