from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from skill_runtime.studio.agent.project import Painted
from skill_runtime.studio.service.database import Database
from skill_runtime.studio.service.trouble import sentence_for
from tests.studio.conftest import draft_of, events_of, new_session, run_body, say
from tests.studio.test_renders import SUBMIT, finished, job
from tests.studio_server import FakeEngine, RunningStudio

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
SENTENCES = {
    ("en", "full"): "The studio's disk is full",
    ("zh", "full"): "工作室的磁盘已满",
    ("en", "fault"): "Something went wrong in the studio; its log has the details",
    ("zh", "fault"): "工作室出了问题，详情见它的日志",
}
CASES = [
    (language, name, error)
    for language in ("en", "zh")
    for name, error in (("full", FULL), ("fault", ZeroDivisionError("a secret detail")))
]
WISHES = {
    "en": ("draw a lighthouse", "add calm music"),
    "zh": ("画一座灯塔", "加舒缓的音乐"),
}


class FailingEngine(FakeEngine):
    """Begins each file, and fails in the middle of it once `error` is set."""

    error: Exception | None = None

    def paint(self, prompt: str, width: int, height: int, path: Path) -> Painted:
        painted = super().paint(prompt, width, height, path)
        self._fail()
        return painted

    def compose(self, mood: str, seconds: float, seed: str, path: Path) -> None:
        super().compose(mood, seconds, seed, path)
        self._fail()

    def probe(self, path: Path) -> Any:
        self._fail()
        return super().probe(path)

    def render(self, *arguments: Any, **options: Any) -> None:
        self._fail()
        super().render(*arguments, **options)

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    home = tmp_path_factory.mktemp("trouble") / "home"
    with RunningStudio(home, engine=FailingEngine()) as running:
        yield running


@pytest.fixture
def client(failing: RunningStudio) -> Iterator[httpx.Client]:
    failing.engine.error = None
    with failing.client() as client:
        yield client


def media_of(studio: RunningStudio) -> set[str]:
    return {path.name for path in (studio.studio.settings.home / "media").iterdir()}


def assert_plain(sentence: str, language: str, name: str) -> None:
    assert sentence.startswith(SENTENCES[language, name])
    assert "Error" not in sentence
    assert "Errno" not in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize("wish", [0, 1])
@pytest.mark.parametrize(("language", "name", "error"), CASES)
def test_a_fault_in_a_run_is_told_in_a_sentence_and_leaves_the_project_as_it_was(
    failing: RunningStudio,
    client: httpx.Client,
    wish: int,
    language: str,
    name: str,
    error: Exception,
) -> None:
    session = new_session(client, language)
    say(client, session, WISHES[language][0])
    before, media = draft_of(client, session), media_of(failing)
    balance = client.get("/api/credits/balance/simple").json()["data"]
    failing.engine.error = error
    answer = client.post("/run_sse", json=run_body(session, WISHES[language][wish]))
    last = events_of(answer.text)[-1]
    assert_plain(last["error"], language, name)
    assert "Error" not in str(last)
    assert (draft_of(client, session), media_of(failing)) == (before, media)
    assert client.get("/api/credits/balance/simple").json()["data"] == balance
    failing.engine.error = None
    say(client, session, WISHES[language][wish])
    assert draft_of(client, session) != before


@pytest.mark.parametrize(("language", "name", "error"), CASES)
def test_a_fault_in_a_render_is_told_in_the_language_of_the_session(
    failing: RunningStudio, client: httpx.Client, language: str, name: str, error: Exception
) -> None:
    session = new_session(client, language)
    say(client, session, WISHES[language][0])
    failing.engine.error = error
    client.post(SUBMIT, json=job(client, session))
    failed = finished(client)
    assert failed["status"] == "failed"
    assert_plain(failed["error"], language, name)


@pytest.mark.parametrize(("language", "name", "error"), CASES)
def test_a_fault_in_an_upload_is_told_in_the_language_of_the_session(
    failing: RunningStudio, client: httpx.Client, language: str, name: str, error: Exception
) -> None:
    session, media = new_session(client, language), media_of(failing)
    failing.engine.error = error
    parts = [("files", ("a.png", b"\x89PNG\r\n\x1a\n"))]
    answer = client.post(f"/api/upload-video/nemo_agent/me/{session}", files=parts)
    assert answer.status_code == 500
    assert_plain(answer.json()["message"], language, name)
    assert media_of(failing) == media


def test_a_full_database_is_told_as_a_full_disk_and_works_again_when_there_is_room(
    tmp_path: Path,
) -> None:
    database = Database(tmp_path)
    pages = database.row("PRAGMA page_count")
    assert pages is not None
    database.rows(f"PRAGMA max_page_count = {pages[0]}")
    claim = "INSERT INTO claims VALUES (?, ?, ?, 0)"
    with pytest.raises(sqlite3.OperationalError) as full, database.transaction() as connection:
        connection.execute(claim, ("big", "x" * 100_000, ""))
    database.rows("PRAGMA max_page_count = 100000")
    with database.transaction() as connection:
        connection.execute(claim, ("small", "", ""))
    tokens = [row["token"] for row in database.rows("SELECT token FROM claims")]
    database.close()
    assert_plain(sentence_for(full.value, "en"), "en", "full")
    assert tokens == ["small"]
