from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.studio.conftest import draft_of, new_session, say
from tests.studio_server import ATTRIBUTION, FakeEngine, RunningStudio

SUBMIT = "/api/render/proxy/lambda"


def job(
    client: httpx.Client, session: str, number: str = "render_1", **output: Any
) -> dict[str, Any]:
    wanted = {"format": "mp4", "quality": "high", **output}
    return {
        "id": number,
        "sessionId": session,
        "draft": draft_of(client, session),
        "output": wanted,
    }


def finished(client: httpx.Client, number: str = "render_1") -> dict[str, Any]:
    """Polls until the job is over; the server decides when that is."""
    for _ in range(5000):
        answer = client.get(f"{SUBMIT}/{number}").json()
        if answer["status"] in {"completed", "failed"}:
            return dict(answer["data"])
    raise AssertionError("the render did not end")


@pytest.fixture
def titled(client: httpx.Client, session: str) -> str:
    say(client, session, 'add a title "Hello" for 4 seconds')
    return session


def test_an_export_goes_from_submit_to_a_file(client: httpx.Client, titled: str) -> None:
    first = client.post(SUBMIT, json=job(client, titled)).json()
    assert first["code"] == 0
    assert first["data"]["id"] == "render_1"
    done = finished(client)
    assert (done["status"], done["progress"]) == ("completed", 1.0)
    file = client.get(done["output"]["url"])
    assert file.headers["content-type"] == "video/mp4"
    assert file.content == client.get("/api/render/proxy/render_1/download").content


def test_the_status_stands_inside_the_data_and_beside_it(client: httpx.Client, titled: str) -> None:
    client.post(SUBMIT, json=job(client, titled))
    finished(client)
    answer = client.get(f"{SUBMIT}/render_1").json()
    assert answer["status"] == answer["data"]["status"]
    assert answer["output"] == answer["data"]["output"]


def test_a_broken_download_can_be_resumed(client: httpx.Client, titled: str) -> None:
    client.post(SUBMIT, json=job(client, titled))
    url = finished(client)["output"]["url"]
    whole, rest = client.get(url), client.get(url, headers={"Range": "bytes=10-"})
    assert (rest.status_code, rest.content) == (206, whole.content[10:])


def test_a_file_needs_no_token_but_its_address(
    studio: RunningStudio, client: httpx.Client, titled: str
) -> None:
    client.post(SUBMIT, json=job(client, titled))
    url = finished(client)["output"]["url"]
    assert httpx.get(url).status_code == 200
    assert httpx.get(url.replace("renders/", "renders/x")).status_code == 404


@pytest.mark.parametrize("missing", sorted(ATTRIBUTION))
def test_an_export_without_attribution_is_402(
    client: httpx.Client, titled: str, missing: str
) -> None:
    del client.headers[missing]
    answer = client.post(SUBMIT, json=job(client, titled))
    assert (answer.status_code, answer.json()["code"]) == (402, 402)
    assert client.get(f"{SUBMIT}/render_1").status_code == 404


def test_a_job_with_the_same_id_is_submitted_once(
    studio: RunningStudio, client: httpx.Client, titled: str
) -> None:
    body = job(client, titled)
    for _ in range(3):
        assert client.post(SUBMIT, json=body).json()["code"] == 0
    finished(client)
    assert len(studio.engine.rendered) == 1


def test_an_equal_export_is_not_drawn_again_and_a_changed_one_is(
    studio: RunningStudio, client: httpx.Client, titled: str
) -> None:
    files = []
    for number, output in (("a", {}), ("b", {}), ("c", {"resolution": "480p"})):
        client.post(SUBMIT, json=job(client, titled, number, **output))
        files.append(client.get(finished(client, number)["output"]["url"]).content)
    assert files[0] == files[1]
    assert len(studio.engine.rendered) == 2
    say(client, titled, 'add a title "Bye" for 2 seconds')
    client.post(SUBMIT, json=job(client, titled, "d"))
    finished(client, "d")
    assert len(studio.engine.rendered) == 3


