"""The frontmatter: where it stands, and what its keys say.

Keys are found at the top, under `metadata` or under `metadata.openclaw`, nested or dotted, with or
without underscores, since published skills have them at all of these places. A JSON text as
`metadata` is read too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from skill_runtime.core.skill_reader.text import Fact
from skill_runtime.core.skill_reader.yaml_values import ParsedYaml, StrictYamlError, YamlValue
from skill_runtime.errors import Problem
from skill_runtime.model.skill import SkillWarning

ParseYaml = Callable[[str], ParsedYaml]

MAX_FRONTMATTER_LINES = 2_000
MAX_NAME = 64
MAX_VERSION = 64

_FENCE = re.compile(r"---[ \t]*")
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_PLACES = ("", "metadata.", "metadata.openclaw.", "openclaw.", "metadata.clawdbot.")


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
    warnings: tuple[SkillWarning, ...] = ()
    problems: tuple[Problem, ...] = ()
    readable: bool = True
    """False where there was no YAML to read, so that nothing can be said to be missing."""

    def find(self, key: str) -> Fact[YamlValue] | None:
        """A key at the first place that has it."""
        for place in _PLACES:
            path = _normal(place + key)
            if path in self.values:
                return Fact(self.values[path], self.lines.get(path, 0))
        return None

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


def split_frontmatter(text: str) -> Split:
    """Finds the two lines of `---`. A rule inside a block scalar is indented, so it closes
    nothing.
    """
    lines = text.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not _FENCE.fullmatch(lines[first]):
        message = (
            "the file begins without frontmatter: put `name`, `version` and `description` at the "
            "top, between two lines of ---"
        )
        return Split(None, 1, text, (Problem(first + 1, message),))
    window = range(first + 1, min(len(lines), first + MAX_FRONTMATTER_LINES))
    last = next((index for index in window if _FENCE.fullmatch(lines[index])), None)
    if last is None:
        message = (
            "the frontmatter that begins here never ends: put a line of --- after its last key"
        )
        return Split(None, 1, text, (Problem(first + 1, message),))
    body = "\n" * (last + 1) + "\n".join(lines[last + 1 :])
    return Split("\n".join(lines[first + 1 : last]), first + 2, body)


def read_frontmatter(split: Split, parse_yaml: ParseYaml) -> Frontmatter:
    """Parses the YAML; a refusal of the parser becomes a problem at its line of the file."""
    if split.yaml is None:
        return Frontmatter(problems=split.problems, readable=False)
    offset = split.yaml_line - 1
    try:
        parsed = parse_yaml(split.yaml)
    except StrictYamlError as error:
        message = f"the frontmatter is no YAML that can be read: {error.message}"
        return Frontmatter(problems=(Problem(error.line + offset, message),), readable=False)
    values: dict[str, YamlValue] = {}
    lines: dict[str, int] = {}
    for path, value in _flatten(parsed.values, "", parse_yaml):
        values[_normal(path)] = value
    for path, line in parsed.lines.items():
        lines[_normal(path)] = line + offset
    warnings = tuple(
        SkillWarning(
            "duplicate-key",
            duplicate.key,
            duplicate.line + offset,
            f"`{duplicate.key}` stands twice with different values; the last one counts. Keep one.",
        )
        for duplicate in parsed.duplicates
    )
    return Frontmatter(values, lines, warnings)


def _flatten(
    mapping: Mapping[str, YamlValue], prefix: str, parse_yaml: ParseYaml
) -> Iterator[tuple[str, YamlValue]]:
    for key, raw in mapping.items():
        value = (
            _unwrapped(raw, parse_yaml)
            if prefix + key in {"metadata", "metadata.openclaw"}
            else raw
        )
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


def check_name(frontmatter: Frontmatter) -> tuple[Fact[str] | None, Sequence[Problem]]:
    """The skill's name, or what is wrong with it. It goes into a header and into a path."""
    fact = frontmatter.find("name")
    if fact is None or fact.value in ("", ()):
        message = "the frontmatter has no `name`: add one such as `name: my-skill`"
        return None, [Problem(fact.line if fact else 0, message)] if frontmatter.readable else []
    if not isinstance(fact.value, str):
        return None, [Problem(fact.line, "`name` must be one text, not a list or a mapping")]
    if fault := _name_fault(fact.value):
        return None, [Problem(fact.line, f"`name` {fault}; use letters, digits and hyphens")]
    return Fact(fact.value.strip(), fact.line), []


def _name_fault(name: str) -> str | None:
    if len(name) > MAX_NAME:
        return f"is {len(name)} characters long, more than the {MAX_NAME} that are allowed"
    if _CONTROL.search(name):
        return "holds a control character"
    if "/" in name or "\\" in name or name.startswith((".", "~")) or re.match(r"[A-Za-z]:", name):
        return f"is a path ({name})"
    return None if re.search(r"\w", name) else f"holds no letter or digit ({name})"


def check_version(
    frontmatter: Frontmatter,
) -> tuple[Fact[str], Sequence[Problem], Sequence[SkillWarning]]:
    """The version exactly as written, or what is wrong with it."""
    fact = frontmatter.find("version")
    if fact is None or fact.value == "":
        message = 'there is no `version`, so that requests name none. Add `version: "1.0.0"`.'
        missing = SkillWarning("version-missing", "", 0, message)
        return Fact("", 0), [], [missing] if frontmatter.readable else []
    if not isinstance(fact.value, str):
        message = '`version` must be one text such as "1.0.0", not a list or a mapping'
        return Fact("", 0), [Problem(fact.line, message)], []
    version = fact.value.strip()
    if len(version) > MAX_VERSION or _CONTROL.search(version):
        message = f"`version` must be one line of at most {MAX_VERSION} ordinary characters"
        return Fact("", 0), [Problem(fact.line, message)], []
    return Fact(version, fact.line), [], []
