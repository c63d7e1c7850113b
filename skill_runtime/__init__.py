"""Runs the skills of the cloud video family in code.

    import asyncio
    from skill_runtime import load_skill, open_conversation

    async def main():
        async with open_conversation(load_skill("path/to/skill"), name="mine") as conversation:
            async for event in conversation.say("generate a snowy mountain at dawn"):
                print(event.text)

    asyncio.run(main())

`name` tells conversations apart; without one it is that of the command line. Whoever leaves the
loop before the event `end` stops the turn. Every fault is a `SkillRuntimeError` with a sentence.
"""

from __future__ import annotations

__version__ = "0.1.0"

__all__ = ["Conversation", "Told", "Utterance", "load_skill", "open_conversation"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from skill_runtime.assembly import load_skill, open_conversation
    from skill_runtime.model.told import Told
    from skill_runtime.model.utterance import Utterance
    from skill_runtime.runtime.conversation import Conversation

_HOMES = {
    "Conversation": "skill_runtime.runtime.conversation",
    "Told": "skill_runtime.model.told",
    "Utterance": "skill_runtime.model.utterance",
    "load_skill": "skill_runtime.assembly",
    "open_conversation": "skill_runtime.assembly",
}


def __getattr__(name: str) -> object:
    """The public names, each imported when it is first asked for: a short command pays for none."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
