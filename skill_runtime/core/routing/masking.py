"""Words that are said, named or written are content, never a command (LABELS N3).

Quoted text is one token already. Here the unquoted kind is covered up: what follows "says" or 写着,
"called" or 名叫, and "title:" or 标题：. The name of a folder ("to the out folder", 到 out 文件夹)
is told from words as well, and so is what says which video is meant ("the birthday video"), and
who wants it so ("the tv guys want widescreen").
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from skill_runtime.core.routing.lexicon import Lexicon, Token, classes_of
from skill_runtime.core.routing.parts import DESCRIBING, SLOTS, WISHING, Part

_EPITHETS = 4
"""So many words, or Han characters, stand between "the" and what it points at."""
_NAMES = 6
"""And so many name who wants something."""


class Masking:
    """Covers up content, with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._opens = lexicon.mask([Part.SAYS, Part.NAMED])
        self._tells = lexicon.mask([Part.SAYS, Part.NAMED, Part.LABEL])
        self._a = lexicon.mask([Part.A])
        self._named = lexicon.mask([Part.NAMED])
        self._quoted = lexicon.mask([Part.QUOTED])
        self._joins = lexicon.mask([Part.THEN, Part.AND, Part.BUT, Part.WHEN_DONE, Part.BEFORE])
        self._ends_label = lexicon.mask([Part.THEN])
        self._towards = lexicon.mask([Part.TOWARDS])
        self._slots = lexicon.mask(SLOTS)
        self._folder = lexicon.mask([Part.FOLDER])
        self._name = lexicon.mask([Part.FOLDER_NAME])
        self._the = lexicon.mask([Part.THE])
        self._product = lexicon.mask([Part.PRODUCT])
        self._epithet = lexicon.mask([Part.EPITHET])
        self._demand = lexicon.mask([Part.DEMAND])
        self._someone = lexicon.mask([Part.SOMEONE])
        self._subject = lexicon.mask(["subject"])
        self._for = lexicon.mask(["for_use"])
        self._purpose = lexicon.mask(["purpose"])
        self._wishing = lexicon.mask(WISHING)
        self._firm = ~lexicon.mask(DESCRIBING)
        self._covers = self._tells | self._product
        self._pointing = lexicon.mask([Part.THE, Part.A, Part.TOWARDS])

    def cover(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with each run of content replaced by one token of the class `quoted`."""
        classes = classes_of(tokens)
        tokens = self._told(tokens, classes)
        if not classes & self._covers:
            return list(tokens)
        kept: list[Token] = []
        place, count = 0, len(tokens)
        while place < count:
            token = tokens[place]
            if token.classes & self._product:
                self._describe(kept)
            kept.append(token)
            place += 1
            end = place
            if token.classes & self._tells and place < count and tokens[place].text == ":":
                end = self._end_of_label(tokens, place)
            elif token.classes & self._opens:
                end = self._end_of_speech(tokens, place)
            if end > place:
                first, last = tokens[place], tokens[end - 1]
                kept.append(Token("…", first.start, last.end, self._quoted))
                place = end
        return kept

    def _told(self, tokens: Sequence[Token], classes: int) -> Sequence[Token]:
        """The tokens with the names of folders, and of those who want it so, told from words."""
        if classes & self._folder:
            tokens = self._folders_named(tokens)
        if classes & self._demand and classes & self._slots:
            tokens = self._demanded(tokens)
        return tokens

    def _folders_named(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with the names of folders told from words."""
        named = list(tokens)
        for place, token in enumerate(tokens):
            if not token.classes & self._folder:
                continue
            if self._is_named(tokens[:place]):
                named[place - 1] = tokens[place - 1]._replace(classes=self._name, values=())
            # "a folder called out", 名为 out 的文件夹
            for at in (place + 1, place - 2, place - 3):
                if 0 <= at < len(tokens) - 1 and self._calls(tokens[at], tokens[at + 1]):
                    named[at] = tokens[at]._replace(classes=self._the)
                    named[at + 1] = tokens[at + 1]._replace(classes=self._name, values=())
                    first = min(at, place) - 1
                    if first >= 0 and tokens[first].classes & self._a:
                        named[first] = tokens[first]._replace(classes=self._the)
        return named

    def _demanded(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with those who want a value, and where it is wanted, told from words.

        "I want it" is the user's own wish and stays one.
        """
        told = list(tokens)
        for place, token in enumerate(tokens):
            first = self._first_named(tokens, place) if token.classes & self._demand else place
            if first == place:
                continue
            said = list(takewhile(lambda later: not self._parts(later), tokens[place:]))
            if classes_of(said) & self._slots:
                for at in range(first, place):
                    told[at] = tokens[at]._replace(classes=self._someone, values=())
                for at in self._places_meant(said):
                    told[place + at] = said[at]._replace(classes=self._purpose)
        return told

    def _first_named(self, tokens: Sequence[Token], place: int) -> int:
        """Where the name of someone else begins that ends at a place; there if it's none."""
        first = place
        while first and place - first <= _NAMES and not self._parts(tokens[first - 1]):
            first -= 1
        return first if self._is_someone(tokens[first:place]) else place

    def _places_meant(self, said: Sequence[Token]) -> range:
        """Where the unknown words stand that say what for: "… landscape for the hallway screen"."""
        first = next((at for at, token in enumerate(said) if token.classes & self._for), len(said))
        while first < len(said) and said[first].classes:
            first += 1
        unknown = all(not token.classes for token in said[first:])
        return range(first, len(said) if unknown and len(said) - first < _NAMES else first)

    def _is_someone(self, tokens: Sequence[Token]) -> bool:
        if not 0 < len(tokens) <= _NAMES or tokens[-1].classes & self._subject:
            return False
        return any(not token.classes or token.classes & self._wishing for token in tokens)

    def _parts(self, token: Token) -> bool:
        return bool(token.classes & self._joins) or _is_break(token)

    def _calls(self, opening: Token, name: Token) -> bool:
        return bool(opening.classes & self._named) and _is_plain(name.text)

    def _describe(self, before: list[Token]) -> None:
        """What stands between "the" and its product says which: "the birthday video"."""
        place = len(before) - 1
        while place >= 0 and not before[place].classes & self._firm:
            if _is_break(before[place]):
                return
            place -= 1
        words = len(before) - 1 - place
        if place < 0 or not 0 < words <= _EPITHETS or not before[place].classes & self._the:
            return
        for at in range(place + 1, len(before)):
            before[at] = before[at]._replace(classes=self._epithet)

    def _is_named(self, before: Sequence[Token]) -> bool:
        """Whether the last word before "folder" is its name: a plain one, after "to the"."""
        if len(before) < 2 or not _is_plain(before[-1].text):
            return False
        place = len(before) - 2
        while place and before[place].classes & self._the:
            place -= 1
        named = not before[-1].classes & self._pointing
        return named and bool(before[place].classes & self._towards)

    def _end_of_speech(self, tokens: Sequence[Token], place: int) -> int:
        if place < len(tokens) and tokens[place].classes & self._quoted:
            return place
        end = place
        while end < len(tokens):
            token = tokens[end]
            if token.classes & self._joins:
                break
            if _is_break(token) and not _repeats(tokens, place, end):
                break
            following = tokens[end + 1] if end + 1 < len(tokens) else None
            if token.classes & self._towards and following and following.classes & self._slots:
                break
            end += 1
        return end

    def _end_of_label(self, tokens: Sequence[Token], place: int) -> int:
        end = place
        while end < len(tokens):
            token = tokens[end]
            if token.classes & self._ends_label or token.text in {".", "\n", "。", "!", "?"}:
                break
            end += 1
        return end


def _repeats(tokens: Sequence[Token], start: int, comma: int) -> bool:
    """Whether a comma parts what is said twice: "shouting stop, stop"."""
    following = tokens[comma + 1 : comma + 2]
    said = {token.text for token in tokens[start:comma]}
    return tokens[comma].text == "," and any(token.text in said for token in following)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isidentifier()


def _is_break(token: Token) -> bool:
    return not token.classes and not token.text[0].isalnum()
