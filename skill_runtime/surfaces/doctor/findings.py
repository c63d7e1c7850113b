"""What `doctor` has to say, as values; the words for it stand under translations/doctor/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from skill_runtime.model.values import dataclass


class Level(StrEnum):
    """How much of it is the user's business."""

    FINE = "fine"
    NOTE = "note"
    """Worth knowing; nothing has to be done."""
    PROBLEM = "problem"
    """Something must be done before the skill works as it should."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    `fields` are JSON-serialisable and never hold a secret; a fault's whole sentence, where the
    advice is just that, is its field `advice`.
    """

    subject: str
    """version · packages · studio · encoding · variables · cache · output · state · data · skill ·
    platform · backend · connection · token · client_id
    """
    what: str
    """With the subject, the name of its words."""
    fields: Mapping[str, object] = field(default_factory=dict)
    level: Level = Level.FINE

    @property
    def type(self) -> str:
        return f"{self.subject}_{self.what}"
