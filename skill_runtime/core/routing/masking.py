"""Words that are said, named or written are content, never a command (LABELS N3).

Quoted text is one token already. Here the unquoted kind is covered up: what follows "says" or 写着,
"called" or 名叫, and "title:" or 标题：. What says which video is meant ("the birthday video",
我们队的片子) is told from words as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from skill_runtime.core.routing.lexicon import Lexicon, Token, classes_of
from skill_runtime.core.routing.naming import Naming, is_break
from skill_runtime.core.routing.parts import DESCRIBING, SLOTS, Part
from skill_runtime.core.routing.phrases import UNSPACED

_EPITHETS, _HAN_EPITHETS = 4, 6
"""So many words, or Han characters, stand between "the" and what it points at."""


class Masking:
    """Covers up content, with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._naming = Naming(lexicon)
        self._opens = lexicon.mask([Part.SAYS, Part.NAMED])
        self._named = lexicon.mask([Part.NAMED])
        self._file = lexicon.mask([Part.FILENAME])
        self._tells = lexicon.mask([Part.SAYS, Part.NAMED, Part.LABEL])
        self._quoted = lexicon.mask([Part.QUOTED])
        self._joins = lexicon.mask([Part.THEN, Part.AND, Part.BUT, Part.WHEN_DONE, Part.BEFORE])
        self._ends_label = lexicon.mask([Part.THEN])
        self._towards = lexicon.mask([Part.TOWARDS])
        self._slots = lexicon.mask(SLOTS)
        self._the = lexicon.mask([Part.THE])
        self._product = lexicon.mask([Part.PRODUCT])
        self._epithet = lexicon.mask([Part.EPITHET])
        self._firm = ~lexicon.mask(DESCRIBING)
        self._occasion = lexicon.mask(["occasion"])
        self._asset = lexicon.mask(["asset"])
        self._uploads = lexicon.mask(["upload_verb", "send"])
        self._of = lexicon.mask([Part.THE]), lexicon.mask([Part.LE])
        self._leads = lexicon.mask(["ba", "subject"])
        self._later = lexicon.mask(["done", Part.STATE_ASK, "later"])

    def cover(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with each run of content replaced by one token of the class `quoted`."""
        classes = classes_of(tokens)
        tokens = self._naming.named(tokens, classes)
        heads = self._product | (self._asset if classes & self._uploads else 0)
        if not classes & (self._tells | heads):
            return list(tokens)
        kept: list[Token] = []
        place, count = 0, len(tokens)
        while place < count:
            token = tokens[place]
            if token.classes & heads:
                self._describe(kept, tokens[place + 1 : place + 4])
            kept.append(token)
            place += 1
            end = place
            if token.classes & self._tells and place < count and tokens[place].text == ":":
                end = self._end_of_label(tokens, place)
            elif token.classes & self._opens:
                end = self._end_of_speech(tokens, place)
            if token.classes & self._named and self._is_file(tokens[place:end]):
                kept[-1] = token._replace(classes=self._towards)
            elif end > place:
                first, last = tokens[place], tokens[end - 1]
                kept.append(Token("…", first.start, last.end, self._quoted))
                place = end
        return kept

    def _is_file(self, named: Sequence[Token]) -> bool:
        """ "Call it party.mp4": where it is to go, as with "save it as party.mp4"."""
        return len(named) == 1 and bool(named[0].classes & self._file)

    def _describe(self, before: list[Token], after: Sequence[Token]) -> None:
        """What stands between "the" and its product says which: "the birthday video", 我们队的片子.

        Chinese needs no "the" where a question or a delay follows: 婚礼快剪渲完没有.
        """
        place = len(before) - 1
        while place >= 0 and self._may_describe(before[place]):
            place -= 1
        words = [at for at in range(place + 1, len(before)) if not self._is_of(before[at])]
        if not words or not self._points(before[place] if place >= 0 else None, before[-1], after):
            return
        if len(words) > (_HAN_EPITHETS if _is_han(before[-1]) else _EPITHETS):
            return
        for at in words:
            before[at] = before[at]._replace(classes=self._epithet)

    def _may_describe(self, token: Token) -> bool:
        if is_break(token):
            return False
        loose = not token.classes & self._firm or token.classes & self._occasion
        return bool(loose) or self._is_of(token)

    def _is_of(self, token: Token) -> bool:
        """的, which stands between the two."""
        return all(token.classes & mask for mask in self._of)

    def _points(self, first: Token | None, last: Token, after: Sequence[Token]) -> bool:
        """Whether what stands in front of a description lets it be one."""
        if first is not None and first.classes & self._the:
            return True
        if not _is_han(last):
            return False
        if first is None or is_break(first):
            return bool(classes_of(after) & self._later)
        return bool(first.classes & self._leads)

    def _end_of_speech(self, tokens: Sequence[Token], place: int) -> int:
        if place < len(tokens) and tokens[place].classes & self._quoted:
            return place
        end = place
        while end < len(tokens):
            token = tokens[end]
            if token.classes & self._joins:
                break
            if is_break(token) and not _repeats(tokens, place, end):
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


def _is_han(token: Token) -> bool:
    return token.text[0] >= UNSPACED
