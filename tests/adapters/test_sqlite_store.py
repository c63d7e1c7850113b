from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from skill_runtime.adapters.sqlite_store import _MIGRATIONS, SqliteStore
from skill_runtime.errors import StoreError
from skill_runtime.model.plan import Action
from skill_runtime.model.records import (
    Job,
    JobState,
    MessageIntended,
    Outcome,
    Session,
    SessionKey,
    TokenKept,
)
from skill_runtime.model.told import Told

KEY = SessionKey("studio", "tests")
OTHER = SessionKey("studio", "tests", "other")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def store(home: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(home)
    yield store
    store.close()


def reopened(store: SqliteStore, home: Path) -> SqliteStore:
    """As a later process finds it."""
    store.close()
    return SqliteStore(home)


def job(id_: str, state: JobState = JobState.RENDERING, path: str = "") -> Job:
    return Job(id_, "s-1", state, "/out", "film.mp4", path)


class TestWhatIsKept:
    def test_everything_survives_the_process(self, store: SqliteStore, home: Path) -> None:
        turn = store.begin(KEY, "加标题", "zh")
        store.save(turn, TokenKept("nmv_usr_1", "client-1"))
        store.save(turn, Session("s-1", "t-1", "zh"))
        store.save(turn, MessageIntended("加标题", {"t": [{"tt": 0}], "d": 1.5}))
        store.save(turn, job("render_1"))
        store.append(turn, Told("said", {"type": "said", "text": "好"}, "好"))
        store.consent("https://api")
        later = reopened(store, home)
        assert later.token("studio") == "nmv_usr_1"
        assert later.client_id("studio") == "client-1"
        assert later.session(KEY) == Session("s-1", "t-1", "zh")
        assert later.pending(KEY) == MessageIntended("加标题", {"t": [{"tt": 0}], "d": 1.5})
        assert later.jobs(KEY) == (job("render_1"),)
        assert later.events(turn, 0) == ((1, Told("said", {"type": "said", "text": "好"}, "好")),)
        assert later.consented() == "https://api"
        running = later.running(KEY)
        assert running == turn
        later.close()

    def test_an_empty_store_knows_nothing(self, store: SqliteStore) -> None:
        assert store.token("studio") is None
        assert store.client_id("studio") is None
        assert store.session(KEY) is None
        assert store.jobs(KEY) == ()
        assert store.pending(KEY) is None
        assert store.running(KEY) is None
        assert store.consented() is None

    def test_conversations_are_kept_apart(self, store: SqliteStore) -> None:
        turn = store.begin(KEY, "hi", "en")
        store.save(turn, Session("s-1"))
        store.save(turn, job("render_1"))
        store.save(turn, MessageIntended("hi", {}))
        for key in (OTHER, SessionKey("cloud", "tests"), SessionKey("studio", "tests-2")):
            assert store.session(key) is None
            assert store.jobs(key) == ()
            assert store.running(key) is None
            assert store.pending(key) is None

    def test_the_newest_token_and_session_count(self, store: SqliteStore) -> None:
        turn = store.begin(KEY, "", "en")
        for number in ("1", "2"):
            store.save(turn, TokenKept(f"token-{number}", f"client-{number}"))
            store.save(turn, Session(f"s-{number}"))
        assert store.token("studio") == "token-2"
        assert store.client_id("studio") == "client-2"
        assert store.session(KEY) == Session("s-2")

    def test_no_token_stands_in_its_words(self) -> None:
        assert "nmv" not in repr(TokenKept("nmv_usr_1", "c"))

    def test_lone_surrogates_are_kept_where_it_matters(self, store: SqliteStore) -> None:
        strange = "caf\udce9"
        key = SessionKey("studio", "tests", strange)
        turn = store.begin(key, strange, strange)
        store.append(turn, Told("said", {"text": strange}, strange))
        store.save(turn, MessageIntended(strange, {"label": strange}))
        store.save(turn, Session(strange, strange, strange))
        store.save(turn, Job("r", strange, JobState.RENDERING, strange, strange, strange))
        [(_, told)] = store.events(turn, 0)
        assert told == Told("said", {"text": strange}, "caf?")
        pending = store.pending(key)
        assert pending
        assert pending.draft == {"label": strange}, "else it would differ from the state"
        assert store.session(key) == Session("caf?", "caf?", "caf?")
        assert len(store.jobs(key)) == 1


class TestTurns:
    def test_events_come_in_order_and_from_where_one_asks(self, store: SqliteStore) -> None:
        turn, other = store.begin(KEY, "a", "en"), store.begin(OTHER, "b", "en")
        for number in range(5):
            store.append(turn, Told("said", {"n": number}, str(number), progress=number % 2 == 1))
            store.append(other, Told("said", {}, "other"))
        events = store.events(turn, 0)
        assert [number for number, _ in events] == [1, 2, 3, 4, 5]
        assert [told.text for _, told in events] == ["0", "1", "2", "3", "4"]
        assert [told.progress for _, told in events] == [False, True, False, True, False]
        assert store.events(turn, 3) == events[3:]
        assert store.events(turn, 5) == ()

    @pytest.mark.parametrize("outcome", Outcome)
    def test_a_turn_runs_until_it_has_an_outcome(
        self, store: SqliteStore, outcome: Outcome
    ) -> None:
        turn = store.begin(KEY, "a", "en")
        assert store.outcome(turn) is None
        assert store.running(KEY) == turn
        store.end(turn, outcome)
        assert store.outcome(turn) is outcome
        assert store.running(KEY) is None

    def test_the_newest_turn_without_an_end_is_the_running_one(self, store: SqliteStore) -> None:
        first, second = store.begin(KEY, "a", "en"), store.begin(KEY, "b", "en")
        third = store.begin(KEY, "c", "en")
        store.end(third, Outcome.DONE)
        assert store.running(KEY) == second
        store.end(second, Outcome.DONE)
        assert store.running(KEY) == first

    def test_of_turns_that_are_over_and_told_the_newest_are_kept(self, home: Path) -> None:
        store = SqliteStore(home, turns_kept=2)
        running, untold, messaged, *told = (store.begin(KEY, f"{n}", "en") for n in range(6))
        elsewhere = store.begin(OTHER, "", "en")
        store.save(messaged, MessageIntended("a", {}))
        store.save(told[0], job("render_1"))
        store.history.show(untold, 0)
        for turn in (untold, messaged, *told, elsewhere):
            store.append(turn, Told("said", {}, "words"))
            store.end(turn, Outcome.DONE)
        kept = [record.turn.id for record in store.history.latest(KEY, 20)]
        assert kept == [turn.id for turn in (running, untold, messaged, *told[1:])]
        assert store.events(told[0], 0) == ()
        assert store.history.find(elsewhere.id) is not None
        assert store.jobs(KEY) == (job("render_1"),)
        assert store.standing(KEY).said is Outcome.DONE
        store.close()

    def test_a_message_is_pending_until_its_turn_ends(self, store: SqliteStore) -> None:
        turn = store.begin(KEY, "a", "en")
        store.save(turn, MessageIntended("a", {"d": 1}))
        assert store.pending(KEY) == MessageIntended("a", {"d": 1})
        store.end(turn, Outcome.DONE)
        assert store.pending(KEY) is None

    def test_the_last_message_of_a_turn_is_the_pending_one(self, store: SqliteStore) -> None:
        turn = store.begin(KEY, "a, then b", "en")
        for number in (1, 2, 3):
            store.save(turn, MessageIntended(str(number), {"d": number}))
        assert store.pending(KEY) == MessageIntended("3", {"d": 3})

    def test_a_look_up_is_nobody_s_running_turn(self, store: SqliteStore) -> None:
        turn = store.begin(KEY, "a", "en", (Action.CHAT, Action.STATUS))
        look = store.begin(KEY, "b", "en", (Action.STATUS, Action.CREDITS))
        assert store.running(KEY) == turn
        assert [record.turn for record in store.history.left_open(KEY)] == [turn]
        assert store.outcome(look) is None

    def test_settling_ends_these_turns_and_no_others(self, store: SqliteStore) -> None:
        crashed, elsewhere = store.begin(KEY, "a", "en"), store.begin(OTHER, "b", "en")
        ended = store.begin(KEY, "c", "en")
        store.end(ended, Outcome.DONE)
        store.save(crashed, MessageIntended("a", {}))
        now = store.begin(KEY, "d", "en")
        store.settle([crashed])
        assert store.outcome(crashed) is Outcome.UNFINISHED
        assert store.outcome(ended) is Outcome.DONE
        assert store.outcome(now) is None
        assert store.outcome(elsewhere) is None
        assert store.pending(KEY) is None
        assert store.running(KEY) == now

    def test_a_turn_is_asked_to_stop(self, store: SqliteStore) -> None:
        turn, other = store.begin(KEY, "a", "en"), store.begin(KEY, "b", "en")
        assert not store.asked_to_stop(turn)
        store.ask_to_stop(turn)
        assert store.asked_to_stop(turn)
        assert not store.asked_to_stop(other)


class TestJobs:
    def test_only_those_under_way_are_told_oldest_first(self, store: SqliteStore) -> None:
        turn = store.begin(KEY, "export", "en")
        for number, state in enumerate(reversed(JobState), start=1):
            store.save(turn, job(f"render_{1000 - number}", state))
        assert store.jobs(KEY) == (
            job("render_992", JobState.SUBMITTING),
            job("render_993", JobState.RENDERING),
            job("render_994", JobState.RENDERED),
            job("render_995", JobState.DOWNLOADED),
        )

    def test_all_that_is_known_of_a_job_survives_the_process(
        self, store: SqliteStore, home: Path
    ) -> None:
        whole = Job(
            id="render_1",
            session_id="s-1",
            state=JobState.DOWNLOADED,
            folder="/out",
            name="film (2).mp4",
            path="/out/.render_1.part",
            output={"format": "mp4", "resolution": "720p"},
            fraction=0.5,
            size=700_000,
            validator='"etag"',
        )
        store.save(store.begin(KEY, "export", "en"), whole)
        later = reopened(store, home)
        assert later.jobs(KEY) == (whole,)
        later.close()

    @pytest.mark.parametrize("state", [s for s in JobState if s is not JobState.DELIVERED])
    def test_a_cancelled_job_stays_so_whatever_its_turn_still_writes(
        self, store: SqliteStore, state: JobState
    ) -> None:
        turn = store.begin(KEY, "export", "en")
        store.save(turn, job("render_1"))
        store.save(store.begin(KEY, "cancel", "en"), job("render_1", JobState.CANCELLED))
        store.save(turn, job("render_1", state))
        assert store.jobs(KEY) == ()
        store.save(turn, job("render_1", JobState.DELIVERED, "/out/film.mp4"))
        [entry] = store.newest_jobs(9)
        assert entry.job.path == "/out/film.mp4"

    def test_the_jobs_of_all_conversations_are_listed_open_ones_first(
        self, store: SqliteStore
    ) -> None:
        turn, other = store.begin(KEY, "export", "en"), store.begin(OTHER, "export", "en")
        store.save(turn, job("render_1"))
        store.save(other, job("render_2"))
        store.save(other, job("render_3", JobState.DELIVERED, "/out/film.mp4"))
        store.save(turn, job("render_4", JobState.FAILED))
        listed = [(entry.key, entry.job.id) for entry in store.newest_jobs(3)]
        assert listed == [(OTHER, "render_2"), (KEY, "render_1"), (KEY, "render_4")]
        of_one = [entry.job.id for entry in store.newest_jobs(3, KEY.name)]
        assert of_one == ["render_1", "render_4"]

    def test_a_number_is_given_once_whatever_the_clock_says(
        self, store: SqliteStore, home: Path
    ) -> None:
        beside = SqliteStore(home)
        given = [store.take_number(5000), beside.take_number(5000), store.take_number(4000)]
        assert given == [5000, 5001, 5002]
        later = reopened(beside, home)
        assert later.take_number(1) == 5003
        assert later.take_number(9000) == 9000
        later.close()

    def test_the_jobs_of_an_earlier_version_are_still_known(self, home: Path) -> None:
        home.mkdir()
        with sqlite3.connect(home / "state.db") as db:
            db.executescript(_MIGRATIONS[0])
            db.execute(
                "INSERT INTO job VALUES ('render_1', 1, ?, ?, ?, 's', 'rendering', '/out',"
                " 'film.mp4', '')",
                ("studio", "tests", "default"),
            )
            db.execute("PRAGMA user_version = 1")
        db.close()
        store = SqliteStore(home)
        assert store.jobs(KEY) == (Job("render_1", "s", JobState.RENDERING, "/out", "film.mp4"),)
        store.close()

    def test_a_job_moves_on(self, store: SqliteStore) -> None:
        turn = store.begin(KEY, "export", "en")
        store.save(turn, job("render_1", JobState.SUBMITTING))
        store.save(turn, job("render_1", JobState.RENDERING))
        assert store.jobs(KEY) == (job("render_1"),)
        later = store.begin(KEY, "", "en")
        store.save(later, job("render_1", JobState.DELIVERED, "/out/film.mp4"))
        assert store.jobs(KEY) == ()


class TestTheFile:
    def test_only_the_user_can_read_it(self, home: Path) -> None:
        before = os.umask(0)
        try:
            store = SqliteStore(home)
            turn = store.begin(KEY, "a", "en")
            with store.hold(KEY):
                modes = {path.name: path.stat().st_mode & 0o777 for path in home.rglob("*")}
            store.end(turn, Outcome.DONE)
        finally:
            os.umask(before)
        lock = next(name for name in modes if len(name) == 32)
        assert home.stat().st_mode & 0o777 == 0o700
        files = {"state.db": 0o600, "state.db-wal": 0o600, "state.db-shm": 0o600}
        assert modes == {**files, "locks": 0o700, lock: 0o600}
        store.close()

    def test_its_name_tells_nothing_of_a_session(self, store: SqliteStore, home: Path) -> None:
        with store.hold(SessionKey("studio", "tests", "../../secret")):
            assert not any("secret" in str(path) for path in home.parent.rglob("*"))

    def test_every_commit_is_on_the_disk(self, store: SqliteStore, home: Path) -> None:
        store.begin(KEY, "a", "en")
        with sqlite3.connect(home / "state.db") as other:
            assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert other.execute("SELECT count(*) FROM turn").fetchone() == (1,)
        other.close()

    @pytest.mark.parametrize(
        "asked",
        [
            "SELECT 1 FROM turn WHERE backend = 'a' AND skill = 'b' AND name = 'c' ORDER BY id",
            "SELECT 1 FROM event WHERE turn = 1",
            "SELECT 1 FROM message WHERE turn = 1",
            "SELECT 1 FROM upload WHERE turn = 1",
            "SELECT 1 FROM job WHERE turn = 1",
        ],
    )
    def test_what_belongs_to_a_turn_is_found_without_reading_a_whole_table(
        self, store: SqliteStore, home: Path, asked: str
    ) -> None:
        with sqlite3.connect(home / "state.db") as db:
            plan = db.execute(f"EXPLAIN QUERY PLAN {asked}").fetchall()
        db.close()
        assert [step[:6] for *_, step in plan] == ["SEARCH"]

    def test_an_empty_one_is_a_new_one(self, home: Path) -> None:
        home.mkdir()
        (home / "state.db").touch()
        store = SqliteStore(home)
        assert store.running(KEY) is None
        store.close()

    def test_one_of_a_newer_version_is_left_alone(self, store: SqliteStore, home: Path) -> None:
        store.close()
        with sqlite3.connect(home / "state.db") as db:
            db.execute("PRAGMA user_version = 99")
        db.close()
        with pytest.raises(StoreError, match="newer version"):
            SqliteStore(home)

    def test_a_database_of_somebody_else_is_left_alone(self, home: Path) -> None:
        home.mkdir()
        with sqlite3.connect(home / "state.db") as db:
            db.execute("CREATE TABLE token (mine)")
        db.close()
        with pytest.raises(StoreError, match=r"state\.db can't be used"):
            SqliteStore(home)
        with sqlite3.connect(home / "state.db") as db:
            assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("token",)]
        db.close()

    @pytest.mark.parametrize("obstacle", ["a file as the folder", "a folder as the file"])
    def test_what_can_t_be_written_is_named(self, home: Path, obstacle: str) -> None:
        if obstacle == "a file as the folder":
            home.write_text("in the way", encoding="utf-8")
        else:
            (home / "state.db").mkdir(parents=True)
        with pytest.raises(StoreError, match="SKILL_RUNTIME_HOME"):
            SqliteStore(home)

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
    def test_a_folder_without_the_right_to_write_is_named(self, home: Path) -> None:
        home.mkdir(mode=0o500)
        with pytest.raises(StoreError, match="SKILL_RUNTIME_HOME"):
            SqliteStore(home)

    def test_locks_that_can_t_be_made_are_named(self, store: SqliteStore, home: Path) -> None:
        (home / "locks").write_text("in the way")
        with pytest.raises(StoreError, match="SKILL_RUNTIME_HOME"), store.hold(KEY):
            pass

    def test_a_fault_under_the_lock_is_not_the_store_s(self, store: SqliteStore) -> None:
        with pytest.raises(FileNotFoundError), store.hold(KEY):
            raise FileNotFoundError

    def test_a_write_that_fails_leaves_nothing_open(self, store: SqliteStore, home: Path) -> None:
        turn = store.begin(KEY, "a", "en")
        with pytest.raises(TypeError):
            store.append(turn, Told("said", {"bad": object()}, ""))
        store.append(turn, Told("said", {}, "good"))
        assert [told.text for _, told in store.events(turn, 0)] == ["good"]
