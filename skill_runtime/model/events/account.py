"""The user's account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from skill_runtime.model.events import Event


@dataclass(frozen=True, slots=True)
class Balance(Event):
    type: ClassVar[str] = "balance"
    available: float
    frozen: float = 0
    total: float | None = None
