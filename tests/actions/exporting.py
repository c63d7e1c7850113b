"""An export in the small world, for the tests of its stages."""

from __future__ import annotations

from skill_runtime.actions.export import export
from skill_runtime.model.plan import Slots
from skill_runtime.model.records import OPEN_STATES, Job, JobsIntended, JobState, Outcome
from tests.actions.world import (
    World,
    context,
    ok,
)

FIRST, SECOND = "render_1700000000000", "render_1700000000001"
PENDING, PROCESSING = ok(status="pending"), ok(status="processing", progress=0.4)
FAILED = ok(status="failed")
S, R, D, F = JobState.SUBMITTING, JobState.RENDERING, JobState.DELIVERED, JobState.FAILED
NO = JobState.REFUSED
HOME = [JobState.RENDERED, JobState.DOWNLOADED, D]
"""The states of a job whose file is brought home."""


def run_export(world: World, slots: Slots | None = None) -> Outcome:
    return world.play(export(context(), slots or Slots()))


def ids(world: World) -> list[str]:
    return [request.body["id"] for request in world.requests("render")]


def open_jobs(world: World) -> list[Job]:
    """What the store would hold afterwards, as `wait` finds it."""
    newest: dict[str, Job] = {}
    for fact in world.facts:
        jobs = fact.jobs if isinstance(fact, JobsIntended) else (fact,)
        newest |= {job.id: job for job in jobs if isinstance(job, Job)}
    return [job for job in newest.values() if job.state in OPEN_STATES]
