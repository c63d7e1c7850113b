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

from skill_runtime.core.skill_reader import (
    DuplicateKey,
    ParsedYaml,
    StrictYamlError,
    YamlFault,
    YamlValue,
)

MAX_CHARACTERS = 64 * 1024
MAX_DEPTH = 16
MAX_NODES = 5_000
MAX_FAULTS = 20

# libyaml parses some twenty times faster; not every wheel of PyYAML has it.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CORE_TAGS = re.compile(r"tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)|!")
_SURROGATE = re.compile("[\ud800-\udfff]")

_OPEN_QUOTE = "unexpected end of stream"
# Words of PyYAML and of libyaml, and what an author can do about it.
_ADVICE = (
    ("mapping values", "a `: ` stands inside a value, or the line is indented too far; use quotes"),
    ("expected ':'", "a key has no colon, or a line of text isn't indented"),
    ("expected key", "the indentation or the quotes are wrong here"),
    ("expected <block end>", "the indentation or the quotes are wrong here"),
    ("<document start>", "the indentation is wrong here"),
    ("expected '-'", "a list isn't indented evenly"),
    ("sequence entries are not", "a list must begin on a line of its own"),
    ("expected ',' or", "a list or mapping in brackets isn't closed, or lacks a comma"),
    ("node content", "a bracket or comma stands where a value should; put the value in quotes"),
    (_OPEN_QUOTE, "a quote that begins here is never closed"),
    ("document indicator", "a quote is never closed before the next ---"),
    ("escape character", "a backslash stands in double quotes; use single quotes"),
    ("decimal number", "a backslash stands in double quotes; use single quotes"),
    ("tab character", "a tab stands where YAML wants blanks; indent with blanks"),
    ("tag handle", "it has a tag (`!…`); write plain values"),
    ("directive", "a line begins with %; put it in quotes or delete it"),
)
_CANNOT_START = "cannot start any token"


def parse_strict_yaml(text: str) -> ParsedYaml:
    """Parses one mapping. Raises StrictYamlError, with every fault that it met, for anything
    else.
    """
    if len(text) > MAX_CHARACTERS:
        raise _refused(1, f"it has {len(text)} characters, more than the {MAX_CHARACTERS} allowed")
    if match := _SURROGATE.search(text):
        raise _refused(_line_at(text, match.start()), "it holds half characters; delete them")
    building = _Building(yaml.parse(text, Loader=_LOADER))
    parsed = ParsedYaml({})
    try:
        parsed = building.mapping()
    except _AbortedError as aborted:
        building.faults.append(aborted.fault)
    except yaml.YAMLError as error:
        building.faults.append(_library_fault(error, text))
    if building.faults:
        raise StrictYamlError(*building.faults)
    return parsed


def _refused(line: int, message: str) -> StrictYamlError:
    return StrictYamlError(YamlFault(line, message))


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _library_fault(error: yaml.YAMLError, text: str) -> YamlFault:
    if isinstance(error, yaml.MarkedYAMLError):
        return _syntax_fault(error, text)
    if isinstance(error, yaml.reader.ReaderError):
        line = _line_at(text, int(error.position))
        return YamlFault(line, "it holds a control character; delete it")
    return YamlFault(1, _tidy(str(error)))


def _syntax_fault(error: yaml.MarkedYAMLError, text: str) -> YamlFault:
    reason = _tidy(error.problem or error.context or "the syntax is wrong")
    # An open quote is noticed at the end of the text; the author has to look where it begins.
    mark = error.context_mark if _OPEN_QUOTE in reason else error.problem_mark
    line = min(mark.line, text.count("\n")) + 1 if mark else 1
    if _CANNOT_START in reason:
        return YamlFault(line, _advice_on_beginning(text, line))
    found = next((advice for words, advice in _ADVICE if words in reason), None)
    return YamlFault(line, f"{found} ({reason})" if found else reason)


def _advice_on_beginning(text: str, line: int) -> str:
    if "\t" in text.split("\n")[line - 1]:
        return "a tab stands where YAML wants blanks; indent with blanks"
    return "a value begins with a sign that YAML keeps for itself; put the value in quotes"


def _tidy(reason: str) -> str:
    return " ".join(reason.split())


class _AbortedError(Exception):
    """Nothing more can be told of this text."""

    def __init__(self, fault: YamlFault) -> None:
        self.fault = fault
        super().__init__(fault.message)


@dataclass(slots=True)
class _Building:
    """A tree that grows from events; one for each parse. What can be stepped over is noted, so that
    an author hears of all faults at once.
    """

    events: Iterator[yaml.Event]
    nodes: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)
    duplicates: list[DuplicateKey] = field(default_factory=list)
    faults: list[YamlFault] = field(default_factory=list)

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
            raise _aborted(first, "it must be keys with values, such as `name: my-skill`")
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                raise _aborted(event, "a second document begins here; there must be only one")
        return ParsedYaml(values, self.lines, tuple(self.duplicates), frozenset(self.plain))

    def _next(self) -> yaml.Event:
        event = next(self.events)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _aborted(event, f"it has more than {MAX_NODES} parts")
        if isinstance(event, yaml.AliasEvent):
            self._note(event, "it refers to an anchor (`*name`); write the value out")
        elif (tag := getattr(event, "tag", None)) and not _CORE_TAGS.fullmatch(tag):
            self._note(event, f"it has a tag ({_tidy(tag)[:80]}); write plain values")
        return event

    def _note(self, event: yaml.Event, message: str) -> None:
        if len(self.faults) >= MAX_FAULTS:
            raise _aborted(event, "and more of the kind from here on")
        self.faults.append(YamlFault(_line(event), message))

    def _mapping(self, path: str, depth: int) -> dict[str, YamlValue]:
        values: dict[str, YamlValue] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            line = _line(event)
            key = self._key(event, path, depth)
            key_path = f"{path}{key}"
            self.plain.discard(key_path)
            value = self._value(self._next(), key_path, depth)
            if key in values and values[key] != value:
                self.duplicates.append(DuplicateKey(key_path, line))
            values[key] = value
            self.lines[key_path] = line
        return values

    def _key(self, event: yaml.Event, path: str, depth: int) -> str:
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        if not isinstance(event, yaml.AliasEvent):
            self._note(event, "a list or a mapping stands where a key should")
        self._value(event, path, depth)
        return ""

    def _value(self, event: yaml.Event, path: str, depth: int) -> YamlValue:
        if isinstance(event, yaml.AliasEvent):
            return ""
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if depth >= MAX_DEPTH:
            raise _aborted(event, f"it is nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(f"{path}.", depth + 1)
        return self._sequence(path, depth + 1)

    def _scalar(self, event: yaml.ScalarEvent, path: str) -> str:
        if event.style:
            return str(event.value)
        self.plain.add(path)
        return "" if event.value in _PLAIN_NULLS else str(event.value)

    def _sequence(self, path: str, depth: int) -> tuple[YamlValue, ...]:
        entries: list[YamlValue] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            entries.append(self._value(event, f"{path}[{len(entries)}]", depth))
        return tuple(entries)


def _aborted(event: yaml.Event, message: str) -> _AbortedError:
    return _AbortedError(YamlFault(_line(event), message))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
