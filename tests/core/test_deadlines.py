from __future__ import annotations

from dataclasses import replace

from skill_runtime.core.deadlines import Deadlines, deadlines_of
from skill_runtime.model.skill import Skill


def test_a_skill_that_states_nothing_gets_the_family_s_times() -> None:
    assert deadlines_of(Skill("a", "1")) == Deadlines()


def test_the_family_s_times_are_the_contract_s() -> None:
    family = Deadlines()
    assert (family.turn, family.quiet, family.notice) == (15 * 60, 10 * 60, 2 * 60)
    assert (family.poll, family.polls, family.render) == (30, 10, 300)
    assert family.rate_limit == 30
    assert family.recovery == (30, 60, 60, 60, 60, 60)


def test_what_a_skill_states_goes_first() -> None:
    skill = Skill(
        "a",
        "1",
        sse_timeout_s=1800,
        heartbeat_only_timeout_s=300,
        progress_every_s=60,
        poll_interval_s=10,
        poll_max=20,
    )
    stated = deadlines_of(skill)
    assert (stated.turn, stated.quiet, stated.notice) == (1800, 300, 60)
    assert (stated.poll, stated.polls, stated.render) == (10, 20, 200)


def test_times_of_zero_are_no_times() -> None:
    skill = Skill("a", "1", sse_timeout_s=0, poll_interval_s=0, poll_max=0)
    assert deadlines_of(skill) == Deadlines()


def test_no_skill_hammers_the_backend_or_waits_without_end() -> None:
    hasty = Skill("a", "1", sse_timeout_s=1, heartbeat_only_timeout_s=1, progress_every_s=0.01)
    hasty = replace(hasty, poll_interval_s=0.001, poll_max=10**9)
    assert deadlines_of(hasty) == Deadlines(turn=60, quiet=60, notice=10, poll=2, polls=200)
    slow = Skill("a", "1", sse_timeout_s=1e9, heartbeat_only_timeout_s=1e9, progress_every_s=1e9)
    slow = replace(slow, poll_interval_s=1e9)
    assert deadlines_of(slow) == Deadlines(turn=3600, quiet=3600, notice=600, poll=120)
