"""What a sentence is made of: stretches that stay, GUI spans that go, and what came before it."""

from __future__ import annotations

from dataclasses import dataclass, field

from skill_runtime.core.gui.rules import Wording
from skill_runtime.core.gui.steps import Clause, Step
from skill_runtime.model.gui import Mode
from skill_runtime.model.plan import Action


@dataclass(slots=True)
class Kept:
    """Words that stay."""

    clause: Clause


@dataclass(slots=True)
class Span:
    """Words that go, and what they asked for."""

    step: Step
    joint: int
    start: int
    end: int
    before: list[tuple[str, Clause]] = field(default_factory=list)
    """The clauses before the step, with their kinds."""
    after: list[Clause] = field(default_factory=list)
    """A condition that follows it, or what happens if the user doesn't obey."""
    conditional: bool = False
    """The user's will or judgement decides."""

    @property
    def forbidden(self) -> bool:
        """The backend tells the user *not* to do it."""
        return "forbid" in self.step.lead

    @property
    def action(self) -> Action | None:
        """None: the words are dropped."""
        return None if self.forbidden else self.step.action

    @property
    def mode(self) -> Mode:
        """RULES: a condition, an invitation or an edit is an offer."""
        offered = self.conditional or self.action is Action.CHAT
        offered = offered or not self.step.lead.isdisjoint({"allow", "aside", "subordinate"})
        return Mode.OFFER if offered else Mode.EXECUTE

    @property
    def wording(self) -> Wording | None:
        """The row's own wording, where it has one."""
        return self.step.wording

    def has_before(self, kind: str) -> bool:
        """Whether a clause of this kind leads in."""
        return any(kind == each for each, _ in self.before)


@dataclass(frozen=True, slots=True)
class Context:
    """What the sentences before this one leave behind."""

    said: frozenset[Action] = frozenset()
    """Actions whose execution the reply has announced already."""
    conditional: bool = False
    """The sentence before asked for the user's will ("Happy with it?")."""
    in_span: bool = False
    """The sentence before ended in a GUI span, which this one may go on with."""
    goal: Action | None = None
    """What that span was for, where it is more than a change or a look."""
    question: str = ""
    """The sentence before, where it asked ("Ready to export? Click the button.") or named what is
    pressed ("There's an Export button. Click it.")."""
    before: str = ""
    """What the reply said right before: it tells how it is spelled."""
    planned: frozenset[Action] = frozenset()
    """Actions that are run after the reply whatever it says: to offer them makes no sense."""
