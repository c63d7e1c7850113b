"""`help`: questions about the tool itself, answered from the skill's own facts."""

from __future__ import annotations

from skill_runtime.actions.context import Context
from skill_runtime.core.contract import EXPORT_FORMATS
from skill_runtime.model.events.turn import Helped
from skill_runtime.model.plan import Topic
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Emit, Flow

_UNSPACED = "\u3040"
"""From here on scripts are written without spaces: kana, Han, Hangul."""


def help(context: Context, topic: Topic) -> Flow:
    skill = context.skill
    examples = _sayable(skill.examples, context.language)
    yield Emit(Helped(topic, skill.formats, EXPORT_FORMATS, context.size_limit, examples))
    return Outcome.DONE


def _sayable(examples: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Those that the user would say: English sentences help nobody who asks in Chinese."""
    unspaced = language in {"zh", "ja", "ko"}
    return tuple(e for e in examples if any(c >= _UNSPACED for c in e) == unspaced)
