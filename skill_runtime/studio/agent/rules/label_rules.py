"""The rules for words that each shot has for itself: "put the name of each season at the bottom",
"number them 1, 2, 3", 每个画面配一句字幕.

Nobody here can think up sentences: where none are told, each shot is labelled with what it shows.
"""

from __future__ import annotations

import re

from skill_runtime.studio.agent.edits import LabelShots, Look, Request, Role, Talk
from skill_runtime.studio.agent.words import looking, slots
from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.lexicon import lexicon

from .text_rules import ROLES
from .wish import Wish

__all__ = ["labels", "with_listed_words"]

_ITEM = re.compile(r"\s*(?:、|,|，|/)\s*(?:and )?|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_AND = re.compile(r"\s+and\s+|(?<=[\u3400-\u9fff])[和与](?=[\u3400-\u9fff])")
_CHINESE_ROW = re.compile(r"[^,，、]+(?:、[^,，、]+)+(?=[,，])")
"""What ends at a comma: 甲、乙，轻快的音乐."""
_MOST, _PAIR = 20, 2
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


def _of_shots(said: str, match: re.Match[str]) -> bool:
    """ "In four steps with captions: …": what is listed are the shots."""
    before = re.split(r"[,、:.;\n]", said[: match.start()])[-1]
    return lexicon().storyboard["count"].search(before) is not None


def with_listed_words(message: str, *, empty: bool = False) -> str:
    """The message with quotation marks around words that are listed for the shots: "each with its
    own text: light, tight, tough". `empty`: nothing is there to be labelled yet.
    """
    said = fold(message, lexicon()) if len(message) <= _LONGEST_MESSAGE else ""
    if (timed := _in_turn(message, said)) is not None:
        return timed
    match = lexicon().says["listed"].search(said)
    if match is None or (empty and _of_shots(said, match)):
        return message
    start, end = _listed_at(match)
    if (row := _CHINESE_ROW.match(message, start, end)) is not None:
        end = row.end()
    items = _items(message[start:end])
    while len(items) > _PAIR and empty and _is_of_film(items[-1]):
        end = message.rfind(items.pop(), start, end)
    if not items:
        return message
    tail = message[start:end]
    end -= len(tail) - len(tail.rstrip(" ,，、"))
    quoted = ", ".join(f"“{item}”" for item in items)
    return f"{message[:start].rstrip()} {quoted}{message[end:]}"


def _is_of_film(item: str) -> bool:
    """Whether what stands last in a row is said of the film: 轻快的音乐."""
    said = fold(item, lexicon())
    return any(lexicon().concepts[k].search(said) for k in ("music", "style_of_music"))


def _in_turn(message: str, said: str) -> str | None:
    """The message with words that are shown one after the other, each as long ("5 seconds each: A,
    B"), as subtitles with their times.
    """
    match = lexicon().says["in_turn"].search(said)
    time = None if match is None else slots.first_time(match[0])
    if match is None or time is None:
        return None
    start, end = _listed_at(match)
    if not (items := _items(message[start:end])):
        return None
    han = is_chinese(match[0])
    head, joint, unit = ("加字幕：", "到", "秒") if han else ("add subtitles: ", "-", "s")
    edges = [f"{n * time / 1000:g}" for n in range(len(items) + 1)]
    row = zip(edges, edges[1:], items, strict=False)
    cues = ", ".join(f"{a}{joint}{b}{unit} {item}" for a, b, item in row)
    return f"{message[: match.start()]}{head}{cues}{message[end:]}"


def _listed_at(match: re.Match[str]) -> tuple[int, int]:
    group = max(n for n in range(1, len(match.groups()) + 1) if match[n] is not None)
    return match.span(group)


def _items(listed: str) -> list[str]:
    """The words of a list without quotation marks; none where it is no list of such. "A, B and C"
    are three; "bread and butter" in the middle of a list is one.
    """
    *before, last = [item.strip() for item in _ITEM.split(listed)]
    items = [*before, *(item.strip() for item in _AND.split(last, maxsplit=1))]
    listed_well = 1 < len(items) <= _MOST and all(i and len(i) <= _LONGEST for i in items)
    return items if listed_well else []
