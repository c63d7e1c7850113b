"""One clause: whether it is an instruction to do something in the editor, and for which action.

Nothing here knows the neighbouring clauses; `reading` puts them together.
"""

from __future__ import annotations

import re
from functools import cached_property

from skill_runtime.core.gui.expressions import Expressions, Finder, Kinds, complete
from skill_runtime.core.gui.leads import Leads, addresses
from skill_runtime.core.gui.objects import Objects
from skill_runtime.core.gui.rules import LanguageRules, ObjectRow, VerbClass, Wording
from skill_runtime.model.plan import Action
from skill_runtime.model.values import dataclass

_VERBS_TRIED = 8
"""Verbs of a clause that are looked at before it is given up."""
_NAME_LENGTH = 24
_QUOTES = '"“‘「'
_NO_NAMES = ("condition", "wait")
_GERUND = re.compile(r"[^ ]*[aeiouy][^ ]*ing\b", re.IGNORECASE)
_OPENING_VERBS = "open"
LABEL_VERBS = ("click", "press", "use", "pick", "open")
"""What a user does with something that has a name on it."""


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
    wished: bool = False
    """It counts only beside a condition on the user's will."""

    @property
    def vague(self) -> bool:
        """Any other step of the clause says more."""
        return self.neutral or self.generic


