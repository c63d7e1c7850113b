"""How a SKILL.md talks of its backend: which surface, and which names stand in its calls."""

from __future__ import annotations

import re

from skill_runtime.core.skill_reader.mentions import is_mentioned_only
from skill_runtime.core.skill_reader.text import Fact, NumberedText
from skill_runtime.model.skill import FAMILY_WEB_BASE

_CHAT_SURFACE = ("/run_sse", "/with-session/")
_SURFACES = (
    ("chat", _CHAT_SURFACE),
    ("generate", ("/v1/generate", "/v2/generate")),
    ("run", ("/v1/run", "/v2/run")),
    ("jobs", ("/v1/jobs", "/v2/jobs")),
    (
        "websocket",
        ("wss://", "ws://", "/ws/", "websocket gateway", "websocket endpoint", "over websocket",
         "websocket connection"),
    ),
)  # fmt: skip

_APP_NAMES = (
    (("app_name",), re.compile(r'"app_name"\s*:\s*"([A-Za-z0-9_.-]{1,64})"')),
    (("/with-session/",), re.compile(r"/with-session/([A-Za-z0-9_.-]{1,64})")),
    # In prose the name has to stand in marks: a bare one may be the app's title.
    (
        ("app name", "app_name", "app-name", "appname"),
        re.compile(
            r"""\bapp[ _-]?name[`"*]{0,3}[ \t]{0,3}(?:[:：=|]|is\b)[*]{0,2}[ \t]{0,3}
            (?P<mark>[`"])(?P<name>[A-Za-z0-9_.-]{1,64})(?P=mark)""",
            re.IGNORECASE | re.VERBOSE,
        ),
    ),
)
_TASK_NAME = re.compile(r'"task_name"\s*:\s*"([^"<>{}$]{1,100})"')
_NESTED_TOKEN = re.compile(
    r"""data\.token\b|["']data["'](?:\s{0,9}:\s{0,9}\{\s{0,40}|\]\[)["']token["']"""
)
_FLAT_TOKEN = re.compile(
    r"\b(?:returns?|returned|response|answer|includes?|store|save|read|extract|take|grab|keep)\b"
    r"[^.]{0,40}?`(token)`",
    re.IGNORECASE,
)
_CLAIM_PATH = "/workspace/claim"
_CLAIM_REACH = 200  # characters before the path, which a host may stand in
_HTTPS_HOST = re.compile(r"https://[A-Za-z0-9.-]{1,253}")


def find_surface(text: NumberedText) -> Fact[str]:
    """`chat` wherever the family's own calls stand; else the first other one that is named as its
    own.
    """
    for name, words in _SURFACES:
        for number, line in text.lines_with(words):
            if name == "chat" or any(_is_own(line, word) for word in words):
                return Fact(name, number)
    return Fact("chat", 0)


def _is_own(line: str, word: str) -> bool:
    """Whether a line names a call, and not only to say that it isn't made."""
    before, found, _ = line.lower().partition(word)
    sentence, _, address = before.rpartition(" ")
    return bool(found) and not is_mentioned_only(sentence, address)


def find_app_name(text: NumberedText) -> Fact[str] | None:
    found = (text.first(pattern, *words) for words, pattern in _APP_NAMES)
    return next((fact for fact in found if fact), None)


def find_task_name(text: NumberedText) -> Fact[str] | None:
    return text.first(_TASK_NAME, "task_name")


def find_token_field(text: NumberedText) -> Fact[str] | None:
    """Where the token stands in the answer: `data.token` or, in some files, `token`."""
    if nested := _NESTED_TOKEN.search(text.text):  # an answer's JSON may fill several lines
        return Fact("data.token", text.line_of(nested.start()))
    return text.first(_FLAT_TOKEN, "`token`")


def find_claim_link(text: NumberedText) -> Fact[str] | None:
    """The page of the claim link, with the host that stands nearest before its path."""
    for number, line in text.lines_with((_CLAIM_PATH,)):
        place = line.lower().find(_CLAIM_PATH)
        before = line[max(0, place - _CLAIM_REACH) : place].split()
        hosts = _HTTPS_HOST.findall(before[-1]) if before else []
        return Fact(f"{hosts[-1] if hosts else FAMILY_WEB_BASE}{_CLAIM_PATH}", number)
    return None
