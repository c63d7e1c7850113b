"""Render jobs: their records, and the one worker that does them in order.

A job is written down before it is answered for; one that was not finished when the studio ended
starts again at the next start. A finished file stays. States: pending → processing → completed or
failed (CONTRACT, Calls).
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from skill_runtime.studio.draft import Draft
from skill_runtime.studio.engine import Engine, RenderFailed, RenderStopped

from .answers import Refusal, not_found
from .database import Database, private_folder
from .faults import FaultBook
from .guard import Activity
from .projects import Projects
from .settings import Settings
from .trouble import sentence_for

__all__ = ["Job", "Jobs", "RenderWorker"]

log = logging.getLogger(__name__)
_CANCELLED = "The render was cancelled."
_STALL_LOOKS = 0.1
"""Seconds between two looks of a stalled job at whether it shall end."""


@dataclass(frozen=True, slots=True)
class Job:
    client: str
    id: str
    session: str
    draft: Draft
    output: dict[str, Any]
    status: str
    error: str
    secret: str
    """The unguessable part of the download address."""
    file: str

    @property
    def finished(self) -> bool:
        return self.status in {"completed", "failed"}


class Jobs:
    """The records."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._clock = settings.clock
        self.folder = private_folder(settings.home / "renders")

    def submit(
        self, client: str, number: str, session: str, draft: Draft, output: Mapping[str, Any]
    ) -> tuple[Job, bool]:
        """The job of that id, and whether it is new; the same id with other content is refused."""
        secret = secrets.token_urlsafe(18)
        row = (client, number, session, json.dumps(draft), json.dumps(dict(output)))
        file = f"{secret}.{output['format']}"
        with self._database.transaction() as connection:
            made = connection.execute(
                "INSERT INTO renders"
                " (client, id, session, draft, output, status, secret, file, created)"
                " VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?)"
                " ON CONFLICT (client, id) DO NOTHING",
                (*row, secret, file, self._clock()),
            )
        job = self.get(client, number)
        if (job.session, job.draft, job.output) != (session, draft, dict(output)):
            message = f"The id {number!r} is that of another export. Use a new one."
            raise Refusal(409, message, status=409)
        return job, made.rowcount == 1

    def get(self, client: str, number: str) -> Job:
        row = self._database.row(
            "SELECT * FROM renders WHERE client = ? AND id = ?", client, number
        )
        if row is None:
            raise not_found("render job")
        return _job(row)

    def by_secret(self, secret: str) -> Job:
        row = self._database.row("SELECT * FROM renders WHERE secret = ?", secret)
        if row is None:
            raise not_found("file")
        return _job(row)

    def unfinished(self) -> list[Job]:
        """Oldest first."""
        rows = self._database.rows(
            "SELECT * FROM renders WHERE status IN ('pending', 'processing')"
            " ORDER BY created, rowid"
        )
        return [_job(r) for r in rows]

    def forget(self, session: str) -> None:
        """The jobs of a project with their files; none of them may be under way."""
        rows = self._database.rows("SELECT * FROM renders WHERE session = ?", session)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM renders WHERE session = ?", (session,))
        for job in map(_job, rows):
            (self.folder / job.file).unlink(missing_ok=True)

    def set_status(self, job: Job, status: str, error: str = "") -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE renders SET status = ?, error = ? WHERE client = ? AND id = ?",
                (status, error, job.client, job.id),
            )


