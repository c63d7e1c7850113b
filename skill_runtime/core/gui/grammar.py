"""One language's rules, compiled: which clauses are instructions about the editor, and for what.

Nothing here knows the neighbouring clauses; `reading` puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from skill_runtime.core.gui.masking import Masked, mask
from skill_runtime.core.gui.objects import NEVER, Objects
from skill_runtime.core.gui.prescan import Scan
from skill_runtime.core.gui.rules import LanguageRules, ObjectRow, VerbClass, Wording
from skill_runtime.errors import DataError
from skill_runtime.model.plan import Action

_VERBS_TRIED = 8
"""Verbs of a clause that are looked at before it is given up."""
_LEAD_LENGTH = 160
_NAME_LENGTH = 24
_LATIN = re.compile("[a-z]+")
_GERUND = re.compile(r"[^ ]*[aeiouy][^ ]*ing\b", re.IGNORECASE)
_COLONS = (":", "：")
_BLANKS = re.compile(r"\s*")
_SPACE = re.compile(r"[\s,，]*")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence's shadow: the joint before it, then its words."""

    joint: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction to do something in the editor."""

    action: Action | None
    lead: frozenset[str]
    """The kinds of words before its verb: forbid, allow, aside, subordinate ..."""
    verb: int
    """Where the verb stands in the shadow."""
    look: bool = False
    neutral: bool = False
    """It says nothing of its own: the next or the previous step decides."""
    generic: bool = False
    wording: Wording | None = None

    @property
    def vague(self) -> bool:
        """Any other step of the clause says more."""
        return self.neutral or self.generic


class Grammar:
    """Answers about sentences and clauses of one language.

    Its expressions are compiled when they are first asked for: most replies need few of them, and
    all together take longer than a short command.
    """

    def __init__(self, rules: LanguageRules) -> None:
        self.rules = rules
        self._letters = re.compile(rules.letters)
        self._classes: dict[str, VerbClass] = {verb.name: verb for verb in rules.verbs}
        self._kinds: dict[tuple[str, str], re.Pattern[str]] = {}
        self._object_tables: dict[str, Objects] = {}
        self._hints = tuple(hint.lower() for hint in rules.sentences["hint"])

    @cached_property
    def _verbs(self) -> re.Pattern[str]:
        return self._compile_verbs(fallback=False)

    @cached_property
    def _fallback_verbs(self) -> re.Pattern[str]:
        return self._compile_verbs(fallback=True)

    def _compile_verbs(self, *, fallback: bool) -> re.Pattern[str]:
        verbs = [verb for verb in self.rules.verbs if verb.fallback is fallback]
        return self.compile_named((verb.name, verb.forms) for verb in verbs)

    @cached_property
    def _steps(self) -> Scan:
        """Finds what every sentence has that can hold an instruction."""
        rules = self.rules
        forms = [f for verb in rules.verbs if not verb.strict for f in verb.forms]
        found = Scan.of([*forms, *rules.evidence["interface"]], spaced=rules.spaced)
        return found.joined(Scan((), _NAMING_SIGNS))

    @cached_property
    def _any_verb(self) -> Scan:
        forms = [f for verb in self.rules.verbs if not verb.fallback for f in verb.forms]
        return Scan.of(forms, spaced=self.rules.spaced)

    @cached_property
    def words(self) -> Scan:
        """Finds what every sentence has that can be more than content."""
        latin = [words[-1] for hint in self._hints if (words := _LATIN.findall(hint))]
        others = [re.escape(hint) for hint in self._hints if not _LATIN.search(hint)]
        return self._steps.joined(Scan(latin, others))

    @cached_property
    def _lead(self) -> re.Pattern[str]:
        leads = self.rules.leads
        return self.compile_named((n, leads.get(n, ())) for n in _LEAD_ORDER if leads.get(n))

    @cached_property
    def _breaks(self) -> re.Pattern[str]:
        return self.compile(self.rules.breaks, whole_words=False)

    @cached_property
    def _enough(self) -> re.Pattern[str]:
        return self.compile(self.rules.enough, whole_words=False)

    @cached_property
    def _details(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        details = self.rules.details.items()
        return tuple((self.compile([pattern]), text) for pattern, text in details)

    @cached_property
    def control(self) -> re.Pattern[str]:
        return self.compile(self._control_words)

    @property
    def _control_words(self) -> tuple[str, ...]:
        return self.rules.evidence.get("control", (NEVER,))

    @cached_property
    def _choices(self) -> re.Pattern[str]:
        return self.compile([n for row in self.rules.objects if row.neutral for n in row.names])

    @cached_property
    def _before_label(self) -> re.Pattern[str]:
        return self._compile_label_context(self.rules)

    @cached_property
    def _after_label(self) -> re.Pattern[str]:
        words = (*self._control_words, *self.rules.evidence.get("acted_on", ()))
        return re.compile(rf"[*\s]*(?:的)?(?:{'|'.join(words)})", re.IGNORECASE)

    def _objects_of(self, verb: str) -> Objects:
        if verb not in self._object_tables:
            self._object_tables[verb] = Objects(self, self._classes[verb])
        return self._object_tables[verb]

    def _kind(self, group: str, kind: str) -> re.Pattern[str] | None:
        """The expression of a kind of `clauses` or `sentences`."""
        patterns = getattr(self.rules, group).get(kind)
        if patterns is None:
            return None
        if (group, kind) not in self._kinds:
            self._kinds[group, kind] = self.compile(patterns, whole_words=False)
        return self._kinds[group, kind]

    def compile(self, patterns: Iterable[str], *, whole_words: bool = True) -> re.Pattern[str]:
        """Any of the patterns; in a spaced language as whole words."""
        joined = "|".join(f"(?:{pattern})" for pattern in patterns) or NEVER
        if whole_words and self.rules.spaced:
            joined = rf"(?<![\w-])(?:{joined})(?![\w-])"
        return self._compiled(joined)

    def compile_named(self, groups: Iterable[tuple[str, tuple[str, ...]]]) -> re.Pattern[str]:
        """The name of the matching group comes back as `lastgroup`; longer forms go first."""
        named = (
            "|".join(
                f"(?P<{name}>{'|'.join(sorted(forms, key=len, reverse=True))})"
                for name, forms in groups
            )
            or NEVER
        )
        if self.rules.spaced:
            named = rf"(?<![\w-])(?:{named})(?![\w-])"
        return self._compiled(named)

    def _compiled(self, pattern: str) -> re.Pattern[str]:
        try:
            return re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            place = f"translations/gui, language {self.rules.name}"
            raise DataError(f"{place}: {error} in a phrase; `make test` names its row") from error

    def _compile_label_context(self, rules: LanguageRules) -> re.Pattern[str]:
        forms = "|".join(
            form for verb in rules.verbs if verb.name in _LABEL_VERBS for form in verb.forms
        )
        naming = "|".join(rules.evidence.get("naming", (NEVER,)))
        return re.compile(rf"(?:{forms})(?:[*\s]*(?:{naming})){{0,4}}[*\s]*$", re.IGNORECASE)

    def weight(self, text: str) -> float:
        """How many words of this language a text has."""
        return len(self._letters.findall(text)) / self.rules.letters_per_word

    def may_hold_step(self, text: str) -> bool:
        """The pre-scan: False means that no clause of it can be an instruction."""
        if not self._steps.matches(text):
            return False
        return self._any_verb.matches(text) or self._fallback_verbs.search(text) is not None

    def mask(self, text: str) -> Masked:
        """The sentence's shadow."""
        return mask(text, self._before_label, self._after_label)

    def is_sentence(self, kind: str, text: str) -> bool:
        """Whether a sentence is of the kind (see `LanguageRules.sentences`)."""
        pattern = self._kind("sentences", kind)
        return pattern is not None and pattern.search(text) is not None

    def is_clause(self, kind: str, text: str) -> bool:
        """Whether a clause is of the kind (see `LanguageRules.clauses`)."""
        pattern = self._kind("clauses", kind)
        return pattern is not None and pattern.search(text) is not None

    def hints(self, text: str) -> bool:
        """The cheap test for sentences that may have to be held back."""
        lower = text.lower()
        return any(hint in lower for hint in self._hints) or text.rstrip("* ").endswith(_COLONS)

    def opens_content(self, glue: str, text: str) -> bool:
        """Whether a line introduces a script, a storyboard or the like."""
        ends = text.rstrip(" *_").endswith((":", "："))
        emphasised = "*" in text[:2] and text.endswith("*")
        return (ends or "#" in glue or emphasised) and self.is_sentence("intro", text)

    def is_dialog_choice(self, words: str) -> bool:
        """Whether a choice is one of an editor's dialogs by its words alone: "pick 4K"."""
        return not self.is_clause("own", words) and self._choices.search(words) is not None

    def is_enough(self, text: str) -> bool:
        """Whether the words already invite the user to speak."""
        return self._enough.search(text) is not None

    def split(self, shadow: str, start: int, end: int) -> list[Clause]:
        """The clauses of a stretch, in order; together they cover it."""
        clauses: list[Clause] = []
        joint = begin = start
        for match in self._breaks.finditer(shadow, start, end):
            words = shadow[begin : match.start()]
            unfinished = match[0].strip()[:1] not in _COLONS and self._only_leads(words)
            if words.strip() and not unfinished:
                clauses.append(Clause(joint, begin, match.start()))
                joint = match.start()
            if joint == match.start() or not words.strip():
                blanks = _BLANKS.match(shadow, match.end(), end)
                begin = blanks.end() if blanks else match.end()
        if shadow[begin:end].strip() or not clauses:
            clauses.append(Clause(joint, begin, end))
        return clauses

    def read_step(self, shadow: str, clause: Clause) -> Step | None:
        """The instruction that a clause gives, or None.

        The first verb that can be one counts, unless a later one says more ("through the panel,
        upload the logo").
        """
        known = self._read_step(self._verbs, shadow, clause)
        return known or self._read_step(self._fallback_verbs, shadow, clause)

    def _read_step(self, verbs: re.Pattern[str], shadow: str, clause: Clause) -> Step | None:
        found: Step | None = None
        for tried, match in enumerate(verbs.finditer(shadow, clause.start, clause.end)):
            if tried == _VERBS_TRIED:
                break
            step = self._try_verb(shadow, clause, match)
            if step and not step.vague and step.action is not None:
                return step
            found = found or step
        return found

    def read_next_step(self, shadow: str, clause: Clause) -> Step | None:
        """The instruction of a clause that goes on with a step, so that nothing in it need tell of
        an editor: "open the Media tab and import a clip".
        """
        for match in self._verbs.finditer(shadow, clause.start, clause.end):
            lead = self._read_lead(shadow[clause.start : match.start()])
            verb = self._classes[match.lastgroup or ""]
            if lead is None or not (verb.itself or verb.goes_on):
                return None
            row = self._objects_of(verb.name).named(shadow[match.start() : clause.end])
            if row is not None and row.action is not None:
                return Step(row.action, lead, match.start(), wording=row.wording)
            if verb.goes_on:
                return Step(verb.default, lead, match.start(), wording=verb.wording)
            return None
        return self._read_name(shadow, clause)

    def _read_name(self, shadow: str, clause: Clause) -> Step | None:
        """A clause that is nothing but the name of the next thing: "select File, then Export"."""
        words = shadow[clause.start : clause.end].strip()
        if len(words) >= _NAME_LENGTH or self.is_clause("condition", words):
            return None
        row = self._objects_of(_OPENING_VERBS).named(words)
        return Step(row.action, frozenset(), clause.start) if row and row.action else None

    def has_other_actor(self, shadow: str, clause: Clause) -> bool:
        """Whether somebody else than the user acts on an interface: "the cursor clicks"."""
        if self.is_clause("actor", shadow[clause.start : clause.end]):
            return True
        return any(
            self._objects_of(match.lastgroup or "").evident(shadow[match.end() : clause.end])
            for match in self._verbs.finditer(shadow, clause.start, clause.end)
            if self._read_lead(shadow[clause.start : match.start()]) is None
        )

    def _try_verb(self, shadow: str, clause: Clause, match: re.Match[str]) -> Step | None:
        words = shadow[clause.start : match.start()]
        lead = self._read_lead(words)
        if lead is None or (_is_bare_gerund(match[0], lead) and self.rules.spaced):
            return None
        objects = self._objects_of(match.lastgroup or "")
        if (objects.verb.look or objects.verb.fallback) and "subordinate" in lead:
            return None
        tail = shadow[match.end() : clause.end]
        seen = words + tail if "thing" in lead else tail
        if not ("place" in lead or objects.evident(tail) or objects.evident(seen)):
            return None
        return self._step(objects, match[0] + seen, lead, match)

    def _step(
        self, objects: Objects, seen: str, lead: frozenset[str], match: re.Match[str]
    ) -> Step:
        verb, at = objects.verb, match.start()
        row = objects.decide(seen if verb.itself else seen[len(match[0]) :], self.control)
        if "place" in lead and (row is None or row.neutral or verb.goes_on):
            row = self._row_of_place(match.string[match.pos : at], verb) or row
        look = verb.look or self.is_clause("goal", seen)
        own = (row and row.wording) or verb.wording
        if row is None:
            vague = verb.name in _LABEL_VERBS and verb.default is Action.CHAT
            if vague and look:
                return Step(Action.STATUS, lead, at, look)
            return Step(verb.default, lead, at, look, neutral=vague, wording=own)
        own = own if row.action is verb.default or row.wording else None
        return Step(row.action, lead, at, look, row.neutral, row.generic, own)

    def _row_of_place(self, place: str, verb: VerbClass) -> ObjectRow | None:
        """What the place before a verb stands for: "in the Export window, set ..."."""
        row = self._objects_of(_OPENING_VERBS).decide(place, self.control)
        return None if row is None or (verb.goes_on and row.generic) else row

    def detail(self, words: str) -> str:
        """What a wording says about the words of a step; empty: nothing."""
        found = (text for pattern, text in self._details if pattern.search(words))
        return next(found, "")

    def answer(self, step: Step, question: str) -> Step:
        """A step that says nothing of its own means what the question before it named."""
        row = self._objects_of(_OPENING_VERBS).named(question)
        if row is None or row.action is None:
            return step
        return Step(row.action, step.lead, step.verb, step.look, wording=row.wording)

    def _only_leads(self, words: str) -> bool:
        """Whether a verb is still to come. A choice is a step on the way, whatever follows it."""
        return bool(self._read_lead(words)) and not self.is_clause("choice", words.strip())

    def _read_lead(self, lead: str) -> frozenset[str] | None:
        """The kinds of words before a verb; None where somebody else acts."""
        if len(lead) > _LEAD_LENGTH:
            return None
        kinds: set[str] = set()
        at = _skip_blanks(lead, 0)
        while at < len(lead):
            match = self._lead.match(lead, at)
            if match is None or match.end() == at:
                return None
            kinds.add(match.lastgroup or "")
            at = _skip_blanks(lead, match.end())
        return frozenset(kinds)


_LEAD_ORDER = ("forbid", "allow", "aside", "subordinate", "place", "thing", "tell")
_NAMING_SIGNS = '"“「『‘→›»>▸▶➔➜⇒'
_OPENING_VERBS = "open"
_LABEL_VERBS = ("click", "press", "use", "pick", "open")


def _is_bare_gerund(verb: str, lead: frozenset[str]) -> bool:
    return not lead and _GERUND.match(verb) is not None


def _skip_blanks(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
