"""CONTRACT, Rules of a turn: every row, in virtual time."""

from __future__ import annotations

import pytest

from skill_runtime.actions.chat import chat
from skill_runtime.core.attachments import MAX_FILES
from skill_runtime.model.events.project import NothingChanged, TimelineChanged, TimelineShown
from skill_runtime.model.events.reply import (
    ConnectionLost,
    FileReceived,
    FirstVideo,
    NotConfirmed,
    Questioned,
    RunFailed,
    Said,
    SaidAll,
    StillWorking,
)
from skill_runtime.model.events.turn import Cancelled
from skill_runtime.model.plan import Action
from skill_runtime.model.records import MessageIntended, Outcome
from skill_runtime.model.steps import Failed, Failure
from skill_runtime.model.stream import (
    Attachment,
    Beat,
    Delta,
    Fault,
    Message,
    Question,
    QuestionKind,
    ToolCall,
    ToolResult,
)
from skill_runtime.model.timeline import NextStep
from tests.actions.world import (
    CITY,
    CITY_WITH_TITLE,
    EMPTY,
    END,
    LOST,
    START,
    UNREACHABLE,
    World,
    context,
    draft,
    refusal,
)


def words(world: World) -> str:
    return "".join(event.text for event in world.told(Said))


def test_text_is_told_as_it_arrives_and_kept_whole() -> None:
    world = World(CITY)
    world.stream(
        (1, Delta("Working on it. ")),
        (5, Delta("Nearly there. ")),
        (9, Message("Working on it. Nearly there. Done.", "agent")),
        (10, END),
    )
    assert world.play(chat(context(), "brighter")) is Outcome.DONE
    assert [event.text for event in world.told(SaidAll)] == ["Working on it. Nearly there. Done."]
    assert words(world) == "Working on it. Nearly there. Done."
    assert len(world.told(Said)) > 1
    assert world.waits == []


def test_the_draft_before_is_on_disk_before_the_message_goes_out() -> None:
    world = World(CITY)
    world.play(chat(context(), "brighter"))
    [intent] = world.facts
    assert intent == MessageIntended("brighter", CITY)
    assert world.log.index(intent) < world.log.index(world.requests("message")[0])


def test_generation_words_go_out_unchanged() -> None:
    world = World()
    text = "  --ar 9:16 seed=42 生成 4K, cfg 7.5\n\tno text "
    world.play(chat(context(), text))
    [request] = world.requests("message")
    assert request.body == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": "s0",
        "new_message": {"parts": [{"text": text}]},
    }


def test_the_user_hears_every_two_minutes_that_work_goes_on() -> None:
    world = World(CITY)
    beats = [(float(second), Beat()) for second in range(15, 500, 15)]
    world.stream(*beats, (500, Message("Done.", "agent")), (501, END))
    world.play(chat(context(), "go"))
    assert [event.seconds for event in world.told(StillWorking)] == [120, 240, 360, 480]


def test_words_put_off_the_next_notice() -> None:
    world = World(CITY)
    world.stream(
        (100, Message("Half done.", "agent")), (300, Message("Done.", "agent")), (301, END)
    )
    world.play(chat(context(), "go"))
    assert [event.seconds for event in world.told(StillWorking)] == [220]


def test_a_stream_without_any_byte_is_told_of_too() -> None:
    world = World(CITY)
    world.stream((250, Message("Done.", "agent")), (251, END))
    world.play(chat(context(), "go"))
    assert [event.seconds for event in world.told(StillWorking)] == [120, 240]


def test_ten_minutes_of_heartbeats_lead_to_recovery_and_nothing_is_sent_twice() -> None:
    world = World(CITY)
    world.stream(*((float(second), Beat()) for second in range(15, 2000, 15)))
    world.project(620, CITY_WITH_TITLE)
    assert world.play(chat(context(), "add a title")) is Outcome.DONE
    assert [event.seconds for event in world.told(StillWorking)] == [120, 240, 360, 480]
    assert world.waits == [30]
    assert world.elapsed == pytest.approx(630)
    assert len(world.told(TimelineChanged)) == 1
    assert len(world.requests("message")) == 1


@pytest.mark.parametrize("sign", [ToolCall("edit"), Delta("… ")], ids=["a tool", "words"])
def test_signs_of_work_are_no_mere_heartbeats(sign: ToolCall | Delta) -> None:
    world = World(CITY)
    world.stream((590, sign), (850, Message("… Done.", "agent")), (851, END))
    assert world.play(chat(context(), "go")) is Outcome.DONE
    assert world.told(ConnectionLost) == []


def test_empty_text_frames_are_heartbeats() -> None:
    world = World(CITY)
    world.stream(*((float(second), Message("", "agent")) for second in range(30, 900, 30)))
    world.play(chat(context(), "go"))
    assert world.told(ConnectionLost)[0].seconds == 30
    assert world.now == START + 600 + 330


