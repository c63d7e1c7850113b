"""What may be one shot of a film: its parts, and how long it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .kinds import own_length, time_of
from .part import Part, parts_of

__all__ = ["Candidate", "held_in"]


@dataclass(slots=True)
class Candidate:
    """What may be one shot: its parts and what each of them is; `length` in ms, where told."""

    mark: str
    parts: list[tuple[Part, str]] = field(default_factory=list)
    length: int | None = None
    sentence: int = 0
    number: int = 0

    @property
    def shows(self) -> bool:
        return any(kind == "picture" for _, kind in self.parts)

    def add(self, part: Part, kind: str) -> None:
        self.parts.append((part, kind))
        times = [own_length(part), *(own_length(p) for p in held_in(part))]
        told = [t[0] for t in times if t]
        if part.mark is not None and part.mark.kind == "span":
            told = [time_of(part.held[0]) or 0]
        if kind in {"picture", "length", "words"}:
            self.length = self.length or next(iter(told), None)


def held_in(part: Part) -> Iterator[Part]:
    """The parts of what stands in brackets behind it."""
    for said in part.held:
        yield from parts_of(said)
