"""A length that is told of the film that a message orders: its shots share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from skill_runtime.studio.agent.edits import AddEffect, Generate, Request, SetMusic
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

__all__ = ["length_of_film", "with_length_shared"]

_MUSIC = ("music", "style_of_music", "genre")
_HEARD = AddEffect | SetMusic
"""Nobody tells how long these are, in a message that orders a film."""


def length_of_film(clause: Clause, before: Sequence[Request]) -> tuple[int, Clause] | None:
    """The length (ms) that stands at the end of a clause of sounds, and the clause without it: "a
    fire at night, crackling, one minute, lo-fi music".
    """
    head, _, tail = clause.folded.rpartition(",")
    if lexicon().words["any_time"].fullmatch(tail.strip()) is None:
        return None
    sounds = [*(lexicon().concepts[k] for k in _MUSIC), *lexicon().effects.values()]
    heard = any(p.search(head) for p in sounds) if head else isinstance(before[-1], _HEARD)
    return (slots.first_time(tail) or 0, clause.part(0, len(head))) if heard else None


def with_length_shared(
    requests: Sequence[Request], shots: Sequence[Generate], length: int
) -> list[Request]:
    """The requests with an equal share (ms) of it for each of these shots."""
    share = length // len(shots)
    return [
        replace(r, length=share) if isinstance(r, Generate) and r in shots else r for r in requests
    ]
