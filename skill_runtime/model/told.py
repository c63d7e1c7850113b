"""An event with its words, as surfaces show it and the store keeps it."""

from __future__ import annotations

from collections.abc import Mapping

from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """What a surface is handed, one after another; the last of a turn has the type `end`."""

    type: str
    data: Mapping[str, object]
    """The event's fields, JSON-serialisable."""
    text: str
    """Empty where the event is nothing to be read."""
    progress: bool = False
    """True where it only says how far things are: stderr, not the reply."""
