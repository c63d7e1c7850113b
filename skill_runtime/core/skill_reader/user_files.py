"""Which files of the user a SKILL.md names: the client id's, and those of `configPaths`.

Refused is every one outside the two folders that the CONTRACT (Trust) allows: upwards, elsewhere in
the home, absolute, through another variable, on a drive or a share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from skill_runtime.core.skill_reader.text import Fact, NumberedText, shown
from skill_runtime.core.trust import is_allowed_path, plain_path
from skill_runtime.errors import Problem

_CLIENT_WORDS = ("client_id", "client-id", "client id", "uuid")
# The path of a file of this machine: none of the backend, no part of a URL or of `${…:-…}`, nothing
# of the system's own that makes a UUID.
_PATH = re.compile(
    r"""(?<![\w:./\\$}~%@-])
    ((?:~\w{0,32}/
      |\$\{?(?!\w{0,40}(?:API|WEB|URL|BASE|HOST)\b)\w{1,40}(?::?-(?:[^\s{}]|\$\{\w{1,20}\}){0,40})?\}?[/\\]
      |%\w{1,40}%[/\\] |[A-Za-z]:[\\/](?!/) |\\\\(?=\w) |file:///? |\.{1,2}[/\\]
      |/(?!api/|run_sse|workspace/|v1/|dev/|proc/|usr/bin/))
    [^\s`"'|)<>,;，；。）]+)""",
    re.VERBOSE,
)
_CLIENT_FILE = re.compile(r"client[_-]?id[^/\\]*$|uuid[^/\\]*$", re.IGNORECASE)
_LOOKS_LIKE_A_FILE = re.compile(r"\.|.[/\\].+[/\\]|[/\\].+[/\\]")
_KEEPING_REACH = 80  # characters; a whole line each time would make a hostile file slow
_KEEPING = re.compile(
    r"\b(?:save|persist|stor|writ|kept|keep|cach|read)\w*\b(?:(?!POST|GET|curl|send|call).){0,60}$",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?*_"


def find_client_id_path(
    text: NumberedText, name: str
) -> tuple[Fact[str] | None, Sequence[Problem]]:
    """The file that keeps the client id; one outside the two allowed folders is a problem."""
    problems: dict[str, Problem] = {}
    found: Fact[str] | None = None
    for fact in text.matches(_PATH, *_CLIENT_WORDS):
        path = fact.value[1].rstrip(_TRAILING)
        named = _CLIENT_FILE.search(path[-64:]) is not None
        if not named and not _is_kept(fact.value):
            continue
        if not is_allowed_path(path, name):
            message = _forbidden_path("client id", path, name)
            problems.setdefault(path, Problem(fact.line, message))
        elif named and found is None:
            found = Fact(plain_path(path), fact.line)
    return found, list(problems.values())


def _is_kept(match: re.Match[str]) -> bool:
    """Whether the words before a path say that something is kept there."""
    before = match.string[max(0, match.start() - _KEEPING_REACH) : match.start()]
    looks = _LOOKS_LIKE_A_FILE.search(match[1][:200])
    return looks is not None and _KEEPING.search(before) is not None


def check_config_paths(paths: Fact[tuple[str, ...]] | None, name: str) -> Sequence[Problem]:
    """Every path that the frontmatter asks for must be in one of the two allowed folders."""
    if paths is None:
        return []
    return [
        Problem(paths.line, _forbidden_path("configuration", path, name))
        for path in paths.value
        if not is_allowed_path(path, name)
    ]


def _forbidden_path(what: str, path: str, name: str) -> str:
    folders = dict.fromkeys(f"~/.config/{folder}/" for folder in ("nemovideo", name) if folder)
    allowed = " or ".join(folders)
    return f"the {what} path {shown(path)} is none that a skill may name: keep it under {allowed}"
