"""Numbers that a SKILL.md states in prose: the upload limit, poll and stream timings.

What stands in quotes is somebody's example of a request ("compress it to under 20MB"), no limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skill_runtime.core.skill_reader.text import Fact, NumberedText

_SIZE_WORDS = ("kb", "mb", "gb", "tb", "kib", "mib", "gib", "byte", "最大", "不超过", "上限")
_BYTES = r"(?:i?B|(?:ilo|ega|iga|era)bytes?)"  # after the K, M, G or T
_ANY_SIZE = re.compile(rf"\d[ \t-]?[KMGT]{_BYTES}?\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d+,\d{3}")
_UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_AMOUNT = r"(\d{1,6}(?:[.,]\d{1,3})?)[ \t-]?([KMGT])"
_SIZE = rf"{_AMOUNT}{_BYTES}\b(?!/s|ps)"
_LIMITS = (
    re.compile(
        rf"""(?:\b(?:up\ to|max(?:imum|\.)?|limit(?:ed)?|cap(?:ped)?|at\ most
            |(?:no|not)\ (?:larger|bigger|more)\ than|not\ exceed(?:ing)?
            |no\ (?:file|clip|video|upload)s?\ (?:above|over|beyond|(?:larg|bigg)er\ than)
            |(?:files?|clips?|videos?|uploads?|footage|size)\ (?:must\ be\ )?(?:under|below|≤|<))
            (?!\w)[^.\d]{{0,40}}?
        |(?:≤|<=|不超过|最大|上限)\D{{0,12}}?
        |\|\s?(?:file|upload|video)\ size\s{{0,9}}\|\s{{0,9}}){_SIZE}""",
        re.IGNORECASE | re.VERBOSE,
    ),
    re.compile(
        rf"""{_SIZE}[ \t)]{{0,3}}(?:\b(?:file|upload|size|per)\b[ \t]{{0,3}}){{0,3}}
        \b(?:cap|limit|max(?:imum)?|or\ (?:less|smaller))\b
        |{_SIZE}[ \t]per[ \t](?:file|upload|clip|video)\b""",
        re.IGNORECASE | re.VERBOSE,
    ),
    re.compile(
        rf"""\b(?:files?|clips?|videos?|uploads?|footage|anything)
        \ (?:over|above|beyond|exceeding|(?:larg|bigg)er\ than)\ {_SIZE}
        \ (?:is|are|gets?|will\ be)\ (?:rejected|refused|declined|not\ accepted|too\ (?:large|big))
        """,
        re.IGNORECASE | re.VERBOSE,
    ),
    # Chinese often leaves out the B.
    re.compile(
        rf"(?:不超过|最大|上限)[^\d，。；]{{0,12}}?{_AMOUNT}(?![\w/]|[ \t]?像素)", re.IGNORECASE
    ),
)
_QUOTED = re.compile(r"\"[^\"]{0,400}\"|“[^”]{0,400}”|(?<!\w)'[^']{0,400}'(?!\w)")

_UNIT = r"(s|secs?|seconds?|m|mins?|minutes?|h|hours?|秒|分钟?)(?![A-Za-z])"
_DURATION = r"(\d{1,5})[ \t-]?" + _UNIT
_SENTENCE_END = re.compile(r"[.;!?]\s|[。；！？]")
# Between a label and its value: a colon, the edge of two cells, bold type.
_IS = r"[\s:：|*`]{1,9}"

_POLL = re.compile(
    rf"""\b(?:every|at|each)[ \t]{_DURATION}|每隔?[ \t]?(\d{{1,5}})[ \t]?(秒|分)
    |\bpoll(?:ing)?[ \t](?:interval|period|frequency|delay){_IS}{_DURATION}
    |{_DURATION}[ \t]apart\b""",
    re.IGNORECASE | re.VERBOSE,
)
_TRIES = r"[ \t]?(?:polls?|attempts?|tries|times|checks)\b"
_POLL_MAX = re.compile(
    rf"""\b(?:max(?:imum)?(?:\.|\ of)?|up\ to|at\ most|no\ more\ than|(?:stop|give\ up)\ after)[ \t]
        (\d{{1,4}})(?:{_TRIES}|(?=\)))
    |(?<![\d.])(\d{{1,4}}){_TRIES}[ \t](?:at\ most|max(?:imum)?)\b
    |\bmax(?:imum)?\.?[ \t](?:number\ of[ \t])?(?:polls|attempts|tries|checks){_IS}(\d{{1,4}})\b
    |最多[ \t]?(?:轮询)?[ \t]?(\d{{1,4}})[ \t]?次""",
    re.IGNORECASE | re.VERBOSE,
)
_POLL_WORDS = ("poll", "/render/proxy/lambda/", "轮询")
_POLL_REACH = 160  # characters between the word and what is said of it
_NO_PACE = re.compile(r"\b(?:more often|faster|sooner)\b|heartbeat", re.IGNORECASE)
_OTHER_WORK = re.compile(r"retr|upload|download|re-?send|reconnect|submit", re.IGNORECASE)

_TIMEOUTS = (
    re.compile(
        r"\b(?:times?[ -]?out|cap|max(?:imum)?|up to|limit)\b\D{0,20}?" + _DURATION, re.IGNORECASE
    ),
    re.compile(_DURATION + r"[ \t]+(?:timeout|cap|limit)\b", re.IGNORECASE),
)
_CALL = "/run_sse"
_STREAM_WORDS = (_CALL, "sse", "stream")
_STREAM = re.compile(r"\bSSE\b|\bstream(?:s|ing)?\b", re.IGNORECASE)
_NO_STREAM = re.compile(
    r"heartbeat|心跳|poll|轮询|silence|quiet|(?<![/-])\b(?:clip|video|film|footage|recording|audio|upload)",
    re.IGNORECASE,
)
_MAX_TIME = re.compile(r"-(?:-max-time[ =]|(?<=\s-)m[ ]?)(\d{1,5})\b")
_MAX_TIME_REACH = 800  # characters between a call and the limit in its curl
_COMMAND_END = re.compile(r"(?<!\\)\n|`")

_HEARTBEATS_ONLY = (
    re.compile(
        rf"""(?<!every\ )(?<!each\ )(?<!\d){_DURATION}[ \t-]+
        (?:(?:of|only|with|nothing\ but)[ \t]+){{1,3}}`?heartbeats?\b
        |(?<!\d){_DURATION}[ \t]+`?heartbeats?`?[ \t-]+(?:only|alone)\b""",
        re.IGNORECASE | re.VERBOSE,
    ),
    re.compile(
        rf"""(?:\bheartbeats?`?[ \t-]+(?:only|alone)
            |\b(?:only|nothing\ but|just)[ \t]`?heartbeats?)\b
        \D{{0,30}}?{_DURATION}""",
        re.IGNORECASE | re.VERBOSE,
    ),
    re.compile(rf"{_DURATION}[ \t]?内?(?:只有|只收到|仅有?|都是|全是)[ \t]?心跳"),
    re.compile(rf"(?:只有|只收到|仅有?)[ \t]?心跳\D{{0,10}}?{_DURATION}"),
)
_WAITING = re.compile(
    r"\bheartbeats?\b|心跳|仍在|还在|\bkeep[ \t]waiting\b"
    r"|\bstill[ \t](?:working|processing|rendering|going|running|busy|here|there|on[ \t]it)\b"
    r"|\d[ \t-]?min\w*[ \t](?:of|without)[ \t](?:any[ \t])?"
    r"(?:quiet|silence|waiting|news|text|output)\b",
    re.IGNORECASE,
)
_HEARTBEAT_WORDS = ("heartbeat", "心跳")
_WAITING_WORDS = ("still", "quiet", "silence", "waiting", "without", "仍在", "还在")
_EVERY = re.compile(r"(?:\b(?:every|after|each)[ \t]|每隔?[ \t]?)" + _DURATION, re.IGNORECASE)
# What is said to the user: a verb, or the words themselves, of which the quotes are left.
_SPEAKING = re.compile(
    r"""\b(?:tell|say|show|print|post|speak|hears?|remind|reassure|inform|notify|repeat|report|update
    |let[ ](?:the[ ]user|them)[ ]know|(?:send|give)[ ](?:the[ ]user|them|an?[ ](?:word|note|update))
    |a[ ](?:word|note|line))\b|告诉|告知|提示|提醒|通知|说|""|\bsilence\b|\bquiet\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OTHER_CLOCK = re.compile(
    r"""poll|轮询|retry|recover|re-?send|reconnect|\btim(?:e|es|ed|ing)?[ -]?out|超时|give[ ]up
    |\babort|\bassume|\btreat|\barriv|\bcom(?:e|es|ing)\b|\bsent\b|\bemit|\bping|\bfail""",
    re.IGNORECASE | re.VERBOSE,
)


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
        if number := int(fact.value[fact.value.lastindex or 0]):
            return Fact(number, fact.line)
    return None


def _said_of_polling(text: NumberedText, pattern: re.Pattern[str]) -> Iterator[Fact[re.Match[str]]]:
    """The matches that belong to a word of polling, or hold one."""
    for fact in text.matches(pattern, *_POLL_WORDS):
        match = fact.value
        before = match.string[max(0, match.start() - _POLL_REACH) : match.start()]
        after = match.string[match.end() : match.end() + _POLL_REACH]
        place, word = max((before.lower().rfind(word), word) for word in _POLL_WORDS)
        between = before[place + len(word) :]
        if (
            (place >= 0 and not _leads_away(between, pattern))
            or "poll" in match[0].lower()
            # English says "poll every 30s", Chinese "every 30s poll".
            or "轮询" in _SENTENCE_END.split(after, maxsplit=1)[0]
        ):
            yield fact


def _leads_away(between: str, pattern: re.Pattern[str]) -> bool:
    """Whether the words after "poll" turn to something else. A pace is told in the same sentence, a
    limit may follow in the next one.
    """
    if pattern is _POLL_MAX:
        return _OTHER_WORK.search(between) is not None
    return any(other.search(between) for other in (_SENTENCE_END, _SPEAKING, _NO_PACE))


def find_stream_timeout(text: NumberedText) -> Fact[float] | None:
    """Seconds that a whole turn may stream: beside the call in prose, else of the stream, else in
    the curl of the call.
    """
    found = (
        Fact(seconds, sentence.line)
        for of_call in (True, False)
        for sentence in _of_the_stream(text, of_call)
        if (seconds := _first_duration(_TIMEOUTS, sentence.value))
    )
    return next(found, None) or _max_time(text)


def _of_the_stream(text: NumberedText, of_call: bool) -> Iterator[Fact[str]]:
    """The sentences on a line that names the call, or those that name the stream."""
    for number, line in text.lines_with((_CALL,) if of_call else _STREAM_WORDS):
        for sentence in _SENTENCE_END.split(line):
            if (of_call or _STREAM.search(sentence)) and not _NO_STREAM.search(sentence):
                yield Fact(sentence, number)


def _max_time(text: NumberedText) -> Fact[float] | None:
    """The limit that a curl of the call sets, before or after the address."""
    for match in _MAX_TIME.finditer(text.text):
        before = text.text[max(0, match.start() - _MAX_TIME_REACH) : match.start()]
        after = text.text[match.end() : match.end() + _MAX_TIME_REACH]
        _, curl, command = before.rpartition("```")[2].rpartition("curl")
        command += _COMMAND_END.split(after, maxsplit=1)[0]
        if curl and _CALL in command and int(match[1]):
            return Fact(float(match[1]), text.line_of(match.start()))
    return None


