"""The latest exports as one event, for `jobs` and in the middle of a chat."""

from __future__ import annotations

import os
from contextlib import closing

from skill_runtime.assembly import load_replies, open_store
from skill_runtime.model.events import as_json
from skill_runtime.model.events.transfers import JobList, ListedJob
from skill_runtime.model.records import JobEntry
from skill_runtime.model.told import Told
from skill_runtime.settings import Settings

_MOST = 20


def latest_jobs(language: str, session: str = "") -> Told:
    """Those that are open first; of one conversation, where it is named. Raises StoreError."""
    settings = Settings.from_environment(os.environ)
    with closing(open_store(settings)) as store:
        entries = store.newest_jobs(_MOST + 1, session)
    event = JobList(tuple(map(_listed, entries[:_MOST])), len(entries) > _MOST, session)
    return Told(event.type, as_json(event), load_replies(settings).words(event, language))


def _listed(entry: JobEntry) -> ListedJob:
    job = entry.job
    return ListedJob(
        id=job.id,
        name=job.name,
        state=job.state.value,
        output=job.output,
        fraction=job.fraction,
        path=job.path,
        session=entry.key.name,
    )
