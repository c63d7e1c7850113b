"""Every fault on every call: what is paid, how the turn ends, what the user reads, what is left."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from skill_runtime.model.plan import Action, Plan, PlanStep, Slots
from skill_runtime.model.steps import Cause, Failed, Failure, FileFacts
from skill_runtime.model.told import Told
from tests.actions.world import CITY_WITH_TITLE, SESSION
from tests.faults.commands import User
from tests.faults.counting import EVENTS, CountingBackend
from tests.faults.rows import ACTS, BYTES, cut_after, slow
from tests.labelled_rows import rows
from tests.runtime.fakes import all_of, run
from tests.runtime.house import House

CALLS = (
    *("token", "session", "message", "state", "credits", "upload"),
    *("render", "poll", "download"),
)
EXPORTS = frozenset({"render", "poll", "download"})
MATRIX = rows(Path(__file__).with_name("matrix.yaml"))
WORDS = {
    "no_connection refused": "Nobody listens at .* check the address .* try again; your .* is kept",
    "no_connection broken": "broke off .* Check the network and try again; your project is kept",
    "no_connection silent": "No answer .* try again in a few minutes; your project is kept",
    "no_connection tls": "No secure connection .* Check this machine's date, and .* is kept",
    "foreign_answer": "not this service. Check the address",
    "refused rate_limit": "too many requests. Try again in a few minutes",
    "refused server": r"a fault at the moment \(50.\). Nothing is lost; try later",
    "refused token": "did not accept the access token.* Try again in a few minutes",
    "refused session": "does not know this project.* Try again in a few minutes",
    "refused no_credits": "out of credits. (Register|Top up) .*https://web.test",
    "refused formats": "doesn't take that kind of file. Accepted: mp4",
    "refused too_large": "too large .*Compress or trim it",
    "refused plan": "Your plan does not include this.* https://web.test",
    "refused other": "refused this: no",
    "render_goes_on": "not lost. `wait` fetches",
    "download_failed connection": "rendered and kept .* broke off. `wait` goes on with it",
    "download_failed refused": "rendered and kept .* `wait` asks for it again",
    "download_failed broken": "rendered and kept .* not the film.* `wait` fetches it again",
    "download_failed untrusted": r"not fetched from .*192\.0\.2\.1 .* `wait` asks for another",
    "changed": "Title added",
    "exported": r"city\.gif",
    "connected": "Connected to",
    "balance": "62",
    "timeline": "Timeline",
    "uploaded": "Uploaded: photo.gif",
}
"""What is wrong and what to do, for each way that a turn ends."""


def expected(row: str, call: str) -> tuple[str, str]:
    outcome, _, last = (MATRIX[row].get(call) or MATRIX[row]["else"]).partition(" ")
    return outcome, last


def ending(told: list[Told]) -> tuple[str, str]:
    last, end = told[-2:]
    reason = str(last.data.get("reason", ""))
    return str(end.data["outcome"]), f"{last.type} {reason}".strip()


def new_user(folder: Path, url: str, call: str) -> User:
    user = User(folder, url)
    user.prepare(token=call != "token", session=call not in {"token", "session"})
    return user


def assert_told(told: list[Told], row: str, call: str) -> None:
    assert ending(told) == expected(row, call)
    assert re.search(WORDS[expected(row, call)[1]], " ".join(told[-2].text.split()))


def test_the_table_names_every_row_and_no_other() -> None:
    apart = {"slow bytes", "time-out", "connection refused", "TLS failure"}
    assert set(MATRIX) == set(BYTES) | apart


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("row", [*BYTES, "slow bytes"])
def test_a_fault_on_a_call(tmp_path: Path, row: str, call: str) -> None:
    with CountingBackend() as backend:
        backend.acts = row in ACTS
        backend.faults[call] = BYTES.get(row) or slow(backend, call)
        user = new_user(tmp_path, backend.url, call)
        assert_told(user.do(call), row, call)
        assert all(times == 1 for times in backend.paid.values())
        backend.faults.clear()
        later = user.do("wait")
        accepted = call in {"poll", "download"} or (call == "render" and row in ACTS)
        assert len(user.films()) == (1 if accepted else 0), "nothing lost, nothing twice"
        delivered_before = expected(row, call)[1] == "exported"
        kept = accepted and not delivered_before
        assert later[-2].type == ("exported" if kept else "nothing_to_wait_for")
        assert all(times == 1 for times in backend.paid.values())


@pytest.mark.parametrize("call", CALLS)
def test_an_answer_that_never_comes(tmp_path: Path, call: str) -> None:
    """The time-outs themselves are httpx's; here time passes as fast as the flow lets it."""
    with ExitStack() as stack:
        house = House(tmp_path / "state", stack)
        world = house.world
        world.lands = CITY_WITH_TITLE
        world.uploads = 0
        world.always(call, Failed(0, Failure.LOST, "ReadTimeout", Cause.SILENT))
        if call == "download":
            world.always("fallback", Failed(0, Failure.LOST, "ReadTimeout", Cause.SILENT))
        world.files["photo.gif"] = FileFacts("photo.gif", "photo.gif", 10, "gif")
        known = {} if call in {"token", "session"} else {"session": SESSION}
        if call == "token":
            known |= {"has_token": False, "token_given": False}
        talk, _ = house.process(**known)
        steps = {
            "state": PlanStep(Action.STATUS),
            "credits": PlanStep(Action.CREDITS),
            "upload": PlanStep(Action.UPLOAD, Slots(paths=("photo.gif",))),
            **dict.fromkeys(EXPORTS, PlanStep(Action.EXPORT)),
        }
        if call == "token":
            turn = talk.connect("en")
        elif call in steps:
            turn = talk.run(Plan((steps[call],)), call, "en")
        else:
            turn = talk.say("add a title")
        assert ending(run(all_of(turn))) == expected("time-out", call)
        sent = {"message": "message", "render": "render"}.get(call)
        assert sent is None or len(world.requests(sent)) == 1


