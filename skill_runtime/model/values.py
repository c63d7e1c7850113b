"""`@dataclass(frozen=True, slots=True)` at a quarter of its price.

A command defines more than a hundred of them before it does anything, and the standard library
writes and compiles six methods for each. Here it writes `__init__` alone; equality, hash and repr
read the fields. That no field is assigned later, the type checker sees to: it knows these classes
as the standard library's.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
    from typing import Any, Literal
else:

    def dataclass(*, frozen: Literal[True], slots: Literal[True]) -> Callable[[type], type]:
        """The class with slots, compared by its fields, hashable where they are."""
        return _finished


__all__ = ["dataclass"]


def _finished(plain: type) -> type:
    made: type[Any] = dataclasses.dataclass(slots=True, eq=False, repr=False)(plain)
    names = [field.name for field in dataclasses.fields(made)]
    contents = attrgetter(*names) if names else _nothing

    def equal(self: object, other: object) -> bool:
        same = other.__class__ is self.__class__
        return bool(contents(self) == contents(other)) if same else NotImplemented

    def hashed(self: object) -> int:
        return hash(contents(self))

    def shown(self: object) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({values})"

    for name, method in (("__eq__", equal), ("__hash__", hashed), ("__repr__", shown)):
        if name not in plain.__dict__:
            setattr(made, name, method)
    return made


def _nothing(_value: object) -> tuple[()]:
    return ()
