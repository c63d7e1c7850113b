"""Removes rows from the state file so that their bytes are gone as well.

It knows no table by name: whatever belongs to a session has the three columns of its key, and what
belongs to a turn names the turn. So a table that is added later is emptied too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from skill_runtime.adapters.state_file import transaction

_KEY_COLUMNS = ("backend", "skill", "name")
_KEY = " AND ".join(f"{column} = ?" for column in _KEY_COLUMNS)
_OF_TURNS = f"turn IN (SELECT id FROM turn WHERE {_KEY})"
# The newest message tells how far its conversation has come.
_OLD_TURNS = f"""
    SELECT id FROM turn WHERE {_KEY} AND outcome IS NOT NULL
    AND id <= (SELECT id FROM turn WHERE {_KEY} ORDER BY id DESC LIMIT 1 OFFSET ?)
    AND NOT EXISTS (SELECT 1 FROM event WHERE event.turn = turn.id AND number > shown)
    AND id NOT IN (
        SELECT message.turn FROM message JOIN turn ON turn.id = message.turn
        WHERE {_KEY} ORDER BY message.rowid DESC LIMIT 1
    )
"""
_IS_USED = f"""
    SELECT EXISTS (SELECT 1 FROM session WHERE {_KEY})
    OR EXISTS (SELECT 1 FROM job WHERE {_KEY})
    OR EXISTS (
        SELECT 1 FROM turn WHERE {_KEY} AND (
            outcome IS NULL
            OR EXISTS (SELECT 1 FROM event WHERE event.turn = turn.id AND number > shown)
        )
    )
"""


def remove_all(db: sqlite3.Connection) -> dict[str, int]:
    """Every row of every table; how many there were in each."""
    with transaction(db):
        # Tables before those that they refer to.
        tables = sorted(_columns(db), key=lambda table: table == "turn")
        removed = {table: db.execute(f"DELETE FROM {table}").rowcount for table in tables}
    _overwrite(db)
    return removed


def remove_sessions(db: sqlite3.Connection, keys: Iterable[tuple[str, str, str]]) -> dict[str, int]:
    """What belongs to these sessions; how many rows of each table that was."""
    removed: dict[str, int] = {}
    with transaction(db):
        removed = _remove(db, keys)
    _overwrite(db)
    return removed


def remove_unused(db: sqlite3.Connection, key: tuple[str, str, str]) -> None:
    """What belongs to a session that the backend never heard of."""
    with transaction(db):
        if not db.execute(_IS_USED, (*key, *key, *key)).fetchone()[0]:
            _remove(db, (key,))


def _remove(db: sqlite3.Connection, keys: Iterable[tuple[str, str, str]]) -> dict[str, int]:
    """For a transaction that is open."""
    conditions = {
        table: _KEY if columns.issuperset(_KEY_COLUMNS) else _OF_TURNS
        for table, columns in _columns(db).items()
        if columns.issuperset(_KEY_COLUMNS) or "turn" in columns
    }
    removed = dict.fromkeys(conditions, 0)
    for key in keys:
        for table in sorted(conditions, key=lambda table: table == "turn"):
            sql = f"DELETE FROM {table} WHERE {conditions[table]}"
            removed[table] += db.execute(sql, key).rowcount
    return removed


def remove_old_turns(db: sqlite3.Connection, key: tuple[object, ...], kept: int) -> None:
    """All but the newest of a session, with what belongs to them alone: jobs stay, and turns that
    have no end or were not told. For a transaction that is open.
    """
    old = db.execute(_OLD_TURNS, (*key, *key, kept, *key)).fetchall()
    if not old:
        return
    for table, columns in _columns(db).items():
        if "turn" in columns and not columns.issuperset(_KEY_COLUMNS):
            db.executemany(f"DELETE FROM {table} WHERE turn = ?", old)
    db.executemany("DELETE FROM turn WHERE id = ?", old)


def _columns(db: sqlite3.Connection) -> dict[str, frozenset[str]]:
    rows = db.execute(
        "SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c"
        " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        table: frozenset(column for owner, column in rows if owner == table) for table, _ in rows
    }


def _overwrite(db: sqlite3.Connection) -> None:
    """Free pages go, and the journal that still holds the old ones is cut to nothing."""
    db.execute("VACUUM")
    busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        error = sqlite3.OperationalError("another command reads it")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error
