"""The frontmatter: where it stands, and what its keys say.

Keys are found at the top, under `metadata` or under a host's name in it (`metadata.openclaw`),
nested or dotted, with or without underscores, since published skills have them at all of these
places. A JSON text as `metadata` is read too. It refuses a file without frontmatter, one whose
frontmatter never ends and one that is no strict YAML; of those, the keys that matter are read line
by line, so that an author hears of their faults too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from skill_runtime.core.skill_reader.text import Fact, shown
from skill_runtime.core.skill_reader.yaml_values import ParsedYaml, StrictYamlError, YamlValue
from skill_runtime.errors import Problem
from skill_runtime.model.skill import SkillWarning
from skill_runtime.model.values import dataclass

ParseYaml = Callable[[str], ParsedYaml]

MAX_FRONTMATTER_LINES = 2_000

_OPENING = re.compile(r"---[ \t]*")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*")  # YAML has two ends of a document
_MISSPELT = re.compile(r"\s*(?:[-–—_*=~]{2,}|—|```+[ \t]*(?:ya?ml)?)[ \t]*")
# To YAML these end a line, to everybody who counts the lines of a file they don't.
_INNER_BREAKS = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " "})
_HOSTS = ("openclaw", "clawdbot", "moltbot", "clawhub")
_PLACES = (
    "",
    "metadata.",
    *(f"metadata.{host}." for host in _HOSTS),
    *(f"{host}." for host in _HOSTS),
)
_MAY_BE_JSON = frozenset({"metadata", *(f"metadata.{host}" for host in _HOSTS)})
_KEY_LINE = re.compile(
    r"(?P<key>name|version|(?:api[_-]?)?[Bb]ase[_-]?[Uu]rl|api\w{3,10})[ \t]*:.*"
)


@dataclass(frozen=True, slots=True)
class Split:
    """A file, cut at its frontmatter's fences."""

    yaml: str | None
    """None where there is no frontmatter."""
    yaml_line: int
    """The file's line of the YAML's first line."""
    body: str
    """The rest, with blank lines in place of the frontmatter, so that line numbers are the
    file's.
    """
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Frontmatter:
    """The keys by normalised dotted path."""

    values: Mapping[str, YamlValue] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    """Paths whose value is text without quotes."""
    warnings: tuple[SkillWarning, ...] = ()
    problems: tuple[Problem, ...] = ()
    readable: bool = True
    """False where there was no YAML to read, so that nothing can be said to be missing."""

    def find(self, key: str) -> Fact[YamlValue] | None:
        """A key at the first place that has it."""
        path = self._path(key)
        return Fact(self.values[path], self.lines.get(path, 0)) if path else None

    def is_plain(self, key: str) -> bool:
        """Whether a key's value stands without quotes."""
        return self._path(key) in self.plain

    def text(self, key: str) -> Fact[str] | None:
        """A key that holds text which isn't empty."""
        fact = self.find(key)
        if fact is None or not isinstance(fact.value, str) or not fact.value.strip():
            return None
        return Fact(fact.value.strip(), fact.line)

    def texts(self, key: str) -> Fact[tuple[str, ...]] | None:
        """A key that holds a list of texts, or one text."""
        fact = self.find(key)
        if fact is None or isinstance(fact.value, Mapping):
            return None
        entries = [fact.value] if isinstance(fact.value, str) else fact.value
        return Fact(tuple(e for e in entries if isinstance(e, str) and e), fact.line)

    def _path(self, key: str) -> str:
        paths = (_normal(place + key) for place in _PLACES)
        return next((path for path in paths if path in self.values), "")


