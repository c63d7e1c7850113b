"""The colour filters as a table: what each does to light and colour at full strength."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["BLUR", "FILTERS", "LOOKS", "Look"]

BLUR = "blur"
"""The one filter that looks at neighbours; it has no entry in the table."""


@dataclass(frozen=True, slots=True)
class Look:
    """A filter at full strength."""

    contrast: float = 1.0
    lift: float = 0.0
    """Added to the light, in levels of 219."""
    gamma: float = 1.0
    """Below 1 brightens the middle tones."""
    saturation: float = 1.0
    blue: float = 0.0
    red: float = 0.0
    """Added to the colour differences where the picture is light."""


LOOKS: Mapping[str, Look] = {
    "warm": Look(saturation=1.06, blue=-20, red=13),
    "cool": Look(saturation=0.96, blue=18, red=-13),
    "black-and-white": Look(contrast=1.08, saturation=0),
    "sepia": Look(contrast=0.96, saturation=0, blue=-24, red=15),
    "vivid": Look(contrast=1.14, saturation=1.5),
    "vintage": Look(contrast=0.78, lift=16, saturation=0.55, blue=-16, red=8),
    "bright": Look(gamma=0.68),
    "dark": Look(gamma=1.5),
    "contrast": Look(contrast=1.35),
    "flat": Look(contrast=0.7),
    "muted": Look(contrast=0.92, saturation=0.45),
}
FILTERS = frozenset({*LOOKS, BLUR})
