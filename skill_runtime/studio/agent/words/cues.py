"""Subtitles given in one go: the text of a SubRip or WebVTT file, or a list in words.

Both are found in a whole message before it is split into clauses, and replaced by one character, so
that no subtitle can look like a command. What has no times and no quotation marks is no list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from skill_runtime.studio.agent.edits.text_edits import Cue

from .lexicon import QUOTED, lexicon
from .splitting import polite_until

__all__ = ["MOST_CHARACTERS", "files_in", "list_in"]

MOST_CHARACTERS = 200_000
"""Of a message with a subtitle file in it; the rest is not read."""
_LAST_MS = 3000
"""How long the last of a list is shown that tells beginnings only."""

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}"
_TIMING = rf"[ \t]{{0,8}}{_CLOCK}[ \t]{{0,8}}-->[ \t]{{0,8}}{_CLOCK}[^\n]*"
_NUMBERED = rf"(?:\d{{1,6}}[ \t]{{0,8}}\n)?{_TIMING}"
_BLOCK = rf"{_NUMBERED}(?:\n(?!{_NUMBERED})[^\n]+)*"
_FILE = re.compile(rf"(?:WEBVTT[^\n]*\n\s*)?{_BLOCK}(?:\s*\n{_BLOCK})*")
_TIMES = re.compile(rf"({_CLOCK})[ \t]{{0,8}}-->[ \t]{{0,8}}({_CLOCK})[^\n]*\n?")
_NUMBER = re.compile(r"(?:\A|\n)[ \t]{0,8}\d{1,6}\Z")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>\n]{0,60}>|\{[^{}\n]{0,60}\}")
_ONLY_VERB = re.compile(r"(?:出来|出现|开始|消失|结束|停|走|进来|显示|and|to|end|ends|starts?)?")
_EDGES = " \t\n,，;；、:：.。|/-—–>"


def files_in(message: str, lift: Callable[[tuple[Cue, ...]], str]) -> str:
    """The message with every subtitle file in it replaced by what `lift` makes of its cues."""
    message = message[:MOST_CHARACTERS]
    if "-->" not in message:
        return message
    message = message.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    pieces, end = list[str](), 0
    for match in _FILE.finditer(message):
        if cues := tuple(_cues_of(match[0])):
            # The file belongs to the sentence before it ("add these subtitles:").
            pieces += [message[end : match.start()].rstrip(" \n:："), f" {lift(cues)}\n"]
            end = match.end()
    return "".join([*pieces, message[end:]])


def _cues_of(text: str) -> Iterator[Cue]:
    times = list(_TIMES.finditer(text))
    ends = [*(t.start() for t in times[1:]), len(text)]
    for match, end in zip(times, ends, strict=True):
        words = text[match.end() : end]
        if end < len(text):
            words = _NUMBER.sub("", words.rstrip())
        words = "\n".join(line.strip() for line in _MARKUP.sub("", words).splitlines())
        start, stop = _clock(match[1]), _clock(match[2])
        if words.strip() and stop > start:
            yield Cue(re.sub(r"\n{2,}", "\n", words.strip()), start, stop)


def _clock(text: str) -> int:
    whole, _, part = text.replace(",", ".").partition(".")
    seconds = 0
    for digits in whole.split(":"):
        seconds = seconds * 60 + int(digits)
    return seconds * 1000 + int(part.ljust(3, "0"))


class _Entry(NamedTuple):
    """Where the words of a subtitle stand, and its times (ms)."""

    begin: int
    end: int
    start: int | None
    stop: int | None


def list_in(text: str, folded: str, quote: Callable[[str], str]) -> tuple[int, int, list[Cue]]:
    """Where a list of subtitles stands in the text, and its cues; none: there is no list.

    `quote` gives the words of a lifted quotation. Forms: "0-2s Hello, 2-4s World", "Hello 0-2s,
    World 2-4s", "0s Hello, 2s World", and quotations or lines one after the other, which share the
    video.
    """
    for head in _heads().finditer(folded):
        for form in (_spans_first, _spans_last, _starts, _quotations, _lines):
            if form in {_quotations, _lines} and lexicon().concepts["of_each"].search(head[0]):
                continue  # "caption each one: “A”, “B”": with the shots
            entries, end = form(folded, head.end())
            if len(entries) < (1 if head["colon"] and form is _spans_first else 2):
                continue
            if all(_ONLY_VERB.fullmatch(text[e.begin : e.end].strip(_EDGES)) for e in entries):
                continue
            cues = [Cue(_words(text[e.begin : e.end], quote), e.start, e.stop) for e in entries]
            if all(cue.text for cue in cues):
                return head.end(), end, cues
    return 0, 0, []


@cache
def _heads() -> re.Pattern[str]:
    """What is called subtitles, up to where their list begins."""
    words = lexicon().concepts
    nouns = f"{words['subtitle'].pattern}|{words['caption'].pattern}"
    return re.compile(rf"(?:{nouns})(?P<colon>[^\d:;。\n{QUOTED[1:-1]}]{{0,40}}:)?[\s,]*")


_CLOCK_TIME = r"\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:\.\d{1,3})?"
_NUMBER_OF_SECONDS = r"(?:\d{1,5}(?:\.\d{1,3})?|[零一二两三四五六七八九十]{1,3})"
_UNIT = r"(?:\s?(?:seconds?|secs?|s|秒钟?)(?![a-z]))"
_BEFORE, _AFTER = r"(?<![a-z0-9.])(?<!\d:)", r"(?![a-z0-9:%.])"
_SPAN = re.compile(
    rf"(?:from |between |从|第)?{_BEFORE}({_CLOCK_TIME}|{_NUMBER_OF_SECONDS}){_UNIT}?\s?"
    rf"(?:-|–|—|~|到|至|to|until|and)\s?第?({_CLOCK_TIME}|{_NUMBER_OF_SECONDS}){_UNIT}?{_AFTER}"
)
_START = re.compile(
    rf"(?:at |from |在|从|第)?{_BEFORE}"
    rf"({_CLOCK_TIME}|{_NUMBER_OF_SECONDS}(?={_UNIT})){_UNIT}?{_AFTER}"
)


def _spans_first(folded: str, at: int) -> tuple[list[_Entry], int]:
    spans = list(_SPAN.finditer(folded, at))
    if not spans or spans[0].start() > at:
        return [], at
    end = _wish_after(folded, spans[-1].end())
    ends = [*(m.start() for m in spans[1:]), end]
    return [_Entry(m.end(), e, *_times(m)) for m, e in zip(spans, ends, strict=True)], end


def _spans_last(folded: str, at: int) -> tuple[list[_Entry], int]:
    spans = list(_SPAN.finditer(folded, at))
    if not spans or spans[0].start() == at:
        return [], at
    begins = [at, *(m.end() for m in spans)]
    said = [folded[b : m.start()] for b, m in zip(begins, spans, strict=False)]
    if folded[:at].rstrip()[-1:] != ":" and not all(_ONE_QUOTE.fullmatch(w) for w in said):
        return [], at
    entries = [_Entry(b, m.start(), *_times(m)) for b, m in zip(begins, spans, strict=False)]
    return entries, spans[-1].end()


def _starts(folded: str, at: int) -> tuple[list[_Entry], int]:
    found = list(_START.finditer(folded, at))
    times = [_milliseconds(m[1]) for m in found]
    if not found or found[0].start() > at or times != sorted(set(times)):
        return [], at
    end = _wish_after(folded, found[-1].end())
    ends = [*(m.start() for m in found[1:]), end]
    stops = [*times[1:], times[-1] + _LAST_MS]
    row = zip(found, ends, times, stops, strict=True)
    return [_Entry(m.end(), e, start, stop) for m, e, start, stop in row], end


_JOINT = r"\s*(?:(?:,|、|;|and|then|和|与|然后|再)\s*)*"
_ONE_QUOTE = re.compile(rf"{_JOINT}{QUOTED}\s*(?:在|显示)?\s*")
_QUOTATIONS = re.compile(rf"{QUOTED}(?:{_JOINT}{QUOTED})+")


def _quotations(folded: str, at: int) -> tuple[list[_Entry], int]:
    match = _QUOTATIONS.match(folded, at)
    if match is None:
        return [], at
    quotes = re.finditer(QUOTED, match[0])
    return [_Entry(at + q.start(), at + q.end(), None, None) for q in quotes], match.end()


_LINE = re.compile(r"[ \t]*(?P<mark>(?:\d{1,2}[.)、](?!\d)|[-*•·–])[ \t]*)?(?P<words>[^\n]*\S)")
_OF_AN_EDIT = ("music", "subtitle", "caption", "transition", "watermark", "video")


def _lines(folded: str, at: int) -> tuple[list[_Entry], int]:
    """One a line, below their head: with a number or a dash each, or bare behind a colon."""
    head = re.search(r"(:?)[ \t]*\n\s*$", folded[:at])
    entries, marked, end = list[_Entry](), None, at
    while head is not None and (line := _LINE.match(folded, end)):
        marked = bool(line["mark"]) if marked is None else marked
        if marked != bool(line["mark"]) or not (marked or head[1]) or _asks_for_edit(line["words"]):
            break
        entries.append(_Entry(*line.span("words"), None, None))
        end = line.end() + folded.startswith("\n", line.end())
    return entries, entries[-1].end if entries else at


def _asks_for_edit(line: str) -> bool:
    """Whether a line is another wish: "leave the noise behind" is none."""
    words = lexicon()
    opens = words.lists["openers"].match(line, polite_until(line, words)) is not None
    return opens and any(words.concepts[k].search(line) for k in _OF_AN_EDIT)


def _times(match: re.Match[str]) -> tuple[int, int]:
    first, second = _milliseconds(match[1]), _milliseconds(match[2])
    return min(first, second), max(first, second)


def _milliseconds(text: str) -> int:
    words = lexicon()
    return words.milliseconds(text) if ":" in text else round(words.number(text) * 1000)


def _wish_after(folded: str, at: int) -> int:
    """Where the words of the last subtitle end: before what is another wish."""
    found = _another_wish().search(folded, at + 1)
    return found.start() if found else len(folded)


@cache
def _another_wish() -> re.Pattern[str]:
    openers = lexicon().lists["openers"].pattern
    joint = r"\s*(?:(?:and|then|also|but|然后|接着|再|并且|并|同时|还有|另外)\s*)*"
    return re.compile(rf"[;。\n]|(?:[,，.]|\s(?=and |then )){joint}(?:{openers})")


def _words(text: str, quote: Callable[[str], str]) -> str:
    if _ONE_QUOTE.fullmatch(text.strip(" ,;，；、。.")):
        return quote(re.findall(QUOTED, text)[0])
    words = re.sub(QUOTED, lambda m: quote(m[0]), text).strip(_EDGES)
    words = re.sub(r"(?:[\s,，;；、]+(?:and|then)|[，、；]?(?:然后|再|和))\s*$", "", words)
    words = re.sub(r"^(?:say|saying|show|显示|写着?|说)\s*[:：]?\s*", "", words)
    return words.strip(_EDGES + "\"'“”‘’「」")
