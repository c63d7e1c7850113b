"""Words that name a folder, a person or a purpose are told from words of a wish.

The name of a folder ("to the out folder", 到 out 文件夹), who wants it so ("the tv guys want
widescreen"), whom it is for ("download it for the bride") and what the user waits for
(等合唱团同意了我再导). Nothing is removed: names keep their places among the tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from skill_runtime.core.routing.lexicon import Lexicon, Token, classes_of
from skill_runtime.core.routing.parts import DELIVERING, DESCRIBING, SLOTS, WISHING, Part

_NAMES = 6
"""So many words name who wants something."""
_WHOM = 4
"""And so many unknown ones whom it is for."""
_CLAUSE = 16
"""So far back may the verb stand of what is for somebody."""
_AWAITED = 12
"""So many words name what the user waits for."""


class Naming:
    """Tells names from words, with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._a = lexicon.mask([Part.A])
        self._named = lexicon.mask([Part.NAMED])
        self._joins = lexicon.mask([Part.THEN, Part.AND, Part.BUT, Part.WHEN_DONE, Part.BEFORE])
        self._towards = lexicon.mask([Part.TOWARDS])
        self._slots = lexicon.mask(SLOTS)
        self._folder = lexicon.mask([Part.FOLDER])
        self._name = lexicon.mask([Part.FOLDER_NAME])
        self._the = lexicon.mask([Part.THE])
        self._product = lexicon.mask([Part.PRODUCT])
        self._demand = lexicon.mask([Part.DEMAND])
        self._someone = lexicon.mask([Part.SOMEONE])
        self._subject = lexicon.mask(["subject"])
        self._gear = lexicon.mask(["gear"])
        self._for = lexicon.mask(["for_use"])
        self._purpose = lexicon.mask(["purpose"])
        self._wishing = lexicon.mask(WISHING)
        self._delivers = lexicon.mask([*DELIVERING, "deliver"])
        self._delivered = lexicon.mask([Part.PRODUCT, Part.IT, *SLOTS])
        self._other = lexicon.mask(["stem", Part.EDIT, Part.NOT])
        self._whom = lexicon.mask([*DESCRIBING, "people", "occasion", "own", "device", "gear"])
        self._i_then = lexicon.mask(["i_then"])
        self._after = lexicon.mask([Part.AFTER, Part.AWAIT_ME])
        self._edit = lexicon.mask([Part.EDIT])
        self._put_off = lexicon.mask(["later"])
        self._pointing = lexicon.mask([Part.THE, Part.A, Part.TOWARDS])

    def named(self, tokens: Sequence[Token], classes: int) -> Sequence[Token]:
        """The tokens of a text with names told from words; `classes` are those of all of them."""
        if classes & self._folder:
            tokens = self._folders_named(tokens)
        if classes & self._demand and classes & self._slots:
            tokens = self._demanded(tokens)
        if classes & self._for and classes & self._delivers:
            tokens = self._meant_for(tokens)
        if classes & self._i_then and classes & self._after:
            tokens = self._awaited(tokens)
        return tokens

    def _awaited(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """The tokens with what the user waits for as one word: 等合唱团同意了我再(导)."""
        for place, token in enumerate(tokens):
            if not token.classes & self._after:
                continue
            for end in range(place + 1, min(place + _AWAITED, len(tokens))):
                if is_break(tokens[end]) or tokens[end].classes & self._edit:
                    break
                if tokens[end].classes & self._i_then:
                    later = Token("…", token.start, tokens[end].end, self._put_off)
                    return [*tokens[:place], later, *tokens[end + 1 :]]
        return tokens

    def _meant_for(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with whom an export is for told from words: "download it for the bride"."""
        told = list(tokens)
        for place, token in enumerate(tokens):
            if token.classes & self._for and self._is_delivery(tokens[:place]):
                end = place + 1
                while end < len(tokens) and self._may_be_for(tokens[end]):
                    end += 1
                unknown = [at for at in range(place + 1, end) if not tokens[at].classes]
                ended = end == len(tokens) or self._parts(tokens[end])
                if ended and len(unknown) <= _WHOM:
                    for at in unknown:
                        told[at] = tokens[at]._replace(classes=self._purpose)
        return told

    def _is_delivery(self, before: Sequence[Token]) -> bool:
        """Whether the clause that goes on asks for the film, and all its words are known."""
        said: list[Token] = []
        for token in reversed(before[-_CLAUSE:]):
            if self._parts(token):
                break
            said.append(token)
        known = all(token.classes for token in said) or self._is_named_film(said)
        whole = any(token.classes & self._delivered for token in said)
        other = any(t.classes & self._other and not t.classes & self._delivered for t in said)
        return known and whole and not other

    def _is_named_film(self, said: Sequence[Token]) -> bool:
        """Whether all unknown words stand between "the" and the film; `said` is back to front."""
        unknown = [at for at, token in enumerate(said) if not token.classes]
        film = next((at for at, t in enumerate(said) if t.classes & self._product), len(said))
        the = next((at for at, t in enumerate(said) if t.classes & self._the and at > film), 0)
        return film < unknown[0] and unknown[-1] < the

    def _may_be_for(self, token: Token) -> bool:
        known = token.classes & (self._the | self._whom)
        return not self._parts(token) and (not token.classes or bool(known))

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
        unknown = all(not t.classes or t.classes & self._gear for t in said[first:])
        return range(first, len(said) if unknown and len(said) - first < _NAMES else first)

    def _is_someone(self, tokens: Sequence[Token]) -> bool:
        if not 0 < len(tokens) <= _NAMES or tokens[-1].classes & self._subject:
            return False
        return any(not token.classes or token.classes & self._wishing for token in tokens)

    def _parts(self, token: Token) -> bool:
        return bool(token.classes & self._joins) or is_break(token)

    def _calls(self, opening: Token, name: Token) -> bool:
        return bool(opening.classes & self._named) and _is_plain(name.text)

    def _is_named(self, before: Sequence[Token]) -> bool:
        """Whether the last word before "folder" is its name: a plain one, after "to the"."""
        if len(before) < 2 or not _is_plain(before[-1].text):
            return False
        place = len(before) - 2
        while place and before[place].classes & self._the:
            place -= 1
        named = not before[-1].classes & self._pointing
        return named and bool(before[place].classes & self._towards)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isidentifier()


def is_break(token: Token) -> bool:
    """Whether it is punctuation."""
    return not token.classes and not token.text[0].isalnum()
