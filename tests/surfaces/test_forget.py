"""`forget` as a user runs it: what goes, what stays, and what is left of it in the files."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.model.records import Job, JobState, Outcome, Session, SessionKey, TokenKept
from skill_runtime.model.told import Told
from tests.surfaces.commands import skill_runtime, warm

SKILL = "image-generation-generator"
CLOUD = "https://mega-api-prod.nemovideo.ai"
TOKEN = "nmv_usr_marked_0123456789"
SECRET = "a sentence that nobody else may read"
KEYS = (
    SessionKey(CLOUD, SKILL, "trip"),
    SessionKey(CLOUD, SKILL),
    SessionKey(CLOUD, "another-skill", "trip"),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user's home in which three conversations and a token are stored, and two films."""
    state = tmp_path / "state"
    warm(state)
    store = SqliteStore(state)
    for number, key in enumerate(KEYS):
        film = tmp_path / f"film-{number}.mp4"
        film.write_text("film")
        turn = store.begin(key, f"{SECRET} {key.skill} {key.name}", "en")
        store.save(turn, Session(f"s-{number}"))
        store.save(turn, TokenKept(TOKEN, "client-1"))
        store.save(turn, Job(f"r-{number}", "s", JobState.DELIVERED, "/out", "film.mp4", str(film)))
        for _ in range(100):
            store.append(turn, Told("said", {"text": SECRET}, SECRET))
        store.end(turn, Outcome.DONE)
    store.consent(CLOUD)
    store.close()
    for name in ("studio/media/m.png", "exports/kept.mp4", "cache/derived/x", "history", "mine"):
        (state / name).parent.mkdir(parents=True, exist_ok=True)
        (state / name).write_text(SECRET)
    (state / "state.damaged-1.db").write_text(TOKEN)
    (tmp_path / ".config" / "nemovideo").mkdir(parents=True)
    (tmp_path / ".config" / "nemovideo" / "client_id").write_text("client-1")
    return tmp_path


def forget(home: Path, *arguments: str) -> tuple[int, str, str]:
    more = {"SKILL_RUNTIME_HOME": str(home / "state")}
    done = skill_runtime("forget", *arguments, home=home, more=more)
    return done.returncode, done.stdout, done.stderr


def state_bytes(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in (home / "state").glob("state.db*"))


def rows(home: Path, table: str) -> int:
    with sqlite3.connect(home / "state" / "state.db") as db:
        count = int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
    db.close()
    return count


def test_everything_goes_but_films_the_client_id_and_what_is_not_ours(home: Path) -> None:
    assert TOKEN.encode() in state_bytes(home)
    code, said, _ = forget(home, "--all", "--yes")
    assert code == 0
    assert "3 conversations, 3 turns, 300 events, 3 render jobs, 1 token, 1 consent" in said
    assert "1 history of `chat`" in said
    left = {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}
    films = {f"film-{number}.mp4" for number in range(3)} | {"state/exports/kept.mp4"}
    client_id = ".config/nemovideo/client_id"
    ours = {path for path in left if path.startswith(("state/state.db", "state/locks/"))}
    assert left - ours - {path for path in left if "bytecode" in path} == {
        *films, client_id, "state/mine",
    }  # fmt: skip
    for path in (*films, client_id):
        assert f"Left: {home / path} (" in said
    assert (home / client_id).read_text() == "client-1"


def test_no_byte_of_a_token_or_a_sentence_is_left_in_the_state(home: Path) -> None:
    forget(home, "--all", "--yes")
    assert TOKEN.encode() not in state_bytes(home)
    assert SECRET.encode() not in state_bytes(home)


def test_a_conversation_goes_and_the_others_stay(home: Path) -> None:
    code, said, _ = forget(home, "--session", "trip", "--yes", "--json")
    assert code == 0
    told = json.loads(said.splitlines()[-1])
    removed = dict(told["removed"])
    assert removed == {"session": 1, "turn": 1, "event": 100, "job": 1}
    assert ["film", str(home / "film-0.mp4")] in told["left"]
    assert (rows(home, "session"), rows(home, "turn"), rows(home, "token")) == (2, 2, 1)
    gone = f"{SECRET} {SKILL} trip".encode()
    assert gone not in state_bytes(home)
    assert f"{SECRET} another-skill trip".encode() in state_bytes(home)
    assert (home / "state" / "studio" / "media" / "m.png").exists()


def test_without_a_terminal_nothing_goes_unless_agreed_to(home: Path) -> None:
    before = state_bytes(home)
    code, said, _ = forget(home, "--all")
    assert code == 3
    assert "--yes" in said
    assert state_bytes(home) == before
    assert (home / "state" / "history").exists()


@pytest.mark.parametrize("scope", [("--all",), ("--session", "trip")])
def test_it_refuses_while_a_turn_runs(home: Path, scope: tuple[str, ...]) -> None:
    store = SqliteStore(home / "state")
    with store.hold(KEYS[0]):
        code, said, _ = forget(home, *scope, "--yes")
    store.close()
    assert (code, "a turn of trip is running" in said) == (3, True)
    assert rows(home, "session") == 3


def test_a_conversation_that_is_not_there_is_named_with_those_that_are(home: Path) -> None:
    code, said, _ = forget(home, "--session", "nowhere", "--yes")
    assert (code, said) == (3, "There is no such conversation. There are: default, trip.\n")


@pytest.mark.parametrize("arguments", [(), ("--all", "--session", "trip")])
def test_what_is_to_be_forgotten_must_be_said(home: Path, arguments: tuple[str, ...]) -> None:
    code, said, complaint = forget(home, *arguments)
    assert (code, said) == (2, "")
    assert "--all" in complaint


def test_it_can_be_said_twice(home: Path) -> None:
    forget(home, "--all", "--yes")
    code, said, _ = forget(home, "--all", "--yes", "--lang", "zh")
    assert code == 0
    assert "没有存储任何内容" in said or "个缓存" in said


def test_a_studio_that_runs_is_ended_and_its_projects_go_when_all_is_forgotten(
    tmp_path: Path,
) -> None:
    more = {"SKILL_RUNTIME_HOME": str(tmp_path / "state")}
    warm(tmp_path / "state")

    def run(*arguments: str) -> str:
        done = skill_runtime(*arguments, home=tmp_path, more=more)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "No studio runs" in run("studio", "--stop")
    run("say", "generate a quiet lake", "--session", "trip")
    assert "The studio has ended" in run("studio", "--stop")
    run("say", "generate a red car", "--session", "work")
    studio = tmp_path / "state" / "studio"
    assert len(list((studio / "media").iterdir())) == 2
    run("forget", "--session", "trip", "--yes")
    assert len(list((studio / "media").iterdir())) == 1
    kept = b"".join(path.read_bytes() for path in studio.glob("studio.db*"))
    assert b"quiet lake" not in kept
    assert b"red car" in kept
    assert "red car" in run("status", "--session", "work")
    assert (studio / "endpoint.json").exists()
    run("forget", "--all", "--yes")
    assert not studio.exists()
