"""One SQLite file for all that must survive a restart, in a folder of its owner (0700, 0600).

Two threads use it, the event loop's and the renderer's, one at a time. Append to `_MIGRATIONS`,
never change one.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["Database", "private_folder"]

_MIGRATIONS = (
    """
    CREATE TABLE clients (
        id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, issued REAL NOT NULL,
        day TEXT NOT NULL, available INTEGER NOT NULL, frozen INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE projects (
        session TEXT PRIMARY KEY, task TEXT NOT NULL, client TEXT NOT NULL, name TEXT NOT NULL,
        language TEXT NOT NULL, draft TEXT NOT NULL, created REAL NOT NULL
    );
    CREATE TABLE drafts (
        number INTEGER PRIMARY KEY AUTOINCREMENT, session TEXT NOT NULL, draft TEXT NOT NULL
    );
    CREATE TABLE media (
        id TEXT PRIMARY KEY, session TEXT NOT NULL, facts TEXT NOT NULL, created REAL NOT NULL
    );
    CREATE INDEX media_of_session ON media (session, created);
    CREATE TABLE claims (
        token TEXT PRIMARY KEY, client TEXT NOT NULL, session TEXT NOT NULL, created REAL NOT NULL
    );
    CREATE TABLE renders (
        client TEXT NOT NULL, id TEXT NOT NULL, session TEXT NOT NULL, draft TEXT NOT NULL,
        output TEXT NOT NULL, status TEXT NOT NULL, error TEXT NOT NULL DEFAULT '',
        secret TEXT NOT NULL UNIQUE, file TEXT NOT NULL, created REAL NOT NULL,
        PRIMARY KEY (client, id)
    );
    """,
    """
    ALTER TABLE projects ADD COLUMN used REAL NOT NULL DEFAULT 0;
    UPDATE projects SET used = created;
    """,
    "ALTER TABLE projects ADD COLUMN asked TEXT NOT NULL DEFAULT '';",
)


class Database:
    """A connection and its lock. Rows come as `sqlite3.Row`."""

    def __init__(self, home: Path) -> None:
        private_folder(home)
        path = home / "studio.db"
        # Made by hand first: SQLite gives its journal files the permissions of the database file.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        # Safe when the studio is killed; only a power cut may lose the last moments.
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._lock = threading.RLock()
        self._migrate()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # On a full disk SQLite may have rolled back by itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> sqlite3.Row | None:
        found = self.rows(query, *values)
        return found[0] if found else None

    def overwrite(self) -> None:
        """What was deleted is gone from the file and its journal as well."""
        with self._lock:
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _migrate(self) -> None:
        version = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(_MIGRATIONS):
            raise ValueError(
                "This folder was made by a newer studio. Update, or use another --home."
            )
        for number, script in enumerate(_MIGRATIONS[version:], start=version + 1):
            self._connection.executescript(f"BEGIN;{script}PRAGMA user_version = {number};COMMIT;")


def private_folder(path: Path) -> Path:
    """The folder, made if needed, for its owner alone."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o700)
    return path
