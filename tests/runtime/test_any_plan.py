"""Plans of any length: they stop at the first step that fails, and say what is left."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from skill_runtime.model.plan import Action, Plan, PlanStep
from tests.actions.world import CITY, SESSION, World, refusal
from tests.runtime.fakes import FakeBackend, all_of, conversation, outcome, run, types

STEPS = st.sampled_from([
    PlanStep(Action.CHAT, text="brighter"),
    PlanStep(Action.CREDITS),
    PlanStep(Action.EXPORT),
    PlanStep(Action.HELP),
])
FAILING = {
    Action.CHAT: ("message", 2001),
    Action.CREDITS: ("credits", 4242),
    Action.EXPORT: ("render", 402),
}


@settings(max_examples=40)
@given(steps=st.lists(STEPS, min_size=1, max_size=5), fails=st.sampled_from([None, *FAILING]))
def test_a_step_that_fails_is_the_last(steps: list[PlanStep], fails: Action | None) -> None:
    world = World(CITY)
    if fails:
        what, code = FAILING[fails]
        world.always(what, refusal(code))
    actions = tuple(step.action for step in steps)
    ends = actions.index(fails) if fails in actions else None
    with tempfile.TemporaryDirectory() as folder:
        talk, store = conversation(Path(folder), FakeBackend(world), session=SESSION)
        told = run(all_of(talk.run(Plan(tuple(steps)), "", "en")))
        store.close()

    stopped = [one.data for one in told if one.type == "plan_stopped"]
    if ends is None:
        assert stopped == []
        assert outcome(told) == "done"
        return
    left = [action.value for action in actions[ends + 1 :]]
    done = [action.value for action in actions[:ends]]
    assert outcome(told) == ("no_credits" if fails is Action.CHAT else "refused")
    assert stopped == ([{"type": "plan_stopped", "done": done, "left": left}] if left else [])
    assert types(told).count("help") == actions[:ends].count(Action.HELP)
    assert world.calls.count("message") == actions[: ends + 1].count(Action.CHAT)
