"""Strict YAML for frontmatter, by PyYAML's event stream: every scalar stays text as written.

Refuses what frontmatter never needs and attackers do: aliases (and with them alias bombs), tags,
several documents, keys that aren't plain text, deep nesting, great size. A key that stands twice is
no error: the last one wins, and a disagreement is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from skill_runtime.core.skill_reader import DuplicateKey, ParsedYaml, StrictYamlError, YamlValue

MAX_CHARACTERS = 64 * 1024
MAX_DEPTH = 16
MAX_NODES = 5_000

# libyaml parses some twenty times faster; not every wheel of PyYAML has it.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CORE_TAGS = re.compile(r"tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)|!")
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse_strict_yaml(text: str) -> ParsedYaml:
    """Parses one mapping. Raises StrictYamlError, with the line, for anything else."""
    if len(text) > MAX_CHARACTERS:
        raise StrictYamlError(1, f"it has {len(text)} characters, more than {MAX_CHARACTERS}")
    if match := _SURROGATE.search(text):
        raise StrictYamlError(text.count("\n", 0, match.start()) + 1, "it holds half characters")
    try:
        return _Building(yaml.parse(text, Loader=_LOADER)).mapping()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = error.problem or error.context or "the syntax is wrong"
        raise StrictYamlError(mark.line + 1 if mark else 1, _tidy(reason)) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, min(int(error.position), len(text))) + 1
        raise StrictYamlError(line, "it holds a control character; delete it") from error
    except yaml.YAMLError as error:
        raise StrictYamlError(1, _tidy(str(error))) from error


def _tidy(reason: str) -> str:
    return " ".join(reason.split())


@dataclass(slots=True)
class _Building:
    """A tree that grows from events; one for each parse."""

    events: Iterator[yaml.Event]
    nodes: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    duplicates: list[DuplicateKey] = field(default_factory=list)

    def mapping(self) -> ParsedYaml:
        first = self._next()
        while isinstance(first, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            first = self._next()
        if isinstance(first, yaml.StreamEndEvent):
            return ParsedYaml({})
        if isinstance(first, yaml.ScalarEvent) and not first.value.strip():
            values: dict[str, YamlValue] = {}
        elif isinstance(first, yaml.MappingStartEvent):
            values = self._mapping("", 1)
        else:
            raise _refusal(first, "it must be keys with values, such as `name: my-skill`")
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                raise _refusal(event, "a second document begins here; there must be only one")
        return ParsedYaml(values, self.lines, tuple(self.duplicates))

    def _next(self) -> yaml.Event:
        event = next(self.events)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _refusal(event, f"it has more than {MAX_NODES} parts")
        if isinstance(event, yaml.AliasEvent):
            raise _refusal(event, "it refers to an anchor (`*name`); write the value out")
        if (tag := getattr(event, "tag", None)) and not _CORE_TAGS.fullmatch(tag):
            raise _refusal(event, f"it has a tag ({tag}); write plain values")
        return event

    def _mapping(self, path: str, depth: int) -> dict[str, YamlValue]:
        values: dict[str, YamlValue] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _refusal(event, "a list or a mapping stands where a key should")
            line = _line(event)
            key_path = f"{path}{event.value}"
            value = self._value(self._next(), key_path, depth)
            if event.value in values and values[event.value] != value:
                self.duplicates.append(DuplicateKey(key_path, line))
            values[event.value] = value
            self.lines[key_path] = line
        return values

    def _value(self, event: yaml.Event, path: str, depth: int) -> YamlValue:
        if isinstance(event, yaml.ScalarEvent):
            plain_null = not event.style and event.value in _PLAIN_NULLS
            return "" if plain_null else str(event.value)
        if depth >= MAX_DEPTH:
            raise _refusal(event, f"it is nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(f"{path}.", depth + 1)
        return self._sequence(path, depth + 1)

    def _sequence(self, path: str, depth: int) -> tuple[YamlValue, ...]:
        entries: list[YamlValue] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            entries.append(self._value(event, f"{path}[{len(entries)}]", depth))
        return tuple(entries)


def _refusal(event: yaml.Event, message: str) -> StrictYamlError:
    return StrictYamlError(_line(event), message)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
