"""Items → tokens: the longest phrase of the vocabulary at each place, with its classes.

Classes are bits of one integer, so that a rule asks about a whole clause with a few `&`. An item
that begins no phrase has no bit at all; that is what blocks coverage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from skill_runtime.core.routing.expressions import compiled
from skill_runtime.core.routing.parts import Part
from skill_runtime.core.routing.phrases import Entry, PhraseTable, Values
from skill_runtime.core.routing.scan import BREAK, WORD, Item, Scanner, extension_of, is_media_name
from skill_runtime.model.tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from skill_runtime.core.routing.vocabulary import Language, Vocabulary

_SPEC = r"\d+(?:\.\d+)?(?:fps|hz|khz|kbps|mbps|bit|mb|gb|s|sec|min|帧)\Z"
_SIZE = r"(\d{3,4})[x×*](\d{3,4})\Z"
_LINES = r"(\d{3,5})p\Z"
_SHORT_SIDES = range(144, 2161)
"""Pixels of what a film is exported in; the vocabulary names those that have names of their own."""
_MIN_SPELLED, _MAX_SPELLED = 4, 16
"""Shorter words have too many neighbours; longer ones are nobody's slip."""


class Token(NamedTuple):
    """One phrase of the utterance."""

    text: str
    """Folded."""
    start: int
    end: int
    classes: int
    """The bits of its classes; 0: nobody knows it."""
    values: Values = ()
    items: tuple[Item, ...] = ()
    """What a phrase of several items is made of; empty where there is nothing to take apart."""


