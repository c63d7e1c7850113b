"""Edits as tool calls: a tool's name and arguments, as they show in the event stream."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from .edits import Edit

__all__ = ["tool_arguments", "tool_name"]

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def tool_name(edit: Edit) -> str:
    """`AddText` → `add_text`."""
    return _CAPITAL.sub("_", type(edit).__name__).lower()


def tool_arguments(edit: Edit) -> dict[str, Any]:
    """The fields that say something."""
    return _said(asdict(edit))


def _said(values: dict[str, Any]) -> dict[str, Any]:
    found = {k: _said(v) if isinstance(v, dict) else v for k, v in values.items()}
    return {k: v for k, v in found.items() if v not in (None, "", {}, False)}