def test_a_turn_is_believed_in_for_fifteen_minutes_in_all() -> None:
    world = World(CITY)
    world.stream(*((float(second), ToolCall("edit")) for second in range(60, 3000, 60)))
    assert world.play(chat(context(), "go")) is Outcome.IN_DOUBT
    assert world.elapsed == 900 + 30 + 5 * 60
    assert [event.seconds for event in world.told(ConnectionLost)] == [30, 60, 60, 60, 60, 60]
    assert world.told(NotConfirmed) == [NotConfirmed(seen=True)]
    assert len(world.requests("message")) == 1


def test_words_without_end_are_no_reason_to_listen_longer() -> None:
    world = World(CITY)
    world.lands = CITY_WITH_TITLE
    world.stream(*((float(second), Delta(f"Shot {second}. ")) for second in range(0, 7200, 5)))
    assert world.play(chat(context(), "go")) is Outcome.DONE
    assert world.elapsed == 900 + 30
    assert [said.incomplete for said in world.told(SaidAll)] == [True]


def test_more_than_anyone_could_read_is_named_and_looked_up() -> None:
    world = World(CITY)
    world.lands = CITY_WITH_TITLE
    world.stream((1, Delta("Working on it. ")), (2, Failed(0, Failure.OVERSIZED, "too long")))
    assert world.play(chat(context(), "go")) is Outcome.DONE
    assert world.told(ConnectionLost) == [ConnectionLost(30, oversized=True)]
    assert world.types[-1] == "changed"
    assert len(world.requests("message")) == 1


def test_a_silent_edit_is_told_from_the_state() -> None:
    world = World(CITY)
    world.project(1, CITY_WITH_TITLE)
    world.stream((1, ToolCall("add_title")), (2, ToolResult("add_title")), (3, END))
    assert world.play(chat(context(), "add a title")) is Outcome.DONE
    [changed] = world.told(TimelineChanged)
    assert [change.after.label for change in changed.changes if change.after] == ["Urban Dreams"]
    assert world.types == ["changed"]


def test_a_run_without_words_and_without_a_change_says_so() -> None:
    world = World(CITY)
    world.stream((3, END))
    assert world.play(chat(context(), "hm")) is Outcome.DONE
    assert world.types == ["nothing_changed"]


def test_an_export_after_an_edit_that_changed_nothing_says_so_first() -> None:
    world = World(CITY)
    world.stream((1, Message("I can't do that.", "agent")), (2, END))
    before_export = context(later=(Action.EXPORT,))
    assert world.play(chat(before_export, "make it blorp")) is Outcome.DONE
    assert world.told(NothingChanged) == [NothingChanged(exported=True)]


def test_a_silent_run_whose_state_cannot_be_read_is_no_silence() -> None:
    world = World(CITY)
    world.answer("state", None)
    world.always("state", UNREACHABLE)
    assert world.play(chat(context(), "add a title")) is Outcome.IN_DOUBT
    assert world.types == ["no_connection"]


def test_a_reply_stands_even_where_the_state_cannot_be_read_afterwards() -> None:
    world = World(CITY)
    world.answer("state", None)
    world.always("state", UNREACHABLE)
    world.stream((1, Message("Done.", "agent")), (2, END))
    assert world.play(chat(context(), "go")) is Outcome.DONE
    assert world.types == ["said", "said_all"]


def test_words_and_a_change_end_with_all_tracks() -> None:
    world = World(CITY)
    world.project(1, CITY_WITH_TITLE)
    world.stream((2, Message('I added the title "Urban Dreams".', "agent")), (3, END))
    world.play(chat(context(), "add a title"))
    assert world.types == ["said", "said_all", "timeline"]
    shown = world.told(TimelineShown)[0]
    assert (len(shown.timeline.tracks), shown.staged) == (2, False)
    assert shown.next == (NextStep.MUSIC, NextStep.SUBTITLE, NextStep.EXPORT)


def test_words_that_do_not_say_what_changed_are_followed_by_what_did() -> None:
    world = World(CITY)
    world.project(1, CITY_WITH_TITLE)
    world.stream((2, Message("All done!", "agent")), (3, END))
    world.play(chat(context(later=(Action.EXPORT,)), "add a title"))
    assert world.types == ["said", "said_all", "changed"]
    [changed] = world.told(TimelineChanged)
    assert [change.after.label for change in changed.changes if change.after] == ["Urban Dreams"]
    assert NextStep.EXPORT not in changed.next


def test_two_stages_are_told_when_the_first_is_there_and_at_the_end() -> None:
    world = World(EMPTY)
    world.project(10, CITY)
    world.project(20, draft(video="city", music="Lo-fi", title="Urban Dreams"))
    world.stream(
        (5, ToolResult("plan")),
        (12, ToolResult("generate_video")),
        (14, ToolResult("polish")),
        (22, Message("Here is your video.", "agent")),
        (23, END),
    )
    assert world.play(chat(context(), "make a video of a city")) is Outcome.DONE
    assert world.types == ["first_video", "said", "said_all", "timeline"]
    shown = world.told(TimelineShown)[0]
    # What was added to the raw video may be kept or dropped.
    assert (len(shown.timeline.tracks), shown.staged) == (3, True)


