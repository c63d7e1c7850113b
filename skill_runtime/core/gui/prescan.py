"""The cheap test that ordinary text ends with: is there a word of the vocabulary in it at all?

The plain words are taken out of the expressions; those that can't be taken apart are searched for
as they are. The test may say yes too often, never no.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

NEVER = r"(?!)"
"""An expression that matches nothing."""
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
_GROUP = 16
"""Second signs that are tried one after the other."""
_MOST_WORDS = 64
"""More beginnings than that for one expression, and it is taken apart no further."""


class Scan:
    """Finds the first place of a text that some expression could match."""

    def __init__(self, words: Iterable[str], patterns: Iterable[str]) -> None:
        self.words = frozenset(words)
        """Latin words, which are looked up; searching for each of them would take far longer."""
        self.patterns = tuple(sorted({*patterns, *_FOLDED}))
        """Each had better begin with a plain sign: then `re` skips at once to one of these."""
        plain = re.compile(_by_their_signs(self.patterns))
        self._search, self._iterate = plain.search, plain.finditer

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

    def places(self, text: str, start: int, end: int) -> list[int]:
        """All offsets of a stretch where an expression could match, in order."""
        found = [match.start() for match in self._iterate(text, start, end)]
        return sorted([*found, *self._words_in(text, start, end)])

    def find(self, text: str, at: int = 0) -> int:
        """The first offset from `at` on; the text's length where there is no such place."""
        match = self._search(text, at)
        end = match.start() if match else len(text)
        stretch = text[at:end]
        if not stretch.isascii():
            return next(self._words_in(text, at, end), end)
        known = self.words.intersection(_latin_words(stretch))
        # One may stand inside another word before its own place: then that is looked at, too.
        return at + min(map(stretch.lower().find, known)) if known else end

    def _words_in(self, text: str, start: int, end: int) -> Iterator[int]:
        if self.words.isdisjoint(_latin_words(text[start:end])):
            return iter(())
        latin, known = _ANY_CASE.finditer(text, start, end), self.words
        return (word.start() for word in latin if word[0].lower() in known)

    def matches(self, text: str) -> bool:
        """Whether there is such a place."""
        if self._search(text) is not None:
            return True
        return not self.words.isdisjoint(_latin_words(text))


def _latin_words(text: str) -> list[str]:
    """In lower case."""
    if text.isascii():
        return text.translate(_WORDS_OF_ASCII).split()
    return _WORD.findall(text.lower()) if _ANY_CASE.search(text) else []


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


def _by_their_signs(patterns: Collection[str]) -> str:
    """Any of the patterns. A class of first signs and one of second signs rule out nearly every
    place of ordinary text; the few others are tried by their second sign.
    """
    loose: list[str] = []
    firsts: set[str] = set()
    pairs: dict[str, dict[str, set[str]]] = {}
    others: dict[str, set[str]] = {}
    for pattern in patterns:
        first, rest = _parted(pattern)
        if not first:
            loose.append(pattern)
            continue
        firsts.add(first)
        seconds = list(_second_signs(rest))
        for second, behind in seconds:
            pairs.setdefault(second, {}).setdefault(behind, set()).add(first)
        if not seconds:
            others.setdefault(rest, set()).add(first)
    tried = [f"(?={_class(pairs)})(?:{'|'.join(_in_groups(pairs))})"]
    tried += [f"(?<={_class(before)}){rest}" for rest, before in others.items()]
    return "|".join([f"{_class(firsts)}(?={'|'.join(tried)})", *loose])


def _in_groups(pairs: Mapping[str, Mapping[str, Collection[str]]]) -> Iterator[str]:
    """What is tried by its second sign: that → what is behind it → the signs before it. A class
    before every few keeps the tries few.
    """
    seconds = sorted(pairs)
    for at in range(0, len(seconds), _GROUP):
        group = seconds[at : at + _GROUP]
        tried = (f"{second}(?:{_around(second, pairs[second])})" for second in group)
        yield f"(?={_class(group)})(?:{'|'.join(tried)})"


def _around(second: str, rests: Mapping[str, Collection[str]]) -> str:
    options = (f"(?<={_class(firsts)}{second}){behind}" for behind, firsts in rests.items())
    return "|".join(options)


def _parted(pattern: str) -> tuple[str, str]:
    """The plain sign that a pattern begins with ("": none), and what is behind it."""
    match = _FIRST_SIGN.match(pattern)
    return (match[0], pattern[match.end() :]) if match else ("", pattern)


def _second_signs(rest: str) -> Iterator[tuple[str, str]]:
    """The signs that may stand first in it, each with what follows them; none: that varies."""
    match = _SIGN_CLASS.match(rest)
    if match and rest[match.end() : match.end() + 1] not in tuple("?*+{"):
        yield from ((re.escape(sign), rest[match.end() :]) for sign in match[1])
    elif match := _FIRST_SIGN.match(rest):
        yield match[0], rest[match.end() :]


def _class(signs: Collection[str]) -> str:
    return f"[{''.join(sorted(signs))}]" if signs else NEVER


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
    if form[at : at + 1] == "*":
        return [*((text, False) for text, _ in inner), ("", True)], at + 1
    if form[at : at + 1] in ("+", "{"):
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
    """The alternatives of an expression that is one group of them with no more than a look ahead
    behind it, or itself.
    """
    end = _closing(form, 0) + 1 if form.startswith("(?:") else 0
    ahead = form[end:]
    if end and (not ahead or (ahead.startswith("(?!") and _closing(ahead, 0) == len(ahead) - 1)):
        for option in _alternatives(form[3 : end - 1]):
            yield from _options(option + ahead)
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
