"""The user's account."""

from __future__ import annotations

from typing import ClassVar

from skill_runtime.model.events import Event
from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Balance(Event):
    type: ClassVar[str] = "balance"
    available: float
    frozen: float = 0
    total: float | None = None
