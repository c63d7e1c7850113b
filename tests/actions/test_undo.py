"""`undo`: a message in the language of the conversation, and what it changed."""

from __future__ import annotations

from skill_runtime.actions.undo import undo
from skill_runtime.model.events.project import TimelineChanged
from skill_runtime.model.records import Outcome
from skill_runtime.model.stream import Message
from tests.actions.world import CITY, CITY_WITH_TITLE, END, World, context

WORDS = {"en": "Undo the last edit.", "zh": "撤销上一步编辑。"}


def test_without_an_edit_nobody_is_asked() -> None:
    for known in ({"session": None, "edited": True}, {"edited": False}):
        world = World(CITY)
        assert world.play(undo(context(**known))) is Outcome.REFUSED
        assert world.calls == []
        assert world.types == ["nothing_to_undo"]


def test_the_message_is_in_the_language_of_the_conversation() -> None:
    world = World(CITY_WITH_TITLE)
    world.play(undo(context(edited=True, language="zh", undo_words=WORDS.__getitem__)))
    [sent] = world.requests("message")
    assert sent.body["new_message"] == {"parts": [{"text": WORDS["zh"]}]}


def test_what_changed_is_told_also_where_the_agent_has_words_for_it() -> None:
    world = World(CITY_WITH_TITLE)
    world.lands = CITY
    world.stream((1, Message("agent", "Done, the title is gone.")), (2, END))
    assert world.play(undo(context(edited=True))) is Outcome.DONE
    [changed] = world.told(TimelineChanged)
    assert [change.kind.value for change in changed.changes] == ["removed"]