def find_heartbeat_timeout(text: NumberedText) -> Fact[float] | None:
    """Seconds of heartbeats alone that count as a timeout."""
    for number, line in text.lines_with(_HEARTBEAT_WORDS):
        for sentence in _SENTENCE_END.split(_QUOTED.sub('""', line)):
            seconds = _first_duration(_HEARTBEATS_ONLY, sentence)
            # Who speaks after a while of heartbeats doesn't give up.
            if seconds and (_OTHER_CLOCK.search(sentence) or not _SPEAKING.search(sentence)):
                return Fact(seconds, number)
    return None


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
    """The pace of the first sentence that has one and speaks to the user; how often something is
    said isn't quoted.
    """
    if not _WAITING.search(line):
        return 0.0
    for sentence in _SENTENCE_END.split(_QUOTED.sub('""', line)):
        speaks = _SPEAKING.search(sentence) and not _OTHER_CLOCK.search(sentence)
        if speaks and (seconds := _first_duration((_EVERY,), sentence)):
            return seconds
    return 0.0


def _first_duration(patterns: Sequence[re.Pattern[str]], sentence: str) -> float:
    """Seconds of the first match that isn't zero; 0 for none."""
    found = (match for pattern in patterns for match in pattern.finditer(sentence))
    return next(filter(None, map(_seconds, found)), 0.0)


def _seconds(match: re.Match[str]) -> float:
    number, unit = (group for group in match.groups() if group)
    return float(int(number) * {"h": 3600, "m": 60, "分": 60}.get(unit[0].lower(), 1))
