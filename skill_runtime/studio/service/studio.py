"""Everything that the calls share, made once: the composition root of the service."""

from __future__ import annotations

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

    def close(self) -> None:
        self.worker.stop()
        self.database.close()
