"""What the rules leave to chat, weighed by a linear model (DESIGN, The router, 5).

It only ever decides where no rule did, and only far above doubt: a miss is answered by the
backend's agent, a wrong export acts.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from skill_runtime.core.routing.clauses import CHECKS, Clause
from skill_runtime.core.routing.features import Features
from skill_runtime.core.routing.lexicon import Lexicon, classes_of
from skill_runtime.core.routing.parts import (
    ACTIONS,
    ASKING,
    LIFTED,
    OTHERWISE,
    SLOTS,
    UNMADE,
    WORDLESS,
    Part,
)
from skill_runtime.core.routing.rules import Guess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from skill_runtime.core.routing.vocabulary import Guesses

SURE = {"help": 0.8, "export": 0.75, "upload": 0.75, "cancel": 0.75}
"""So probable has a guess to be, others `OTHERS`: what acts; and help, as a question about the
picture is much like one about the tool. Set where, on examples that the model was not made from,
more plans are right and no more are false triggers."""
OTHERS = 0.6
LOOKED_UP = {"credits": 0.85, "status": 0.85, "help": 0.85}
"""So probable has a guess beside a wish to be. Only what looks something up is guessed there."""
NO_EDIT = 0.5
"""So improbable has chat to be for a clause beside a wish to be a mere remark."""
NO_EDIT_IN_WORDS = 0.4
"""The same for a clause with a verb of editing."""
BEHIND = {"export": 0.88, **dict.fromkeys(("credits", "status", "help", "presented"), 0.85)}
"""And for one behind such a clause: who wants the film first wants it as it is, and says why; who
asks or shows something tells the circumstances."""
LONGEST = 90
"""Characters. A longer clause is a description."""
_E = 2.718281828459045
_FIELD = 32
"""Bits of one outcome's sum; its sign has to fit as well."""
_ALL = (1 << _FIELD) - 1
_HALF = 1 << (_FIELD - 1)


class _Weights:
    """Feature → the weights of all outcomes in one number, so that one addition adds them all.

    Kept as bytes and taken apart for the first guess: most commands make none.
    """

    def __init__(self, guesses: Guesses) -> None:
        rows = {name: _packed(weights) for name, weights in guesses.weights.items()}
        self._kept = marshal.dumps(rows)

    def __getstate__(self) -> bytes:
        return self._kept

    def __setstate__(self, kept: bytes) -> None:
        self._kept = kept

    @cached_property
    def rows(self) -> Mapping[str, int]:
        rows: dict[str, int] = marshal.loads(self._kept)  # noqa: S302 - written by __init__
        return rows


class _Sums:
    """Sums of packed weights, taken apart again."""

    def __init__(self, count: int) -> None:
        self._lift = _packed([_HALF] * count)
        """Lets no sum be below zero, so that none borrows from its neighbour."""
        self._shifts = [_FIELD * place for place in range(count)]

    def of(self, weights: Sequence[int]) -> list[int]:
        """The sum of each outcome's weights."""
        total = sum(weights, self._lift)
        return [(total >> shift & _ALL) - _HALF for shift in self._shifts]


