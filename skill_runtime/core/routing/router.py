"""One utterance from its text to its plan, top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from skill_runtime.core.routing.clauses import Clause, ClauseSplitter
from skill_runtime.core.routing.expressions import compiled
from skill_runtime.core.routing.features import Features
from skill_runtime.core.routing.guessing import Guesser
from skill_runtime.core.routing.lexicon import Lexicon, Token
from skill_runtime.core.routing.masking import Masking
from skill_runtime.core.routing.normalise import Folding
from skill_runtime.core.routing.ordering import Ordering, Wish
from skill_runtime.core.routing.parts import KEYWORD_CLASSES, LIFTED, OUTCOMES, Part
from skill_runtime.core.routing.plans import Planner
from skill_runtime.core.routing.rules import Decisions, Guess, Row, Verdict
from skill_runtime.core.routing.scan import BREAK, Item, Scanner
from skill_runtime.model.plan import Plan
from skill_runtime.model.tuples import NamedTuple
from skill_runtime.model.utterance import Utterance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from skill_runtime.core.routing.vocabulary import Vocabulary

_LONGEST, _MOST_ITEMS, _MOST_BREAKS = 2000, 1000, 48
"""Characters, words and punctuation. More is a script or a brief: no command is looked for."""


class Evidence(NamedTuple):
    """Why one clause was taken for what it was taken for; `route --explain` prints it."""

    text: str
    """Normalised: lower case, simplified characters, half width; phrases stand apart."""
    anchor: str | None
    """The word that the decision hangs on, or would have."""
    blocked_by: str | None
    """The word that no rule with this anchor knows; it is why the clause is chat."""
    rule: Row | None
    """The row of the catalogue that decided."""
    guess: Guess | None
    """What the model makes of it; None where a rule decided or a word of editing did."""
    decision: str
    """An action, `nothing`, or what the clause is instead of a step (`aside`, `slots` …)."""


class Routed(NamedTuple):
    """The answer of the router."""

    plan: Plan
    language: str
    """To answer in: as was asked for, else that of the text; empty where nothing tells."""
    wishes: tuple[Wish, ...]
    """The clauses in execution order with what became of them."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Why, in execution order."""
        return tuple(_evidence(wish.clause, wish.outcome) for wish in self.wishes)


