"""What the agent's GUI talk asks for runs after its reply: looks, and one export at most."""

from __future__ import annotations

from skill_runtime.actions.chat import chat
from skill_runtime.model.events.account import Balance
from skill_runtime.model.events.project import NothingChanged, TimelineChanged, TimelineShown
from skill_runtime.model.events.reply import Said
from skill_runtime.model.events.transfers import Exported
from skill_runtime.model.plan import Action
from skill_runtime.model.records import Outcome, Session
from skill_runtime.model.stream import (
    Fault,
    Message,
)
from skill_runtime.model.timeline import NextStep
from tests.actions.world import (
    CITY,
    CITY_WITH_TITLE,
    EMPTY,
    END,
    World,
    context,
    refusal,
)


def words(world: World) -> str:
    return "".join(event.text for event in world.told(Said))


def gui(world: World, text: str) -> None:
    world.stream((1, Message(text, "agent")), (2, END))


def test_one_export_runs_after_the_reply() -> None:
    world = World(CITY)
    gui(world, "Your video is ready. Click Export to download it. Then press Export again.")
    assert world.play(chat(context(), "finish it")) is Outcome.DONE
    assert world.calls == ["state", "message", "state", "state", "render", "poll", "download"]
    assert world.events[-1] == Exported("/out/city.mp4", 10)
    assert "Click Export" not in words(world)


def test_the_first_turn_of_all_exports_from_the_session_that_it_opened() -> None:
    world = World(EMPTY)
    world.project(0.5, CITY)
    gui(world, "Your video is ready. Click Export to download it.")
    fresh = context(session=None, has_token=False)
    assert world.play(chat(fresh, "make a city")) is Outcome.DONE
    assert world.calls.count("token") == 1
    assert world.calls.count("session") == 1
    assert world.requests("render")[0].body["sessionId"] == "s1"
    assert isinstance(world.events[-1], Exported)


def test_an_export_that_the_plan_does_anyway_is_left_to_it() -> None:
    world = World(CITY)
    gui(world, "Your video is ready. Click Export to download it.")
    world.play(chat(context(later=(Action.EXPORT,)), "finish it"))
    assert world.requests("render") == []


def test_an_export_that_the_plan_does_anyway_is_not_offered() -> None:
    offers = "I added the title. When you are happy with it, click Export in the top-right corner."
    for later, said in (
        ((), "I added the title. When you are happy with it, say 'export' and I'll make the file."),
        ((Action.EXPORT,), "I added the title."),
    ):
        world = World(CITY)
        gui(world, offers)
        world.play(chat(context(later=later), "add a title"))
        assert words(world) == said


def test_an_export_that_the_talk_brings_is_not_suggested_as_well() -> None:
    world = World(CITY)
    world.lands = CITY_WITH_TITLE
    gui(world, "I added the title. Click Export to download it.")
    world.play(chat(context(), "add a title"))
    assert NextStep.EXPORT not in world.told(TimelineChanged)[0].next
    assert isinstance(world.events[-1], Exported)


def test_looks_run_and_trigger_nothing_more() -> None:
    world = World(CITY)
    gui(world, "Check your credits in the panel on the right. Open the timeline to see it.")
    assert world.play(chat(context(), "what now")) is Outcome.DONE
    assert len(world.told(Balance)) == 1
    assert len(world.told(TimelineShown)) == 1
    assert world.calls.count("message") == 1


def test_tracks_are_shown_once_where_the_edit_showed_them_already() -> None:
    world = World(CITY)
    world.project(1, CITY_WITH_TITLE)
    gui(world, 'I added the title "Urban Dreams". Open the timeline to see it.')
    world.play(chat(context(), "add a title"))
    assert len(world.told(TimelineShown)) == 1


def test_a_failed_run_asks_for_nothing() -> None:
    world = World(CITY)
    world.stream((1, Message("Click Export to download it.", "agent")), (2, Fault("no")), (3, END))
    assert world.play(chat(context(), "go")) is Outcome.REFUSED
    assert world.requests("render") == []


def test_an_export_asked_for_by_talk_that_is_refused_is_told() -> None:
    world = World(CITY)
    world.answer("render", refusal(402))
    gui(world, "Your video is ready. Click Export to download it.")
    assert world.play(chat(context(), "finish it")) is Outcome.REFUSED
    assert world.types[-1] == "refused"


def test_a_session_is_kept_before_the_message_goes_to_it() -> None:
    world = World(EMPTY)
    world.play(chat(context(session=None), "make a city"))
    session = Session("s1", "t1", "en")
    assert world.log.index(session) < world.log.index(world.requests("message")[0])
    assert NothingChanged() in world.events