def test_an_equal_export_is_drawn_again_where_the_file_has_gone(
    studio: RunningStudio, client: httpx.Client, titled: str
) -> None:
    folder: Path = studio.studio.jobs.folder
    others = {*folder.iterdir()}
    client.post(SUBMIT, json=job(client, titled, "a"))
    finished(client, "a")
    [file] = {*folder.iterdir()} - others
    file.unlink()
    client.post(SUBMIT, json=job(client, titled, "b"))
    assert client.get(finished(client, "b")["output"]["url"]).content
    assert len(studio.engine.rendered) == 2


def test_an_id_that_is_taken_by_another_export_is_refused(
    client: httpx.Client, titled: str
) -> None:
    client.post(SUBMIT, json=job(client, titled))
    answer = client.post(SUBMIT, json=job(client, titled, quality="low"))
    assert (answer.status_code, answer.json()["code"]) == (409, 409)


def test_jobs_of_two_clients_may_have_the_same_id(
    studio: RunningStudio, client: httpx.Client, titled: str
) -> None:
    client.post(SUBMIT, json=job(client, titled))
    with studio.client() as other:
        assert other.get(f"{SUBMIT}/render_1").status_code == 404
        session = new_session(other)
        say(other, session, 'add a title "Other"')
        assert other.post(SUBMIT, json=job(other, session)).json()["code"] == 0


def test_an_unfinished_job_says_how_soon_to_ask_again(
    studio: RunningStudio, client: httpx.Client, titled: str
) -> None:
    studio.engine.may_render.clear()
    submitted = client.post(SUBMIT, json=job(client, titled))
    asked = client.get(f"{SUBMIT}/render_1")
    unfinished = client.get("/api/render/proxy/render_1/download")
    studio.engine.may_render.set()
    assert submitted.headers["Retry-After"] == asked.headers["Retry-After"] == "1"
    assert asked.json()["status"] in {"pending", "processing"}
    assert unfinished.status_code == 404
    finished(client)
    assert "Retry-After" not in client.get(f"{SUBMIT}/render_1").headers


def broken(key: str, value: object) -> dict[str, Any]:
    return {key: value}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (broken("draft", {}), 400),
        (broken("draft", {"t": []}), 400),
        (broken("draft", {"t": [{"sg": []}]}), 400),
        (broken("draft", "x"), 400),
        (broken("id", ""), 400),
        (broken("id", "../x"), 400),
        (broken("id", 7), 400),
        (broken("sessionId", "nothing"), 1002),
        (broken("sessionId", None), 1002),
        (broken("output", "mp4"), 400),
        (broken("output", {"format": "exe"}), 400),
        (broken("output", {"resolution": "large"}), 400),
        (broken("output", {"resolution": "8k"}), 400),
        (broken("output", {"resolution": "4K"}), 400),
    ],
)
def test_a_broken_submit_is_refused(
    client: httpx.Client, titled: str, change: dict[str, Any], code: int
) -> None:
    body = {**job(client, titled), **change}
    assert client.post(SUBMIT, json=body).json()["code"] == code


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"resolution": "720p"}, 720),
        ({"resolution": "1080x1920"}, 1080),
        ({"resolution": 480}, 480),
        ({"resolution": "2160p"}, 2160),
        ({"resolution": "1440P"}, 1440),
        ({}, None),
    ],
)
def test_a_resolution_is_read_in_its_usual_forms(
    studio: RunningStudio,
    client: httpx.Client,
    titled: str,
    said: dict[str, Any],
    meant: int | None,
) -> None:
    client.post(SUBMIT, json=job(client, titled, **said))
    client.post(SUBMIT, json=job(client, titled, **said))
    stored = studio.studio.jobs.get(
        studio.studio.accounts.client_of(client.headers["Authorization"]), "render_1"
    )
    assert stored.output["resolution"] == meant


@pytest.mark.parametrize(
    ("wish", "word"), [("draw a red house", "no text"), ("画一座红房子", "没有可以导出")]
)
def test_subtitles_of_a_project_without_text_are_refused_at_submit(
    studio: RunningStudio, client: httpx.Client, session: str, wish: str, word: str
) -> None:
    say(client, session, wish)
    answer = client.post(SUBMIT, json=job(client, session, format="srt"))
    assert (answer.status_code, answer.json()["code"]) == (400, 400)
    assert word in answer.json()["message"]
    assert client.get(f"{SUBMIT}/render_1").status_code == 404
    say(client, session, 'add a title "Hello"')
    assert client.post(SUBMIT, json=job(client, session, format="srt")).json()["code"] == 0
    assert finished(client)["status"] == "completed"


