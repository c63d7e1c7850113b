from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

from skill_runtime.adapters.session_lock import session_lock
from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.model.records import SessionKey

KEY = SessionKey("studio", "tests")
OTHER = SessionKey("studio", "tests", "other")
REPOSITORY = Path(__file__).parents[2]

WRITER = """
import sys
from pathlib import Path
from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.model.records import SessionKey
from skill_runtime.model.told import Told
home, name = Path(sys.argv[1]), sys.argv[2]
store = SqliteStore(home)
print("ready", flush=True)
sys.stdin.readline()
shared = store.begin(SessionKey("studio", "tests", "shared"), name, "en")
for number in range(25):
    store.append(shared, Told("said", {"by": name}, str(number)))
print(shared.id, flush=True)
"""

HOLDER = """
import sys
from pathlib import Path
from skill_runtime.adapters.session_lock import session_lock
with session_lock(Path(sys.argv[1]), "one") as held:
    print(held, flush=True)
    sys.stdin.readline()
"""


def process(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )


def said_by(running: subprocess.Popen[str]) -> str:
    assert running.stdout
    return running.stdout.readline().strip()


def let_go(running: subprocess.Popen[str]) -> None:
    assert running.stdin
    running.stdin.write("\n")
    running.stdin.flush()


def test_all_of_them_open_a_new_store_and_write_at_once(tmp_path: Path) -> None:
    writers = [process(WRITER, str(tmp_path), f"w{n}") for n in range(4)]
    assert [said_by(writer) for writer in writers] == ["ready"] * 4
    for writer in writers:
        let_go(writer)
    turns = {int(said_by(writer)) for writer in writers}
    for writer in writers:
        writer.communicate(timeout=30)
        assert writer.returncode == 0
    assert len(turns) == 4
    with sqlite3.connect(tmp_path / "state.db") as db:
        rows = db.execute("SELECT turn, number, data, text FROM event ORDER BY 1, 2").fetchall()
    db.close()
    assert len(rows) == 100
    for turn in turns:
        own = [row for row in rows if row[0] == turn]
        assert [int(text) for *_, text in own] == list(range(25))
        assert len({json.loads(data)["by"] for _, _, data, _ in own}) == 1


def test_a_session_s_lock_is_one_s_alone_and_free_after_a_kill(tmp_path: Path) -> None:
    holder = process(HOLDER, str(tmp_path))
    try:
        assert said_by(holder) == "True"
        with session_lock(tmp_path, "one") as held:
            assert not held
        with session_lock(tmp_path, "two") as other:
            assert other
    finally:
        holder.kill()
        holder.communicate(timeout=30)
    with session_lock(tmp_path, "one") as held:
        assert held


def test_a_lock_is_free_once_it_is_left(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    with store.hold(KEY) as first:
        with store.hold(KEY) as second:
            assert (first, second) == (True, False)
        with store.hold(OTHER) as other:
            assert other
    with store.hold(KEY) as again:
        assert again
    store.close()
