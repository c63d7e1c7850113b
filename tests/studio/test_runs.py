from __future__ import annotations

import json
import re
import socket
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.studio.conftest import (
    draft_of,
    events_of,
    new_session,
    run_body,
    say,
    tools_of,
    words_of,
)
from tests.studio_server import RunningStudio

DEMO = [
    ("generate a photorealistic image of a futuristic city at night", "Video"),
    ("add lo-fi background music at 35%", "BGM"),
    ('add a title "Urban Dreams" for the first 3 seconds', "Title"),
]


def test_the_three_sentences_of_the_demo_make_three_tracks(
    client: httpx.Client, session: str
) -> None:
    for sentence, _ in DEMO:
        say(client, session, sentence)
    draft = draft_of(client, session)
    assert [t["m"]["name"] for t in draft["t"]] == [name for _, name in DEMO]
    video, music, title = (t["sg"][0] for t in draft["t"])
    assert (video["d"], video["m"]["kind"]) == (10_000, "image")
    assert (music["d"], music["m"]["name"], music["m"]["volume"]) == (10_000, "Lo-fi", 0.35)
    assert (title["s"], title["d"], title["m"]["text"]) == (0, 3000, "Urban Dreams")


def test_events_are_shaped_as_adk_sends_them(client: httpx.Client, session: str) -> None:
    events = say(client, session, "generate a red house")
    assert {e["author"] for e in events} == {"nemo_agent"}
    assert len({e["invocationId"] for e in events}) == 1
    for event in events:
        assert set(event["actions"]) >= {"stateDelta", "artifactDelta"}
        assert event["content"]["role"] in {"model", "user"}
        assert None not in event.values()


def test_partial_texts_add_up_to_the_final_one(client: httpx.Client, session: str) -> None:
    events = say(client, session, "what can you do?")
    partial = "".join(e["content"]["parts"][0]["text"] for e in events if e.get("partial"))
    assert words_of(events) == [partial]


def test_a_call_and_its_response_share_an_id_and_the_response_carries_the_draft(
    client: httpx.Client, session: str
) -> None:
    events = say(client, session, "generate a red house")
    call, response = events[0], events[1]
    called = call["content"]["parts"][0]["functionCall"]
    answered = response["content"]["parts"][0]["functionResponse"]
    assert (called["id"], called["name"]) == (answered["id"], answered["name"])
    assert response["actions"]["stateDelta"]["draft"] == draft_of(client, session)


def test_what_tells_no_language_is_answered_in_that_of_the_message_before(
    client: httpx.Client, session: str
) -> None:
    (before,) = words_of(say(client, session, "720p"))
    say(client, session, "你好")
    (after,) = words_of(say(client, session, "720p"))
    assert before.isascii()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in after)


def test_what_a_picture_is_comes_with_the_first_of_a_project_alone(
    client: httpx.Client, session: str
) -> None:
    (first,) = words_of(say(client, session, "generate a lighthouse in a storm"))
    assert "no image model was used" in first
    assert "lighthouse" in first
    (second,) = words_of(say(client, session, "add a shot of a red house"))
    assert "red house" in second
    assert "no image model was used" not in second


def test_advice_on_the_window_comes_with_the_first_edit_alone(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    advice = re.compile("click|drag|press|open the", re.IGNORECASE)
    (first,) = words_of(say(client, session, "generate a lighthouse in a storm"))
    assert advice.search(first)
    for message in ("make it 4 seconds long", 'add a title "Storm"', "generate a red house"):
        assert not advice.search(" ".join(words_of(say(client, session, message))))


def test_music_and_title_asked_for_with_a_picture_come_in_a_second_stage(
    client: httpx.Client, session: str
) -> None:
    events = say(client, session, 'generate a lighthouse with lo-fi music and a title "Storm"')
    assert tools_of(events) == ["generate", "set_music", "add_text"]
    finals = [i for i, e in enumerate(events) if e.get("partial") is False]
    calls = [i for i, e in enumerate(events) if "functionCall" in str(e)]
    assert len(finals) == 2
    assert calls[0] < finals[0] < calls[1]


def test_about_three_edits_in_ten_are_silent_and_always_the_same_ones(client: httpx.Client) -> None:
    session = new_session(client)
    spoken = [bool(words_of(say(client, session, f'add a title "Number {n}"'))) for n in range(60)]
    assert 8 <= spoken.count(False) <= 30


def test_a_silent_edit_has_tool_calls_alone_and_skips_the_summary(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    studio.faults("run:silent")
    events = say(client, session, 'add a title "Quiet"')
    assert words_of(events) == []
    assert events[-1]["actions"]["skipSummarization"] is True
    assert draft_of(client, session)["t"]


@pytest.mark.parametrize(
    "message", ["generate a red house", "what can you do?", "remove the music", "add a sticker"]
)
def test_generations_questions_and_refusals_are_never_silent(
    studio: RunningStudio, client: httpx.Client, session: str, message: str
) -> None:
    studio.faults("run:silent")
    assert words_of(say(client, session, message))


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("导出", "还没有可以导出的内容"),
        ("export it", "nothing to export yet"),
        ("生成一张海边日落的图片", "没有使用任何图像模型"),
        ("加一个贴纸", "贴纸"),
        ("add a voice-over", "voice-over"),
    ],
)
def test_replies_are_in_the_language_of_the_message(
    client: httpx.Client, session: str, message: str, word: str
) -> None:
    assert word in " ".join(words_of(say(client, session, message)))


