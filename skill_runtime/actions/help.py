"""`help`: questions about the tool itself, answered from the skill's own facts."""

from __future__ import annotations

from skill_runtime.actions.context import Context
from skill_runtime.model.events.turn import Helped
from skill_runtime.model.plan import Topic
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Emit, Flow


def help(context: Context, topic: Topic) -> Flow:
    skill = context.skill
    yield Emit(Helped(topic, skill.formats, context.size_limit, skill.examples))
    return Outcome.DONE
