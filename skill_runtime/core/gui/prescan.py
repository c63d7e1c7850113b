"""The cheap test that most sentences end with: is there any verb of the vocabulary in it at all?

The plain words are taken out of the verbs' expressions; an expression that can't be taken apart
makes the test say yes to everything, never no to too much.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

_WORD = re.compile(r"[a-z]+")
_PLAIN = re.compile(r"[^\\\[\](){}?*+|.^$\s]+")
_LOOKAROUNDS = ("(?=", "(?!", "(?<=", "(?<!")
_GROUPS = ("(?:", "(?-i:")
_MOST_WORDS = 64
"""More beginnings than that for one expression, and it is not taken apart."""


def prescan(forms: Iterable[str], *, spaced: bool) -> Callable[[str], bool]:
    """A test that is True for every text in which one of the expressions can match."""
    beginnings: set[str] = set()
    for form in forms:
        words = _beginnings(form, spaced=spaced)
        if words is None:
            return lambda _text: True
        beginnings |= words
    if not spaced:
        search = re.compile("|".join(map(re.escape, sorted(beginnings)))).search
        return lambda text: search(text.lower()) is not None
    find = _WORD.findall
    return lambda text: not beginnings.isdisjoint(find(text.lower()))


def _beginnings(form: str, *, spaced: bool) -> set[str] | None:
    """The words that a match can begin with; None: that can't be told."""
    try:
        texts = {text.lower() for text, _ in _expand(form)}
    except ValueError:
        return None
    if not spaced:
        return None if "" in texts else texts
    words = {match[0] if (match := _WORD.match(text)) else "" for text in texts}
    return None if "" in words else words


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
    if form[at].isspace():
        return [("", False)], len(form)
    if form.startswith(_LOOKAROUNDS, at):
        return [("", True)], _closing(form, at) + 1
    if form.startswith(_GROUPS, at):
        end = _closing(form, at)
        inner, at = list(_expand(form[form.index(":", at) + 1 : end])), end + 1
    elif match := _PLAIN.match(form, at):
        end = match.end()
        if form[end : end + 1] in ("?", "*") and end - at > 1:
            end -= 1
        inner, at = [(form[at:end], True)], end
    else:
        raise ValueError(form)
    if form[at : at + 1] == "?":
        return [*inner, ("", True)], at + 1
    if form[at : at + 1] in ("*", "+", "{"):
        raise ValueError(form)
    return inner, at


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
