"""Rectangles of pixels with even edges: a colour sample of 4:2:0 video covers 2x2 pixels."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Rect", "even"]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of even pixels; right and bottom lie outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def meet(self, other: Rect) -> Rect | None:
        """What both cover, if anything."""
        met = Rect(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )
        return met if met.width > 0 and met.height > 0 else None

    def without(self, other: Rect) -> list[Rect]:
        """What is left of this one beside the other: at most four rectangles."""
        hole = self.meet(other)
        if hole is None:
            return [self]
        around = (
            Rect(self.left, self.top, self.right, hole.top),
            Rect(self.left, hole.bottom, self.right, self.bottom),
            Rect(self.left, hole.top, hole.left, hole.bottom),
            Rect(hole.right, hole.top, self.right, hole.bottom),
        )
        return [rect for rect in around if rect.width > 0 and rect.height > 0]

    def seen_from(self, other: Rect) -> Rect:
        """The same rectangle in coordinates whose origin is the other's corner."""
        return Rect(
            self.left - other.left,
            self.top - other.top,
            self.right - other.left,
            self.bottom - other.top,
        )


def even(value: float) -> int:
    """The nearest even number."""
    return 2 * round(value / 2)
