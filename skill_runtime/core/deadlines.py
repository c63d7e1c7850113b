"""How long things may take (CONTRACT, Calls and Rules of a turn), with what a skill states on
top.
"""

from __future__ import annotations

from skill_runtime.model.skill import Skill
from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Deadlines:
    """All in seconds."""

    turn: float = 900
    """A message's stream in all."""
    quiet: float = 600
    """Heartbeats alone for so long are taken for a timeout."""
    notice: float = 120
    """Between two notices that work goes on."""
    poll: float = 30
    """Between two looks at a render, where the backend names no pace of its own."""
    polls: int = 10
    """Looks before the user is told that the render goes on."""
    rate_limit: float = 30
    recovery: tuple[float, ...] = (30, 60, 60, 60, 60, 60)
    """Waits before each look at the state after a lost connection."""
    backoff: tuple[float, ...] = (0.5, 2, 5)
    """Waits before an idempotent read is tried again."""

    @property
    def render(self) -> float:
        """How long an export waits for its render."""
        return self.poll * self.polls


_LOCAL_RECOVERY = (1.0, 2.0, 5.0)
"""The studio ends a run with its connection, so that its state is final at once."""


def deadlines_of(skill: Skill, *, local: bool = False) -> Deadlines:
    """The skill's times, within bounds: an untrusted file may neither hammer the backend nor keep
    a user waiting without a word. `local`: at the studio of this machine.
    """
    default = Deadlines(recovery=_LOCAL_RECOVERY) if local else Deadlines()
    return Deadlines(
        turn=_within(60, skill.sse_timeout_s or default.turn, 3600),
        quiet=_within(60, skill.heartbeat_only_timeout_s or default.quiet, 3600),
        notice=_within(10, skill.progress_every_s or default.notice, 600),
        poll=_within(2, skill.poll_interval_s or default.poll, 120),
        polls=int(_within(1, skill.poll_max or default.polls, 200)),
        recovery=default.recovery,
    )


def _within(least: float, stated: float, most: float) -> float:
    return min(max(least, stated), most)
