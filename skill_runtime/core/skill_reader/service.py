"""How a SKILL.md talks of its backend: which surface, which base, which names in requests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from skill_runtime.core.skill_reader.text import Fact, NumberedText
from skill_runtime.core.trust import is_allowed_path, judge_api_base
from skill_runtime.errors import Problem
from skill_runtime.model.skill import FAMILY_WEB_BASE, SkillWarning

_SURFACES = (
    ("generate", ("/v1/generate",)),
    ("run", ("/v1/run",)),
    ("jobs", ("/v1/jobs",)),
    ("websocket", ("wss://", "ws://", "websocket gateway", "websocket endpoint", "over websocket")),
)
_CHAT_SURFACE = ("/run_sse", "/with-session/")

# A base is stated beside a label ("**API base**: `https://…`", "| NEMO_API_URL | No | … |"), or is
# what stands before one of the calls. Bare host names count only beside a label.
_URL = r"(?P<url>[a-z][a-z0-9+.-]{0,15}://[^\s`\"'<>|)}\]]+)"
_PART = r"[^\s`\"'<>|)}\]/:@=.]+"  # of a host name, whatever its alphabet
_BARE_HOST = rf"(?P<host>{_PART}(?:\.{_PART})+(?:[:/@][^\s`\"'<>|)}}\]]*)?)"
_LABEL = re.compile(
    rf"""\b(?:api[ \t_-]?(?:base|root|url|host|domain|server)(?:[ \t]+url)?
        |(?:base|root|server|backend|service)[ \t]+url
        |(?:all[ \t]+)?(?:calls|requests)[ \t]+go[ \t]+to
        |NEMO_API_URL)\b
    [`*"']*[ \t]*(?:[:：=|→]|is\b|:-)?[^`a-z]{{0,12}}?(?:\|[^|]{{0,20}}\|)?[ \t`*"'<(]*
    (?:{_URL}|{_BARE_HOST})""",
    re.IGNORECASE | re.VERBOSE,
)
_CALL = re.compile(
    r"""(?P<url>[a-z][a-z0-9+.-]{0,15}://[^\s`"'<>|)}\]?#]{1,120}?)
    /(?:api/(?:auth|tasks|upload-video|credits|state|render|v1)/|run_sse\b|v1/(?:run|generate|jobs)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_LABEL_WORDS = ("base", "root", "url", "host", "domain", "server", "go to")
_TOP_LEVEL = re.compile(r"\.[^\W\d_]{2,}(?:[:/@]|$)")
_TRAILING = ".,;:!?*_、。，；"

_APP_NAMES = (
    ("app_name", re.compile(r'"app_name"\s*:\s*"([A-Za-z0-9_.-]{1,64})"')),
    ("/with-session/", re.compile(r"/with-session/([A-Za-z0-9_.-]{1,64})")),
)
_TASK_NAME = re.compile(r'"task_name"\s*:\s*"([^"<>{}$]{1,100})"')
_NESTED_TOKEN = re.compile(r"(data\.token)\b|\"data\"\s*:\s*\{\s*(\"token\")")
_FLAT_TOKEN = re.compile(
    r"\b(?:return(?:s|ed)|response|answer|includes?|store|read)\b[^.]{0,40}`(token)`", re.IGNORECASE
)
_CLAIM_LINK = re.compile(r"\S*/workspace/claim\b")
_HTTPS_HOST = re.compile(r"https://[A-Za-z0-9.-]+")

_CLIENT_WORDS = ("client_id", "client-id", "client id", "uuid")
# The path of a file of this machine: not one of the backend, nor a part of a URL or of `${…}`.
_PATH = re.compile(
    r"""(?<![\w:./$}~-])
    ((?:~|\$HOME|\$\{HOME\}|/(?!api/|dev/|run_sse)|\.{1,2}/|[A-Za-z]:\\)[^\s`"'|)<>,;]+)""",
    re.VERBOSE,
)
_CLIENT_FILE = re.compile(r"client[_-]?id[^/\\]*$|uuid[^/\\]*$", re.IGNORECASE)
_KEEPING_REACH = 80  # characters; a whole line each time would make a hostile file slow
_KEEPING = re.compile(
    r"\b(?:save|persist|stor|writ|kept|keep|cach|read)\w*\b.{0,60}$", re.IGNORECASE
)

_PLATFORM_PATH = re.compile(
    r"(~/\.[\w./-]+)`?[ \t]*(?:→|->|=>|means|is|:)[ \t]*`?(clawhub|cursor|openclaw|unknown)\b",
    re.IGNORECASE,
)
_PLATFORM_ELSE = re.compile(
    r"""\b(?:else|otherwise|fallback|default)\b(?:[ \t]+(?:is|means|to))?[ \t]*:?[ \t]*
    `?(clawhub|cursor|unknown)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PLATFORM_FIXED = re.compile(r"X-Skill-Platform:[ \t]*(clawhub|cursor|unknown)\b")
_PLATFORM_NAMES = re.compile(r"`(clawhub)`\s*/\s*`(cursor)`\s*/\s*`(unknown)`")
_SKILL_SOURCE = re.compile(r"(?<![\w${])(SKILL_SOURCE)\b")

# `X-Skill-Version`: `1.0` in prose and tables, X-Skill-Version: 1.0 in a header. "from frontmatter
# `version`" is neither.
_STATED_HEADER = (
    r"X-Skill-{}(?:[`\"]?[ \t]*(?:[:|]|\bis\b)[ \t]*`({})`|:[ \t]*({})(?=[ \t]*[\"']|$))"
)
_STATED_VERSION = re.compile(_STATED_HEADER.format("Version", r"\d[\w.+-]*", r"\d[\w.+-]*"))
_STATED_SOURCE = re.compile(_STATED_HEADER.format("Source", r"[\w.-]+", r"[\w.-]+"))


@dataclass(frozen=True, slots=True)
class StatedBases:
    """Every API base of a file: the one that counts, and what is wrong with any of them."""

    base: Fact[str] | None
    problems: tuple[Problem, ...]
    warnings: tuple[SkillWarning, ...]


def find_surface(text: NumberedText) -> Fact[str]:
    """`chat` wherever the family's own calls stand; else the first other one that is named."""
    for name, words in (("chat", _CHAT_SURFACE), *_SURFACES):
        for line, _ in text.lines_with(words):
            return Fact(name, line)
    return Fact("chat", 0)


def find_api_base(stated: Fact[str] | None, text: NumberedText) -> StatedBases:
    """The frontmatter's base, else the first that the body states or calls. *Each* must be trusted:
    one good base must not cover for a bad one.
    """
    candidates = ([stated] if stated else []) + list(_candidates(text))
    good: list[Fact[str]] = []
    faults: dict[str, Problem] = {}
    for candidate in candidates:
        judged = judge_api_base(candidate.value)
        if judged.fault is None:
            good.append(Fact(judged.url, candidate.line))
        else:
            message = (
                f"the API base {judged.host} {judged.fault}, so no request and no token goes "
                "there; use the vendor's host or leave the base out"
            )
            faults.setdefault(judged.host, Problem(candidate.line, message))
    other = next((fact for fact in good if fact.value != good[0].value), None)
    warnings = (_differing_base(good[0].value, other),) if other else ()
    return StatedBases(good[0] if good else None, tuple(faults.values()), warnings)


def _candidates(text: NumberedText) -> Iterator[Fact[str]]:
    for fact in text.matches(_LABEL, *_LABEL_WORDS):
        value = (fact.value["url"] or fact.value["host"]).rstrip(_TRAILING)
        if fact.value["url"] or _TOP_LEVEL.search(value):
            yield Fact(value, fact.line)
    for fact in text.matches(_CALL, "://"):
        yield Fact(fact.value["url"], fact.line)


def _differing_base(used: str, other: Fact[str]) -> SkillWarning:
    message = f"the file states {other.value} as well; {used} is used. State one API base."
    return SkillWarning("api-base-differs", f"{used}!={other.value}", other.line, message)


def find_app_name(text: NumberedText) -> Fact[str] | None:
    found = (text.first(pattern, word) for word, pattern in _APP_NAMES)
    return next((fact for fact in found if fact), None)


def find_task_name(text: NumberedText) -> Fact[str] | None:
    return text.first(_TASK_NAME, "task_name")


def find_token_field(text: NumberedText) -> Fact[str] | None:
    """Where the token stands in the answer: `data.token` or, in some files, `token`."""
    if nested := text.first(_NESTED_TOKEN, "data.token", '"data"'):
        return Fact("data.token", nested.line)
    return text.first(_FLAT_TOKEN, "`token`")


def find_claim_link(text: NumberedText) -> Fact[str] | None:
    """The page of the claim link, with the host that stands nearest before its path."""
    for fact in text.matches(_CLAIM_LINK, "/workspace/claim"):
        hosts = _HTTPS_HOST.findall(fact.value[0])
        return Fact(f"{hosts[-1] if hosts else FAMILY_WEB_BASE}/workspace/claim", fact.line)
    return None


def find_client_id_path(
    text: NumberedText, name: str
) -> tuple[Fact[str] | None, Sequence[Problem]]:
    """The file that keeps the client id; one outside the two allowed folders is a problem."""
    problems: dict[str, Problem] = {}
    found: Fact[str] | None = None
    for fact in text.matches(_PATH, *_CLIENT_WORDS):
        path = fact.value[1].rstrip(_TRAILING)
        named = _CLIENT_FILE.search(path) is not None
        if not named and not _is_kept(fact.value):
            continue
        if not is_allowed_path(path, name):
            message = _forbidden_path("client id", path, name)
            problems.setdefault(path, Problem(fact.line, message))
        elif named and found is None:
            found = Fact(path, fact.line)
    return found, list(problems.values())


def _is_kept(match: re.Match[str]) -> bool:
    """Whether the words before a path say that something is kept there."""
    before = match.string[max(0, match.start() - _KEEPING_REACH) : match.start()]
    return "." in match[1] and _KEEPING.search(before) is not None


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
    allowed = "~/.config/nemovideo/" + (f" or ~/.config/{name}/" if name else "")
    return f"the {what} path {path} is outside of what a skill may name: keep it under {allowed}"


def find_platform_rules(text: NumberedText) -> Fact[dict[str, str | tuple[str, ...]]]:
    """Install path → platform, as the file says; `*` is any other place."""
    paths = list(text.matches(_PLATFORM_PATH, "~/."))
    if paths:
        rest = text.first(_PLATFORM_ELSE, "unknown", "clawhub", "cursor")
        rules = {fact.value[1]: fact.value[2].lower() for fact in reversed(paths)}
        return Fact({**rules, "*": rest.value.lower() if rest else "unknown"}, paths[0].line)
    for fact in text.matches(_PLATFORM_NAMES, "`clawhub`"):
        clawhub, cursor, unknown = fact.value.groups()
        return Fact({"*": unknown, "names_only": (clawhub, cursor)}, fact.line)
    fixed = text.first(_PLATFORM_FIXED, "x-skill-platform")
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
                f"{wrong}!={right}",
                line,
                f"the body sends X-Skill-{what.title()} {wrong}, the frontmatter says {right}; "
                "the frontmatter counts. Make them agree.",
            )
            for wrong, line in stated.items()
            if right and wrong != right
        ]
    return warnings
