"""The History port: turns as whoever follows them later needs them, in the store's own tables.

What a turn writes while it runs is the store's part; here is what others read of it, and how far it
was shown to the user.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from skill_runtime.model.plan import Action
from skill_runtime.model.records import (
    BATCHED,
    MADE,
    OPEN_STATES,
    JobState,
    Outcome,
    SessionKey,
    StepBegun,
    Turn,
    TurnRecord,
    UploadIntended,
)

Row: TypeAlias = "tuple[Any, ...]"
"""As SQLite hands it over: texts, numbers, None."""
_COLUMNS = (
    "id, backend, skill, name, text, language, outcome, began, plan, step, shown,"
    " EXISTS (SELECT 1 FROM message WHERE message.turn = turn.id AND NOT heard),"
    " EXISTS (SELECT 1 FROM job WHERE job.turn = turn.id"
    f" AND state NOT IN ('{JobState.FAILED}', '{JobState.REFUSED}')),"
    " (SELECT json_array(names, known) FROM upload WHERE upload.turn = turn.id)"
)
_OF_SESSION = "backend = ? AND skill = ? AND name = ?"
_IS_MADE = f"name GLOB '{MADE}*'"
_UNFETCHED = "EXISTS (SELECT 1 FROM job WHERE job.turn = turn.id AND state IN ({}))".format(
    ", ".join(f"'{state}'" for state in OPEN_STATES)
)
_UNTOLD = "EXISTS (SELECT 1 FROM event WHERE event.turn = turn.id AND number > shown)"

_WAITS = f"(outcome IS NULL OR {_UNTOLD} OR {_UNFETCHED})"


class TurnHistory:
    """See `runtime.ports.History`."""

    def __init__(self, read: Callable[..., list[Row]], write: Callable[..., int]) -> None:
        """Both take a statement and its values, and raise StoreError."""
        self._read = read
        self._write = write

    def find(self, handle: int) -> TurnRecord | None:
        rows = self._read(f"SELECT {_COLUMNS} FROM turn WHERE id = ?", handle)
        return _record(rows[0]) if rows else None

    def latest(self, key: SessionKey, count: int, *, made: bool = False) -> tuple[TurnRecord, ...]:
        named = f"(name = ? OR {_IS_MADE})" if made else "name = ?"
        sql = (
            f"SELECT {_COLUMNS} FROM turn WHERE backend = ? AND skill = ? AND {named}"
            " ORDER BY id DESC LIMIT ?"
        )
        rows = self._read(sql, key.backend, key.skill, key.name, count)
        return tuple(_record(row) for row in rows)[::-1]

    def conversations(self, key: SessionKey, count: int) -> tuple[str, ...]:
        sql = (
            "SELECT name FROM turn WHERE backend = ? AND skill = ? AND name != ?"
            f" AND NOT {_IS_MADE} AND name NOT GLOB '{BATCHED}*'"
            " GROUP BY name ORDER BY max(id) DESC LIMIT ?"
        )
        rows = self._read(sql, key.backend, key.skill, key.name, count)
        return tuple(str(name) for (name,) in rows)

    def waiting(self, skill: str, name: str) -> str:
        """The conversation of that name, or one that `make` opened: which of them has the newest
        turn that is not over, not told or not fetched. Empty where none has.
        """
        sql = (
            f"SELECT name FROM turn WHERE skill = ? AND (name = ? OR {_IS_MADE})"
            f" AND {_WAITS} ORDER BY id DESC LIMIT 1"
        )
        rows = self._read(sql, skill, name)
        return str(rows[0][0]) if rows else ""

    def waiting_elsewhere(self, key: SessionKey, count: int) -> tuple[str, ...]:
        sql = (
            "SELECT name FROM turn WHERE backend = ? AND skill = ? AND name != ?"
            # Without `shown` it is a look-up, or was followed by whoever ran it.
            f" AND shown IS NOT NULL AND {_WAITS} GROUP BY name ORDER BY max(id) DESC LIMIT ?"
        )
        rows = self._read(sql, key.backend, key.skill, key.name, count)
        return tuple(str(name) for (name,) in rows)

    def untold(self, key: SessionKey) -> tuple[TurnRecord, ...]:
        return self._of_session(key, f"AND {_UNTOLD} ORDER BY id")

    def left_open(self, key: SessionKey) -> tuple[TurnRecord, ...]:
        records = self._of_session(key, "AND outcome IS NULL ORDER BY id")
        return tuple(record for record in records if not record.only_looks)

    def show(self, turn: Turn, number: int) -> None:
        self._write("UPDATE turn SET shown = ? WHERE id = ?", number, turn.id)

    def upload(self, turn: Turn, fact: UploadIntended) -> None:
        sql = "INSERT OR REPLACE INTO upload VALUES (?, ?, ?)"
        self._write(sql, turn.id, json.dumps(fact.names), fact.known)

    def step(self, turn: Turn, fact: StepBegun) -> None:
        if fact.index:
            # The steps before were seen through: nobody need look what became of their messages.
            self._write("UPDATE message SET heard = 1 WHERE turn = ?", turn.id)
        sql = "UPDATE turn SET plan = ?, step = ? WHERE id = ?"
        self._write(sql, " ".join(fact.actions), fact.index, turn.id)

    def _of_session(self, key: SessionKey, rest: str, *values: object) -> tuple[TurnRecord, ...]:
        sql = f"SELECT {_COLUMNS} FROM turn WHERE {_OF_SESSION} {rest}"
        rows = self._read(sql, key.backend, key.skill, key.name, *values)
        return tuple(_record(row) for row in rows)


def _record(row: Row) -> TurnRecord:
    id_, *key, text, language, outcome, began, plan, step, shown, messaged, rendered, up = row
    names, known = json.loads(up) if up else ("[]", None)
    ended = Outcome(outcome) if outcome else None
    return TurnRecord(
        Turn(int(id_), SessionKey(*key), text, language, ended),
        float(began),
        tuple(Action(word) for word in plan.split()),
        int(step),
        None if shown is None else int(shown),
        bool(messaged),
        bool(rendered),
        UploadIntended(tuple(json.loads(names)), known) if up else None,
    )
