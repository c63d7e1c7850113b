"""Tokens → clauses: where a sentence is cut, and how each part hangs together with the others.

Punctuation always cuts. Joining words (and, then, before, after, 然后, 再, 之前) cut only where
the rules do not know the sentence as a whole, because "export as mp4 and gif" is one wish. The
decision comes from outside, as a function over tokens: this module knows no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from skill_runtime.core.routing.lexicon import Lexicon, Token, classes_of
from skill_runtime.core.routing.parts import ASKING, BEGINNING, DELIVERING, SLOTS, Part
from skill_runtime.core.routing.phrases import UNSPACED
from skill_runtime.core.routing.rules import Verdict
from skill_runtime.model.tuples import NamedTuple

_WINDOW = 4
"""So many parts are tried as one wish; more would make the time grow with their square."""
CHECKS = frozenset({"credits", "status"})
"""What a condition may ask after (LABELS P6)."""
_UNKNOWN = frozenset({"chat", "aside"})
_READINGS = 8
"""So many other readings are tried before a clause is given up as chat."""
_LATEST = 24
"""A wish that begins after so many words hangs on a description."""
_MOST = 16
"""A sentence with more joining words is prose."""
_PREFIXES = (
    *(Part.BEFORE, Part.AFTER, Part.IF, Part.WHEN_DONE, Part.THEN),
    *(Part.BECAUSE, Part.BUT, Part.AND),
)
"""What joins a clause to the one in front of it. A word that does so twice is the first."""
_STRONG = frozenset("!?\n。…")


class Clause(NamedTuple):
    """One part of an utterance with what it was taken for."""

    tokens: tuple[Token, ...]
    verdict: Verdict
    link: str = ""
    """How it hangs on what stands before it: a class of joining words, or empty."""
    sentence: int = 0
    """Counts the sentences."""
    asked: bool = False
    """Whether a question mark ends it."""

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)


class _Piece(NamedTuple):
    tokens: tuple[Token, ...]
    link: str
    first: int
    """The place of its joining word among the tokens of the segment."""
    end: int


Decide = Callable[[Sequence[Token], bool], Verdict]
"""The tokens of a part, and whether it is a question."""


class ClauseSplitter:
    """Cuts with the joining words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._prefixes = tuple((lexicon.mask([name]), name) for name in _PREFIXES)
        self._suffixes = (
            (lexicon.mask([Part.BEFORE_THIS]), Part.BEFORE),
            (lexicon.mask([Part.AFTER_THIS]), Part.AFTER),
            (lexicon.mask([Part.IF_THIS]), Part.IF),
        )
        # A word of editing is known, but no rule asks for it.
        self._told = ~lexicon.mask([Part.EDIT])
        self._alter = lexicon.mask([Part.ALTER])
        self._if = lexicon.mask([Part.IF])
        self._after = lexicon.mask([Part.AFTER])
        self._begins = lexicon.mask(BEGINNING)
        self._then = lexicon.mask([Part.THEN])
        self._le = lexicon.mask([Part.LE])
        self._pointing = lexicon.mask([Part.THE, Part.A, Part.TOWARDS])
        self._ask = lexicon.mask([Part.ASK])
        self._asked = lexicon.mask([Part.ASKED, Part.STATE_ASK])
        self._courtesy = lexicon.mask([Part.COURTESY, Part.GREETING])
        self._delivers = lexicon.mask(DELIVERING)
        self._inbox = lexicon.mask(["inbox"])
        self._deliver = lexicon.mask(["deliver"])
        self._reaches = lexicon.mask(["deliver", "for_me", "device", "inbox", "link", *SLOTS])
        self._described = lexicon.mask([Part.TOPIC, Part.SAYS, "button", *ASKING])
        self._joining = lexicon.mask((*_PREFIXES, Part.BEFORE_THIS, Part.AFTER_THIS, Part.IF_THIS))

    def split(self, tokens: Sequence[Token], decide: Decide) -> list[Clause]:
        """All clauses in the order of the text."""
        clauses: list[Clause] = []
        segment: list[Token] = []
        sentence = 0
        for token in tokens:
            if token.classes or not _is_break(token.text):
                if segment and token.text[0] >= UNSPACED and self._ends_asking(segment[-1], token):
                    clauses += self._segment(segment, True, sentence, decide)
                    segment = []
                    sentence += 1
                segment.append(token)
                continue
            clauses += self._segment(segment, token.text == "?", sentence, decide)
            segment = []
            sentence += token.text[0] in _STRONG or token.text == "."
        clauses += self._segment(segment, False, sentence, decide)
        return self._rejoined(clauses, decide)

    def _ends_asking(self, last: Token, token: Token) -> bool:
        """Whether a space between unspaced words stands for a question mark: 好了吗 好了发我."""
        apart = last.end < token.start and last.text[-1] >= UNSPACED
        return apart and bool(last.classes & self._asked)

    def _rejoined(self, clauses: list[Clause], decide: Decide) -> list[Clause]:
        """Two halves that bring something in: "there's a song on my phone, I want to use it".

        So do a verb alone and what stands behind it: "upload: photos".
        """
        if len(clauses) < 2:
            return clauses
        joined = clauses[:1]
        for clause in clauses[1:]:
            last = joined[-1]
            bare = len(last.tokens) == 1 and last.verdict.outcome == "upload"
            halves = bare or not _understood([last, clause])
            if last.sentence == clause.sentence and halves:
                tokens = (*last.tokens, *clause.tokens)
                verdict = decide(tokens, clause.asked)
                if verdict.outcome == "upload":
                    joined[-1] = last._replace(tokens=tokens, verdict=verdict, asked=clause.asked)
                    continue
            joined.append(clause)
        return joined

    def _segment(
        self, tokens: list[Token], asked: bool, sentence: int, decide: Decide
    ) -> list[Clause]:
        if not tokens:
            return []
        classes = classes_of(tokens)
        clauses: list[Clause] = []
        if classes & self._if:
            clauses = self._conditional(tokens, asked, decide)
        clauses = clauses or self._read(tokens, asked, decide)
        if not _understood(clauses) and classes & self._delivers and not classes & self._described:
            clauses = self._serial(tokens, asked, decide) or clauses
        if not _understood(clauses):
            others = islice(self._other_readings(tokens), _READINGS)
            again = (self._read(other, asked, decide) for other in others)
            clauses = next(filter(_understood, again), clauses)
        return [
            Clause(clause.tokens, clause.verdict, clause.link, sentence, asked)
            for clause in clauses
        ]

    def _conditional(self, tokens: list[Token], asked: bool, decide: Decide) -> list[Clause]:
        """A check and what hangs on it, without a comma: "if it's done send it". Else empty."""
        opening = next((at for at, t in enumerate(tokens) if not t.classes & self._courtesy), 0)
        if not tokens[opening].classes & self._if:
            return []
        for at in range(len(tokens) - 1, opening + 1, -1):
            if tokens[at].classes & self._then and at == len(tokens) - 1:
                continue
            begins = tokens[at].classes & self._begins
            if not begins or tokens[at - 1].classes & (self._pointing | self._ask):
                continue
            check = tokens[opening + 1 : at]
            verdict = decide(check, True)
            if verdict.outcome in CHECKS:
                head = Clause(tuple(check), verdict, Part.IF)
                then = at + bool(tokens[at].classes & self._then)
                return [head, *self._read(tokens[then:], asked, decide)]
        return []

    def _serial(self, tokens: list[Token], asked: bool, decide: Decide) -> list[Clause]:
        """Two wishes with no joining word between them: 加字幕发我, "is it done send it".

        Empty if it's none. A bare 导出 or 下载 counts only where every word before it is known: it
        is as often a noun.
        """
        starts = [at for at, t in enumerate(tokens[1:_LATEST], 1) if t.classes & self._delivers]
        known = all(token.classes for token in tokens)
        for at in starts:
            rest = tokens[at:]
            if tokens[at - 1].classes & self._pointing or _is_place(rest, self._inbox):
                continue
            reaches = rest[0].classes & self._deliver or classes_of(rest[1:]) & self._reaches
            follows = known and not tokens[at - 1].classes & self._alter
            if not reaches and not follows and not tokens[at - 1].classes & self._le:
                continue
            verdict = decide(rest, asked)
            head = self._in_front(tokens[:at], decide) if verdict.outcome == "export" else None
            if head:
                return [head, Clause(tuple(rest), verdict, Part.THEN)]
        return []

    def _in_front(self, tokens: list[Token], decide: Decide) -> Clause | None:
        """What may stand right in front of an export: an edit, a check, a remark."""
        verdict = decide(tokens, False)
        if verdict.outcome in {"status", "aside"}:
            return Clause(tuple(tokens), verdict)
        if tokens[0].classes & self._after:
            return Clause(tuple(tokens), Verdict("chat"))
        altered = any(token.classes & self._alter for token in tokens)
        return Clause(tuple(tokens), Verdict("chat")) if altered else None

    def _other_readings(self, tokens: list[Token]) -> Iterator[list[Token]]:
        """The tokens with long phrases taken apart: each alone, then all. None if it can't help."""
        joined = any(token.classes & self._joining for token in tokens)
        if not joined and not all(token.classes & self._told for token in tokens):
            return
        long = [place for place, token in enumerate(tokens) if token.items]
        for place in long:
            for parts in self._lexicon.parts(tokens[place]):
                yield [*tokens[:place], *parts, *tokens[place + 1 :]]
        if len(long) > 1:
            finest = (next(self._lexicon.parts(token), [token]) for token in tokens)
            yield [part for parts in finest for part in parts]

    def _read(self, tokens: list[Token], asked: bool, decide: Decide) -> list[Clause]:
        verdict = decide(tokens, asked)
        whole = [Clause(tuple(tokens), verdict)]
        if not verdict.lax:
            return whole
        joining = [token for token in tokens if token.classes & self._joining]
        if not 0 < len(joining) <= _MOST:
            return whole
        pieces = self._pieces(tokens)
        clauses: list[Clause] = []
        place = 0
        while place < len(pieces):
            clause, place = self._widest(tokens, pieces, place, asked, decide)
            clauses.append(clause)
        # A rule that lets unknown words through gives way only to one that knows every word.
        return clauses if verdict.rule is None or _understood(clauses) else whole

    def _widest(
        self, tokens: list[Token], pieces: list[_Piece], place: int, asked: bool, decide: Decide
    ) -> tuple[Clause, int]:
        """The longest run of pieces from `place` on that the rules know as one wish."""
        first = pieces[place]
        verdict = decide(first.tokens, asked) if first.tokens else Verdict("aside")
        best = Clause(first.tokens or tuple(tokens[first.first : first.end]), verdict, first.link)
        after = place + 1
        for end in range(place + 2, min(len(pieces), place + _WINDOW) + 1):
            if pieces[end - 1].link not in {Part.AND, Part.THEN} or not first.tokens:
                break
            run = tokens[first.end - len(first.tokens) : pieces[end - 1].end]
            verdict = decide(run, asked)
            if not verdict.lax:
                best, after = Clause(tuple(run), verdict, first.link), end
        return best, after

    def _pieces(self, tokens: list[Token]) -> list[_Piece]:
        pieces: list[_Piece] = []
        link, begin, first = "", 0, 0
        for at, token in enumerate(tokens):
            if not token.classes & self._joining:
                continue
            suffix = _named(token.classes, self._suffixes)
            if suffix and at > begin:
                pieces.append(_Piece(tuple(tokens[begin:at]), suffix, first, at))
                link, begin, first = "", at + 1, at + 1
                continue
            prefix = _named(token.classes, self._prefixes)
            if prefix or suffix:
                if at > begin or link:
                    pieces.append(_Piece(tuple(tokens[begin:at]), link, first, at))
                link, begin, first = prefix, at + 1, at
        if begin < len(tokens) or link:
            pieces.append(_Piece(tuple(tokens[begin:]), link, first, len(tokens)))
        return pieces


def _understood(clauses: Sequence[Clause]) -> bool:
    return any(clause.verdict.outcome not in _UNKNOWN for clause in clauses)


def _is_place(tokens: Sequence[Token], inbox: int) -> bool:
    """Whether a word such as "whatsapp" sends nothing: it is the last one."""
    return len(tokens) == 1 and bool(tokens[0].classes & inbox)


def _named(classes: int, table: tuple[tuple[int, str], ...]) -> str:
    if classes:
        for bit, name in table:
            if classes & bit:
                return name
    return ""


def _is_break(text: str) -> bool:
    return not text[0].isalnum()
