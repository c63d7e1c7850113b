"""What two steps in a row amount to: several of them towards one goal ask for nothing but that.

The sentence around them is read in `reading`.
"""

from __future__ import annotations

from dataclasses import replace

from skill_runtime.core.gui.spans import Span
from skill_runtime.core.gui.steps import Step
from skill_runtime.model.plan import Action

ENDS = {Action.EXPORT, Action.UPLOAD, Action.CREDITS}
"""What a chain of steps is for, whatever is dragged or set on the way."""


def continues(previous: Span, step: Step) -> bool:
    """Whether a step is only the next one towards the goal of the span before it."""
    before = previous.step
    forbidden = "forbid" in before.lead, "forbid" in step.lead
    if any(forbidden):
        return all(forbidden)
    if step.neutral or before.neutral or before.action is step.action:
        return True
    if before.action is Action.STATUS:
        return not before.look
    return before.action is None


def looking(step: Step) -> Step:
    """A press that means nothing of its own and that something is looked at after: "tap the clock
    icon to browse the versions".
    """
    if step.action is not Action.CHAT:
        return step
    return replace(step, action=Action.STATUS, look=True, neutral=False, wording=None)


def leading_on(step: Step) -> Step:
    """A step of a clause that another step or a choice depends on: "after clicking Export, pick 4K"
    tells to do both.
    """
    return replace(step, lead=step.lead - {"subordinate"})


def goal(before: Step, step: Step) -> Step:
    """The one step that two of a chain amount to."""
    ended = before.action in ENDS and step.action is Action.CHAT
    chosen = before if ended or step.neutral or before.action is step.action else step
    return Step(
        chosen.action,
        before.lead | (step.lead & {"allow"}),
        before.verb,
        before.look or step.look,
        chosen.neutral,
        chosen.generic,
        chosen.wording,
    )
