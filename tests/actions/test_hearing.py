"""What a run says: deltas, corrections, trailing faults, questions."""

from __future__ import annotations

import pytest

from skill_runtime.actions.hearing import Hearing
from skill_runtime.model.events import Event
from skill_runtime.model.events.reply import Corrected, RunFailed, Said, SaidAll
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Emit
from skill_runtime.model.stream import Beat, Delta, Fault, Heard, Message
from tests.actions.world import translator

TROUBLE = "I encountered a temporary issue."
AGAIN = "I encountered a temporary issue. Please try again in a moment."
TROUBLE_ZH = "抱歉，遇到临时问题，请稍后重试。"


def hear(*run: Heard, language: str = "en") -> tuple[list[Event], Hearing]:
    hearing = Hearing(translator(), language)
    steps = [step for heard in run for step in hearing.take(heard)]
    steps += hearing.close()
    return [step.event for step in steps if isinstance(step, Emit)], hearing


def shown(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Said))


def wholes(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, SaidAll)]


def test_a_message_without_deltas_is_said_and_complete() -> None:
    events, hearing = hear(Message("Hello.", "agent"))
    assert events == [Said("Hello."), SaidAll("Hello.")]
    assert hearing.words


def test_the_same_message_twice_is_two_messages() -> None:
    events, _ = hear(Delta("ok"), Message("ok", "agent"), Message("ok", "agent"))
    assert wholes(events) == ["ok", "ok"]


def test_a_final_wording_replaces_what_was_shown() -> None:
    events, _ = hear(Delta("The secret is 42. And"), Message("[redacted]", "agent"))
    assert events[-2:] == [Corrected("[redacted]"), SaidAll("[redacted]")]


def test_a_final_wording_of_what_was_not_shown_yet_is_no_correction() -> None:
    events, _ = hear(Delta("The sec"), Message("Something else.", "agent"))
    assert events == [Said("Something else."), SaidAll("Something else.")]


def test_a_message_after_a_correction_starts_anew() -> None:
    events, _ = hear(
        Delta("One. Two"), Message("Three.", "a"), Delta("Four."), Message("Four.", "a")
    )
    assert wholes(events) == ["Three.", "Four."]


@pytest.mark.parametrize("trouble", [TROUBLE, AGAIN])
@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_a_trailing_fault_inside_a_good_message_is_dropped(trouble: str, chunk: int) -> None:
    text = f"I added the title. {trouble}"
    deltas = [Delta(text[at : at + chunk]) for at in range(0, len(text), chunk)]
    events, _ = hear(*deltas, Message(text, "agent"))
    assert wholes(events) == ["I added the title."]
    assert shown(events).strip() == "I added the title."


@pytest.mark.parametrize(
    ("good", "trouble", "language"),
    [
        ("I added the title.", TROUBLE, "en"),
        ("I added the title.", AGAIN, "en"),
        ("标题已经加好了。", TROUBLE_ZH, "zh"),
        ("标题已经加好了。", TROUBLE, "zh"),
    ],
)
@pytest.mark.parametrize("streamed", [True, False], ids=["streamed", "at once"])
def test_a_trailing_fault_as_a_message_of_its_own_is_dropped(
    good: str, trouble: str, language: str, streamed: bool
) -> None:
    deltas = [Delta(letter) for letter in trouble] if streamed else []
    run: list[Heard] = [Message(good, "agent"), *deltas, Message(trouble, "agent"), Beat()]
    events, _ = hear(*run, language=language)
    assert events == [Said(good), SaidAll(good)]


def test_two_trailing_faults_are_both_dropped() -> None:
    run = [Message(text, "agent") for text in ("I added it.", TROUBLE, "Please try again.")]
    events, _ = hear(*run)
    assert wholes(events) == ["I added it."]


def test_a_fault_in_the_middle_is_said_before_what_follows_it() -> None:
    run = [Message(text, "agent") for text in ("I added it.", TROUBLE, "It works now.")]
    events, _ = hear(*run)
    assert wholes(events) == ["I added it.", TROUBLE, "It works now."]
    assert [event.type for event in events] == ["said", "said_all"] * 3


def test_a_fault_that_is_all_there_is_stays() -> None:
    events, hearing = hear(Message(AGAIN, "agent"))
    assert wholes(events) == [AGAIN]
    assert hearing.words


def test_a_fault_after_a_failed_run_does_not_hide_the_failure() -> None:
    events, hearing = hear(
        Message("I added it.", "a"), Message(TROUBLE, "a"), Fault("quota", "429")
    )
    assert events[-1] == RunFailed("quota", "429")
    assert hearing.outcome is Outcome.REFUSED


def test_deltas_without_an_end_are_kept_and_marked() -> None:
    events, _ = hear(Delta("cut sh"))
    assert events == [Said("cut sh"), SaidAll("cut sh", incomplete=True)]


def test_a_blank_message_is_nothing_that_was_said() -> None:
    events, hearing = hear(Message(" \n", "agent"))
    assert wholes(events) == []
    assert not hearing.words
    assert not hearing.told


def test_no_event_ever_has_empty_words() -> None:
    run = (Delta(""), Message("", "a"), Delta("A"), Delta(""), Message("A b.", "a"), Beat())
    events, _ = hear(*run)
    assert events == [Said("A b."), SaidAll("A b.")]
