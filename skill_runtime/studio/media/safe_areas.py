"""Where text may stand: clear of what players and platforms lay over a video.

The margins are shares of the canvas, measured on the platforms' own screens: the caption and the
account below, the row of buttons at the right, the search bar above. A platform that is shown the
other way round than its videos are (a landscape video on TikTok) has the general margins.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PLATFORMS", "Margins", "margins_of"]


@dataclass(frozen=True, slots=True)
class Margins:
    """Shares of the canvas's width (left, right) and height (top, bottom)."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def centered(self) -> Margins:
        """For what stands in the middle: as wide on both sides."""
        side = max(self.left, self.right)
        return Margins(side, self.top, side, self.bottom)


_ANY = Margins(0.07, 0.09, 0.07, 0.11)
_FEED = Margins(0.07, 0.10, 0.07, 0.18)
"""A tall video, wherever it is going to be shown."""
_TALL = {
    "tiktok": Margins(0.06, 0.09, 0.13, 0.20),
    "reels": Margins(0.06, 0.13, 0.12, 0.21),
    "shorts": Margins(0.06, 0.15, 0.14, 0.20),
}
_WIDE = {"youtube": Margins(0.06, 0.08, 0.06, 0.14)}
_TALL_FROM = 1.6
"""Height to width: 9:16 and not 4:5."""
PLATFORMS = frozenset({*_TALL, *_WIDE})


def margins_of(width: int, height: int, platform: str = "") -> Margins:
    """The margins of a canvas of that size on a platform, or wherever it is shown."""
    if height >= _TALL_FROM * width:
        return _TALL.get(platform, _FEED)
    return _WIDE.get(platform, _ANY) if width > height else _ANY
