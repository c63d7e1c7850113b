"""Numbers that a SKILL.md states in prose: the upload limit, poll and stream timings.

What stands in quotes is somebody's example of a request ("compress it to under 20MB"), no limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skill_runtime.core.skill_reader.text import Fact, NumberedText

_SIZE_WORDS = ("kb", "mb", "gb", "tb", "kib", "mib", "gib")
_ANY_SIZE = re.compile(r"\d[ \t-]?[KMGT]i?B\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d+,\d{3}")
_UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_SIZE = r"(\d{1,6}(?:[.,]\d{1,3})?)[ \t-]?([KMGT])i?B\b(?!/s|ps)"
_LIMITS = (
    re.compile(
        rf"""(?:\b(?:up\ to|max(?:imum|\.)?|limit(?:ed)?|cap(?:ped)?|at\ most
            |(?:no|not)\ (?:larger|bigger|more)\ than|not\ exceed(?:ing)?
            |(?:files?|clips?|videos?|uploads?|footage|size)\ (?:must\ be\ )?(?:under|below|≤|<))
            (?!\w)[^.\d]{{0,40}}?
        |(?:≤|<=|不超过|最大|上限)\D{{0,12}}?){_SIZE}""",
        re.IGNORECASE | re.VERBOSE,
    ),
    re.compile(
        rf"""{_SIZE}[ \t)]{{0,3}}(?:\b(?:file|upload|size|per)\b[ \t]{{0,3}}){{0,3}}
        \b(?:cap|limit|max(?:imum)?|or\ (?:less|smaller))\b
        |{_SIZE}[ \t]per[ \t](?:file|upload|clip|video)\b""",
        re.IGNORECASE | re.VERBOSE,
    ),
)
_QUOTED = re.compile(r"\"[^\"]{0,400}\"|“[^”]{0,400}”|(?<!\w)'[^']{0,400}'(?!\w)")

_UNIT = r"(s|secs?|seconds?|m|mins?|minutes?|h|hours?|秒|分钟?)(?![A-Za-z])"
_DURATION = r"(\d{1,5})[ \t-]?" + _UNIT
_POLL = re.compile(
    rf"\b(?:every|at|each)[ \t]{_DURATION}|每隔?[ \t]?(\d{{1,5}})[ \t]?(秒|分)", re.IGNORECASE
)
_POLL_MAX = re.compile(
    r"""\b(?:max(?:imum)?(?:\ of)?|up\ to|at\ most)[ \t]
    (\d{1,4})(?:[ \t]?(?:polls?|attempts?|tries|times|checks)\b|(?=\)))""",
    re.IGNORECASE | re.VERBOSE,
)
_POLL_WORDS = ("poll", "/render/proxy/lambda/", "轮询")
_POLL_REACH = 160  # characters between the word and what is said of it
_TIMEOUTS = (
    re.compile(
        r"\b(?:times?[ -]?out|cap|max(?:imum)?|up to|limit)\b\D{0,20}?" + _DURATION, re.IGNORECASE
    ),
    re.compile(_DURATION + r"[ \t]+(?:timeout|cap|limit)\b", re.IGNORECASE),
)
_MAX_TIME = re.compile(r"--max-time[ =](\d{1,5})\b")
_MAX_TIME_REACH = 800  # characters between a call and the limit in its curl
_HEARTBEATS_ONLY = (
    re.compile(_DURATION + r"[ \t]+(?:of[ \t]+)?(?:only[ \t]+)?`?heartbeats?\b", re.IGNORECASE),
    re.compile(r"\bheartbeats?`?[ \t-]+(?:only|alone)\b\D{0,30}?" + _DURATION, re.IGNORECASE),
)
_WAITING = re.compile(
    r"\bheartbeats?\b|心跳|\bkeep[ \t]waiting\b"
    r"|\bstill[ \t](?:working|processing|rendering|going|running|busy|here|there|on[ \t]it)\b"
    r"|\d[ \t-]?min\w*[ \t](?:of|without)[ \t](?:any[ \t])?"
    r"(?:quiet|silence|waiting|news|text|output)\b",
    re.IGNORECASE,
)
_HEARTBEAT_WORDS = ("heartbeat", "心跳")
_WAITING_WORDS = ("still", "quiet", "silence", "waiting", "without")
_EVERY = re.compile(r"(?:\b(?:every|after|each)[ \t]|每隔?[ \t]?)" + _DURATION, re.IGNORECASE)
_OTHER_CLOCK = re.compile(r"poll|轮询|retry|recover|re-?send", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;!?]\s|[。；！？]")


def find_size_limit(body: NumberedText, description: Fact[str]) -> Fact[int] | None:
    """The largest file that may be uploaded, in bytes (a MB is 2^20). The body counts before the
    description, which advertises.
    """
    if limit := next(_sizes(body), None):
        return limit
    advertised = next(_sizes(NumberedText(description.value)), None)
    return Fact(advertised.value, description.line) if advertised else None


def _sizes(text: NumberedText) -> Iterator[Fact[int]]:
    lines = [
        Fact(_QUOTED.sub('""', line), number)
        for number, line in text.lines_with(_SIZE_WORDS)
        if _ANY_SIZE.search(line)
    ]
    for pattern in _LIMITS:
        for line in lines:
            for match in pattern.finditer(line.value):
                if size := _bytes(match):
                    yield Fact(size, line.line)


def _bytes(match: re.Match[str]) -> int:
    amount, unit = (group for group in match.groups() if group)
    number = amount.replace(",", "" if _THOUSANDS.fullmatch(amount) else ".")
    return round(float(number) * _UNITS[unit.lower()])


def find_poll_interval(text: NumberedText) -> Fact[float] | None:
    """Seconds between two looks at a render."""
    for fact in _said_of_polling(text, _POLL):
        if seconds := _seconds(fact.value):
            return Fact(seconds, fact.line)
    return None


def find_poll_max(text: NumberedText) -> Fact[int] | None:
    """How often a render is looked at before the user hears that it goes on."""
    for fact in _said_of_polling(text, _POLL_MAX):
        if number := int(fact.value[1]):
            return Fact(number, fact.line)
    return None


def _said_of_polling(text: NumberedText, pattern: re.Pattern[str]) -> Iterator[Fact[re.Match[str]]]:
    for fact in text.matches(pattern, *_POLL_WORDS):
        match = fact.value
        before = match.string[max(0, match.start() - _POLL_REACH) : match.start()].lower()
        after = match.string[match.end() : match.end() + _POLL_REACH]
        # English says "poll every 30s", Chinese "every 30s poll".
        if any(word in before for word in _POLL_WORDS) or "轮询" in after:
            yield fact


def find_stream_timeout(text: NumberedText) -> Fact[float] | None:
    """Seconds that a whole turn may stream: beside the call in prose, else in its curl."""
    return _duration(text, _TIMEOUTS, "/run_sse") or _max_time(text)


def _max_time(text: NumberedText) -> Fact[float] | None:
    """The limit that a curl of the call sets, in the same code block."""
    for match in _MAX_TIME.finditer(text.text):
        before = text.text[max(0, match.start() - _MAX_TIME_REACH) : match.start()]
        if "/run_sse" in before.rpartition("```")[2] and int(match[1]):
            return Fact(float(match[1]), text.line_of(match.start()))
    return None


def find_heartbeat_timeout(text: NumberedText) -> Fact[float] | None:
    """Seconds of heartbeats alone that count as a timeout."""
    return _duration(text, _HEARTBEATS_ONLY, "heartbeat")


def find_progress_interval(text: NumberedText) -> Fact[float] | None:
    """Seconds between two words that it still works. Lines that speak of heartbeats count before
    others: "still" is a common word.
    """
    for words in (_HEARTBEAT_WORDS, _WAITING_WORDS):
        for number, line in text.lines_with(words):
            if seconds := _notice(line):
                return Fact(seconds, number)
    return None


def _notice(line: str) -> float:
    if not _WAITING.search(line):
        return 0.0
    line = _QUOTED.sub("", line)  # what is said may be quoted, how often it is said is not
    for pattern in _HEARTBEATS_ONLY:
        line = pattern.sub("", line)
    for sentence in _SENTENCE_END.split(line):
        if not _OTHER_CLOCK.search(sentence):
            for match in _EVERY.finditer(sentence):
                if seconds := _seconds(match):
                    return seconds
    return 0.0


def _duration(
    text: NumberedText, patterns: tuple[re.Pattern[str], ...], *words: str
) -> Fact[float] | None:
    for pattern in patterns:
        for fact in text.matches(pattern, *words):
            if seconds := _seconds(fact.value):
                return Fact(seconds, fact.line)
    return None


def _seconds(match: re.Match[str]) -> float:
    number, unit = (group for group in match.groups() if group)
    return float(int(number) * {"h": 3600, "m": 60, "分": 60}.get(unit[0].lower(), 1))
