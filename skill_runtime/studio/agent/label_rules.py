"""The rules for words that each shot has for itself: "put the name of each season at the bottom",
"number them 1, 2, 3", 每个画面配一句字幕.

Nobody here can think up sentences: where none are told, each shot is labelled with what it shows.
"""

from __future__ import annotations

import re

from . import looking, slots
from .edits import LabelShots, Look, Request, Role, Talk
from .folding import fold
from .lexicon import lexicon
from .text_rules import ROLES
from .wish import Wish

__all__ = ["labels", "with_listed_words"]

_ITEM = re.compile(r"\s*(?:、|,|，|/)\s*(?:and )?")
_AND = re.compile(r"\s+and\s+|(?<=[\u3400-\u9fff])[和与](?=[\u3400-\u9fff])")
_MOST = 20
_LONGEST_MESSAGE = 1000
_LONGEST = 30
"""Of the words of a list that stand without quotation marks."""


def labels(wish: Wish) -> Request | None:
    """Words over each shot, if the clause asks for them and not for another look of what is
    there.
    """
    if wish.removes() or wish.clause.files() or (wish.verb() == "replace" and not wish.has("do")):
        return None
    words, of_each = tuple(wish.clause.quotes()), wish.has("of_each")
    named = next((role for word, role in ROLES.items() if wish.has(word)), None)
    if not wish.has("label") and not (of_each and (named or len(words) > 1)):
        return None
    if len(words) == 1 or not (of_each or wish.has("label_each") or len(words) > 1):
        return None
    if not words and wish.has("verses"):
        return Talk("needs_text", wish.said())
    sentences = not words and not wish.has("label")
    if sentences and wish.verb() not in {"", "add"} and not wish.has("do"):
        return None
    role: Role = named or "title"
    return LabelShots(words, role, slots.span(wish.folded), _look(wish), sentences=sentences)


def _look(wish: Wish) -> Look:
    return looking.look(wish.folded)


def _items(listed: str) -> list[str]:
    """ "A, B and C" are three; "bread and butter" in the middle of a list is one."""
    *before, last = [item.strip() for item in _ITEM.split(listed)]
    return [*before, *(item.strip() for item in _AND.split(last, maxsplit=1))]


def _of_shots(said: str, match: re.Match[str]) -> bool:
    """ "In four steps with captions: …": what is listed are the shots."""
    before = re.split(r"[,、:.;\n]", said[: match.start()])[-1]
    return lexicon().storyboard["count"].search(before) is not None


def with_listed_words(message: str, *, empty: bool = False) -> str:
    """The message with quotation marks around words that are listed for the shots: "each with its
    own text: light, tight, tough". `empty`: nothing is there to be labelled yet.
    """
    said = fold(message, lexicon()) if len(message) <= _LONGEST_MESSAGE else ""
    match = lexicon().says["listed"].search(said)
    if match is None or (empty and _of_shots(said, match)):
        return message
    group = next(n for n in range(1, len(match.groups()) + 1) if match[n] is not None)
    start, end = match.span(group)
    items = _items(message[start:end])
    if not 1 < len(items) <= _MOST or any(not i or len(i) > _LONGEST for i in items):
        return message
    quoted = ", ".join(f"“{item}”" for item in items)
    return f"{message[:start].rstrip()} {quoted}{message[end:]}"
