"""All kinds of events in one namespace, for tests that go through them."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from skill_runtime.model import events as package
from skill_runtime.model.events import Event, as_json
from skill_runtime.model.events.turn import TurnLine

_MODULES = [
    import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)
]
KINDS: tuple[type[Event], ...] = tuple(
    kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
)
events: Any = SimpleNamespace(
    as_json=as_json, TurnLine=TurnLine, **{kind.__name__: kind for kind in KINDS}
)
