"""The Store port: one SQLite file in the user's state directory, 0600, in WAL mode.

Every call is one short transaction. How the file is opened, and what becomes of a damaged one, is
`state_file`'s.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from skill_runtime.adapters import forgotten_rows, job_rows
from skill_runtime.adapters.kept_tokens import KeptTokens
from skill_runtime.adapters.keyring_tokens import KeyringTokens
from skill_runtime.adapters.session_lock import session_lock
from skill_runtime.adapters.state_file import faults, moved_aside, open_state, traces, transaction
from skill_runtime.adapters.turn_history import TurnHistory
from skill_runtime.model.plan import Action
from skill_runtime.model.records import (
    Disclosed,
    Fact,
    Job,
    JobEntry,
    JobsIntended,
    MessageIntended,
    Outcome,
    QuestionKept,
    Session,
    SessionKey,
    Standing,
    StepBegun,
    TokenKept,
    Turn,
    UploadIntended,
)
from skill_runtime.model.stream import Question, QuestionKind
from skill_runtime.model.told import Told

_BUSY_S = 10.0
_TURNS_KEPT = 500
"""Of each session. `turns` lists the last 20, and older ones can only be told again by handle."""

# Append-only: a version is the number of migrations that have run.
_MIGRATIONS = (
    """
    CREATE TABLE token (
        backend TEXT PRIMARY KEY, token TEXT NOT NULL, client_id TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE consent (
        backend TEXT PRIMARY KEY, given REAL NOT NULL DEFAULT (julianday('now'))
    ) WITHOUT ROWID;
    CREATE TABLE session (
        backend TEXT NOT NULL, skill TEXT NOT NULL, name TEXT NOT NULL,
        id TEXT NOT NULL, task_id TEXT NOT NULL, language TEXT NOT NULL,
        PRIMARY KEY (backend, skill, name)
    ) WITHOUT ROWID;
    CREATE TABLE turn (
        id INTEGER PRIMARY KEY, backend TEXT NOT NULL, skill TEXT NOT NULL, name TEXT NOT NULL,
        text TEXT NOT NULL, language TEXT NOT NULL, began REAL NOT NULL DEFAULT
        (strftime('%s', 'now')), outcome TEXT, asked_to_stop INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX turn_open ON turn (backend, skill, name, id) WHERE outcome IS NULL;
    CREATE TABLE event (
        turn INTEGER NOT NULL REFERENCES turn (id), number INTEGER NOT NULL,
        type TEXT NOT NULL, data TEXT NOT NULL, text TEXT NOT NULL, progress INTEGER NOT NULL,
        PRIMARY KEY (turn, number)
    ) WITHOUT ROWID;
    CREATE TABLE message (
        turn INTEGER NOT NULL REFERENCES turn (id), text TEXT NOT NULL, draft TEXT NOT NULL
    );
    CREATE TABLE job (
        id TEXT PRIMARY KEY, turn INTEGER NOT NULL, backend TEXT NOT NULL, skill TEXT NOT NULL,
        name TEXT NOT NULL, session_id TEXT NOT NULL, state TEXT NOT NULL,
        folder TEXT NOT NULL, file TEXT NOT NULL, path TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE question (
        number INTEGER PRIMARY KEY, backend TEXT NOT NULL, skill TEXT NOT NULL, name TEXT NOT NULL,
        session_id TEXT NOT NULL, id TEXT NOT NULL, call TEXT NOT NULL, kind TEXT NOT NULL,
        prompt TEXT NOT NULL, args TEXT NOT NULL, state TEXT NOT NULL,
        UNIQUE (backend, skill, name, session_id, id)
    );
    ALTER TABLE session ADD COLUMN app TEXT NOT NULL DEFAULT '';
    """,
    # `plan` holds the names of its actions: the words are the user's, and may be secret.
    """
    ALTER TABLE turn ADD COLUMN plan TEXT NOT NULL DEFAULT '';
    ALTER TABLE turn ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE turn ADD COLUMN shown INTEGER;
    """,
    job_rows.MIGRATION,
    "CREATE TABLE disclosed (backend TEXT PRIMARY KEY) WITHOUT ROWID",
    """
    ALTER TABLE message ADD COLUMN heard INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE upload (turn INTEGER PRIMARY KEY, names TEXT NOT NULL, known INTEGER);
    """,
    """
    CREATE INDEX turn_session ON turn (backend, skill, name, id);
    CREATE INDEX message_turn ON message (turn);
    CREATE INDEX job_turn ON job (turn);
    """,
)
_NAMES = "backend, skill, name"
_KEY = "backend = ? AND skill = ? AND name = ?"
_KEEP_QUESTION = f"""
    INSERT INTO question (backend, skill, name, id, call, kind, prompt, args, state, session_id)
    SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, id FROM session WHERE {_KEY}
    ON CONFLICT (backend, skill, name, session_id, id) DO UPDATE SET
        call = excluded.call, kind = excluded.kind, prompt = excluded.prompt,
        args = excluded.args, state = excluded.state
"""


class SqliteStore:
    """See `runtime.ports.Store`. Every fault of the file comes out as `StoreError`."""

    def __init__(
        self,
        folder: Path,
        patience_s: float = _BUSY_S,
        *,
        mends: bool = True,
        in_keyring: bool = False,
        turns_kept: int = _TURNS_KEPT,
    ) -> None:
        """`mends`: a damaged file is replaced; else it is a StoreError like every other, and
        nothing is changed. `in_keyring`: tokens are to lie in the system's keyring. `turns_kept`:
        of each session; older ones go, unless somebody still has to be told of them.
        """
        self._turns_kept = turns_kept
        self._folder = folder
        self._path = folder / "state.db"
        self._db = open_state(self._path, _MIGRATIONS, patience_s, mends=mends)
        self.history = TurnHistory(self._all, self._write)
        keyring = KeyringTokens(folder.absolute())
        self.tokens = KeptTokens(
            self._all, self._write, keyring, in_keyring=in_keyring, moves=mends
        )

    def close(self) -> None:
        self._db.close()

    # --- what is kept between turns -----------------------------------------------------------

    def token(self, backend: str) -> str | None:
        return self.tokens.token(backend)

    def client_id(self, backend: str) -> str | None:
        return self._one("SELECT client_id FROM token WHERE backend = ?", backend)

    def consented(self) -> str | None:
        """The address of the backend that the user last agreed to, in `connect`."""
        return self._one("SELECT backend FROM consent ORDER BY given DESC LIMIT 1")

    def consent(self, backend: str) -> None:
        """The last to be agreed to, though the clock may have been set back since another."""
        self._write(
            "INSERT OR REPLACE INTO consent SELECT ?,"
            " max(julianday('now'), coalesce(max(given), 0) + 1e-8) FROM consent",
            backend,
        )

    def disclosed(self, backend: str) -> bool:
        told = "SELECT 1 FROM disclosed WHERE backend = ? UNION SELECT 1 FROM consent"
        return bool(self._all(f"{told} WHERE backend = ?", backend, backend))

    def session(self, key: SessionKey) -> Session | None:
        rows = self._all(f"SELECT id, task_id, language, app FROM session WHERE {_KEY}", *_key(key))
        return Session(*rows[0]) if rows else None

    def jobs(self, key: SessionKey) -> tuple[Job, ...]:
        rows = self._all(job_rows.OF_SESSION.format(key=_KEY), *_key(key))
        return tuple(map(job_rows.job_of, rows))

    def newest_jobs(self, most: int, name: str = "") -> tuple[JobEntry, ...]:
        """Of all conversations, or those of that name: the open ones, then the others, the newest
        first.
        """
        return tuple(map(job_rows.entry_of, self._all(job_rows.NEWEST, name, most)))

    def take_number(self, wall_ms: int) -> int:
        """Above every one that was ever given, and never below the clock."""
        with faults(self._path), transaction(self._db):
            return int(self._db.execute(job_rows.TAKE_NUMBER, (wall_ms,)).fetchone()[0])

    def standing(self, key: SessionKey) -> Standing:
        said = self._all(
            f"SELECT iif(heard, 'done', outcome) FROM turn JOIN message ON turn = id WHERE {_KEY}"
            " ORDER BY message.rowid DESC LIMIT 1",
            *_key(key),
        )
        jobs = self._all(job_rows.OF_STANDING.format(key=_KEY), *_key(key))
        return Standing(
            begun=self.language(key) is not None,
            messaged=bool(said),
            said=Outcome(said[0][0]) if said and said[0][0] else None,
            job=job_rows.job_of(jobs[0]) if jobs else None,
        )

    def questions(self, key: SessionKey) -> tuple[Question, ...]:
        rows = self._all(
            "SELECT id, call, kind, prompt, args FROM question"
            f" WHERE {_KEY} AND state = 'open' AND session_id ="
            f" (SELECT id FROM session WHERE {_KEY}) ORDER BY number",
            *(*_key(key), *_key(key)),
        )
        return tuple(
            Question(id_, call, QuestionKind(kind), prompt, json.loads(args))
            for id_, call, kind, prompt, args in rows
        )

    def save(self, turn: Turn, fact: Fact) -> None:
        key = _key(turn.key)
        match fact:
            case TokenKept():
                self.tokens.keep(turn.key.backend, fact)
            case Disclosed():
                self._write("INSERT OR IGNORE INTO disclosed VALUES (?)", turn.key.backend)
            case Session():
                values = (*key, fact.id, fact.task_id, fact.language, fact.app)
                self._write("INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?, ?, ?)", *values)
            case MessageIntended():
                self._intend(turn, fact)
            case QuestionKept():
                asked = fact.question
                question = (asked.id, asked.name, asked.kind, asked.prompt, json.dumps(asked.args))
                self._write(_KEEP_QUESTION, *key, *question, fact.state, *key)
            case StepBegun() | UploadIntended():
                self._note(turn, fact)
            case Job() | JobsIntended():
                self._keep_jobs(turn, fact)

    def _note(self, turn: Turn, fact: StepBegun | UploadIntended) -> None:
        """How far the turn itself has come."""
        if isinstance(fact, StepBegun):
            self.history.step(turn, fact)
        else:
            self.history.upload(turn, fact)

    def _keep_jobs(self, turn: Turn, fact: Job | JobsIntended) -> None:
        """All of them, or none."""
        jobs = fact.jobs if isinstance(fact, JobsIntended) else (fact,)
        rows = ((turn.id, *_key(turn.key), *job_rows.values_of(job)) for job in jobs)
        with faults(self._path), transaction(self._db):
            self._db.executemany(job_rows.KEEP, [tuple(map(_storable, row)) for row in rows])

    def _intend(self, turn: Turn, fact: MessageIntended) -> None:
        """A question and the message that answers it change together, or not at all."""
        row = (turn.id, fact.text, json.dumps(fact.draft))
        with faults(self._path), transaction(self._db):
            self._db.execute("INSERT INTO message VALUES (?, ?, ?, 0)", tuple(map(_storable, row)))
            self._db.execute(
                f"UPDATE question SET state = 'answered' WHERE {_KEY} AND id = ?",
                tuple(map(_storable, (*_key(turn.key), fact.answers))),
            )

    # --- forgetting -------------------------------------------------------------------------------

    def session_keys(self) -> tuple[SessionKey, ...]:
        """Every session that anything is kept of."""
        tables = " UNION ".join(f"SELECT {_NAMES} FROM {t}" for t in ("session", "turn", "job"))
        return tuple(SessionKey(*row) for row in self._all(f"{tables} ORDER BY {_NAMES}"))

    def delivered(self, keys: Iterable[SessionKey]) -> tuple[str, ...]:
        """Paths of the films that these sessions brought home."""
        sql = f"SELECT path FROM job WHERE {_KEY} AND path != '' ORDER BY id"
        return tuple(path for key in keys for (path,) in self._all(sql, *_key(key)))

    def forget(self, keys: Iterable[SessionKey]) -> dict[str, int]:
        """Rows that were removed, by table. Raises StoreError also where another command reads."""
        with faults(self._path):
            return forgotten_rows.remove_sessions(self._db, map(_key, keys))

    def forget_unused(self, key: SessionKey) -> None:
        """The same of a session in which nothing ever reached the backend, and of which nothing is
        under way or untold.
        """
        with faults(self._path):
            forgotten_rows.remove_unused(self._db, _key(key))

    def forget_all(self) -> dict[str, int]:
        """The same of everything. Raises SetupError where a token lies in a keyring that can't be
        used, and then nothing is removed.
        """
        self.tokens.leave_keyring()
        with faults(self._path):
            return forgotten_rows.remove_all(self._db)

    def traces(self) -> tuple[Path, ...]:
        """Files that damage left beside the state."""
        return traces(self._path)

    def moved_aside(self) -> str | None:
        return moved_aside(self._path)

    # --- turns --------------------------------------------------------------------------------

    def begin(
        self, key: SessionKey, text: str, language: str, actions: tuple[Action, ...] = ()
    ) -> Turn:
        columns = "backend, skill, name, text, language, plan"
        sql = f"INSERT INTO turn ({columns}) VALUES (?, ?, ?, ?, ?, ?)"
        id_ = self._write(sql, *_key(key), text, language, " ".join(actions))
        return Turn(id_, key, text, language)

    def append(self, turn: Turn, told: Told) -> None:
        self._write(
            "INSERT INTO event SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?"
            " FROM event WHERE turn = ?",
            *(turn.id, told.type, json.dumps(told.data), told.text, told.progress, turn.id),
        )

    def events(self, turn: Turn, after: int) -> tuple[tuple[int, Told], ...]:
        rows = self._all(
            "SELECT number, type, data, text, progress FROM event"
            " WHERE turn = ? AND number > ? ORDER BY number",
            *(turn.id, after),
        )
        return tuple(
            (int(number), Told(type_, json.loads(data), text, bool(progress)))
            for number, type_, data, text, progress in rows
        )

    def language(self, key: SessionKey) -> str | None:
        sql = f"SELECT language FROM turn WHERE {_KEY} ORDER BY id DESC LIMIT 1"
        return self._one(sql, *_key(key))

    def end(self, turn: Turn, outcome: Outcome) -> None:
        with faults(self._path), transaction(self._db):
            self._db.execute("UPDATE turn SET outcome = ? WHERE id = ?", (outcome.value, turn.id))
            key = tuple(map(_storable, _key(turn.key)))
            forgotten_rows.remove_old_turns(self._db, key, self._turns_kept)

    def outcome(self, turn: Turn) -> Outcome | None:
        value = self._one("SELECT outcome FROM turn WHERE id = ?", turn.id)
        return Outcome(value) if value else None

    def running(self, key: SessionKey) -> Turn | None:
        left_open = self.history.left_open(key)
        return left_open[-1].turn if left_open else None

    def pending(self, key: SessionKey) -> MessageIntended | None:
        rows = self._all(
            "SELECT message.text, draft FROM message JOIN turn ON turn.id = message.turn"
            f" WHERE {_KEY} AND outcome IS NULL AND NOT heard"
            " ORDER BY turn.id DESC, message.rowid DESC LIMIT 1",
            *_key(key),
        )
        return MessageIntended(rows[0][0], json.loads(rows[0][1])) if rows else None

    def settle(self, turns: Iterable[Turn], *, landed: bool = False) -> None:
        ids = [(turn.id,) for turn in turns]
        with faults(self._path), transaction(self._db):
            if landed:
                self._db.executemany("UPDATE message SET heard = 1 WHERE turn = ?", ids)
            self._db.executemany("UPDATE turn SET outcome = 'unfinished' WHERE id = ?", ids)

    def ask_to_stop(self, turn: Turn) -> None:
        self._write("UPDATE turn SET asked_to_stop = 1 WHERE id = ?", turn.id)

    def asked_to_stop(self, turn: Turn) -> bool:
        return bool(self._all("SELECT 1 FROM turn WHERE id = ? AND asked_to_stop", turn.id))

    @contextmanager
    def hold(self, key: SessionKey) -> Iterator[bool]:
        with ExitStack() as stack:
            with faults(self._path):
                lock = session_lock(self._folder / "locks", "\n".join(_key(key)))
                held = stack.enter_context(lock)
            yield held

    # --- SQL -------------------------------------------------------------------------------------

    def _all(self, sql: str, *values: object) -> list[tuple[str, ...]]:
        with faults(self._path):
            return self._db.execute(sql, tuple(map(_storable, values))).fetchall()

    def _one(self, sql: str, *values: object) -> str | None:
        rows = self._all(sql, *values)
        return rows[0][0] if rows else None

    def _write(self, sql: str, *values: object) -> int:
        """The id of the row that it inserted."""
        with faults(self._path), transaction(self._db):
            return self._db.execute(sql, tuple(map(_storable, values))).lastrowid or 0


def _key(key: SessionKey) -> tuple[str, str, str]:
    return key.backend, key.skill, key.name


def _storable(value: object) -> object:
    """Lone surrogates, which UTF-8 can't hold, as question marks."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
