"""A length that is told of the film that a message orders: its shots share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from skill_runtime.studio.agent.edits import AddEffect, Duration, Generate, Request, SetMusic
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

__all__ = ["shared_by_new", "with_length_of_film"]

_MUSIC = ("music", "style_of_music", "genre")
_HEARD = AddEffect | SetMusic
"""Nobody tells how long these are, in a message that orders a film."""


def with_length_of_film(clause: Clause, before: Sequence[Request]) -> tuple[list[Request], Clause]:
    """The requests with the length that stands at the end of a clause of sounds, which is the
    pictures' where they have none, and the clause without it: "a fire at night, crackling, one
    minute, lo-fi music".
    """
    shots = [r for r in before if isinstance(r, Generate)]
    head, _, tail = clause.folded.rpartition(",")
    time = slots.first_time(tail) if lexicon().words["any_time"].fullmatch(tail.strip()) else None
    if not shots or any(s.length for s in shots) or time is None:
        return [*before], clause
    sounds = [*(lexicon().concepts[k] for k in _MUSIC), *lexicon().effects.values()]
    heard = any(p.search(head) for p in sounds) if head else isinstance(before[-1], _HEARD)
    if not heard:
        return [*before], clause
    return _with_length_shared(before, shots, time), clause.part(0, len(head))


def shared_by_new(requests: Sequence[Request], found: Request) -> list[Request] | None:
    """The requests with the length of all ("12 seconds in all") shared by the new pictures; None:
    it is none, or there are none.
    """
    new = [r for r in requests if isinstance(r, Generate) and not (r.replace or r.inset)]
    if not new or not isinstance(found, Duration) or found != Duration(found.length):
        return None
    return _with_length_shared(requests, new, found.length)


def _with_length_shared(
    requests: Sequence[Request], shots: Sequence[Generate], length: int
) -> list[Request]:
    """The requests with an equal share (ms) of it for each of these shots."""
    share = length // len(shots)
    return [
        replace(r, length=share) if isinstance(r, Generate) and r in shots else r for r in requests
    ]
