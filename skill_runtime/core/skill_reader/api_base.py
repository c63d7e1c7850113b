"""Which API base a SKILL.md states, wherever it hides: beside a label, before one of the calls, as
a default in `${…:-…}`, in a curl that carries the token.

*Each* of them must be trusted (CONTRACT, Trust): one good base must not cover for a bad one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from skill_runtime.core.skill_reader.mentions import is_mentioned_only
from skill_runtime.core.skill_reader.text import Fact, NumberedText, shown
from skill_runtime.core.trust import judge_api_base
from skill_runtime.errors import Problem
from skill_runtime.model.skill import SkillWarning
from skill_runtime.model.values import dataclass

_SCHEME = r"[a-z][a-z0-9+.-]{0,15}://"
_URL = rf"(?P<url>{_SCHEME}[^\s`\"'<>|)}}\]]+)"
_PART = r"[^\s`\"'<>|)}\]/:@=.]{1,70}"  # of a host name, whatever its alphabet
_BARE_HOST = rf"(?P<host>{_PART}(?:\.{_PART}){{1,9}}(?:[:/@][^\s`\"'<>|)}}\]]*)?)"
_LABEL = re.compile(
    rf"""(?<![A-Za-z])(?:
        api[ \t_-]?(?:base|root|url|host|domain|server|endpoint|gateway|address)(?:[ \t_-]?url)?
        |(?:base|root|server|backend|service|gateway)[ \t_-](?:url|address)
        |(?:all[ \t]+)?(?:calls|requests)[ \t]+go[ \t]+to
        |(?:api|backend|(?:the|our|its)[ \t]+(?:service|server))[ \t]+
            (?:answers|lives|listens)[ \t]+(?:at|on|under)
        |(?<=\[)(?:endpoint|backend|host|server)(?=\]\()
        |(?:^\W{{0,8}})host(?=[`*"']{{0,3}}[ \t]{{0,2}}[:：=])
        |api(?=[`*"']{{0,3}}[ \t]{{0,2}}[:：=])
        |(?:api|接口|服务)[ \t]?(?:地址|域名))(?![A-Za-z])
    (?:[ \t]?\([^)]{{0,40}}\))?
    [`*"']{{0,4}}[ \t]{{0,4}}(?:[:：=|→]|is\b|:-)?[^`a-z]{{0,12}}?(?:\|[^|]{{0,20}}\|)?
    [ \t`*"'<(]{{0,6}}(?:{_URL}|{_BARE_HOST})""",
    re.IGNORECASE | re.VERBOSE,
)
_LABEL_WORDS = (
    "base", "root", " url", "_url", "apiurl", "host", "domain", "server", "gateway", "go to",
    "api:", "api：", "api=", "api =", "api`", "api*", 'api"', "地址", "域名",
    "answers ", "lives ", "listens ", "endpoint](", "backend](",
)  # fmt: skip
# Without a scheme a name is taken for a host beside these alone: "base" and "url" are common words.
_HOST_LABEL_WORDS = (
    "api base", "api root", "api host", "api server", "api domain", "apidomain", "api_domain",
    "api_url", "base url", "root url", "api 地址",
    "answers ", "lives ", "listens ", "host:", "host：", "host=", "host`", "host*", 'host"',
)  # fmt: skip
_DEFAULT = re.compile(
    rf"\$\{{\w{{0,40}}(?:API|BASE|HOST|SERVER|BACKEND|ENDPOINT|GATEWAY)\w{{0,40}}:?[-=]"
    rf"[ \t\"']{{0,3}}{_URL}"
)
_VARIABLE = re.compile(r"\$\{\w{1,60}(?::?[-=](?P<default>[^{}]*))?\}|\$[A-Za-z_]\w{0,60}")
# Said in passing: such a host counts only where it wants to be taken for the vendor's.
_IS_FOUND = r"(?:(?:is|runs|reached|hosted|available|reachable|found|located) ){0,2}"
_MENTION = re.compile(
    rf"\b(?:api|backend|service) (?:{_IS_FOUND}at[ \t]+|\()[`*\"']{{0,3}}(?:{_URL}|{_BARE_HOST})",
    re.IGNORECASE,
)
_MENTION_WORDS = (
    "api ", "backend ", "service ",
)  # fmt: skip
_BRAND = "nemo"
_CALL = re.compile(
    r"/(?:api/(?:auth|tasks|upload-video|credits|state|render|v\d)/|run_sse\b|v\d/(?:run|generate|jobs)\b)",
    re.IGNORECASE,
)
_CALL_WORDS = ("/api/", "/run_sse", "/v1/", "/v2/")
_URL_REACH = 200  # characters before a call
_URL_BREAK = re.compile(r"""[\s`"'<>|)}?#]""")
_URL_START = re.compile(_SCHEME, re.IGNORECASE)
_SOCKET = re.compile(r"(?P<url>\bwss?://[^\s`\"'<>|)}\]]+)", re.IGNORECASE)
_COMMAND_LINES = 15
_REQUESTS = re.compile(r"\b(?:curl|wget)\b")
_CARRIES_TOKEN = re.compile(r"TOKEN|\bBearer\b")
# An argument of its own: neither a header's value nor a part of a JSON body.
_ARGUMENT = re.compile(rf"(?:^|(?<![:,\[])\s)[\"']?{_URL}", re.IGNORECASE)
_HOST_LIKE = re.compile(r"\.[^\W\d_]{2,}(?:[:/@]|$)|\d{1,3}(?:\.\d{1,3}){3}(?:[:/@]|$)")
_TRAILING = ".,;:!?*_、。，；"


@dataclass(frozen=True, slots=True)
class StatedBases:
    """Every API base of a file: the one that counts, and what is wrong with any of them."""

    base: Fact[str] | None
    problems: tuple[Problem, ...]
    warnings: tuple[SkillWarning, ...]


def find_api_base(
    stated: Sequence[Fact[str]], text: NumberedText, trusted: Set[str] = frozenset()
) -> StatedBases:
    """The frontmatter's base, else the first that the body states or calls. `trusted`: addresses
    that the user has named himself.
    """
    candidates: dict[str, int] = {}
    for candidate in (*_without_variables(stated), *_candidates(text)):
        candidates.setdefault(candidate.value, candidate.line)
    good: dict[str, int] = {}
    faults: dict[str, Problem] = {}
    for value, line in candidates.items():
        judged = judge_api_base(value, trusted=trusted)
        if judged.fault is None:
            good.setdefault(judged.url, line)
        else:
            message = (
                f"the API base {shown(judged.host)} {judged.fault}, so no request and no token "
                "goes there; use the vendor's host or leave the base out"
            )
            faults.setdefault(judged.host, Problem(line, message))
    bases = [Fact(url, line) for url, line in good.items()]
    warnings = tuple(_differing_base(bases[0].value, other) for other in bases[1:2])
    return StatedBases(bases[0] if bases else None, tuple(faults.values()), warnings)


def _without_variables(stated: Sequence[Fact[str]]) -> Iterator[Fact[str]]:
    """A variable stands for its default; one without a default states nothing."""
    for fact in stated:
        variable = _VARIABLE.fullmatch(fact.value.strip())
        value = variable["default"] if variable else fact.value
        if value:
            yield Fact(value, fact.line)


def _candidates(text: NumberedText) -> Iterator[Fact[str]]:
    """What is stated first, what is merely called after it, and what is only mentioned last."""
    urls = text.part("://")
    yield from _named(urls.matches(_LABEL, *_LABEL_WORDS))
    yield from _named(text.matches(_LABEL, *_HOST_LABEL_WORDS))
    yield from _named(urls.matches(_DEFAULT, "${"))
    yield from _called(urls)
    yield from _named(urls.matches(_SOCKET, "ws://", "wss://"))
    yield from _trusted_with_the_token(urls, text)
    for mention in _named(text.matches(_MENTION, *_MENTION_WORDS)):
        if _BRAND in mention.value.lower() and not is_mentioned_only("", mention.value):
            yield mention


def _named(matches: Iterator[Fact[re.Match[str]]]) -> Iterator[Fact[str]]:
    for fact in matches:
        groups = fact.value.groupdict()
        value = (groups["url"] or groups["host"]).rstrip(_TRAILING)
        if groups["url"] or _HOST_LIKE.search(value):
            yield Fact(value, fact.line)


def _called(text: NumberedText) -> Iterator[Fact[str]]:
    """The URL that a call's path ends, without that path. One that is only mentioned is no call."""
    for fact in text.matches(_CALL, *_CALL_WORDS):
        call = fact.value
        before = call.string[max(0, call.start() - _URL_REACH) : call.start()]
        start = _URL_START.search(_URL_BREAK.split(before)[-1])
        if start is None or start.end() == len(start.string):
            continue
        url = start.string[start.start() :]
        if not is_mentioned_only(before[: -len(url)], url):
            yield Fact(url, fact.line)


def _trusted_with_the_token(urls: NumberedText, text: NumberedText) -> Iterator[Fact[str]]:
    """The addresses that a command sends a token to."""
    for number, line in urls.lines_with(("://",)):
        command = _command(text.lines, number - 1)
        if _REQUESTS.search(command) and _CARRIES_TOKEN.search(command):
            for match in _ARGUMENT.finditer(line):
                yield Fact(match["url"].rstrip(_TRAILING), number)


def _command(lines: Sequence[str], index: int) -> str:
    """The line and those that it is continued from and on, by a backslash at their end."""
    first = last = index
    while first and index - first < _COMMAND_LINES and lines[first - 1].endswith("\\"):
        first -= 1
    while last + 1 < len(lines) and last - index < _COMMAND_LINES and lines[last].endswith("\\"):
        last += 1
    return "\n".join(lines[first : last + 1])


def _differing_base(used: str, other: Fact[str]) -> SkillWarning:
    message = f"the file states {other.value} as well; {used} is used. State one API base."
    return SkillWarning("api-base-differs", f"{used}!={other.value}", other.line, message)
