"""Jobs as rows of the state file: their columns, in one order, and the SQL that keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from skill_runtime.model.records import OPEN_STATES, Job, JobEntry, JobState, SessionKey

MIGRATION = """
    ALTER TABLE job ADD COLUMN output TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE job ADD COLUMN fraction REAL;
    ALTER TABLE job ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE job ADD COLUMN validator TEXT NOT NULL DEFAULT '';
    CREATE TABLE number (only INTEGER PRIMARY KEY CHECK (only = 1), last INTEGER NOT NULL);
    """

_COLUMNS = "id, session_id, state, folder, file, path, output, fraction, size, validator"
_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)
_SET = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", ") if name != "id")

OF_SESSION = f"SELECT {_COLUMNS} FROM job WHERE {{key}} AND state IN ({_OPEN}) ORDER BY id"
NEWEST = (
    f"SELECT backend, skill, name, {_COLUMNS} FROM job WHERE ? IN ('', name)"
    f" ORDER BY state IN ({_OPEN}) DESC, id DESC LIMIT ?"
)
OF_STANDING = (
    f"SELECT {_COLUMNS} FROM job WHERE {{key}} ORDER BY state IN ({_OPEN}) DESC, id DESC LIMIT 1"
)
# What was cancelled stays so, whatever a turn that still runs says of it; but a file that has got
# its name is there.
KEEP = (
    f"INSERT INTO job (turn, backend, skill, name, {_COLUMNS}) VALUES ({', '.join('?' * 14)})"
    f" ON CONFLICT (id) DO UPDATE SET {_SET}"
    f" WHERE job.state != '{JobState.CANCELLED}' OR excluded.state = '{JobState.DELIVERED}'"
)
TAKE_NUMBER = (
    "INSERT INTO number VALUES (1, ?)"
    " ON CONFLICT (only) DO UPDATE SET last = max(last + 1, excluded.last) RETURNING last"
)


def values_of(job: Job) -> tuple[object, ...]:
    """A job's values, as `KEEP` wants them behind the turn and the session's key."""
    place = (job.folder, job.name, job.path)
    output = json.dumps(dict(job.output))
    return job.id, job.session_id, job.state, *place, output, job.fraction, job.size, job.validator


def job_of(row: Sequence[Any]) -> Job:
    """From the columns of `OF_SESSION`."""
    id_, session_id, state, folder, name, path, output, fraction, size, validator = row
    return Job(
        id=id_,
        session_id=session_id,
        state=JobState(state),
        folder=folder,
        name=name,
        path=path,
        output=json.loads(output),
        fraction=fraction,
        size=size,
        validator=validator,
    )


def entry_of(row: Sequence[Any]) -> JobEntry:
    """From the columns of `NEWEST`."""
    return JobEntry(SessionKey(*row[:3]), job_of(row[3:]))
