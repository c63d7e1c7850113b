"""Prompt → a short subject for a segment's name: "futuristic city at night", "未来城市夜景".

By grammar, with the word lists in subject.yaml: what begins a second wish is cut off, then request
verbs, articles, style words and media are taken from the start, and media, style, format, duration
and thanks from the end, until nothing more comes off. Imports neither numpy nor Pillow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from skill_runtime.studio.tables import table

__all__ = ["MAX_LENGTH", "describe"]

MAX_LENGTH = 60
_UNTITLED = "untitled"
_SPACE = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")
_SENTENCE = re.compile(r"[。！？!?;；\n]+|\.(?=\s|$)")
_CLAUSE = re.compile(r"\s*[,，、]\s*")
_EDGE = " \t,，、.。!！?？:：;；-–—~·\"'“”‘’「」『』《》()（）[]【】"
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMBER = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十]+)"


@dataclass(frozen=True, slots=True)
class _Strippers:
    """Compiled once from the lists."""

    lead: tuple[re.Pattern[str], ...]
    trail: tuple[re.Pattern[str], ...]
    cuts: re.Pattern[str]


def describe(prompt: str) -> str:
    """The subject of a prompt in at most `MAX_LENGTH` characters; never empty."""
    text = _SPACE.sub(" ", prompt).strip()
    for sentence in _SENTENCE.split(text):
        clauses = [_strip(clause) for clause in _CLAUSE.split(_first_wish(sentence))]
        kept = [clause for clause in clauses if clause]
        if kept:
            comma = "，" if _HAN.search(kept[0]) else ", "
            return _shortened(comma.join(kept))
    return _shortened(text.strip(_EDGE) or text) or _UNTITLED


def _first_wish(sentence: str) -> str:
    found = _strippers().cuts.search(sentence)
    while found is not None:
        before = sentence[: found.start()]
        if _strip(before):
            return before
        found = _strippers().cuts.search(sentence, found.end())
    return sentence


def _strip(clause: str) -> str:
    """A clause without its wrapping; empty if it was nothing else."""
    rules = _strippers()
    clause = clause.strip(_EDGE)
    while True:
        before = clause
        for pattern in (*rules.lead, *rules.trail):
            clause = pattern.sub("", clause).strip(_EDGE)
        if clause == before:
            return clause


def _shortened(text: str) -> str:
    if len(text) <= MAX_LENGTH:
        return text
    head = text[:MAX_LENGTH]
    word_end = head.rfind(" ")
    if word_end > MAX_LENGTH // 2 and text[MAX_LENGTH] != " ":
        head = head[:word_end]
    return head.rstrip(_EDGE) or text[:MAX_LENGTH]


@cache
def _strippers() -> _Strippers:
    words = table(__package__, "subject.yaml")
    english, chinese = words["english"], words["chinese"]
    cuts = rf"(?:^|\s)(?:{_any(english['cuts'])})\b|(?:{_any(chinese['cuts'])})"
    return _Strippers(
        lead=(*_english_lead(english), *_chinese_lead(chinese)),
        trail=(
            re.compile(rf"(?:^|(?<=[\s\W]))(?:{_any(english['trail'])})$", re.IGNORECASE),
            *_chinese_trail(chinese),
        ),
        cuts=re.compile(cuts, re.IGNORECASE),
    )


def _english_lead(lists: dict[str, Any]) -> tuple[re.Pattern[str], ...]:
    article, style = _any(lists["articles"]), _any(lists["styles"])
    medium = rf"(?:{_any(lists['mediums'])})s?"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"^(?:{_any(lists['lead'])})(?=\s|$|[,:])",
            rf"^(?:(?:{article})\s+)?(?:(?:{style}),?\s+)*{medium}\s+(?:{_any(lists['links'])})(?=\s)",
            rf"^(?:(?:{article})\s+)?(?:(?:{style}),?\s+)*{medium}$",
            rf"^(?:{article})(?=\s|$)",
            rf"^(?:{style})(?=\s|$)",
        )
    )


def _chinese_lead(lists: dict[str, Any]) -> tuple[re.Pattern[str], ...]:
    count = rf"(?:\d+|{_any(lists['counts'])})?\s*(?:{_any(lists['measures'])})"
    return (
        re.compile(rf"^(?:{_any(lists['lead'])})"),
        re.compile(rf"^(?:\d+|{_any(lists['counts'])})\s*(?:{_any(lists['measures'])})"),
        re.compile(rf"^{count}(?=(?:{_any(lists['styles'])}|{_any(lists['mediums'])}))"),
        re.compile(rf"^(?:{_any(lists['styles'])})的?"),
        re.compile(rf"^(?:{_any(lists['mediums'])})(?:[，：:]|是|为|展示|展现|$)"),
    )


def _chinese_trail(lists: dict[str, Any]) -> tuple[re.Pattern[str], ...]:
    wrap = rf"(?:{_any(lists['styles'])}|{_any(lists['mediums'])})"
    return (
        re.compile(rf"的?(?:{wrap})+$"),
        re.compile(rf"(?:{_any(lists['trail'])})$"),
    )


def _any(phrases: list[str]) -> str:
    """An alternation, longest first; `{n}` is a number and a space any run of spaces."""
    ordered = sorted((str(phrase) for phrase in phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(
        re.escape(phrase).replace(r"\{n\}", _NUMBER).replace(r"\ ", r"\s+") for phrase in ordered
    )