@pytest.mark.parametrize("call", CALLS)
def test_nobody_takes_the_connection(tmp_path: Path, call: str) -> None:
    with CountingBackend() as backend:
        pass
    user = new_user(tmp_path, backend.url, call)
    assert_told(user.do(call), "connection refused", call)
    assert user.films() == []


@contextmanager
def no_tls() -> Iterator[str]:
    """A port where somebody answers a TLS greeting with plain text."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        connection.recv(65536)
                        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join(20)


@pytest.mark.parametrize("call", CALLS)
def test_no_secure_connection_comes_about(
    tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with no_tls() as url:
        user = new_user(tmp_path, url, call)
        assert_told(user.do(call), "TLS failure", call)


@pytest.mark.parametrize("lands", [True, False])
@pytest.mark.parametrize("events", range(len(EVENTS) + 1))
def test_a_stream_that_is_cut_after_an_event(tmp_path: Path, events: int, lands: bool) -> None:
    with CountingBackend() as backend:
        backend.lands = lands
        backend.faults["message"] = cut_after(events)
        user = new_user(tmp_path, backend.url, "message")
        told = user.do("message")
        assert backend.paid["message"] == 1
        assert ending(told) == (("done", "changed") if lands else ("in_doubt", "not_confirmed"))
        said = " ".join(one.text for one in told)
        assert ("Title added" in said) if lands else ("nothing was charged twice" in said)
        backend.faults.clear()
        assert user.do("wait")[-2].type == "nothing_to_wait_for"
        assert backend.paid["message"] == 1


def test_credits_that_are_out_send_nothing_more(tmp_path: Path) -> None:
    with CountingBackend() as backend:
        backend.acts = False
        backend.faults["message"] = BYTES["2001"]
        user = new_user(tmp_path, backend.url, "message")
        user.do("message")
        assert [request.path for request in backend.requests].count("/run_sse") == 1
        assert not any("anonymous-token" in request.path for request in backend.requests)
