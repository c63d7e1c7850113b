"""The state file under every fault that a file can have: real files, real processes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.errors import StoreError
from skill_runtime.model.records import Job, JobState, Outcome, Session, SessionKey, TokenKept
from skill_runtime.model.told import Told

REPOSITORY = Path(__file__).parents[2]
KEY = SessionKey("https://api", "tests")
TOKEN = "nmv_usr_marked_0123456789"
JOB = Job("render_1", "s-1", JobState.RENDERING, "/out", "film.mp4")
NO_DATABASE = {
    "text": b"this is no database, though it is long enough" * 30,
    "only a head": b"SQLite format 3\0" * 99,
}


def filled(home: Path) -> None:
    """As an earlier command leaves it: a token, a session, a render under way, many events."""
    store = SqliteStore(home)
    turn = store.begin(KEY, "a", "en")
    for fact in (TokenKept(TOKEN, "client-1"), Session("s-1", "t-1"), JOB):
        store.save(turn, fact)
    for number in range(300):
        store.append(turn, Told("said", {"n": number}, "x" * 200))
    store.end(turn, Outcome.DONE)
    store.close()


def pages_of(home: Path, table: str) -> list[int]:
    """The pages of a table, but for its root."""
    with sqlite3.connect(home / "state.db") as db:
        rows = db.execute("SELECT pageno, pagetype FROM dbstat WHERE name = ?", (table,)).fetchall()
    db.close()
    return [number for number, kind in rows if kind == "leaf"]


def spoil(home: Path, pages: list[int]) -> None:
    path = home / "state.db"
    content = bytearray(path.read_bytes())
    for page in pages:
        content[(page - 1) * 4096 : page * 4096] = b"\xee" * 4096
    path.write_bytes(content)


@pytest.mark.parametrize("content", NO_DATABASE)
def test_what_is_no_database_is_moved_aside_and_told_once(tmp_path: Path, content: str) -> None:
    (tmp_path / "state.db").write_bytes(NO_DATABASE[content])
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "film.mp4").write_text("mine")
    store = SqliteStore(tmp_path)
    aside = tmp_path / "state.damaged-1.db"
    assert store.moved_aside() == str(aside)
    assert store.moved_aside() is None
    assert aside.read_bytes() == NO_DATABASE[content]
    assert store.running(KEY) is None
    assert (tmp_path / "exports" / "film.mp4").read_text() == "mine"
    store.close()


def test_each_damaged_file_is_kept(tmp_path: Path) -> None:
    for content in NO_DATABASE.values():
        (tmp_path / "state.db").write_bytes(content)
        SqliteStore(tmp_path).close()
    kept = [tmp_path / f"state.damaged-{number}.db" for number in (1, 2)]
    assert [path.read_bytes() for path in kept] == list(NO_DATABASE.values())


def test_damage_that_is_met_in_the_middle_loses_only_what_it_hit(tmp_path: Path) -> None:
    filled(tmp_path)
    hit = pages_of(tmp_path, "event")[1:3]
    spoil(tmp_path, hit)
    store = SqliteStore(tmp_path)
    turn = store.begin(KEY, "b", "en")
    with pytest.raises(StoreError, match=r"damaged .* The next command") as told:
        store.events(type(turn)(1, KEY, "a", "en"), 0)
    assert told.value.type == "damaged_state"
    store.close()
    later = SqliteStore(tmp_path)
    assert later.moved_aside() == str(tmp_path / "state.damaged-1.db")
    assert later.token(KEY.backend) == TOKEN
    assert later.session(KEY) == Session("s-1", "t-1")
    assert later.jobs(KEY) == (JOB,)
    assert later.running(KEY) == turn
    later.close()
    again = SqliteStore(tmp_path)
    assert again.moved_aside() is None
    again.close()


def test_a_suspicion_without_damage_changes_nothing(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / "state.suspect").touch()
    store = SqliteStore(tmp_path)
    assert store.moved_aside() is None
    assert store.token(KEY.backend) == TOKEN
    assert not (tmp_path / "state.suspect").exists()
    store.close()


def test_what_was_moved_aside_is_for_the_user_alone(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / "state.db").write_bytes(b"no database" * 500)
    (tmp_path / "state.db").chmod(0o600)
    before = os.umask(0)
    try:
        SqliteStore(tmp_path).close()
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("state.*")}
    assert set(modes) >= {"state.db", "state.damaged-1.db", "state.moved"}
    assert set(modes.values()) == {0o600}


OPENER = """
import sys
from pathlib import Path
from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.errors import StoreError
from skill_runtime.model.records import SessionKey
print("ready", flush=True)
sys.stdin.readline()
try:
    SqliteStore(Path(sys.argv[1])).begin(SessionKey("b", "s"), sys.argv[2], "en")