def test_a_message_without_letters_is_answered_in_the_language_of_the_session(
    client: httpx.Client,
) -> None:
    (words,) = words_of(say(client, new_session(client, "zh"), "123"))
    assert "我" in words


def test_heartbeats_come_while_a_picture_is_painted(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    studio.engine.may_paint.clear()
    seen = []
    with client.stream("POST", "/run_sse", json=run_body(session, "generate a red house")) as run:
        for line in run.iter_lines():
            seen.append(line)
            if seen.count(": working") >= 2 and seen.count("data: ") >= 2:
                studio.engine.may_paint.set()
    assert words_of(events_of("\n".join(seen)))


def test_a_second_run_on_a_busy_session_is_refused(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    studio.engine.may_paint.clear()
    with client.stream("POST", "/run_sse", json=run_body(session, "generate a red house")) as run:
        lines = run.iter_lines()
        next(lines)
        second = client.post("/run_sse", json=run_body(session, "hello"))
        elsewhere = say(client, new_session(client), "hello")
        studio.engine.may_paint.set()
        list(lines)
    assert (second.status_code, second.json()["code"]) == (409, 409)
    assert words_of(elsewhere)
    assert say(client, session, "hello")


def test_closing_the_connection_cancels_the_run_and_keeps_what_landed(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    studio.engine.may_paint.clear()
    message = 'add a title "Kept"; generate a red house'
    with client.stream("POST", "/run_sse", json=run_body(session, message)):
        assert studio.engine.painting.wait(10)
        assert client.get("/health").json()["data"]["busy"] is True
    while client.get("/health").json()["data"]["busy"]:
        pass
    assert not studio.studio.running
    studio.engine.may_paint.set()
    assert [t["m"]["name"] for t in draft_of(client, session)["t"]] == ["Title"]
    counts = client.get("/api/credits/balance/simple").json()["data"]
    assert counts == {"available": 999, "frozen": 0, "total": 999}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"[]", 400),
        (b'{"app_name": "other", "user_id": "me"}', 404),
        (b'{"app_name": "nemo_agent", "user_id": "you"}', 404),
        (b'{"app_name": "nemo_agent", "user_id": "me"}', 400),
        (b'{"app_name": "nemo_agent", "user_id": "me", "new_message": {"parts": []}}', 400),
        (b'{"app_name": "nemo_agent", "user_id": "me", "new_message": {"parts": [3]}}', 400),
        (json.dumps(run_body("nothing", "x")).encode(), 404),
        (b"[" * 100_000, 400),
    ],
)
def test_a_broken_run_is_refused_before_the_stream(
    client: httpx.Client, body: bytes, status: int
) -> None:
    answer = client.post("/run_sse", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.json()["code"] in {400, 404, 1002}
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "message", ["", " ", "?", "。", "\ud800", "a" * 100_000, "“”", "«»", "\u202e\u0000", "1" * 5000]
)
def test_odd_messages_are_answered(client: httpx.Client, session: str, message: str) -> None:
    body = json.dumps(run_body(session, message)).encode()
    answer = client.post("/run_sse", content=body, headers={"Content-Type": "application/json"})
    assert words_of(events_of(answer.text))


def test_undo_takes_back_a_whole_message(client: httpx.Client, session: str) -> None:
    say(client, session, "generate a red house")
    say(client, session, 'add lo-fi music and a title "Home"')
    say(client, session, "undo")
    assert [t["m"]["name"] for t in draft_of(client, session)["t"]] == ["Video"]
    say(client, session, "撤销")
    assert draft_of(client, session)["t"] == []
    assert "nothing to undo" in words_of(say(client, session, "undo"))[0]


