"""What a strict YAML parser hands to the reader, and how it refuses.

The reader itself knows no YAML library: whoever calls it passes a parser in. Every scalar is text,
exactly as written, so that a version 1.10 can't become the number 1.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TypeAlias

from skill_runtime.model.values import dataclass

YamlValue: TypeAlias = "str | Sequence[YamlValue] | Mapping[str, YamlValue]"


@dataclass(frozen=True, slots=True)
class DuplicateKey:
    """A key that stands twice with different values; the last one counts."""

    key: str
    """Dotted path from the top."""
    line: int
    """Of the one that counts, 1-based within the YAML text."""


@dataclass(frozen=True, slots=True)
class ParsedYaml:
    """A mapping, the line of each key, and the keys that disagree with themselves."""

    values: Mapping[str, YamlValue]
    lines: Mapping[str, int] = field(default_factory=dict)
    """Dotted path → 1-based line within the YAML text."""
    duplicates: tuple[DuplicateKey, ...] = ()
    plain: frozenset[str] = frozenset()
    """Dotted paths whose value is text without quotes, which other readers may take for a number,
    a date or a truth value."""


@dataclass(frozen=True, slots=True)
class YamlFault:
    """One thing that the runtime doesn't accept."""

    line: int
    """1-based within the YAML text."""
    message: str
    """What is wrong and what to do, to follow a colon."""


class StrictYamlError(Exception):
    """The text is no YAML that the runtime accepts: every fault that could be told apart."""

    def __init__(self, *faults: YamlFault) -> None:
        self.faults = faults
        super().__init__("\n".join(f"line {fault.line}: {fault.message}" for fault in faults))
