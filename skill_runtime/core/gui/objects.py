"""What may stand behind a verb, and the action that it means: the object rows of a language.

It reads no sentence and knows no clause; `steps` says where a verb stands.
"""

from __future__ import annotations

import re

from skill_runtime.core.gui.expressions import Expressions
from skill_runtime.core.gui.rules import LanguageRules, ObjectRow, VerbClass
from skill_runtime.model.plan import Action


class Objects:
    """What may follow the verbs of one class, and what it means."""

    def __init__(self, rules: LanguageRules, expressions: Expressions, verb: VerbClass) -> None:
        self.verb = verb
        rows = [row for row in rules.objects if not row.verbs or verb.name in row.verbs]
        self._special = _Table(
            expressions, [r for r in rows if not (r.generic or r.overrides or r.neutral)]
        )
        self._neutral = _Table(expressions, [r for r in rows if r.neutral])
        self._overrides = _Table(expressions, [r for r in rows if r.overrides])
        self._generic = _Table(expressions, [r for r in rows if r.generic])
        self._locative = expressions.any_of(rules.evidence.get("locative", ()), whole_words=False)
        self._beyond = expressions.any_of(rules.evidence.get("beyond", ()), whole_words=False)
        self._any_object = "object" in verb.needs
        needs = [p for name in verb.needs for p in rules.evidence.get(name, ())]
        self._next = expressions.any_of(
            [p for p in needs if p.startswith(r"\A")], whole_words=False
        )
        self._anywhere = expressions.any_of([p for p in needs if not p.startswith(r"\A")])

    def evident(self, tail: str) -> bool:
        """Whether what follows the verb belongs to an editor."""
        if self._next.search(tail) or self._anywhere.search(tail):
            return True
        tables = (self._special, self._overrides, self._generic, self._neutral)
        return self._any_object and any(table.find(tail) for table in tables)

    def named(self, text: str) -> ObjectRow | None:
        """The first thing that a text names and that means something whatever stands beside it."""
        return self._overrides.find(text) or self._special.find(text)

    def overriding(self, text: str) -> ObjectRow | None:
        """What a text names that decides wherever it stands."""
        return self._overrides.find(text)

    def decide(self, tail: str, control: re.Pattern[str]) -> ObjectRow | None:
        """The row that decides the action: see the comment above `objects` in the data."""
        place = self._locative.match(tail)
        start = place.end() if place else 0
        thing = control.search(tail, start)
        end = thing.end() if thing else len(tail)
        head, rest = tail[start:end], tail[end:]
        beyond = self._beyond.search(tail, start) if self.verb.default is Action.CHAT else None
        near = beyond.start() if beyond else len(tail)
        return (
            self._special.find(head)
            or self._overrides.find(tail)
            or self._generic.find(head, near - start)
            or self._special.find(rest)
            or self._neutral.find(head)
            or self._generic.find(rest, near - end)
            or self._neutral.find(rest)
            or self._special.find(tail)
            or self._generic.find(tail, near)
            or self._neutral.find(tail)
        )


class _Table:
    """Object rows in one expression: the earliest name wins, at the same place the first row."""

    def __init__(self, expressions: Expressions, rows: list[ObjectRow]) -> None:
        self._rows = rows
        named = [(f"row{number}", row.names) for number, row in enumerate(rows)]
        self._pattern = expressions.named(named)

    def find(self, text: str, before: int | None = None) -> ObjectRow | None:
        match = self._pattern.search(text)
        if match is None or (before is not None and match.start() >= before):
            return None
        return self._rows[int((match.lastgroup or "row0")[3:])]
