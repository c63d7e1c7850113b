"""Values of a backend's JSON as what they should be: what is something else counts as nothing."""

from __future__ import annotations

from collections.abc import Mapping

from skill_runtime.model.stream import Json


def object_of(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def objects_of(value: object) -> list[Json]:
    """The objects in a list; what else stands there is passed over."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
