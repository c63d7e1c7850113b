"""Words for the screen behind a colon, where what stands before it asks for a text: "Lower third
from 1 to 5 seconds: Dr Amara Osei, Voice Coach", 在下方加一行字：扫码领券，到店立减20.

They are put into quotation marks, whatever they speak of, so that no rule takes them for a wish.
"""

from __future__ import annotations

import re
from itertools import takewhile

from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.said_texts import SENTENCE_END, is_look

__all__ = ["with_words_after_colon_quoted"]

_COLON = re.compile(r"(?<!\d)[:：]|[:：](?!\d)")
_QUOTED = re.compile(r"[“”「」『』《》\"]|(?<!\w)'|'(?!\w)")
_ONE_TEXT = re.compile(
    r"(?<![a-z])(?:title|headline|caption|lower[- ]third|text|slogan|name (?:tag|strap))(?![a-z])"
    r"|(?<![a-z])(?:a |one )(?:line|sub-?title)(?! break)"
    r"|标题|人名条|(?<!副)字(?![幕体母号])|标语|口号|(?:加|写|打|显示|放)(?:上|着)?\s*$"
)
"""What asks for one text: subtitles come in lists, and the titles of shots too."""
_LISTED = re.compile(
    r"[、/|\n]|(?<![a-z])(?:each|every|per|both|own|all|respectively)(?![a-z])|每|各|依次|分别"
)
"""Several texts, or one for each shot."""
_LONGEST_HEAD, _LONGEST, _SHORTEST = 60, 80, 2
_JOINT = re.compile(
    r"(?:and|then|but|with|make|put|in|at|on|for|from)(?![a-z])|再|然后|并|放|用|改"
)
_PIECE = re.compile(r"(?=[,，])")
_ORDERS = ("add", "remove", "replace", "move", "set")
_MORE = (*_ORDERS, "music", "effect", "transition", "fade", "fade_in", "fade_out", "slide", "shot")
"""Concepts of another wish."""


def with_words_after_colon_quoted(message: str) -> str:
    """The message with such words in quotation marks; as it is where it has some already."""
    if _QUOTED.search(message) or not _COLON.search(message):
        return message
    told, start = "", 0
    for end in (*SENTENCE_END.finditer(message), None):
        stop = end.start() if end else len(message)
        told += _quoted(message[start:stop]) + (end[0] if end else "")
        start = end.end() if end else stop
    return told


def _quoted(sentence: str) -> str:
    colon, words = _COLON.search(sentence), lexicon()
    if colon is None or colon.start() > _LONGEST_HEAD or _LISTED.search(sentence):
        return sentence
    head, said = sentence[: colon.end()], sentence[colon.end() :]
    first, *others = _PIECE.split(said)
    if not _asks_for_text(fold(head[:-1], words)) or _COLON.search(said) or not _is_text(first):
        return sentence
    more = [*takewhile(_goes_on, others)]
    if len(more) > 1 or any(_has_time(piece) for piece in others):
        return sentence  # a list; "Jane Doe, Director for 4 seconds"
    kept = first + "".join(more)
    if not _SHORTEST <= len(kept.strip()) <= _LONGEST:
        return sentence
    return f"{head} “{kept.strip()}”{said[len(kept) :]}"


def _asks_for_text(head: str) -> bool:
    """Whether the last that is said before the colon is of one text, but for its look and time."""
    words, pieces = lexicon(), [p.strip(" ,，") for p in _PIECE.split(head)]
    while len(pieces) > 1 and (is_look(pieces[-1], words) or _is_time(pieces[-1])):
        pieces.pop()
    return _ONE_TEXT.search(pieces[-1]) is not None


def _is_time(said: str) -> bool:
    return not re.search(r"[a-z]{2}|[^\x00-\xff\W]", lexicon().words["any_time"].sub(" ", said))


def _has_time(piece: str) -> bool:
    words, said = lexicon(), fold(piece, lexicon())
    return words.words["any_time"].search(said) is not None and not is_look(said, words)


def _is_text(first: str) -> bool:
    """Whether it is no look, time or order: "title: bigger", "caption: 0-2s Hello"."""
    words, said = lexicon(), fold(first, lexicon()).strip()
    if not re.search(r"\w", said) or is_look(said, words) or words.words["any_time"].search(said):
        return False
    return is_chinese(said) or not any(words.concepts[k].match(said) for k in _ORDERS)


def _goes_on(piece: str) -> bool:
    """Whether a piece after a comma belongs to the words too: not "white, at the top"."""
    words, said = lexicon(), fold(piece, lexicon()).strip(" ,，")
    if not said or is_look(said, words) or words.words["any_time"].search(said):
        return False
    if words.lists["politeness"].match(said) or _JOINT.match(said):
        return False
    return not any(words.concepts[k].search(said) for k in _MORE)