def test_what_was_undone_is_done_again_until_something_else_is_edited(
    client: httpx.Client, session: str
) -> None:
    for sentence in ("draw a house", "make it square", "make it landscape", "undo", "undo"):
        say(client, session, sentence)
    say(client, session, "redo")
    assert draft_of(client, session)["m"]["height"] == 1080
    say(client, session, "redo")
    assert draft_of(client, session)["m"]["width"] == 1920
    say(client, session, "undo")
    say(client, session, "make it 4:3")
    assert "nothing to do again" in words_of(say(client, session, "redo"))[0]


@pytest.mark.parametrize("words", ["restore it", "bring it back", "恢复", "恢复刚才的"])
def test_what_is_to_be_restored_is_what_was_undone_else_what_was_there_before(
    client: httpx.Client, session: str, words: str
) -> None:
    def held() -> list[str]:
        return [t["m"]["name"] for t in draft_of(client, session)["t"]]

    say(client, session, "generate a red house")
    say(client, session, 'add a title "Home"')
    say(client, session, "undo")
    say(client, session, words)
    assert held() == ["Video", "Title"]
    say(client, session, words)
    assert held() == ["Video"]


@pytest.mark.parametrize(
    ("words", "told"),
    [("bye", "Goodbye"), ("Thanks, see you!", "Goodbye"), ("再见", "再见"), ("好的，拜拜", "再见")],
)
def test_who_takes_leave_is_told_that_the_project_stays(
    client: httpx.Client, session: str, words: str, told: str
) -> None:
    [reply] = words_of(say(client, session, words))
    assert reply.startswith(told)
    assert draft_of(client, session)["t"] == []


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:80", "", "192.0.2.1", "localhost.evil"]
)
def test_a_foreign_host_header_is_refused(studio: RunningStudio, host: str) -> None:
    answer = httpx.get(studio.url + "/health", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (403, 403)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:99", "LOCALHOST", "[::1]:8000", "[::1]"])
def test_loopback_names_are_answered(studio: RunningStudio, host: str) -> None:
    assert httpx.get(studio.url + "/health", headers={"Host": host}).json()["code"] == 0


def test_another_address_is_answered_where_it_was_asked_for(tmp_path: Path) -> None:
    with RunningStudio(tmp_path / "home", listen="127.0.0.2") as studio:
        assert studio.url.startswith("http://127.0.0.2:")
        assert httpx.get(studio.url + "/health").json()["code"] == 0
        answer = httpx.get(studio.url + "/health", headers={"Host": "evil.example"})
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("GET", "/run_sse", 405)]
)
def test_what_is_not_in_the_contract_is_refused_in_the_envelope(
    studio: RunningStudio, method: str, path: str, status: int
) -> None:
    answer = httpx.request(method, studio.url + path)
    assert (answer.status_code, answer.json()["code"]) == (status, status)


def test_a_json_body_that_is_too_large_is_refused(client: httpx.Client, session: str) -> None:
    answer = client.post("/run_sse", json=run_body(session, "x" * 5_000_000))
    assert (answer.status_code, answer.json()["code"]) == (413, 4002)


def test_many_sessions_work_side_by_side(studio: RunningStudio, client: httpx.Client) -> None:
    results: list[Any] = []

    def work(number: int) -> None:
        session = new_session(client)
        say(client, session, f'generate a red house; add a title "N{number}"')
        results.append(draft_of(client, session)["t"][-1]["sg"][0]["m"]["text"])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [f"N{n}" for n in range(6)]


def test_it_listens_on_loopback_alone(studio: RunningStudio) -> None:
    address = studio._server.socket.getsockname()[0]  # noqa: SLF001 — the very thing under test
    assert address == "127.0.0.1"
    assert socket.gethostbyname("localhost").startswith("127.")


def test_the_answer_to_a_question_is_taken_by_a_later_run(
    client: httpx.Client, session: str
) -> None:
    say(client, session, "draw a lake")
    say(client, session, "add a subtitle, in red")
    say(client, session, "Summer Sale")
    [text] = [s for t in draft_of(client, session)["t"] if t["tt"] == 7 for s in t["sg"]]
    assert (text["m"]["text"], text["m"]["role"]) == ("Summer Sale", "subtitle")
    say(client, session, "Winter Sale")
    texts = [s for t in draft_of(client, session)["t"] if t["tt"] == 7 for s in t["sg"]]
    assert len(texts) == 1, "it was asked once"