except StoreError as error:
    print(error.type)
else:
    print("done")
"""


def test_several_commands_that_meet_it_at_once_move_it_once(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(NO_DATABASE["text"])
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(tmp_path), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )
        for number in range(4)
    ]
    for command in commands:
        assert command.stdout
        assert command.stdout.readline() == "ready\n"
    results = [command.communicate("go\n", timeout=60)[0].strip() for command in commands]
    assert set(results) <= {"done", "busy_state"}
    assert [path.name for path in tmp_path.glob("*damaged*")] == ["state.damaged-1.db"]
    with sqlite3.connect(tmp_path / "state.db") as db:
        kept = db.execute("SELECT count(*) FROM turn").fetchone()
    db.close()
    assert kept == (results.count("done"),)


def test_a_file_that_another_program_holds_is_named_and_left(tmp_path: Path) -> None:
    filled(tmp_path)
    store = SqliteStore(tmp_path, patience_s=0.01)
    other = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match=r"is in use .* Try again") as told:
        store.begin(KEY, "b", "en")
    assert told.value.type == "busy_state"
    other.execute("ROLLBACK")
    other.close()
    assert store.begin(KEY, "b", "en").id == 2
    store.close()


def write(home: Path, first: str) -> subprocess.CompletedProcess[str]:
    """A command under a limit, which `first` sets."""
    return subprocess.run(
        [sys.executable, "-c", WRITER.replace("LIMIT", first), str(home)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def home_of_nobody(tmp_path: Path) -> Path:
    """A state folder, filled, of a user whom modes bind; root is bound by none."""
    home = tmp_path / "state"
    filled(home)
    if os.geteuid() == 0:
        for folder in (tmp_path, *tmp_path.parents[:2]):
            folder.chmod(0o755)
        for path in (home, *home.rglob("*")):
            os.chown(path, 65534, 65534)
    return home


WRITER = """
import sys
from pathlib import Path
from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.errors import StoreError
from skill_runtime.model.records import SessionKey
from skill_runtime.model.told import Told
LIMIT
try:
    store = SqliteStore(Path(sys.argv[1]))
    turn = store.begin(SessionKey("https://api", "tests"), "b", "en")
    for _ in range(500):
        store.append(turn, Told("said", {}, "y" * 1000))
except StoreError as error:
    print(error.type, error)
"""
NOBODY = "import os; os.geteuid() or (os.setgroups([]), os.setgid(65534), os.setuid(65534))"
FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))"


@pytest.mark.skipif(sys.platform == "win32", reason="modes are not what binds there")
@pytest.mark.parametrize("what", ["the file", "the folder"])
def test_a_read_only_state_is_named_with_what_to_do(home_of_nobody: Path, what: str) -> None:
    home = home_of_nobody
    target = home if what == "the folder" else home / "state.db"
    target.chmod(0o500 if what == "the folder" else 0o400)
    done = write(home, NOBODY)
    target.chmod(0o700 if what == "the folder" else 0o600)
    assert done.stdout.startswith("no_state "), done.stderr
    assert "SKILL_RUNTIME_HOME" in done.stdout
    store = SqliteStore(home)
    assert store.token(KEY.backend) == TOKEN
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_disk_that_is_full_loses_nothing_that_was_written(tmp_path: Path) -> None:
    filled(tmp_path)
    done = write(tmp_path, FULL)
    assert done.stdout.startswith("no_state "), done.stdout + done.stderr
    assert "has room" in done.stdout
    store = SqliteStore(tmp_path)
    assert store.moved_aside() is None
    assert store.token(KEY.backend) == TOKEN
    assert store.jobs(KEY) == (JOB,)
    running = store.running(KEY)
    assert running
    assert len(store.events(running, 0)) > 0
    store.close()


def test_a_token_that_was_replaced_leaves_no_byte_in_the_file(tmp_path: Path) -> None:
    filled(tmp_path)
    store = SqliteStore(tmp_path)
    store.tokens.keep(KEY.backend, TokenKept("another", "client-1"))
    store.close()
    assert TOKEN.encode() not in (tmp_path / "state.db").read_bytes()


def test_the_last_consent_counts_though_the_clock_went_back(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    store.consent("https://one")
    with sqlite3.connect(tmp_path / "state.db") as db:
        db.execute("UPDATE consent SET given = given + 3650")
    db.close()
    for backend in ("https://two", "https://three", "https://two"):
        store.consent(backend)
        assert store.consented() == backend
    store.close()
