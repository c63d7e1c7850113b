"""What things are called: edits as tool calls in the event stream, and what is on a timeline."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from skill_runtime.studio.draft import TEXT, VIDEO, Draft, segments

from .edits import Edit

__all__ = ["NO_NAMES", "Names", "names_of", "tool_arguments", "tool_name"]

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Names:
    """What a user may call things on a timeline by, in their order."""

    shots: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    times: tuple[tuple[int, int], ...] = ()
    """When each shot is shown, ms."""


NO_NAMES = Names()


def names_of(draft: Draft) -> Names:
    """The names of the shots and the words of the texts."""
    shots = segments(draft, VIDEO)
    return Names(
        tuple(str(s["m"].get("name", "")) for s in shots),
        tuple(str(s["m"].get("text", "")) for s in segments(draft, TEXT)),
        tuple((s["s"], s["s"] + s["d"]) for s in shots),
    )


def tool_name(edit: Edit) -> str:
    """`AddText` → `add_text`."""
    return _CAPITAL.sub("_", type(edit).__name__).lower()


def tool_arguments(edit: Edit) -> dict[str, Any]:
    """The fields that say something."""
    return _said(asdict(edit))


def _said(values: dict[str, Any]) -> dict[str, Any]:
    found = {k: _said(v) if isinstance(v, dict) else v for k, v in values.items()}
    return {k: v for k, v in found.items() if v not in (None, "", {}, False)}
