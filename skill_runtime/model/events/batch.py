"""What a batch of films comes to."""

from __future__ import annotations

from typing import ClassVar

from skill_runtime.model.events import Event
from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class FilmEnd:
    """What became of one film."""

    title: str
    outcome: str
    """A turn's outcome (`model.records.Outcome`)."""
    path: str = ""
    """The file, once made."""
    reason: str = ""
    """Why not, in the words that its turn was told with; empty where there were none."""
    session: str = ""
    """The conversation that it was made in: `--session` takes it up."""
    earlier: bool = False
    """It was there before this command began."""
    said: str = ""
    """What was told of it: the agent's whole reply, and the runtime's own remarks on the film."""
    runs: bool = False
    """Its turn goes on by itself."""
    begun: bool = True


@dataclass(frozen=True, slots=True)
class ToldOf:
    """What was told of some of the films, in the same words."""

    films: tuple[str, ...]
    """Their titles."""
    text: str


@dataclass(frozen=True, slots=True)
class BatchSummed(Event):
    type: ClassVar[str] = "batch"
    films: tuple[FilmEnd, ...]
    told: tuple[ToldOf, ...] = ()
    """The films' `said`, with those together that were told the same."""
