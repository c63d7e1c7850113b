"""The studio's painter: a prompt in English or Chinese becomes a layered illustration.

It stands in for an image model and says so: `Painting.note` names it, and `Painting.words` are the
words of the prompt that it understood. `describe` needs neither numpy nor Pillow, so the painter
itself is only imported when something of it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from skill_runtime.studio.painting.subject import describe

if TYPE_CHECKING:
    from skill_runtime.studio.painting.painter import Painting, paint, save_png

__all__ = ["Painting", "describe", "paint", "save_png"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("skill_runtime.studio.painting.painter"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
