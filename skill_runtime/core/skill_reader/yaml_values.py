"""What a strict YAML parser hands to the reader, and how it refuses.

The reader itself knows no YAML library: whoever calls it passes a parser in. Every scalar is text,
exactly as written, so that a version 1.10 can't become the number 1.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

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


class StrictYamlError(Exception):
    """The text is no YAML that the runtime accepts. `line` is 1-based within the YAML text."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        self.message = message
        super().__init__(f"line {line}: {message}")
