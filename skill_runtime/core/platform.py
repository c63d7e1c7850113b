"""From where a skill was installed: what the platform header says, and the finer name for the
user's eyes.

Decided in this order (HOSTS.md): the variable SKILL_SOURCE, the path as it was given, its real
path, markers that hosts leave in the environment, the origin file that ClawHub leaves in the
skill's folder. The path comes before the real path, since installers for several agents make one
copy and link to it from the others. Paths are compared as text, part by part, so that Windows paths
count on any machine; nothing is read here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Header = Literal["clawhub", "cursor", "unknown"]

_PLACES: tuple[tuple[tuple[str, ...], str], ...] = (
    ((".cursor", "skills"), "cursor"),
    ((".cursor", "plugins", "cache"), "cursor"),
    ((".cursor", "plugins", "local"), "cursor"),
    ((".clawhub",), "clawhub"),
    ((".openclaw", "workspace", "skills"), "openclaw"),
    ((".openclaw", "skills"), "openclaw"),
    ((".openclaw", "extensions"), "openclaw"),
    ((".openclaw", "plugin-skills"), "openclaw"),
    ((".claude", "skills"), "claude-code"),
    ((".claude", "plugins", "cache"), "claude-code"),
    ((".codex", "skills"), "codex"),
)
_MARKERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("OPENCLAW_SHELL"), "openclaw"),
    (re.compile("CURSOR_TRACE_ID|CURSOR_AGENT"), "cursor"),
    (re.compile("CLAUDECODE"), "claude-code"),
    (re.compile("CODEX_.+"), "codex"),
)
_HOSTS = frozenset(host for _, host in (*_PLACES, *_MARKERS))
_SEPARATORS = re.compile(r"[/\\]+")


@dataclass(frozen=True, slots=True)
class Platform:
    """Where a skill runs."""

    header: Header
    """For X-Skill-Platform: the backend knows these three."""
    host: str
    """cursor · clawhub · openclaw · claude-code · codex · unknown"""


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
    host = (
        _named(environment.get("SKILL_SOURCE", ""))
        or _host_of_path(path_as_given, from_clawhub)
        or _host_of_path(real_path, from_clawhub)
        or _host_of_markers(environment)
        or ("clawhub" if from_clawhub else "unknown")
    )
    return Platform(_header(host, from_clawhub), host)


def _named(source: str) -> str | None:
    """What SKILL_SOURCE says. A name that nobody knows is `unknown`, but it was said."""
    name = source.strip().casefold()
    if not name:
        return None
    return name if name in _HOSTS else "unknown"


def _header(host: str, from_clawhub: bool) -> Header:
    if host == "cursor":
        return "cursor"
    if host == "clawhub" or (host == "openclaw" and from_clawhub):
        return "clawhub"
    return "unknown"


def _host_of_path(path: str, from_clawhub: bool) -> str | None:
    """The host whose folder is deepest in the path: a project's `.claude` may lie below
    `~/.openclaw`.
    """
    parts = [part.casefold() for part in _SEPARATORS.split(path) if part not in ("", ".")]
    found = [(at, host) for folder, host in _PLACES for at in _positions(parts, folder)]
    if found:
        return max(found)[1]
    return "clawhub" if from_clawhub and _is_plain_skills_folder(parts) else None


def _positions(parts: Sequence[str], folder: Sequence[str]) -> list[int]:
    size = len(folder)
    starts = range(len(parts) - size + 1)
    return [at + size for at in starts if tuple(parts[at : at + size]) == tuple(folder)]


def _is_plain_skills_folder(parts: Sequence[str]) -> bool:
    """`skills/X` and `skills/@owner/X`, as ClawHub makes them; `.agents/skills` is shared by
    several.
    """
    above = [part for part in parts[-3:-1] if not part.startswith("@")]
    return bool(above) and above[-1] == "skills" and ".agents" not in parts


def _host_of_markers(environment: Mapping[str, str]) -> str | None:
    for pattern, host in _MARKERS:
        if any(value and pattern.fullmatch(name) for name, value in environment.items()):
            return host
    return None


def _is_from_clawhub(origin: Mapping[str, object] | None) -> bool:
    """An origin file names what was installed from where; an empty or foreign one proves
    nothing.
    """
    return origin is not None and any(
        isinstance(origin.get(key), str) and origin[key] for key in ("slug", "registry")
    )
