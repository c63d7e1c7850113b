from __future__ import annotations

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
