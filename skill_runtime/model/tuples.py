"""`NamedTuple` without the import of `typing`, which costs more than all of the router.

The router is imported by every short command and reads its tables from a cache, so that nothing
else on its way needs `typing` or `re`. The classes are the standard library's named tuples, made by
it; the type checker knows them as `typing.NamedTuple`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NamedTuple
else:
    from collections import namedtuple

    class _Fields(type):
        """What makes a class body's annotations the fields of a named tuple."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = body.pop("__annotations__", {})
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body.pop("__module__"))
            for attribute, value in body.items():
                setattr(made, attribute, value)
            return made

    class NamedTuple(metaclass=_Fields):
        """The base of classes whose annotations are their fields."""


__all__ = ["NamedTuple"]