class Lexicon:
    """All phrases of all languages; which one was meant is not asked, so languages may be mixed."""

    def __init__(self, vocabulary: Vocabulary, scanner: Scanner) -> None:
        self.classes = vocabulary.classes
        self._spec, self._size, self._lines = compiled(_SPEC), compiled(_SIZE), compiled(_LINES)
        self._bits = {name: 1 << n for n, name in enumerate(vocabulary.classes)}
        self._fixed = self.mask(vocabulary.fixed)
        self._phrases = PhraseTable(scanner)
        self._slips: dict[str, str] = {}
        """What may be left of a word without one of its letters → such words, a space between."""
        self._lookalikes: set[str] = set()
        folding = {ord(old): new for old, new in vocabulary.simplified.items()}
        for language in vocabulary.languages:
            self._learn(language, folding)
        for word, slips in vocabulary.homophones.items():
            meant = self._phrases.get(word)
            for slip in slips:
                if meant is not None and self._phrases.get(slip) is None:
                    self.add(slip, *meant)

    def mask(self, names: Iterable[str]) -> int:
        """The bits of some classes."""
        total = 0
        for name in names:
            total |= self._bits[name]
        return total

    def add(self, phrase: str, classes: int, values: Values = ()) -> None:
        """Learn one folded phrase; a phrase that is known already gets further classes."""
        self._phrases.add(phrase, classes, values)

    def tokens(self, items: list[Item]) -> list[Token]:
        """Segment items; every item is in exactly one token.

        A word that was meant otherwise is read once more as what it was meant to be, since it may
        stand inside a phrase: "best qualtiy".
        """
        found, slips = self._segmented(items)
        if slips:
            found, _ = self._segmented([slips.get(at, item) for at, item in enumerate(items)])
        return found

    def _segmented(self, items: list[Item]) -> tuple[list[Token], dict[int, Item]]:
        """The tokens, and by their places the words that were meant where others were written."""
        found: list[Token] = []
        slips: dict[int, Item] = {}
        place, count = 0, len(items)
        while place < count:
            text, start, end, kind = items[place]
            if kind != WORD:
                bit = self._bits[kind] if kind != BREAK else 0
                found.append(Token(text, start, end, bit))
                place += 1
                continue
            entry, after = self._phrases.longest(items, place)
            if entry is None:
                token = self._guess(items[place])
                found.append(token)
                after = place + 1
                if token.text != text:
                    slips[place] = items[place]._replace(text=token.text)
            elif after == place + 1:
                found.append(Token(text, start, end, entry[0], entry[1]))
            else:
                found.append(_phrase(items[place:after], entry))
            place = after
        return found, slips

    def parts(self, token: Token) -> Iterator[list[Token]]:
        """Each way to read a phrase as shorter known ones, those with a long first one first."""
        if token.classes & self._fixed:
            return
        items = list(token.items)
        for size in range(len(items) - 1, 0, -1):
            parts = self.tokens(items[:size])
            if len(parts) == 1 and parts[0].classes:
                parts += self.tokens(items[size:])
                if all(part.classes for part in parts):
                    yield parts

    def _learn(self, language: Language, folding: Mapping[int, str]) -> None:
        """A language may write 動画 where the folded text has 动画."""
        for name, phrases in language.words.items():
            bit = self._bits[name]
            for phrase in phrases:
                self.add(phrase.translate(folding), bit)
        for slot, values in language.values.items():
            bit = self._bits[slot]
            for value, phrases in values.items():
                for phrase in phrases:
                    self.add(phrase.translate(folding), bit, ((slot, value),))
        self._lookalikes |= language.lookalikes
        for word in language.spelling:
            for key in _deletions(word):
                self._slips[key] = f"{self._slips.get(key, '')} {word}"

    def _guess(self, item: Item) -> Token:
        """A word outside the vocabulary: a number, a size, a file name, a slip of the finger."""
        word = item.text
        if word[0].isdigit():
            classes, values = self._numeric(word)
            if classes:
                return Token(word, item.start, item.end, classes, values)
        if is_media_name(word):
            named = (("format", extension_of(word)),)
            return Token(word, item.start, item.end, self._bits[Part.FILENAME], named)
        meant = word[:-2] if word.endswith("'s") else self._meant(word)
        if meant is None:
            return Token(word, item.start, item.end, 0)
        entry, _ = self._phrases.longest([item._replace(text=meant)], 0)
        if entry is None:
            # "budget's" stays one unknown word; "qualtiy" may stand in a known phrase.
            return Token(word if "'" in word else meant, item.start, item.end, 0)
        return Token(meant, item.start, item.end, *entry)

    def _numeric(self, word: str) -> tuple[int, Values]:
        if word.isdecimal():
            return self._bits[Part.NUMBER], ()
        if self._spec.match(word):
            return self._bits[Part.SPEC], ()
        lines = self._lines.match(word)
        if lines and int(lines[1]) in _SHORT_SIDES:
            return self._bits["resolution"], (("resolution", word),)
        if lines:
            return self._bits["unmade_size"], ()
        size = self._size.match(word)
        if size is None:
            return 0, ()
        width, height = int(size[1]), int(size[2])
        if min(width, height) not in _SHORT_SIDES:
            return self._bits[Part.SPEC], ()
        shape = "square" if width == height else "vertical" if width < height else "horizontal"
        values = (("resolution", f"{min(width, height)}p"), ("orientation", shape))
        return self._bits["resolution"] | self._bits["orientation"], values

    def _meant(self, word: str) -> str | None:
        """The known word that is one slip away: a letter too many, missing, wrong, or swapped."""
        if len(word) < _MIN_SPELLED or len(word) > _MAX_SPELLED or word in self._lookalikes:
            return None
        for key in _deletions(word):
            for meant in self._slips.get(key, "").split():
                if meant[0] == word[0] and _one_slip(meant, word):
                    return meant
        return None


def classes_of(tokens: Iterable[Token]) -> int:
    """The bits of all of them."""
    total = 0
    for token in tokens:
        total |= token.classes
    return total


def _phrase(items: list[Item], entry: Entry) -> Token:
    first, last = items[0], items[-1]
    text, end = first.text, first.end
    for item in items[1:]:
        text += item.text if item.start == end else f" {item.text}"
        end = item.end
    return Token(text, first.start, last.end, *entry, tuple(items))


def _deletions(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _one_slip(meant: str, word: str) -> bool:
    """Damerau's distance 1; equal deletions alone would also let two letters differ."""
    if abs(len(meant) - len(word)) > 1:
        return False
    start = 0
    while start < min(len(meant), len(word)) and meant[start] == word[start]:
        start += 1
    left, right = meant[start:], word[start:]
    if len(left) == len(right):
        swapped = left[1:2] + left[:1] == right[:2]
        return left[1:] == right[1:] or (swapped and left[2:] == right[2:])
    return left[1:] == right or left == right[1:]
