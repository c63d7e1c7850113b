"""One JSON object of a draft, read field by field into typed values.

Refuses wrong types and absurd numbers with a sentence that names the place; unknown keys are left
alone, for a draft may come from a newer studio.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from skill_runtime.studio.media.errors import RenderRefused
from skill_runtime.studio.media.treatment import Area

_SHOWN = 40
"""How many characters of a refused value a sentence shows."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an object, and where it stands: `Track 2, segment 1`; nothing at the top."""

    values: Mapping[str, object]
    place: str = ""

    def number(self, key: str, default: float | None, low: float, high: float) -> float:
        """A finite number from `low` to `high`; anything else is refused. No default: it must be
        there.
        """
        value = self._finite(key, default)
        if not low <= value <= high:
            raise self.refused(key, value, f"a number from {low:g} to {high:g}")
        return float(value)

    def clamped(self, key: str, default: float, low: float, high: float) -> float:
        """A finite number, brought into the bounds where a user would expect just that."""
        return float(min(high, max(low, self._finite(key, default))))

    def choice(self, key: str, default: str, allowed: Collection[str]) -> str:
        """One of the allowed words, or the default where the field is missing."""
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, str) or value not in allowed:
            raise self.refused(key, value, f"one of {', '.join(sorted(allowed))}")
        return value

    def string(self, key: str, longest: int) -> str:
        """A string that is there and not blank."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            raise self.refused(key, value, f"a text of 1 to {longest} characters")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.refused(key, value, "true or false")
        return value

    def area(self, key: str, least: float) -> Area | None:
        """`[left, top, width, height]` in shares of a whole that it lies in; None where it is
        missing. What stands out is cut off; what is below `least` each way is refused.
        """
        value = self.values.get(key)
        if value is None:
            return None
        wanted = f"four shares [left, top, width, height] of at least {least:g} each way"
        if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 4:
            raise self.refused(key, value, wanted)
        names = [f"{key}, {side}" for side in ("left", "top", "width", "height")]
        shares = Fields(dict(zip(names, value, strict=True)), self.place)
        left, top, width, height = (shares.clamped(name, 0, 0, 1) for name in names)
        width, height = min(width, 1 - left), min(height, 1 - top)
        if width < least or height < least:
            raise self.refused(key, value, wanted)
        return Area(left, top, width, height)

    def pair(self, key: str) -> tuple[float, float] | None:
        """`[from, to]` in shares of a whole, brought into it; None where it is missing."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
            raise self.refused(key, value, "two shares [from, to]")
        names = [f"{key}, {end}" for end in ("from", "to")]
        shares = Fields(dict(zip(names, value, strict=True)), self.place)
        first, last = (shares.clamped(name, 0, 0, 1) for name in names)
        return first, last

    def known(self, allowed: Collection[str]) -> None:
        """Refuses an object that has a key that isn't one of the allowed."""
        for key in self.values:
            if key not in allowed:
                raise self.refused(key, key, f"one of {', '.join(sorted(allowed))}")

    def child(self, key: str) -> Fields:
        """The object under a key; an empty one where it is missing."""
        value = self.values.get(key)
        if value is None:
            return Fields({}, self.place)
        if not isinstance(value, Mapping):
            raise self.refused(key, value, "an object")
        return Fields(value, self.place)

    def children(self, key: str, name: str, most: int) -> list[Fields]:
        """The objects of a list, each with its place: `Track 2, segment 1`."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise self.refused(key, value, "a list")
        if len(value) > most:
            raise RenderRefused(f"There are {len(value)} {name}s; the most is {most}.")
        found: list[Fields] = []
        for number, item in enumerate(value, 1):
            place = f"{self.place}, {name} {number}" if self.place else f"{name.title()} {number}"
            if not isinstance(item, Mapping):
                raise RenderRefused(f"{place} is no object but {_shown(item)}.")
            found.append(Fields(item, place))
        return found

    def refused(self, key: str, value: object, wanted: str) -> RenderRefused:
        """The refusal of a value, ready to be raised."""
        place = self.place or "The draft"
        return RenderRefused(f'{place}: "{key}" is {_shown(value)}; give {wanted}.')

    def _finite(self, key: str, default: float | None) -> int | float:
        value = self.values.get(key, default)
        if value is None and default is not None:
            return default
        # A bool is an int to Python, but `"d": true` is a mistake in a draft.
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refused(key, value, "a number")
        if isinstance(value, float) and not math.isfinite(value):
            raise self.refused(key, value, "a finite number")
        return value


def _shown(value: object) -> str:
    """A refused value as a sentence shows it: short, and never so deep that showing it fails."""
    if value is None:
        return "missing"
    if isinstance(value, str):
        return f'"{value if len(value) <= _SHOWN else value[:_SHOWN] + "…"}"'
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:
        return "a number of astronomical size"
    if isinstance(value, bool | int | float):
        return repr(value).lower()
    return "an object" if isinstance(value, Mapping) else "a list"
