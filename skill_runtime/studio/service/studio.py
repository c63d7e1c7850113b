"""Everything that the calls share, made once: the composition root of the service."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

from skill_runtime.studio.engine import Engine

from .accounts import Accounts
from .database import Database
from .faults import FaultBook
from .guard import Activity
from .jobs import Jobs, RenderWorker
from .projects import Projects
from .settings import Settings

__all__ = ["Studio"]

log = logging.getLogger(__name__)
_DAY = 86_400
_REST_AFTER = 300.0
"""Seconds without work; somebody who looks at what was made comes back sooner."""


@dataclass
class Studio:
    settings: Settings
    engine: Engine
    database: Database = field(init=False)
    accounts: Accounts = field(init=False)
    projects: Projects = field(init=False)
    jobs: Jobs = field(init=False)
    faults: FaultBook = field(init=False)
    activity: Activity = field(init=False)
    worker: RenderWorker = field(init=False)
    running: set[str] = field(default_factory=set)
    """The sessions with a run under way."""
    previewing: threading.Lock = field(default_factory=threading.Lock)
    """Held while a preview is drawn."""

    def __post_init__(self) -> None:
        self.database = Database(self.settings.home)
        self.faults = FaultBook(self.settings.faults)
        self.activity = Activity(self.settings.clock)
        self.accounts = Accounts(self.database, self.settings)
        self.projects = Projects(self.database, self.settings)
        self.jobs = Jobs(self.database, self.settings)
        self.worker = RenderWorker(
            self.jobs, self.projects, self.engine, self.faults, self.activity
        )
        self._sweep()

    def _sweep(self) -> None:
        """Removes what a killed studio left half written. Its last render may still be at work for
        a moment: it goes on in a file without a name, and never in that of the next one.
        """
        for part in self.settings.home.glob("*/*.part"):
            part.unlink(missing_ok=True)

    def forget(self, session: str) -> bool:
        """Removes a project with all that belongs to it; False while it is being worked on."""
        unfinished = {job.session for job in self.jobs.unfinished()}
        if session in unfinished | self.running:
            return False
        self.jobs.forget(session)
        self.projects.forget(session)
        return True

    def clean(self) -> None:
        """Removes the projects that nobody used for long."""
        days = self.settings.keep_days
        if not days:
            return
        for session in self.projects.unused_since(self.settings.clock() - days * _DAY):
            if self.forget(session):
                log.info("project %s was not used for %d days: removed", session, days)

    def rest(self) -> None:
        """Gives back what is held for speed alone, where nothing was asked for in a while."""
        if self.activity.idle_seconds() >= _REST_AFTER:
            self.engine.rest()

    def close(self) -> None:
        self.worker.stop()
        self.engine.close()
        self.database.close()
