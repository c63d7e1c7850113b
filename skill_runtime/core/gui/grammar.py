"""One language's rules, compiled: what a sentence is, where its clauses end, what they ask for."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from skill_runtime.core.gui.expressions import Expressions, Kinds, complete
from skill_runtime.core.gui.joints import COLONS, COMMAS, SEMICOLONS
from skill_runtime.core.gui.loanwords import Loanwords
from skill_runtime.core.gui.masking import Masked, mask
from skill_runtime.core.gui.prescan import NEVER, Scan
from skill_runtime.core.gui.rules import LanguageRules
from skill_runtime.core.gui.spellings import Spellings
from skill_runtime.core.gui.steps import LABEL_VERBS, Clause, Steps

_LATIN = re.compile("[a-z]+")
_BLANKS = re.compile(r"\s*")
_SEVERAL_SCRIPTS = re.compile(r"(?=.*[A-Za-z]{2}).*[\u3040-\u9fff]", re.DOTALL)
_FRAME_WORD_WEIGHT = 4
_NAMING_SIGNS = '"“「『‘→›»>▸▶➔➜⇒'


class Grammar:
    """Answers about the sentences and clauses of one language."""

    def __init__(self, rules: LanguageRules) -> None:
        self.rules = rules
        self._expressions = Expressions(rules.name, spaced=rules.spaced)
        self._sentences = Kinds(rules.sentences, self._expressions)
        self._clauses = Kinds(rules.clauses, self._expressions)
        self.is_clause = self._clauses.has
        self.steps = Steps(rules, self._expressions, self._clauses)
        self._spellings = Spellings(rules.spellings, rules.respelled)
        self._loanwords = Loanwords(rules.loans, spaced=rules.spaced)
        self._letters = re.compile(rules.letters)
        self._hints = tuple(hint.lower() for hint in rules.sentences["hint"])

    @cached_property
    def _evidence(self) -> Scan:
        """Finds what every sentence has that can hold an instruction."""
        rules = self.rules
        forms = [f for verb in rules.verbs if not verb.strict for f in verb.forms]
        found = Scan.of([*forms, *rules.evidence["interface"]], spaced=rules.spaced)
        return found.joined(Scan((), _NAMING_SIGNS))

    @cached_property
    def words(self) -> Scan:
        """Finds what every sentence has that can be more than content."""
        latin = [words[-1] for hint in self._hints if (words := _LATIN.findall(hint))]
        others = [re.escape(hint) for hint in self._hints if not _LATIN.search(hint)]
        plain = self._evidence.joined(Scan(latin, others), self._telling_loans)
        return self._spellings.written(plain)

    @cached_property
    def _telling_loans(self) -> Scan:
        return self._loanwords.telling(self._evidence.joined(self.steps.verbs.scan))

    @cached_property
    def _frame(self) -> re.Pattern[str]:
        return self._expressions.any_of(self.rules.frame)

    @cached_property
    def _hinted(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self._hints)), re.IGNORECASE)

    @cached_property
    def _breaks(self) -> re.Pattern[str]:
        return self._expressions.any_of(self.rules.breaks, whole_words=False)

    @cached_property
    def _enough(self) -> re.Pattern[str]:
        return self._expressions.any_of(self.rules.enough, whole_words=False)

    @cached_property
    def _details(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        details = self.rules.details.items()
        return tuple((self._expressions.any_of([pattern]), text) for pattern, text in details)

    @cached_property
    def _indicator(self) -> re.Pattern[str]:
        return self._expressions.any_of(self.rules.evidence.get("indicator", ()))

    @cached_property
    def _choices(self) -> re.Pattern[str]:
        names = [name for row in self.rules.objects if row.neutral for name in row.names]
        return self._expressions.any_of(names)

    @cached_property
    def _before_label(self) -> re.Pattern[str]:
        verbs = [verb for verb in self.rules.verbs if verb.name in LABEL_VERBS]
        named_by = self.rules.evidence.get("named_by", ())
        forms = "|".join([*(form for verb in verbs for form in verb.forms), *named_by])
        naming = "|".join(self.rules.evidence.get("naming", (NEVER,)))
        return re.compile(rf"(?:{forms})(?:[*\s]*(?:{naming})){{0,4}}[*\s]*(?=.$)", re.IGNORECASE)

    @cached_property
    def _after_label(self) -> re.Pattern[str]:
        evidence = self.rules.evidence
        words = (*evidence.get("control", (NEVER,)), *evidence.get("acted_on", ()))
        return re.compile(rf"[*\s]*(?:的)?(?:{'|'.join(words)})", re.IGNORECASE)

    def complete(self) -> None:
        """Compiles everything now, for a grammar that is kept for other processes."""
        complete(self)
        for part in (self._sentences, self._clauses, self.steps):
            part.complete()

    def weight(self, text: str) -> float:
        """How many words of this language a text has."""
        return len(self._letters.findall(text)) / self.rules.letters_per_word

    def claim(self, text: str) -> float:
        """How much a sentence of several languages is built in this one."""
        return self.weight(text) + _FRAME_WORD_WEIGHT * len(self._frame.findall(text))

    def may_hold_step(self, text: str) -> bool:
        """The pre-scan: False means that no clause of it can be an instruction."""
        text = self._spellings.read(text)
        if _SEVERAL_SCRIPTS.match(text) and self._telling_loans.matches(text):
            return True
        if not self._evidence.matches(text):
            return False
        return (
            self.steps.verbs.scan.matches(text)
            or self.steps.fallback_verbs.search(text) is not None
        )

    def mask(self, text: str) -> Masked:
        """The sentence's shadow, all of it in this language as far as it can be."""
        masked = mask(self._spellings.read(text), self._before_label, self._after_label)
        masked = replace(masked, text=text)
        return self._loanwords.read(masked) if _SEVERAL_SCRIPTS.match(text) else masked

    def is_sentence(self, kind: str, text: str) -> bool:
        """Whether a sentence is of the kind (see `LanguageRules.sentences`)."""
        return self._sentences.has(kind, self._spellings.read(text))

    def written_like(self, sample: str, words: str) -> str:
        """A wording in the spelling of a text that it stands in."""
        return self._spellings.like(sample, words)

    def as_read(self, text: str) -> str:
        """A text however it is written, as the rules know it."""
        return self._spellings.read(text)

    def hints(self, text: str) -> bool:
        """The cheap test for sentences that may have to be held back."""
        text = self._spellings.read(text)
        return text.rstrip("* ").endswith(COLONS) or self._hinted.search(text) is not None

    def opens_content(self, glue: str, text: str) -> bool:
        """Whether a line introduces a script, a storyboard or the like."""
        ends = text.rstrip(" *_").endswith(COLONS)
        emphasised = "*" in text[:2] and text.endswith("*")
        return (ends or "#" in glue or emphasised) and self.is_sentence("intro", text)

    def leaves_it_open(self, text: str) -> bool:
        """Whether a line makes what is listed below it depend on the user's will."""
        words = self._spellings.read(text).rstrip(" *_")
        return words.endswith(COLONS) and self.is_clause("condition", words[:-1].lstrip(" *_"))

    def is_dialog_choice(self, words: str) -> bool:
        """Whether a choice is one of an editor's dialogs by its words alone: "pick 4K"."""
        return not self.is_clause("own", words) and self._choices.search(words) is not None

    def is_enough(self, text: str) -> bool:
        """Whether the words already invite the user to speak."""
        return self._enough.search(text) is not None

    def names_control(self, text: str) -> bool:
        """Whether a text names a part of an editor, or something that only its users see."""
        seen = self.steps.control.search(text) or self._indicator.search(text)
        return seen is not None

    def detail(self, words: str) -> str:
        """What a wording says about the words of a step; empty: nothing."""
        found = (text for pattern, text in self._details if pattern.search(words))
        return next(found, "")

    def split(self, shadow: str, start: int, end: int) -> list[Clause]:
        """The clauses of a stretch, in order; together they cover it."""
        clauses: list[Clause] = []
        joint = begin = start
        for match in self._breaks.finditer(shadow, start, end):
            words = shadow[begin : match.start()]
            unfinished = self._only_leads(words, match[0].strip()[:1])
            if words.strip() and not unfinished:
                clauses.append(Clause(joint, begin, match.start()))
                joint = match.start()
            if joint == match.start() or not words.strip():
                blanks = _BLANKS.match(shadow, match.end(), end)
                begin = blanks.end() if blanks else match.end()
        if shadow[begin:end].strip() or not clauses:
            clauses.append(Clause(joint, begin, end))
        return clauses

    def _only_leads(self, words: str, sign: str) -> bool:
        """Whether a verb is still to come, whatever sign stands behind the words. A choice is a
        step on the way, and what is done to something doesn't come after a comma.
        """
        leads = None if sign in COLONS else self.steps.leads.read(words)
        if not leads or (sign in (*COMMAS, *SEMICOLONS) and "thing" in leads):
            return False
        return not self.is_clause("choice", words.strip())