class Guesser:
    """Weighs clauses with one table."""

    def __init__(self, guesses: Guesses, lexicon: Lexicon, features: Features) -> None:
        self._features = features
        self._outcomes = guesses.outcomes
        self._scale = guesses.scale
        self._bias = [own / guesses.scale for own in guesses.bias]
        self._edit = lexicon.mask([Part.EDIT])
        self._altered = lexicon.mask(["altered"])
        self._fault = lexicon.mask([Part.FAULT])
        self._redo = lexicon.mask([Part.REDO])
        self._unwished = lexicon.mask([*UNMADE, Part.WHY])
        self._asking = lexicon.mask(ASKING)
        self._asks = lexicon.mask(OTHERWISE)
        self._lifted = lexicon.mask(LIFTED)
        self._why = lexicon.mask([Part.WHY])
        self._wishes = lexicon.mask(["export_verb", "save_verb", "upload_verb"])
        self._wordless = lexicon.mask(WORDLESS)
        self._slots = lexicon.mask(SLOTS)
        self._weights = _Weights(guesses)
        self._sums = _Sums(len(guesses.outcomes))

    def settle(self, clauses: Sequence[Clause]) -> list[Clause]:
        """The clauses of a message with what the model makes of those that no rule decided."""
        if not any(clause.verdict.lax for clause in clauses):
            return list(clauses)
        if len(clauses) == 1 and clauses[0].verdict.lax and not _shows(clauses[0]):
            # A remark is one only beside a wish; an attachment is one.
            clauses = [clauses[0]._replace(verdict=clauses[0].verdict.undone)]
        decided = {clause.verdict.outcome for clause in clauses}
        wished = decided & (ACTIONS | {"nothing", "presented"})
        # A message of which a part is no command is a description: nothing in it is guessed.
        if not wished and any(map(self._edits, clauses)):
            return list(clauses)
        if wished:
            return list(self._all_beside(wished, clauses))
        settled: list[Clause] = []
        for place, clause in enumerate(clauses):
            if clause.verdict.open and self._features.strange(clause.tokens):
                return list(clauses)
            weighed = self._weighed(clause)
            settled.append(self._alone(weighed))
            if settled[-1].verdict.open:
                return [*clauses[:place], weighed, *clauses[place + 1 :]]
        return settled

    def _edits(self, clause: Clause) -> bool:
        """Whether it asks for an edit: "make it blue", but not "how do I make it blue"."""
        if not clause.verdict.open:
            return False
        classes = _classes(clause)
        return bool(classes & self._edit) and not classes & self._asking

    def _weighed(self, clause: Clause) -> Clause:
        if not clause.verdict.open:
            return clause
        return clause._replace(verdict=clause.verdict._replace(guess=self._guess(clause)))

    def _all_beside(self, wished: set[str], clauses: Sequence[Clause]) -> Iterator[Clause]:
        """The clauses beside a wish; what the exports in front of a clause say is known to it."""
        exported = 0
        most_chat = 0.0
        for place, clause in enumerate(clauses):
            outcome = clause.verdict.outcome
            if clause.verdict.open and not _depends(clauses, place):
                weighed = self._weighed(clause)
                outcome = self._beside(wished, weighed, exported, most_chat)
                yield weighed._replace(verdict=weighed.verdict._replace(outcome=outcome))
            else:
                yield clause
            if outcome == "export":
                exported |= _classes(clause)
            if len(clause.tokens) > 1 or outcome == "export":
                most_chat = max(most_chat, BEHIND.get(outcome, 0))

    def _beside(self, wished: set[str], clause: Clause, exported: int, most_chat: float) -> str:
        """Beside a wish, what is no edit is a remark or that wish in other words."""
        guess = clause.verdict.guess
        if wished == {"cancel"} and self._is_reason(clause):
            return "aside"
        if self._explains(clause, "export" in wished, most_chat):
            return self._remark(clause, exported)
        first = clause.link == Part.AFTER and _classes(clause) & self._altered
        if guess is None or first or guess.chat > self._most_chat(wished, clause):
            return "chat"
        if guess.score >= LOOKED_UP.get(guess.outcome, 2) and not self._edits(clause):
            return guess.outcome
        return self._remark(clause) if guess.outcome in {"aside", "nothing", *wished} else "chat"

    def _remark(self, clause: Clause, said: int = 0) -> str:
        """With a value in it that was not said yet, it is about the export."""
        return "slots" if _classes(clause) & self._slots & ~said else "aside"

    def _explains(self, clause: Clause, export: bool, most_chat: float) -> bool:
        """Why the export is to be so ("… so slack doesn't choke"), or why somebody asks; but not
        what is wrong with the film.
        """
        if clause.asked or self._edits(clause) or _classes(clause) & self._asks:
            return False
        if export and clause.link == Part.BECAUSE:
            return True
        guess = clause.verdict.guess
        if clause.link or guess is None or clause.tokens[0].classes & self._wishes:
            return False
        return guess.chat <= most_chat

    def _is_reason(self, clause: Clause) -> bool:
        """Why a job is stopped: what is wrong, or what the user is going to do about it."""
        if clause.tokens[0].classes & self._redo:
            return True
        return bool(_classes(clause) & self._fault) and not self._edits(clause)

    def _most_chat(self, wished: set[str], clause: Clause) -> float:
        """So probable may chat be for a clause to be a mere remark.

        After "don't" no edit is one, nor what is wrong: "don't export, the title is misspelt".
        """
        if wished == {"nothing"} and _classes(clause) & (self._edit | self._fault):
            return 0
        return NO_EDIT_IN_WORDS if self._edits(clause) else NO_EDIT

    def _alone(self, clause: Clause) -> Clause:
        guess = clause.verdict.guess
        if not clause.verdict.open or guess is None or not self._trusted(clause, guess):
            return clause
        outcome = self._remark(clause) if guess.outcome == "aside" else guess.outcome
        return clause._replace(verdict=clause.verdict._replace(outcome=outcome))

    def _trusted(self, clause: Clause, guess: Guess) -> bool:
        mute = self._wordless if _classes(clause) & self._why else self._lifted
        if all(token.classes & mute for token in clause.tokens):
            return False
        if guess.outcome == "export" and _classes(clause) & self._unwished:
            return False
        return guess.score >= SURE.get(guess.outcome, OTHERS)

    def _guess(self, clause: Clause) -> Guess | None:
        """The likeliest outcome; None where the clause is too long to be a command."""
        if not self._outcomes or clause.end - clause.start > LONGEST:
            return None
        names = self._features.of(clause.tokens, clause.asked)
        # None of a row's weights is all zero: those are not kept.
        known = list(filter(None, map(self._weights.rows.get, names)))
        length = (len(known) or 1) ** 0.5 * self._scale
        sums = self._sums.of(known)
        scores = [total / length + own for total, own in zip(sums, self._bias, strict=True)]
        best = max(scores)
        odds = [_E ** (score - best) for score in scores]
        chat = odds[self._outcomes.index("chat")]
        return Guess(self._outcomes[scores.index(best)], 1 / sum(odds), chat / sum(odds))


def _depends(clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause is what a check is for: "if I've enough left do another with snow"."""
    check = clauses[place - 1] if place == 1 else None
    return check is not None and check.link == Part.IF and check.verdict.outcome in CHECKS


def _shows(clause: Clause) -> bool:
    return clause.verdict.outcome == "presented"


def _classes(clause: Clause) -> int:
    return classes_of(clause.tokens)


def _packed(weights: Sequence[int]) -> int:
    return sum(weight << (_FIELD * place) for place, weight in enumerate(weights))