class RenderWorker:
    """One thread that renders one job after another."""

    def __init__(
        self, jobs: Jobs, projects: Projects, engine: Engine, faults: FaultBook, activity: Activity
    ) -> None:
        self._jobs = jobs
        self._projects = projects
        self._engine = engine
        self._faults = faults
        self._activity = activity
        self._progress: dict[tuple[str, str], float] = {}
        self._ending = threading.Event()
        self._cancelled: set[tuple[str, str]] = set()
        self._made: dict[str, Path] = {}
        """The files of this process by their contents; a later program may draw better."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="render")

    def start(self) -> None:
        for job in self._jobs.unfinished():
            self.add(job)

    def stop(self) -> None:
        """Ends the render under way; its job stays unfinished and starts again next time."""
        self._ending.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def add(self, job: Job) -> None:
        self._activity.begin()
        self._thread.submit(self._render, job).add_done_callback(partial(self._finished, job))

    def cancel(self, job: Job) -> None:
        """Ends a job for good, whether it waits or is rendered; a finished one stays as it is."""
        if not job.finished:
            self._cancelled.add((job.client, job.id))
            self._jobs.set_status(job, "failed", _CANCELLED)

    def progress(self, job: Job) -> float:
        """0..1."""
        return 1.0 if job.status == "completed" else self._progress.get((job.client, job.id), 0.0)

    def _finished(self, job: Job, future: Future[None]) -> None:
        self._activity.end()
        error = None if future.cancelled() else future.exception()
        if self._is_cancelled(job):
            log.info("render %s was cancelled", job.id)
            self._jobs.set_status(job, "failed", _CANCELLED)
            self._cancelled.discard((job.client, job.id))
        elif future.cancelled() or isinstance(error, RenderStopped):
            log.info("render %s stopped; it starts again at the next start", job.id)
        elif isinstance(error, RenderFailed):
            log.warning("render %s failed: %s", job.id, error)
            self._jobs.set_status(job, "failed", str(error))
        elif error is not None:
            log.error("render %s failed", job.id, exc_info=error)
            language = self._projects.get(job.client, job.session).language
            self._jobs.set_status(job, "failed", sentence_for(error, language))

    def _is_cancelled(self, job: Job) -> bool:
        return (job.client, job.id) in self._cancelled

    def _render(self, job: Job) -> None:
        def ended() -> bool:
            return self._ending.is_set() or self._is_cancelled(job)

        if ended():
            raise RenderStopped
        self._jobs.set_status(job, "processing")
        fault = self._faults.in_the_job(job.client, job.session)
        if fault is not None and fault.kind == "fail":
            raise RenderFailed("The render failed (a fault switch).")
        while fault is not None and not ended():
            self._ending.wait(_STALL_LOOKS)
        if fault is not None:
            raise RenderStopped

        path = self._jobs.folder / job.file
        if not self._made_before(job, path):
            self._draw(job, path, ended)
        if self._is_cancelled(job):
            path.unlink(missing_ok=True)
            raise RenderStopped
        path.chmod(0o600)
        self._made[_contents(job)] = path
        self._jobs.set_status(job, "completed")
        log.info("render %s completed, %d bytes", job.id, path.stat().st_size)

    def _made_before(self, job: Job, path: Path) -> bool:
        """The file of an equal export, if this process made one: its bytes would be the same."""
        earlier = self._made.get(_contents(job))
        if earlier is None:
            return False
        with suppress(OSError):  # it may be gone, or the disk knows no links
            path.hardlink_to(earlier)
            return True
        return False

    def _draw(self, job: Job, path: Path, ended: Callable[[], bool]) -> None:
        def progress(share: float) -> None:
            self._progress[job.client, job.id] = round(min(max(share, 0.0), 1.0), 3)

        self._engine.render(
            job.draft,
            lambda number: self._projects.media_path(job.session, number),
            path,
            job.output,
            progress=progress,
            cancelled=ended,
        )


def _contents(job: Job) -> str:
    """What a file is made of."""
    return json.dumps([job.session, job.draft, job.output], sort_keys=True)


def _job(row: Any) -> Job:
    return Job(
        client=row["client"],
        id=row["id"],
        session=row["session"],
        draft=json.loads(row["draft"]),
        output=json.loads(row["output"]),
        status=row["status"],
        error=row["error"],
        secret=row["secret"],
        file=row["file"],
    )
