"""Numbers that a SKILL.md states in prose: the upload limit, poll and stream timings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skill_runtime.core.skill_reader.text import Fact, NumberedText

_SIZE_WORDS = ("kb", "mb", "gb", "tb", "mib", "gib")
_UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_SIZE = r"(\d{1,6}(?:[.,]\d{1,3})?)[ \t-]?([KMGT])i?B\b"
_LIMITS = (
    re.compile(
        rf"""(?:\b(?:up\ to|max(?:imum|\.)?|limit(?:ed)?|cap(?:ped)?|under|below|at\ most
            |(?:no|not)\ (?:larger|bigger|more)\ than|not\ exceed(?:ing)?)\b[^.\d]{{0,40}}?
        |(?:≤|<=|不超过|最大|上限)\D{{0,12}}?){_SIZE}""",
        re.IGNORECASE | re.VERBOSE,
    ),
    re.compile(
        rf"""{_SIZE}[ \t)]*(?:\b(?:file|upload|size|per)\b[ \t]*){{0,3}}
        \b(?:cap|limit|max(?:imum)?|or\ (?:less|smaller))\b""",
        re.IGNORECASE | re.VERBOSE,
    ),
)

_UNIT = r"(s|secs?|seconds?|m|mins?|minutes?|h|hours?|秒|分钟?)(?![A-Za-z])"
_DURATION = r"(\d{1,5})[ \t-]?" + _UNIT
_POLL = re.compile(
    r"\bpoll(?:s|ing|ed)?\b.{0,160}?\b(?:every|at|each)[ \t]" + _DURATION, re.IGNORECASE
)
_POLL_MAX = re.compile(
    r"""\bpoll.{0,160}?\b(?:max(?:imum)?(?:\ of)?|up\ to|at\ most)[ \t](\d{1,4})[ \t]*
    (?:polls?|attempts?|tries|times)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_TIMEOUTS = (
    re.compile(r"\b(?:timeout|cap|max(?:imum)?|up to|limit)\b\D{0,20}" + _DURATION, re.IGNORECASE),
    re.compile(_DURATION + r"[ \t]+(?:timeout|cap|limit)\b", re.IGNORECASE),
)
_MAX_TIME = re.compile(r"/run_sse(?:(?!```)[\s\S]){0,800}?--max-time[ \t]+(\d{1,5})\b")
_HEARTBEATS_ONLY = (
    re.compile(_DURATION + r"[ \t]+(?:of[ \t]+)?(?:only[ \t]+)?`?heartbeats?\b", re.IGNORECASE),
    re.compile(r"\bheartbeats?`?[ \t-]+(?:only|alone)\b\D{0,30}" + _DURATION, re.IGNORECASE),
)
_WAITING_WORDS = ("heartbeat", "still", "working", "quiet", "silen", "waiting")
_EVERY = re.compile(r"\b(?:every|after|each)[ \t]" + _DURATION, re.IGNORECASE)


def find_size_limit(body: NumberedText, description: Fact[str]) -> Fact[int] | None:
    """The largest file that may be uploaded, in bytes (a MB is 2^20). The body counts before the
    description, which advertises.
    """
    if limit := next(_sizes(body), None):
        return limit
    advertised = next(_sizes(NumberedText(description.value)), None)
    return Fact(advertised.value, description.line) if advertised else None


def _sizes(text: NumberedText) -> Iterator[Fact[int]]:
    for pattern in _LIMITS:
        for fact in text.matches(pattern, *_SIZE_WORDS):
            number, unit = fact.value.groups()
            if size := round(float(number.replace(",", ".")) * _UNITS[unit.lower()]):
                yield Fact(size, fact.line)


def find_poll_interval(text: NumberedText) -> Fact[float] | None:
    """Seconds between two looks at a render."""
    return _duration(text, (_POLL,), "poll")


def find_poll_max(text: NumberedText) -> Fact[int] | None:
    """How often a render is looked at before the user hears that it goes on."""
    fact = text.first(_POLL_MAX, "poll")
    return Fact(int(fact.value), fact.line) if fact and int(fact.value) > 0 else None


def find_stream_timeout(text: NumberedText) -> Fact[float] | None:
    """Seconds that a whole turn may stream: beside the call in prose, else in its curl."""
    if found := _duration(text, _TIMEOUTS, "/run_sse"):
        return found
    match = _MAX_TIME.search(text.text)
    if match is None or int(match[1]) == 0:
        return None
    return Fact(float(match[1]), text.text.count("\n", 0, match.end()) + 1)


def find_heartbeat_timeout(text: NumberedText) -> Fact[float] | None:
    """Seconds of heartbeats alone that count as a timeout."""
    return _duration(text, _HEARTBEATS_ONLY, "heartbeat")


def find_progress_interval(text: NumberedText) -> Fact[float] | None:
    """Seconds between two words that it still works."""
    for fact in text.matches(_EVERY, *_WAITING_WORDS):
        # "Poll every 30 s while it is still processing" is another clock.
        if "poll" not in fact.value.string.lower() and (seconds := _seconds(fact.value)):
            return Fact(seconds, fact.line)
    return None


def _duration(
    text: NumberedText, patterns: tuple[re.Pattern[str], ...], word: str
) -> Fact[float] | None:
    for pattern in patterns:
        for fact in text.matches(pattern, word):
            if seconds := _seconds(fact.value):
                return Fact(seconds, fact.line)
    return None


def _seconds(match: re.Match[str]) -> float:
    number, unit = match.groups()
    return float(int(number) * {"h": 3600, "m": 60, "分": 60}.get(unit[0].lower(), 1))