def split_frontmatter(text: str) -> Split:
    """Finds the two lines of `---`. A rule inside a block scalar is indented, so it closes
    nothing.
    """
    lines = text.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not _OPENING.fullmatch(lines[first]):
        return Split(None, 1, text, (Problem(first + 1, _no_opening(lines[first])),))
    window = range(first + 1, min(len(lines), first + MAX_FRONTMATTER_LINES))
    last = next((index for index in window if _CLOSING.fullmatch(lines[index])), None)
    if last is None:
        message = (
            "the frontmatter that begins here never ends: put a line of --- after its last key"
        )
        return Split(None, 1, text, (Problem(first + 1, message),))
    body = "\n" * (last + 1) + "\n".join(lines[last + 1 :])
    return Split("\n".join(lines[first + 1 : last]), first + 2, body)


def _no_opening(line: str) -> str:
    misspelt = f" ({shown(line)} stands in place of a line of ---)"
    return (
        f"the file begins without frontmatter{misspelt if _MISSPELT.fullmatch(line) else ''}: put "
        "`name`, `version` and `description` at the top, between two lines of ---"
    )


def read_frontmatter(split: Split, parse_yaml: ParseYaml) -> Frontmatter:
    """Parses the YAML; every refusal of the parser becomes a problem at its line of the file."""
    if split.yaml is None:
        return _salvaged(split.body, 0, parse_yaml, split.problems)
    offset = split.yaml_line - 1
    try:
        parsed = parse_yaml(split.yaml.translate(_INNER_BREAKS))
    except StrictYamlError as error:
        problems = tuple(
            Problem(
                fault.line + offset,
                f"the frontmatter is no YAML that can be read: {shown(fault.message, 200)}",
            )
            for fault in error.faults
        )
        return _salvaged(split.yaml, offset, parse_yaml, problems)
    flat = dict(_flatten(parsed.values, "", parse_yaml))
    return Frontmatter(
        values={_normal(path): value for path, value in flat.items()},
        lines={_normal(path): line + offset for path, line in parsed.lines.items()},
        plain=frozenset(_normal(path) for path in parsed.plain),
        warnings=tuple(_duplicates(parsed, offset)),
    )


def _duplicates(parsed: ParsedYaml, offset: int) -> Iterator[SkillWarning]:
    for duplicate in parsed.duplicates:
        key = shown(duplicate.key)
        message = f"`{key}` stands twice with different values; the last one counts. Keep one."
        yield SkillWarning("duplicate-key", key, duplicate.line + offset, message)


def _salvaged(
    text: str, offset: int, parse_yaml: ParseYaml, problems: tuple[Problem, ...]
) -> Frontmatter:
    """The keys that matter, each on a line of its own, of a text that can't be read as a whole."""
    values: dict[str, YamlValue] = {}
    lines: dict[str, int] = {}
    plain: set[str] = set()
    for number, line in enumerate(text.split("\n")[:MAX_FRONTMATTER_LINES], offset + 1):
        match = _KEY_LINE.fullmatch(line)
        if match is None or _normal(match["key"]) in values:
            continue
        try:
            parsed = parse_yaml(line.translate(_INNER_BREAKS))
        except StrictYamlError:
            continue
        for key, value in parsed.values.items():
            values[_normal(key)] = value
            lines[_normal(key)] = number
        plain.update(_normal(key) for key in parsed.plain)
    return Frontmatter(values, lines, frozenset(plain), problems=problems, readable=False)


def _flatten(
    mapping: Mapping[str, YamlValue], prefix: str, parse_yaml: ParseYaml
) -> Iterator[tuple[str, YamlValue]]:
    for key, raw in mapping.items():
        value = _unwrapped(raw, parse_yaml) if prefix + key in _MAY_BE_JSON else raw
        yield prefix + key, value
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{key}.", parse_yaml)


def _unwrapped(value: YamlValue, parse_yaml: ParseYaml) -> YamlValue:
    """A mapping that was written as a JSON text, opened; anything else as it is."""
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return value
    try:
        return parse_yaml(value).values
    except StrictYamlError:
        return value


def _normal(path: str) -> str:
    return path.replace("_", "").replace("-", "").casefold()