@pytest.mark.parametrize(
    ("wish", "word"), [("draw a red house", "no sound"), ("画一座红房子", "没有声音")]
)
def test_the_sound_of_a_silent_film_is_refused_at_submit(
    client: httpx.Client, session: str, wish: str, word: str
) -> None:
    say(client, session, wish)
    answer = client.post(SUBMIT, json=job(client, session, format="mp3"))
    assert (answer.status_code, word in answer.json()["message"]) == (400, True)
    say(client, session, "add calm music")
    assert client.post(SUBMIT, json=job(client, session, format="mp3")).json()["code"] == 0


def test_a_draft_with_foreign_media_fails_with_a_sentence(
    studio: RunningStudio, client: httpx.Client, session: str
) -> None:
    say(client, session, "generate a red house")
    body = copy.deepcopy(job(client, session))
    body["draft"]["t"][0]["sg"][0]["m"]["src"] = "m_of_somebody_else"
    client.post(SUBMIT, json=body)
    failed = finished(client)
    assert failed["status"] == "failed"
    assert "not in this project" in failed["error"]


def test_a_render_that_was_cut_off_starts_again(tmp_path: Path) -> None:
    engine = FakeEngine()
    engine.may_render.clear()
    with RunningStudio(tmp_path / "home", engine=engine) as studio, studio.client("c") as client:
        session = new_session(client)
        say(client, session, 'add a title "Hello"')
        client.post(SUBMIT, json=job(client, session, "render_1"))
        client.post(SUBMIT, json=job(client, session, "render_2"))
    with RunningStudio(tmp_path / "home") as studio, studio.client("c") as client:
        assert finished(client, "render_1")["status"] == "completed"
        assert finished(client, "render_2")["status"] == "completed"


def test_a_finished_file_stays_after_a_restart_and_a_half_one_goes(tmp_path: Path) -> None:
    with RunningStudio(tmp_path / "home") as studio, studio.client("c") as client:
        session = new_session(client)
        say(client, session, 'add a title "Hello"')
        client.post(SUBMIT, json=job(client, session))
        content = client.get(finished(client)["output"]["url"]).content
    halves = [
        tmp_path / "home" / "media" / "m_1.part",
        tmp_path / "home" / "renders" / "r.mp4.part",
    ]
    for half in halves:
        half.write_bytes(b"of a killed studio")
    with RunningStudio(tmp_path / "home") as studio, studio.client("c") as client:
        assert not any(half.exists() for half in halves)
        assert client.get("/api/render/proxy/render_1/download").content == content
        assert studio.engine.rendered == []


def test_cancelling_ends_the_render_under_way_and_the_next_one_begins(
    studio: RunningStudio, client: httpx.Client, titled: str
) -> None:
    studio.engine.may_render.clear()
    for number in ("render_1", "render_2", "render_3"):
        client.post(SUBMIT, json=job(client, titled, number))
    while client.get(f"{SUBMIT}/render_1").json()["status"] != "processing":
        pass
    for number in ("render_1", "render_2"):
        told = client.post("/api/studio/cancel", json={"id": number}).json()
        assert (told["status"], "cancelled" in told["error"]) == ("failed", True)
    while client.get(f"{SUBMIT}/render_3").json()["status"] != "processing":
        pass
    studio.engine.may_render.set()
    assert finished(client, "render_3")["status"] == "completed"
    states = [client.get(f"{SUBMIT}/{n}").json()["status"] for n in ("render_1", "render_2")]
    assert states == ["failed", "failed"]
    assert len(studio.engine.rendered) == 1


def test_a_finished_render_is_not_cancelled_and_an_unknown_one_not_found(
    client: httpx.Client, titled: str
) -> None:
    client.post(SUBMIT, json=job(client, titled))
    finished(client)
    told = client.post("/api/studio/cancel", json={"id": "render_1"}).json()
    assert told["status"] == "completed"
    assert client.post("/api/studio/cancel", json={"id": "render_9"}).json()["code"] == 404
