"""CONTRACT, Errors: every row × the calls it can happen on, from errors.yaml."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from skill_runtime.actions import dispatch
from skill_runtime.actions.connect import connect
from skill_runtime.actions.context import BackendKind
from skill_runtime.model.events.connection import Connected, Ready, Refused, SessionReplaced
from skill_runtime.model.plan import Action, PlanStep, Slots
from skill_runtime.model.records import Job, JobState, Outcome, Session, TokenKept
from skill_runtime.model.skill import FAMILY_FORMATS, FAMILY_SIZE_LIMIT
from skill_runtime.model.steps import Cause, Failed, FileFacts, Reply
from tests.actions.world import CITY, FOREIGN, LOST, UNREACHABLE, World, context, ok, refusal
from tests.labelled_rows import rows

ROWS = rows(Path(__file__).with_name("errors.yaml"))
FAILURES = {"unreachable": UNREACHABLE, "lost": LOST, "foreign": FOREIGN}
STEPS = {
    "state": PlanStep(Action.STATUS),
    "message": PlanStep(Action.CHAT, text="brighter"),
    "upload": PlanStep(Action.UPLOAD, Slots(paths=("a.png",))),
    "credits": PlanStep(Action.CREDITS),
    "render": PlanStep(Action.EXPORT),
    "poll": PlanStep(Action.EXPORT),
    "preview": PlanStep(Action.PREVIEW),
}


def cases() -> list[Any]:
    return [
        pytest.param(row, what, id=f"{row['row']} — {what}")
        for row in ROWS
        for what in row["calls"]
    ]


def answer(row: dict[str, Any], given: int | str) -> Reply | Failed:
    if isinstance(given, str):
        return FAILURES[given]
    return refusal(given, retry_after=row.get("retry_after"))


@pytest.mark.parametrize(("row", "what"), cases())
def test_error_table(row: dict[str, Any], what: str) -> None:
    world = World(CITY)
    world.uploads = 0
    world.files["a.png"] = FileFacts("/home/u/a.png", "a.png", 10, "png")
    world.answer(what, *(answer(row, given) for given in row["answers"]))
    circumstances = context(token_given=row.get("given", False))
    circumstances = replace(
        circumstances, skill=replace(circumstances.skill, errors=row.get("rows", {}))
    )
    outcome = world.play(dispatch(circumstances, STEPS[what]))
    assert outcome.value == row["outcome"]
    assert len(world.requests(what)) == row["asked"]
    assert world.waits == row["waits"]
    if "tokens" in row:
        assert len(world.requests("token")) == row["tokens"]
    if "sessions" in row:
        assert len(world.told(SessionReplaced)) == row["sessions"]
        assert Session("s1", "t1", "en") in world.facts
    if "types" in row:
        assert world.types == row["types"]
    if "reason" in row:
        [refused] = world.told(Refused)
        assert refused.reason == row["reason"]
        assert refused.code == row["answers"][-1]
        assert refused.link == row.get("link", refused.link)


def test_the_studio_asks_nobody_to_register_for_its_credits_of_a_day() -> None:
    world = World(CITY)
    world.answer("message", refusal(2001))
    at_studio = replace(context(), backend=BackendKind.STUDIO)
    assert world.play(dispatch(at_studio, STEPS["message"])) is Outcome.NO_CREDITS
    assert [(r.reason, r.link) for r in world.told(Refused)] == [("studio_credits", "")]


@pytest.mark.parametrize(("local", "waits"), [(True, [0.5]), (False, [0.5, 2, 5])])
def test_where_nobody_listens_on_this_machine_a_second_try_is_the_last(
    local: bool, waits: list[float]
) -> None:
    world = World(CITY)
    world.answer("credits", *[replace(UNREACHABLE, cause=Cause.REFUSED)] * 4)
    outcome = world.play(dispatch(replace(context(), local=local), STEPS["credits"]))
    assert (outcome, world.waits) == (Outcome.NO_CONNECTION, waits)


def test_a_new_token_is_fetched_with_the_same_client_id_and_kept() -> None:
    world = World(CITY)
    world.answer("credits", refusal(1001))
    world.play(dispatch(context(), STEPS["credits"]))
    [request] = world.requests("token")
    assert request.headers == {"X-Client-Id": "client-1"}
    assert world.facts == [TokenKept("nmv_usr_made_up", "client-1")]


def test_a_message_is_sent_again_only_because_it_was_refused() -> None:
    world = World(CITY)
    world.answer("message", refusal(1001))
    world.play(dispatch(context(), STEPS["message"]))
    first, second = world.requests("message")
    assert first == second


def test_one_turn_fetches_one_new_token_at_most() -> None:
    world = World(CITY)
    world.answer("state", refusal(1001))
    world.answer("message", refusal(401))
    assert world.play(dispatch(context(), STEPS["message"])) is Outcome.REFUSED
    assert len(world.requests("token")) == 1
    assert len(world.requests("message")) == 1
    assert world.told(Refused)[0].reason == "token"


def test_a_token_call_without_a_client_id_is_made_again_with_one() -> None:
    world = World()
    world.answer("token", refusal(400))
    assert world.play(connect(context(has_token=False))) is Outcome.DONE
    assert [request.headers["X-Client-Id"] for request in world.requests("token")] == [
        "client-1",
        "client-2",
    ]
    assert world.facts == [TokenKept("nmv_usr_made_up", "client-2")]
    assert world.events[-1] == Connected("backend.test")


def test_a_token_call_that_is_refused_twice_is_told() -> None:
    world = World()
    world.answer("token", refusal(400), refusal(400))
    assert world.play(connect(context(has_token=False))) is Outcome.REFUSED
    assert world.types == ["connecting", "refused"]


def test_being_out_of_credits_never_changes_the_client() -> None:
    world = World(CITY)
    world.answer("message", refusal(2001))
    world.play(dispatch(context(), STEPS["message"]))
    assert world.requests("token") == []


@pytest.mark.parametrize(
    ("data", "detail"),
    [({}, "no token"), ({"token": 7.5}, "no token"), ({"token": ""}, "no token")],
)
def test_a_token_answer_without_a_token_is_foreign(data: dict[str, object], detail: str) -> None:
    world = World()
    world.answer("token", ok(**data))
    assert world.play(connect(context(has_token=False))) is Outcome.REFUSED
    assert world.types == ["connecting", "foreign_answer"]
    assert detail in str(world.events[-1])


def test_a_session_answer_without_an_id_is_foreign() -> None:
    world = World()
    world.answer("session", ok(task_id="t1"))
    assert world.play(dispatch(context(session=None), STEPS["message"])) is Outcome.REFUSED
    assert world.types == ["foreign_answer"]
    assert world.facts == []


def test_a_credits_answer_without_numbers_is_foreign() -> None:
    world = World()
    world.answer("credits", ok(available="many"))
    assert world.play(dispatch(context(), STEPS["credits"])) is Outcome.REFUSED
    assert world.types == ["foreign_answer"]


def test_the_formats_and_the_limit_of_the_skill_are_told() -> None:
    for code, expected in ((4001, (FAMILY_FORMATS, 0)), (4002, ((), FAMILY_SIZE_LIMIT))):
        world = World()
        world.files["a.png"] = FileFacts("a.png", "a.png", 10, "png")
        world.answer("upload", refusal(code))
        world.play(dispatch(context(), STEPS["upload"]))
        [refused] = world.told(Refused)
        assert (refused.formats, refused.limit) == expected


def test_a_link_holds_whatever_id_the_backend_made_up() -> None:
    world = World()
    world.answer("session", ok(session_id="s", task_id="a b&token=x#"))
    world.answer("message", refusal(2001))
    world.play(dispatch(context(session=None, web_base="https://web.test/"), STEPS["message"]))
    assert world.told(Refused)[0].link == "https://web.test/?bind=a%20b%26token%3Dx%23"


def test_a_first_turn_fetches_token_and_session_once_each() -> None:
    world = World()
    assert world.play(dispatch(context(session=None, has_token=False), STEPS["message"])) is (
        Outcome.DONE
    )
    assert world.calls == ["token", "session", "state", "message", "state"]
    assert world.types == ["connecting", "ready", "nothing_changed"]
    session = world.requests("session")[0]
    assert session.body == {"task_name": "project", "language": "en"}


@pytest.mark.parametrize("backend", [BackendKind.STUDIO, BackendKind.CLOUD])
@pytest.mark.parametrize(("what", "answers"), [("message", "session"), ("credits", "token")])
def test_the_first_reply_names_the_server_that_the_studio_sends_words_to(
    backend: BackendKind, what: str, answers: str
) -> None:
    world = World()
    world.answer(answers, ok(token="t", session_id="s", image_host="images.test"))
    new = context(session=None, has_token=False, backend=backend, host="")
    world.play(dispatch(new, STEPS[what]))
    [ready] = world.told(Ready)
    assert ready.image_host == ("images.test" if backend is BackendKind.STUDIO else "")


NEVER_BEGUN = {
    "state": "timeline",
    "render": "nothing_to_export",
    "preview": "nothing_to_preview",
}


@pytest.mark.parametrize("what", NEVER_BEGUN)
def test_a_project_that_was_never_begun_is_empty_where_somebody_is_there(what: str) -> None:
    world = World()
    world.play(dispatch(context(session=None), STEPS[what]))
    assert world.types == [NEVER_BEGUN[what]]


@pytest.mark.parametrize("what", NEVER_BEGUN)
def test_where_nobody_is_there_no_project_is_called_empty(what: str) -> None:
    world = World()
    world.answer("credits", *[UNREACHABLE] * 9)
    assert world.play(dispatch(context(session=None), STEPS[what])) is Outcome.NO_CONNECTION
    assert world.types == ["no_connection"]


@pytest.mark.parametrize("what", NEVER_BEGUN)
def test_the_studio_is_not_started_for_a_project_that_was_never_begun(what: str) -> None:
    world = World()
    never_begun = context(session=None, backend=BackendKind.STUDIO)
    world.play(dispatch(never_begun, STEPS[what]))
    assert (world.calls, world.types) == ([], [NEVER_BEGUN[what]])


def test_cancel_lets_renders_go_and_says_so() -> None:
    world = World()
    job = Job("render_1", "s0", JobState.RENDERING, "/out", "a.mp4")
    assert world.play(dispatch(context(jobs=(job,)), PlanStep(Action.CANCEL))) is Outcome.DONE
    assert world.job_states == [JobState.CANCELLED]
    assert world.types == ["cancelled"]
    assert world.calls == []


@pytest.mark.parametrize("answer", [None, UNREACHABLE, refusal(404)])
def test_cancel_stops_a_render_of_the_studio(answer: Reply | Failed | None) -> None:
    world = World()
    world.answer("cancel", answer)
    job = Job("render_1", "s0", JobState.RENDERING, "/out", "a.mp4")
    known = context(jobs=(job,), backend=BackendKind.STUDIO)
    assert world.play(dispatch(known, PlanStep(Action.CANCEL))) is Outcome.DONE
    assert [request.body for request in world.requests("cancel")] == [{"id": "render_1"}]
    assert world.types == ["cancelled"]


@pytest.mark.parametrize(("stopped", "told"), [(True, "cancelled"), (False, "nothing_to_cancel")])
def test_cancel_says_whether_there_was_anything_to_stop(stopped: bool, told: str) -> None:
    world = World()
    world.play(dispatch(context(stopped_turn=stopped), PlanStep(Action.CANCEL)))
    assert world.types == [told]


@pytest.mark.parametrize("action", [Action.CREDITS, Action.EXPORT, Action.STATUS, Action.HELP])
def test_what_the_runtime_does_itself_is_never_sent_as_a_message(action: Action) -> None:
    world = World(CITY)
    world.play(dispatch(context(), PlanStep(action, text="the user's words")))
    assert world.requests("message") == []