class Router:
    """Routes with one vocabulary; build it once, it keeps no state between utterances."""

    def __init__(self, vocabulary: Vocabulary, keywords: Mapping[str, tuple[str, ...]]) -> None:
        self._folding = Folding(vocabulary.simplified)
        self._scanner = Scanner()
        self._lexicon = Lexicon(vocabulary, self._scanner)
        self._masking = Masking(self._lexicon)
        self._splitter = ClauseSplitter(self._lexicon)
        self._decisions = Decisions(vocabulary, self._lexicon)
        self.features = Features(self._lexicon, self._decisions)
        self._ordering = Ordering(self._lexicon)
        self._planner = Planner(self._lexicon, vocabulary.topics)
        self._guesser = Guesser(vocabulary.guesses, self._lexicon, self.features)
        default, *others = vocabulary.languages
        self._default = default.code
        self._languages = {language.code for language in vocabulary.languages}
        self._letters = [
            (other.code, compiled(f"[{''.join(f'{low}-{high}' for low, high in other.letters)}]"))
            for other in others
            if other.letters
        ]
        self._latin = compiled("[a-z]{2}")
        self._courtesy = self._lexicon.mask([Part.COURTESY])
        self._lifted = self._lexicon.mask(LIFTED)
        self._keywords = dict(self._learn(keywords, default.words.get(Part.THE, ())))

    @classmethod
    def build(
        cls, vocabulary: Vocabulary, keywords: Mapping[str, tuple[str, ...]] | None = None
    ) -> Router:
        """`keywords` are the rows of a skill's own router table, phrases by action.

        One that is no phrase of the vocabulary becomes one, and is understood as its own are ("hand
        it over as a gif, please"). One that is has its place there already: it fires as a whole
        clause at most.
        """
        return cls(vocabulary, keywords or {})

    def route(self, utterance: Utterance) -> Routed:
        """The plan for one utterance. Any text has an answer; nothing is raised."""
        folded = self._folding.fold(utterance.text[:_LONGEST])
        items = self._scanner.items(folded.text)
        if len(utterance.text) > _LONGEST or _is_brief(items):
            said = (item.text for item in items if item.kind not in LIFTED)
            language = self._language(utterance, said)
            return Routed(self._planner.forward(utterance), language, ())
        tokens = self._masking.cover(self._lexicon.tokens(items))
        wishes = self._wishes(tokens, bool(utterance.attachments))
        plan = self._planner.plan(utterance, folded, tokens, wishes)
        if not wishes and not plan.steps and utterance.text.strip():
            plan = self._planner.forward(utterance)
        said = (token.text for token in tokens if not token.classes & self._lifted)
        return Routed(plan, self._language(utterance, said), tuple(wishes))

    def read(self, text: str, attached: bool = False) -> tuple[list[Token], list[Wish]]:
        """The tokens of a text and its clauses in execution order; the model is made from them."""
        tokens = self._tokens(self._folding.fold(text[:_LONGEST]).text)
        return tokens, self._wishes(tokens, attached)

    def _wishes(self, tokens: list[Token], attached: bool) -> list[Wish]:
        def decide(part: Sequence[Token], asked: bool) -> Verdict:
            action = self._keywords.get(self._key(part)) if self._keywords else None
            if action is not None:
                return Verdict(action, anchor=part[0].text)
            return self._decisions.decide(part, asked, attached)

        clauses = self._guesser.settle(self._splitter.split(tokens, decide))
        return self._ordering.wishes(clauses)

    def _learn(
        self, keywords: Mapping[str, tuple[str, ...]], pointing: Sequence[str]
    ) -> Iterator[tuple[str, str]]:
        """Teaches the lexicon what it doesn't know; yields the other phrases with their actions."""
        for action, phrases in keywords.items():
            for phrase in phrases:
                folded = self._folding.fold(phrase).text
                words = self._tokens(folded)
                class_ = KEYWORD_CLASSES.get(action)
                if class_ and not (len(words) == 1 and words[0].classes):
                    values = (("format", "srt"),) if action == "srt_export" else ()
                    for variant in _variants(folded, pointing):
                        self._lexicon.add(variant, self._lexicon.mask([class_]), values)
                elif words and action in OUTCOMES:
                    yield self._key(words), action

    def _tokens(self, folded: str) -> list[Token]:
        return self._masking.cover(self._lexicon.tokens(self._scanner.items(folded)))

    def _key(self, tokens: Sequence[Token]) -> str:
        return " ".join(t.text for t in tokens if not t.classes & self._courtesy)

    def _language(self, utterance: Utterance, said: Iterable[str]) -> str:
        """That of what is said, whatever is quoted in it. One letter tells a language with letters
        of its own, since who writes "make it 竖屏" reads both; empty where nothing tells.
        """
        if utterance.language:
            chosen = utterance.language.partition("-")[0].lower()
            if chosen in self._languages:
                return chosen
        text = " ".join(said)
        counts = ((len(letters.findall(text)), code) for code, letters in self._letters)
        count, code = max(counts, default=(0, ""), key=itemgetter(0))
        if count:
            return code
        return self._default if self._latin.search(text) else ""


def _variants(phrase: str, pointing: Sequence[str]) -> Iterator[str]:
    """A phrase, and the same with a word that points: "download the subtitles"."""
    yield phrase
    first, space, rest = phrase.partition(" ")
    for word in pointing if space else ():
        yield f"{first} {word} {rest}"


def _is_brief(items: Sequence[Item]) -> bool:
    if len(items) <= _MOST_BREAKS:
        return False
    breaks = sum(1 for item in items if item.kind == BREAK)
    return len(items) > _MOST_ITEMS or breaks > _MOST_BREAKS


def _evidence(clause: Clause, outcome: str) -> Evidence:
    verdict = clause.verdict
    return Evidence(
        clause.text,
        verdict.anchor,
        verdict.blocked_by,
        verdict.rule,
        verdict.guess,
        outcome or "mentioned",
    )
