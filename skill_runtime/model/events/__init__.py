"""What a turn tells its surfaces, one frozen value after another.

The words for each stand in `translations/replies/`, under the event's `type`. Its kinds stand in
files by subject, since each class costs a short command half a millisecond.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import ClassVar

from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    type: ClassVar[str]
    progress: ClassVar[bool] = False
    """True where it only says how far things are: stderr, not the reply."""


def as_json(event: Event) -> dict[str, object]:
    """A flat object for `--json` and the store: `type`, then the event's own fields."""
    return {"type": event.type, **{f.name: _plain(getattr(event, f.name)) for f in fields(event)}}


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value
