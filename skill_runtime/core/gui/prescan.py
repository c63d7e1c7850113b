"""The cheap test that ordinary text ends with: is there a word of the vocabulary in it at all?

The plain words are taken out of the expressions; those that can't be taken apart are searched for
as they are. The test may say yes too often, never no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

_WORD = re.compile(r"[a-z]+")
_WORDS_OF_ASCII = "".join(c.lower() if c.isalpha() else " " for c in map(chr, range(128)))
_ANY_CASE = re.compile(r"[A-Za-z]+")
_FOLDED = "\u0130\u0131\u017f\u212a"
"""Letters that IGNORECASE takes for Latin ones."""
_PLAIN = re.compile(r"[^\\\[\](){}?*+|.^$\s]+")
_FIRST_SIGN = re.compile(r"(?:\\\W|[^\\\[\](){}?*+|.^$])(?![?*+{])")
_ESCAPED = re.compile(r"\\([^\w\s])")
_SIGN_CLASS = re.compile(r"\[([^\^\-\\\]\[]+)\]")
_EDGES = (r"\b", r"\A")
_LOOKAROUNDS = ("(?=", "(?!", "(?<=", "(?<!")
_GROUPS = ("(?:", "(?-i:")
_EVERYWHERE = {"the", "your", "our", "this", "a", "an", "in", "on", "from", "by", "with"}
"""A test for these words would say nothing."""
_MOST_WORDS = 64
"""More beginnings than that for one expression, and it is taken apart no further."""


class Scan:
    """Finds the first place of a text that some expression could match."""

    def __init__(self, words: Iterable[str], patterns: Iterable[str]) -> None:
        self.words = frozenset(words)
        """Latin words, which are looked up; searching for each of them would take far longer."""
        self.patterns = tuple(sorted({*patterns, *_FOLDED}))
        """Each had better begin with a plain sign: then `re` skips at once to one of these."""
        self._search = re.compile(_by_first_sign(self.patterns)).search

    @classmethod
    def of(cls, forms: Iterable[str], *, spaced: bool) -> Scan:
        """The scan for a language's expressions."""
        words: set[str] = set()
        patterns: list[str] = []
        for form in chain.from_iterable(map(_options, forms)):
            found = _beginnings(form, spaced=spaced)
            if found and found.isdisjoint(_EVERYWHERE):
                latin = {text: match[0] for text in found if (match := _WORD.match(text))}
                words.update(latin.values())
                patterns += [re.escape(text) for text in found if text not in latin]
            else:
                patterns.append(f"(?i:{form})")
        return cls(words, patterns)

    def joined(self, *others: Scan) -> Scan:
        """The scan that finds what any of them finds."""
        words = frozenset.union(self.words, *(other.words for other in others))
        patterns = chain(self.patterns, *(other.patterns for other in others))
        return Scan(words, patterns)

    def find(self, text: str, at: int = 0) -> int:
        """The offset, from `at` on; the text's length where there is no such place."""
        match = self._search(text, at)
        end = match.start() if match else len(text)
        if self.words.isdisjoint(_latin_words(text[at:end])):
            return end
        words, known = _ANY_CASE.finditer(text, at, end), self.words
        return next((word.start() for word in words if word[0].lower() in known), at)

    def matches(self, text: str) -> bool:
        """Whether there is such a place."""
        return self.find(text) < len(text)


def _latin_words(text: str) -> list[str]:
    """In lower case."""
    if text.isascii():
        return text.translate(_WORDS_OF_ASCII).split()
    return _WORD.findall(text.lower())


def _beginnings(form: str, *, spaced: bool) -> set[str] | None:
    """The words that a match can begin with; None: that can't be told."""
    try:
        texts = {text.lower() for text, _ in _expand(_ESCAPED.sub(_harmless, form))}
    except ValueError:
        return None
    if not spaced:
        return None if "" in texts else texts
    words = {match[0] if (match := _WORD.match(text)) else text for text in texts}
    return None if "" in words else words


def _by_first_sign(patterns: Iterable[str]) -> str:
    """Any of the patterns; those that begin alike are tried together."""
    rests: dict[str, list[str]] = {}
    for pattern in patterns:
        match = _FIRST_SIGN.match(pattern)
        first = match[0] if match else ""
        rests.setdefault(first, []).append(pattern[len(first) :])
    grouped = (f"{first}(?:{'|'.join(rest)})" for first, rest in rests.items())
    return "|".join(grouped)


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
        done = [each for each in found if not each[1]]
        if len(done) + len(grown) > _MOST_WORDS:
            break
        found = done + grown
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
    """A word (without the letter that a sign behind it makes optional), a group, or a class."""
    if form.startswith(_GROUPS, at):
        end = _closing(form, at)
        return list(_expand(form[form.index(":", at) + 1 : end])), end + 1
    if signs := _SIGN_CLASS.match(form, at):
        return [(sign, True) for sign in signs[1]], signs.end()
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