class Steps:
    """Finds the steps in the clauses of one language."""

    def __init__(self, rules: LanguageRules, expressions: Expressions, clauses: Kinds) -> None:
        self._rules = rules
        self._expressions = expressions
        self._clauses = clauses
        self._classes: dict[str, VerbClass] = {verb.name: verb for verb in rules.verbs}
        self._objects: dict[str, Objects] = {}

    @cached_property
    def verbs(self) -> Finder:
        """The verbs that are tried first."""
        return self._expressions.finder(self._verbs(fallback=False))

    @cached_property
    def fallback_verbs(self) -> re.Pattern[str]:
        """The verbs that are tried where no other gave a step."""
        return self._expressions.named(self._verbs(fallback=True))

    @cached_property
    def _handling_verbs(self) -> re.Pattern[str]:
        return self._expressions.named([(v.name, v.forms) for v in self._rules.verbs if v.handles])

    @cached_property
    def leads(self) -> Leads:
        """Reads what stands before a verb."""
        return Leads(self._rules, self._expressions)

    @cached_property
    def _forbids(self) -> re.Pattern[str]:
        verbs = (form for verb in self._rules.verbs if verb.forbids for form in verb.forms)
        return self._expressions.any_of([*self._rules.leads.get("forbid", ()), *verbs])

    @cached_property
    def _adverb(self) -> re.Pattern[str]:
        return self._expressions.any_of(self._rules.adverb)

    @cached_property
    def _brings(self) -> re.Pattern[str]:
        return self._expressions.any_of(self._rules.evidence.get("brings", ()))

    @cached_property
    def _reports(self) -> re.Pattern[str]:
        return self._expressions.any_of(self._rules.evidence.get("reports", ()), whole_words=False)

    @cached_property
    def _tells(self) -> re.Pattern[str]:
        return self._expressions.any_of(self._rules.evidence.get("tells", ()))

    @cached_property
    def control(self) -> re.Pattern[str]:
        """Parts of an editor."""
        return self._expressions.any_of(self._rules.evidence.get("control", ()))

    def complete(self) -> None:
        """Compiles everything now, what only single verbs need among it."""
        complete(self)
        for verb in self._classes:
            self._objects_of(verb)

    def read(self, shadow: str, clause: Clause) -> Step | None:
        """The instruction that a clause gives, or None.

        The first verb that can be one counts, unless a later one says more ("through the panel,
        upload the logo").
        """
        known = self._read(self.verbs, shadow, clause)
        return known or self._read(self.fallback_verbs, shadow, clause)

    def read_next(self, shadow: str, clause: Clause) -> Step | None:
        """The instruction of a clause that goes on with a step, so that nothing in it need tell of
        an editor: "open the Media tab and import a clip".
        """
        for match in self.verbs.finditer(shadow, clause.start, clause.end):
            lead = self.leads.read(shadow[clause.start : match.start()].lstrip(_QUOTES))
            verb = self._classes[match.lastgroup or ""]
            if lead is None or not (verb.itself or verb.goes_on):
                return None
            begin = clause.start if "thing" in lead else match.start()
            row = self._objects_of(verb.name).named(shadow[begin : clause.end])
            if row is not None and (row.action is not None or row.overrides):
                return Step(row.action, lead, match.start(), wording=row.wording)
            if verb.goes_on:
                return Step(verb.default, lead, match.start(), generic=True, wording=verb.wording)
            return None
        return self._read_name(shadow, clause)

    def read_handling(self, shadow: str, clause: Clause) -> Step | None:
        """What a clause has done to a thing that another clause has taken up: "slide it left"."""
        match = self._handling_verbs.search(shadow, clause.start, clause.end)
        lead = match and self.leads.read(shadow[clause.start : match.start()])
        if match is None or lead is None:
            return None
        verb = self._classes[match.lastgroup or ""]
        return Step(verb.default, lead, match.start(), wording=verb.wording)

    def named(self, words: str, at: int) -> Step | None:
        """What words ask for that only name something to press."""
        row = self._objects_of(_OPENING_VERBS).decide(words, self.control) if words else None
        return Step(row.action, frozenset(), at, wording=row.wording) if row else None

    def answer(self, step: Step, question: str) -> Step:
        """A step that says nothing of its own means what the question before it named."""
        row = self._objects_of(_OPENING_VERBS).named(question)
        if row is None:
            return step
        return Step(row.action, step.lead, step.verb, step.look, wording=row.wording)

    def is_settled(self, words: str) -> bool:
        """Whether the words before a step leave it no action: "if the interface is in ..."."""
        row = self._objects_of(_OPENING_VERBS).overriding(words) if words else None
        return row is not None and row.action is None and self.control.search(words) is not None

    def has_other_actor(self, shadow: str, clause: Clause) -> bool:
        """Whether somebody else than the user acts on an interface: "the cursor clicks"."""
        if self._clauses.has("actor", shadow[clause.start : clause.end]):
            return True
        return any(
            self._objects_of(match.lastgroup or "").evident(shadow[match.end() : clause.end])
            for match in self.verbs.finditer(shadow, clause.start, clause.end)
            if self.leads.read(shadow[clause.start : match.start()]) is None
        )

    def _verbs(self, *, fallback: bool) -> list[tuple[str, tuple[str, ...]]]:
        verbs = (verb for verb in self._rules.verbs if not verb.handles)
        return [(verb.name, verb.forms) for verb in verbs if verb.fallback is fallback]

    def _objects_of(self, verb: str) -> Objects:
        if verb not in self._objects:
            self._objects[verb] = Objects(self._rules, self._expressions, self._classes[verb])
        return self._objects[verb]

    def _read(self, verbs: Finder | re.Pattern[str], shadow: str, clause: Clause) -> Step | None:
        found: Step | None = None
        forbids = self._forbids.search(shadow, clause.start, clause.end) is not None
        for tried, match in enumerate(verbs.finditer(shadow, clause.start, clause.end)):
            if tried == _VERBS_TRIED:
                break
            step = self._try_verb(shadow, clause, match)
            if forbids:
                found = step if step and "forbid" in step.lead else found or step
                continue
            if step and not step.vague and step.action is not None:
                return step
            found = found or step
        return found

    def _read_name(self, shadow: str, clause: Clause) -> Step | None:
        """A clause that is nothing but the name of the next thing: "select File, then Export"."""
        words = shadow[clause.start : clause.end].strip()
        longest = _NAME_LENGTH // (1 if self._rules.spaced else 2)
        if len(words) >= longest or self._tells.search(words):
            return None
        if any(self._clauses.has(kind, words) for kind in _NO_NAMES):
            return None
        row = self._objects_of(_OPENING_VERBS).named(words)
        return Step(row.action, frozenset(), clause.start) if row and row.action else None

    def _try_verb(self, shadow: str, clause: Clause, match: re.Match[str]) -> Step | None:
        words = shadow[clause.start : match.start()]
        lead = self._read_lead(words)
        if lead is None or self._is_no_use(match, lead, clause):
            return None
        objects = self._objects_of(match.lastgroup or "")
        if (objects.verb.look or objects.verb.fallback) and "subordinate" in lead:
            return None
        if objects.verb.addressed and not addresses(lead):
            return None
        tail = shadow[match.end() : clause.end]
        seen = words + tail if "thing" in lead else tail
        if not ("place" in lead or objects.evident(tail) or objects.evident(seen)):
            return None
        return self._step(objects, (words, tail, seen), lead, match)

    def _is_no_use(self, match: re.Match[str], lead: frozenset[str], clause: Clause) -> bool:
        """A gerund that nothing leads to ("clicking noises"), unless it tells what it is good for
        ("clicking Export gets you the file"), or one that a report follows.
        """
        if not self._rules.spaced or not _GERUND.match(match[0]):
            return False
        if lead:
            reported = self._reports.match(match.string, match.end()) is not None
            return lead <= {"subordinate", "link"} and reported
        return self._brings.search(match.string, match.end(), clause.end) is None

    def _read_lead(self, words: str) -> frozenset[str] | None:
        """The kinds of the words before a verb. Once the user is spoken to, a word that nobody
        knows is an adverb: "please carefully drag".
        """
        lead, rest = self.leads.parse(words)
        if not rest:
            return lead
        adverb = addresses(lead) and self._adverb.fullmatch(rest.strip())
        if not adverb or self._clauses.has("actor", rest) or self.verbs.search(rest):
            return None
        return lead

    def _step(
        self,
        objects: Objects,
        words: tuple[str, str, str],
        lead: frozenset[str],
        match: re.Match[str],
    ) -> Step:
        """`words`: what stands before the verb, what follows it, and the same with the thing that
        stands before it.
        """
        verb, at = objects.verb, match.start()
        if verb.forbids:
            return Step(None, lead | {"forbid"}, at)
        itself = match[0] if verb.itself else ""
        row = objects.decide(itself + words[1], self.control)
        if row is None or row.neutral or row.generic or verb.goes_on:
            row = objects.decide(itself + words[2], self.control)
        if "place" in lead and (row is None or row.neutral or verb.goes_on):
            row = self._row_of_place(words[0], verb) or row
        look = verb.look or self._clauses.has("goal", match[0] + words[2])
        own = (row and row.wording) or verb.wording
        if row is None:
            vague = verb.default is Action.CHAT and (verb.name in LABEL_VERBS or verb.fallback)
            vague = vague and verb.wording is None
            if vague and look:
                return Step(Action.STATUS, lead, at, look)
            return Step(verb.default, lead, at, look, vague, False, own, verb.wished)
        own = own if row.action is verb.default or row.wording else None
        if look and row.neutral and row.action is Action.CHAT:
            return Step(Action.STATUS, lead, at, look)
        return Step(row.action, lead, at, look, row.neutral, row.generic, own, verb.wished)

    def _row_of_place(self, place: str, verb: VerbClass) -> ObjectRow | None:
        """What the place before a verb stands for: "in the Export window, set ..."."""
        row = self._objects_of(_OPENING_VERBS).decide(place, self.control)
        if row is None or row.neutral or (row.generic and verb.default is Action.CHAT):
            return None
        return row
