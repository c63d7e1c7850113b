"""What is done to a picture before it lies on the canvas: turned, mirrored, cropped.

An area is given in shares of the picture or the canvas, so that it means the same at every
resolution. Crops are of the picture as it is seen, after it is turned and mirrored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from skill_runtime.studio.media.rect import Rect, even

__all__ = ["FLIPS", "UNTREATED", "WHOLE", "Area", "Treatment"]

FLIPS = frozenset({"none", "horizontal", "vertical", "both"})


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in shares (0 … 1) of what it is a part of."""

    left: float = 0.0
    top: float = 0.0
    width: float = 1.0
    height: float = 1.0

    def of(self, whole: Rect) -> Rect:
        """The same on pixels; neighbours that share an edge share it there too."""
        left, top = even(self.left * whole.width), even(self.top * whole.height)
        right = max(left + 2, even((self.left + self.width) * whole.width))
        bottom = max(top + 2, even((self.top + self.height) * whole.height))
        part = Rect(left, top, min(right, whole.width), min(bottom, whole.height))
        return Rect(
            whole.left + min(part.left, part.right - 2),
            whole.top + min(part.top, part.bottom - 2),
            whole.left + part.right,
            whole.top + part.bottom,
        )

    def mirrored(self, flip: str) -> Area:
        """Where it lies once the whole is mirrored."""
        left = 1 - self.left - self.width if flip in {"horizontal", "both"} else self.left
        top = 1 - self.top - self.height if flip in {"vertical", "both"} else self.top
        return Area(left, top, self.width, self.height)

    def turned(self, quarters: int) -> Area:
        """Where it lies once the whole is turned counter-clockwise by quarters."""
        area = self
        for _ in range(quarters % 4):
            area = Area(area.top, 1 - area.left - area.width, area.height, area.width)
        return area


WHOLE = Area()


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a shot's picture differs from its file."""

    turn: int = 0
    """Quarters, counter-clockwise."""
    flip: str = "none"
    crop: Area = WHOLE
    filters: Mapping[str, float] = field(default_factory=dict)
    """Name → strength, 0 … 1, in the order in which they are laid on."""

    def in_source(self, turned_before: int = 0) -> Area:
        """The crop in the picture as its file holds it; `turned_before`: quarters by the file's own
        mark.
        """
        return self.crop.mirrored(self.flip).turned(-(self.turn + turned_before))


UNTREATED = Treatment()
