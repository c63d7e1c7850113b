"""The state file: made for its user alone, brought up to date, and replaced where it is damaged.

A damaged file is moved aside, never removed, and what can still be read of it is taken over into a
new one: a token, a session, a render that was paid for. A file of a newer version, of another
program, or one that is only locked is left exactly as it is.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from skill_runtime.adapters.session_lock import session_lock
from skill_runtime.errors import StoreError, UsageError

_JOURNALS = ("", "-wal", "-shm")
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_MOST_ASIDE = 1000


def open_state(
    path: Path, migrations: Sequence[str], patience_s: float, *, mends: bool = True
) -> sqlite3.Connection:
    """The connection, its tables up to date. `patience_s`: how long a locked file is waited for.

    Raises StoreError, also for a damaged file unless this command `mends`.
    """
    with faults(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            return _connect(path, migrations, patience_s)
        except sqlite3.DatabaseError as error:
            if not mends or _code(error) not in _DAMAGED:
                raise
        with session_lock(path.parent / "locks", "state file") as alone:
            if not alone:
                raise _busy(path, "another command is replacing it")
            return _replace(path, migrations, patience_s)


def look_through(path: Path) -> None:
    """Raises StoreError where the file is damaged anywhere; the next command then replaces it. It
    takes time with its size.
    """
    with faults(path), contextlib.closing(_reader(path)) as db:
        _check(db)


def moved_aside(path: Path) -> str | None:
    """Where a damaged file lies since, told to the first who asks."""
    news = _news_of(path)
    try:
        place = news.read_text("utf-8")
        news.unlink()
    except (OSError, UnicodeDecodeError):
        return None
    return place


def traces(path: Path) -> tuple[Path, ...]:
    """The damaged files that were moved aside, with their journals, and the marks about them."""
    aside = sorted(path.parent.glob(f"{path.stem}.damaged-*"))
    return (*aside, *(mark for mark in (_news_of(path), _suspicion_of(path)) if mark.exists()))


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """A deferred transaction fails busy where an immediate one waits."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk has ended it already
            db.execute("ROLLBACK")
        raise


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Every fault of the file as StoreError."""
    try:
        yield
    except sqlite3.ProgrammingError as error:
        if "closed database" not in str(error):
            raise  # ours, not the file's
        raise UsageError(
            "This conversation is closed. Open another one with open_conversation."
        ) from error
    except sqlite3.DatabaseError as error:
        raise _told(path, error) from error
    except OSError as error:
        raise StoreError(
            f"The state folder {path.parent} can't be used ({error.strerror}). Set"
            " SKILL_RUNTIME_HOME to a folder that can be written.",
            "no_state",
            path=path.parent,
            reason=error.strerror,
        ) from error


def _told(path: Path, error: sqlite3.DatabaseError) -> StoreError:
    code = _code(error)
    if code in _BUSY:
        return _busy(path, str(error))
    if code in _DAMAGED:
        with contextlib.suppress(OSError):
            _suspicion_of(path).touch(mode=0o600)
        return StoreError(
            f"The state file {path} is damaged ({error}). The next command moves it aside and"
            " starts a new one with what can still be read.",
            "damaged_state",
            path=path,
            reason=error,
        )
    return StoreError(
        f"The state file {path} can't be used ({error}). Check that its folder can be written and"
        " has room, or set SKILL_RUNTIME_HOME to another folder.",
        "no_state",
        path=path,
        reason=error,
    )


def _busy(path: Path, reason: str) -> StoreError:
    return StoreError(
        f"The state file {path} is in use ({reason}). Try again in a moment; if it stays so, end"
        " the program that holds it.",
        "busy_state",
        path=path,
        reason=reason,
    )


def _code(error: sqlite3.DatabaseError) -> int:
    """SQLite's primary result code; the others only say more."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _connect(path: Path, migrations: Sequence[str], patience_s: float) -> sqlite3.Connection:
    if not path.exists():
        # Before SQLite does: `-wal` and `-shm` inherit its mode.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    db = sqlite3.connect(path, timeout=patience_s, isolation_level=None)
    try:
        # An intent that is forgotten at power loss is paid twice.
        db.execute("PRAGMA synchronous = FULL")
        # What is deleted, such as a token that was replaced, is overwritten.
        db.execute("PRAGMA secure_delete = ON")
        _migrate(db, path, migrations)
        _confirm(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _migrate(db: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations):
        raise StoreError(
            f"{path} was written by a newer version of skill-runtime. Update it, or set"
            " SKILL_RUNTIME_HOME to another folder.",
            "newer_state",
            path=path,
        )
    if version == len(migrations):
        return
    db.execute("PRAGMA journal_mode = WAL")
    with transaction(db):
        # Read again inside the transaction: another process may have been first.
        version = db.execute("PRAGMA user_version").fetchone()[0]
        for migration in migrations[version:]:
            for statement in migration.split(";"):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(migrations)}")


def _confirm(db: sqlite3.Connection, path: Path) -> None:
    """Looks through a file in which an earlier command met damage; any other is believed in."""
    suspicion = _suspicion_of(path)
    if not suspicion.exists():
        return
    _check(db)
    suspicion.unlink(missing_ok=True)


def _check(db: sqlite3.Connection) -> None:
    """Looks through all of it. Raises DatabaseError."""
    told = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if told != "ok":
        error = sqlite3.DatabaseError(told)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _replace(path: Path, migrations: Sequence[str], patience_s: float) -> sqlite3.Connection:
    """A new file with what can be read of the damaged one. Called by one process at a time."""
    try:
        return _connect(path, migrations, patience_s)  # somebody was faster
    except sqlite3.DatabaseError as error:
        if _code(error) not in _DAMAGED:
            raise
    aside = _free_name(path)
    for journal in _JOURNALS:
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{journal}").rename(f"{aside}{journal}")
    _suspicion_of(path).unlink(missing_ok=True)
    db = _connect(path, migrations, patience_s)
    _take_over(db, aside)
    handle = os.open(_news_of(path), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as news:
        news.write(str(aside))
    return db


def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _free_name(path: Path) -> Path:
    for number in range(1, _MOST_ASIDE):
        aside = path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")
        if not aside.exists():
            return aside
    raise FileExistsError(0, "it is full of damaged state files", str(path))


def _take_over(db: sqlite3.Connection, aside: Path) -> None:
    """Row by row, up to the first of each table that can't be read."""
    with contextlib.closing(_reader(aside)) as old:
        for table in _tables(db):
            with contextlib.suppress(sqlite3.DatabaseError), transaction(db):
                columns = ", ".join(_columns(db, table) & _columns(old, table))
                marks = ", ".join("?" * len(columns.split(", ")))
                rows = old.execute(f"SELECT {columns} FROM {table}")
                insert = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})"
                _copy(db, rows, insert)


def _copy(db: sqlite3.Connection, rows: sqlite3.Cursor, insert: str) -> None:
    with contextlib.suppress(sqlite3.DatabaseError):
        for row in rows:
            db.execute(insert, row)


def _tables(db: sqlite3.Connection) -> list[str]:
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return [name for (name,) in db.execute(names).fetchall()]


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()}


def _suspicion_of(path: Path) -> Path:
    return path.with_suffix(".suspect")


def _news_of(path: Path) -> Path:
    return path.with_suffix(".moved")