def test_a_look_at_the_first_stage_never_holds_up_the_stream() -> None:
    world = World(EMPTY)
    world.answer("state", None, refusal(503), refusal(1002))
    world.stream(
        (5, ToolResult("generate_shot")),
        (6, ToolResult("b")),
        (7, Message("Done.", "agent")),
        (8, END),
    )
    assert world.play(chat(context(), "make a city")) is Outcome.DONE
    assert world.waits == []
    assert world.requests("session") == []


def test_a_video_that_was_there_before_is_no_first_stage() -> None:
    world = World(CITY)
    world.stream((5, ToolResult("edit")), (6, Message("Done.", "agent")), (7, END))
    world.play(chat(context(), "brighter"))
    assert world.told(FirstVideo) == []
    assert world.calls == ["state", "message", "state"]


@pytest.mark.parametrize("tool", ["undo", "redo", "use_upload", ""])
def test_what_is_put_back_or_in_place_is_no_raw_video(tool: str) -> None:
    world = World(EMPTY)
    world.project(4, CITY)
    world.stream((5, ToolResult(tool)), (6, Message("Done.", "agent")), (7, END))
    world.play(chat(context(), "undo"))
    assert world.told(FirstVideo) == []


def test_a_film_that_is_exported_in_the_same_breath_asks_for_nothing_more() -> None:
    world = World(EMPTY)
    world.project(4, CITY)
    world.project(6, CITY_WITH_TITLE)
    words = Message("I made a city with the title Urban Dreams.", "agent")
    world.stream((5, ToolResult("generate")), (7, words), (8, END))
    world.play(chat(context(later=(Action.EXPORT,)), "a city"))
    [shown] = world.told(TimelineShown)
    assert (shown.staged, shown.next) == (False, ())


def test_a_question_is_told_and_is_not_nothing() -> None:
    world = World(CITY)
    world.stream(
        (1, Question("q1", "adk_request_input", QuestionKind.INPUT, "Which colour?")), (2, END)
    )
    assert world.play(chat(context(), "colour")) is Outcome.ASKED
    assert world.types == ["questioned"]
    assert world.told(Questioned)[0].prompt == "Which colour?"


def test_a_file_alone_is_an_answer() -> None:
    world = World(CITY)
    world.stream((1, Attachment("image/png", b"123", name="a.png")), (2, END))
    world.play(chat(context(), "draw"))
    assert world.events == [FileReceived("a.png", "image/png", 3, "/out/a.txt")]


def test_a_file_that_the_disk_refuses_is_named_with_the_reason() -> None:
    world = World(CITY)
    world.disk_problem = "No space left on device"
    world.stream((1, Attachment("image/png", b"123", name="a.png")), (2, END))
    world.play(chat(context(), "draw"))
    assert world.events == [FileReceived("a.png", "image/png", 3, "", "No space left on device")]


def test_damaged_and_linked_files_and_too_many_are_named_and_not_kept() -> None:
    world = World(CITY)
    many = [(2, Attachment("text/plain", b"x", name=f"{n}.txt")) for n in range(MAX_FILES + 1)]
    link = Attachment("application/pdf", uri="gs://b/x.pdf")
    world.stream((1, Attachment("image/png", name="a.png")), (1, link), *many, (3, END))
    world.play(chat(context(), "draw"))
    files = [(event.name, event.path, event.problem) for event in world.told(FileReceived)]
    assert files[:2] == [("a.png", "", "damaged"), ("gs://b/x.pdf", "", "")]
    assert files[-2:] == [("99.txt", "/out/99.txt", ""), (f"{MAX_FILES}.txt", "", "count")]


def test_a_failed_run_is_told_once_and_is_no_success() -> None:
    world = World(CITY)
    world.stream((1, Fault("tool exploded", "TOOL")), (2, END))
    assert world.play(chat(context(), "go")) is Outcome.REFUSED
    assert world.events == [RunFailed("tool exploded", "TOOL")]


def test_a_failed_run_that_breaks_off_is_not_waited_for() -> None:
    world = World(CITY)
    world.stream((1, Fault("tool exploded")), (2, LOST))
    assert world.play(chat(context(), "go")) is Outcome.REFUSED
    assert world.waits == []


@pytest.mark.parametrize(
    "fault", [Fault("", "INVOCATION_ABORTED"), Fault("INVOCATION_ABORTED")], ids=["code", "message"]
)
def test_an_aborted_run_is_a_cancelled_one(fault: Fault) -> None:
    world = World(CITY)
    world.stream((1, fault), (2, END))
    assert world.play(chat(context(), "go")) is Outcome.CANCELLED
    assert world.events == [Cancelled()]


def test_an_empty_timeline_is_not_said_to_be_exported_as_it_was() -> None:
    world = World(EMPTY)
    world.stream((1, Message("I can't do that.", "agent")), (2, END))
    before_export = context(later=(Action.EXPORT,))
    assert world.play(chat(before_export, "make it blorp")) is Outcome.DONE
    assert world.told(NothingChanged) == []
