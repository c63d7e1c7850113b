"""The cheap test that ordinary text ends with: is there a word of the vocabulary in it at all?

The plain words are taken out of the expressions; those that can't be taken apart are searched for
as they are. The test may say yes too often, never no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

_WORD = re.compile(r"[a-z]+")
_PLAIN = re.compile(r"[^\\\[\](){}?*+|.^$\s]+")
_ESCAPED = re.compile(r"\\([^\w\s])")
_EDGES = (r"\b", r"\A")
_LOOKAROUNDS = ("(?=", "(?!", "(?<=", "(?<!")
_GROUPS = ("(?:", "(?-i:")
_EVERYWHERE = {"the", "your", "our", "this", "a", "an", "in", "on", "from", "by", "with"}
"""A test for these words would say nothing."""
_MOST_WORDS = 64
"""More beginnings than that for one expression, and it is not taken apart."""


def compile_scan(forms: Iterable[str], *, spaced: bool) -> str:
    """An expression that matches in every text in which one of the forms can.

    It is for text as it is written, without IGNORECASE, which would cost several times as much:
    words may begin with a capital; words in capitals throughout are left to `SHOUTED`.
    """
    words: set[str] = set()
    others: list[str] = []
    for form in chain.from_iterable(map(_options, forms)):
        found = _beginnings(form, spaced=spaced)
        if found and found.isdisjoint(_EVERYWHERE):
            words |= found
        else:
            others.append(f"(?i:{form})")
    end = r"(?![a-z])" if spaced else ""
    return "|".join([f"(?:{_trie(words)}){end}", *others]) if words else "|".join(others)


SHOUTED = "[A-Z]{3}|(?<=[a-z])[A-Z]|[\u017f\u212a]"
"""Capitals inside of words, and the two letters that IGNORECASE takes for others."""


def _trie(words: Iterable[str]) -> str:
    """Any of the words, as an expression that looks at each letter once."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(words):
        by_first.setdefault(word[:1], []).append(word[1:])
    optional = by_first.pop("", None) is not None
    options = []
    for first, rests in by_first.items():
        sign = f"[{first}{first.upper()}]" if first.islower() else re.escape(first)
        options.append(sign + _trie(rests))
    joined = "|".join(options)
    if not joined:
        return ""
    return f"(?:{joined}){'?' if optional else ''}"


def _beginnings(form: str, *, spaced: bool) -> set[str] | None:
    """The words that a match can begin with; None: that can't be told."""
    try:
        texts = {text.lower() for text, _ in _expand(_ESCAPED.sub(_harmless, form))}
    except ValueError:
        return None
    if not spaced:
        return None if "" in texts else texts
    words = {match[0] if (match := _WORD.match(text)) else "" for text in texts}
    return None if "" in words else words


def _harmless(escaped: re.Match[str]) -> str:
    """A sign that means itself: kept where it is no part of the syntax, else a word's end."""
    return escaped[1] if _PLAIN.match(escaped[1]) else " "


def _expand(form: str) -> Iterator[tuple[str, bool]]:
    """Every plain text that an expression of words, groups and options can begin with.

    The flag tells that the text is complete up to the end of the expression.
    """
    options = _alternatives(form)
    if len(options) > 1:
        for option in options:
            yield from _expand(option)
        return
    found: list[tuple[str, bool]] = [("", True)]
    at = 0
    while at < len(form):
        part, at = _next_part(form, at)
        grown = [(t + more, whole) for t, open_ in found if open_ for more, whole in part]
        found = [each for each in found if not each[1]] + grown
        if len(found) > _MOST_WORDS:
            raise ValueError(form)
    yield from found


def _next_part(form: str, at: int) -> tuple[list[tuple[str, bool]], int]:
    """The texts of the next word, group or edge, and where it ends."""
    if form.startswith(" ?", at):
        return [("", True), ("", False)], at + 2
    if form[at].isspace():
        return [("", False)], len(form)
    if form.startswith(_EDGES, at):
        return [("", True)], at + 2
    if form.startswith(_LOOKAROUNDS, at):
        return [("", True)], _closing(form, at) + 1
    inner, at = _next_atom(form, at)
    if form[at : at + 1] == "?":
        return [*inner, ("", True)], at + 1
    if form[at : at + 1] in ("*", "+", "{"):
        raise ValueError(form)
    return inner, at


def _next_atom(form: str, at: int) -> tuple[list[tuple[str, bool]], int]:
    """A word (without the letter that a sign behind it makes optional) or a group."""
    if form.startswith(_GROUPS, at):
        end = _closing(form, at)
        return list(_expand(form[form.index(":", at) + 1 : end])), end + 1
    match = _PLAIN.match(form, at)
    if match is None:
        raise ValueError(form)
    end = match.end()
    if form[end : end + 1] in ("?", "*") and end - at > 1:
        end -= 1
    return [(form[at:end], True)], end


def _options(form: str) -> Iterator[str]:
    """The alternatives of an expression that is nothing but one group of them, or itself."""
    if form.startswith("(?:") and _closing(form, 0) == len(form) - 1:
        for option in _alternatives(form[3:-1]):
            yield from _options(option)
    else:
        yield form


def _alternatives(form: str) -> list[str]:
    depth, begin, options = 0, 0, []
    for at, sign in enumerate(form):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            options.append(form[begin:at])
            begin = at + 1
    return [*options, form[begin:]]


def _closing(form: str, at: int) -> int:
    depth = 0
    for end in range(at, len(form)):
        depth += (form[end] == "(") - (form[end] == ")")
        if depth == 0:
            return end
    raise ValueError(form)
