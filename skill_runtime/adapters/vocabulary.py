"""The folder `intents/` → the router's vocabulary.

`catalogue.yaml` holds classes and rules, `traditional.yaml` the characters, every other file the
words of one language; what the fields mean stands in the files themselves. A fault is told with
its file and its row (`DataError`); a file that can't be understood in full is refused in full.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NoReturn

import yaml

from skill_runtime.core.routing.parts import OUTCOMES, PARTS, SLOTS
from skill_runtime.core.routing.vocabulary import About, Guesses, Language, Rule, Vocabulary
from skill_runtime.errors import DataError
from skill_runtime.model.plan import Topic

CATALOGUE: Final = "catalogue.yaml"
TRADITIONAL: Final = "traditional.yaml"
HOMOPHONES: Final = "homophones.yaml"
GUESSES: Final = "guesses.json"
_NO_LANGUAGES = frozenset({CATALOGUE, TRADITIONAL, HOMOPHONES})
_DEFAULT_LANGUAGE = "en"
Groups = Mapping[str, tuple[str, ...]]
"""The classes that a name of several stands for."""
_MAX_PHRASES = 64
_CHOICE = re.compile(r"\(([^()]*)\)")
_RANGE = re.compile(r"(\S)(?:-(\S))?")
_SEPARATOR = re.compile(r"[,\n]")
# Without libyaml the same files load, only slower.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_vocabulary(folder: Path) -> Vocabulary:
    """Every language found in the folder; English first, as the one that other text falls back
    to.
    """
    catalogue = _Section(_read(folder / CATALOGUE), CATALOGUE)
    classes = tuple(
        line.split()[0] for line in catalogue.text("classes").splitlines() if line.strip()
    )
    _check_classes(classes)
    groups = _groups(catalogue, frozenset(classes))
    rules = tuple(_rules(catalogue, frozenset(classes), groups, folder / CATALOGUE))
    files = [path for path in folder.glob("*.yaml") if path.name not in _NO_LANGUAGES]
    files.sort(key=lambda path: (path.stem != _DEFAULT_LANGUAGE, path.stem))
    if not files:
        raise DataError(f"{folder}: there is no language file; add one, such as en.yaml.")
    languages = tuple(_language(path, frozenset(classes)) for path in files)
    fixed = tuple(
        _names(catalogue.text("fixed", "").split(), frozenset(classes), {}, f"{CATALOGUE}, fixed")
    )
    return Vocabulary(
        classes,
        fixed,
        rules,
        tuple(_topics(catalogue, frozenset(classes), groups)),
        languages,
        _simplified(folder / TRADITIONAL),
        _homophones(folder / HOMOPHONES),
        _guesses(folder / GUESSES),
    )


class _Section:
    """A mapping of a file, with the place that a fault in it is reported at."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            _fault(place, "has to be a mapping of names to values")
        self.values: Mapping[object, object] = value
        self.place = place

    def only(self, *names: str) -> None:
        """Refuse names that nobody reads: they are misspelt more often than meant."""
        for name in self.values:
            if name not in names:
                _fault(self.place, f"'{name}' is not one of {', '.join(names)}")

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            _fault(
                f"{self.place}, {name}", "has to be text" if name in self.values else "is missing"
            )
        return value

    def section(self, name: str) -> _Section:
        return _Section(self.values.get(name) or {}, f"{self.place}, {name}")

    def rows(self, name: str) -> list[object]:
        rows = self.values.get(name)
        if not isinstance(rows, list):
            _fault(f"{self.place}, {name}", "has to be a list")
        return rows

    def phrases(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each row with the phrases in it."""
        for name in self.values:
            text = self.text(str(name))
            yield str(name), tuple(_phrases(text, f"{self.place}, {name}"))


def _groups(catalogue: _Section, classes: frozenset[str]) -> Groups:
    catalogue.only("classes", "fixed", "groups", "rules", "topics")
    groups: dict[str, tuple[str, ...]] = {}
    for name, text in (
        (str(n), catalogue.section("groups").text(str(n)))
        for n in catalogue.section("groups").values
    ):
        place = f"{CATALOGUE}, groups, {name}"
        groups[name] = tuple(_names(text.split(), classes, groups, place))
    return groups


def _rules(
    catalogue: _Section, classes: frozenset[str], groups: Groups, path: Path
) -> Iterator[Rule]:
    rows = zip(catalogue.rows("rules"), _lines(path), strict=True)
    for number, (row, line) in enumerate(rows, 1):
        rule = _rule(_Section(row, f"{CATALOGUE}, rule {number}"), classes, groups)
        yield rule._replace(number=number, line=line)


def _topics(catalogue: _Section, classes: frozenset[str], groups: Groups) -> Iterator[About]:
    for number, row in enumerate(catalogue.rows("topics"), 1):
        about = _Section(row, f"{CATALOGUE}, topic {number}")
        about.only("is", "needs")
        yield About(_topic(about, "is"), _needs(about, classes, groups))


def _topic(row: _Section, field: str) -> str:
    topic = row.text(field, "")
    if topic and topic not in set(Topic):
        _fault(row.place, f"'{topic}' is not one of {', '.join(Topic)}")
    return topic


def _needs(row: _Section, classes: frozenset[str], groups: Groups) -> tuple[tuple[str, ...], ...]:
    needs = tuple(
        tuple(_names(alternatives.split("|"), classes, groups, row.place))
        for alternatives in row.text("needs").split()
    )
    if not needs:
        _fault(row.place, "needs at least one class")
    return needs


def _rule(row: _Section, classes: frozenset[str], groups: Groups) -> Rule:
    row.only("is", "needs", "may", "starts", "without", "open", "topic")
    outcome = row.text("is")
    if outcome not in OUTCOMES:
        _fault(row.place, f"'{outcome}' is not one of {', '.join(sorted(OUTCOMES))}")
    needs = _needs(row, classes, groups)
    may, starts, without = (
        tuple(_names(row.text(field, "").split(), classes, groups, row.place))
        for field in ("may", "starts", "without")
    )
    is_open = row.values.get("open", False)
    if is_open is True and outcome not in {"chat", "publishing", "aside", "presented"}:
        _fault(row.place, f"'{outcome}' runs something, so it can't be open to unknown words")
    topic = _topic(row, "topic") or None
    return Rule(outcome, needs, may, starts, without, is_open is True, topic)


def _names(words: list[str], classes: frozenset[str], groups: Groups, place: str) -> Iterator[str]:
    for word in words:
        if word in groups:
            yield from groups[word]
        elif word in classes:
            yield word
        else:
            _fault(place, f"'{word}' is neither a class nor a group")


def _language(path: Path, classes: frozenset[str]) -> Language:
    file = _Section(_read(path), path.name)
    file.only("letters", "words", "values", "spelling", "lookalikes")
    letters = tuple(_ranges(file.text("letters", ""), f"{path.name}, letters"))
    lookalikes = frozenset(_phrases(file.text("lookalikes", ""), f"{path.name}, lookalikes"))
    words = {
        name: (*phrases, *_unmarked(phrases, lookalikes))
        for name, phrases in file.section("words").phrases()
    }
    for name in words:
        if name not in classes:
            _fault(f"{path.name}, words, {name}", f"is no class of {CATALOGUE}")
    values = {}
    for slot in file.section("values").values:
        if slot not in SLOTS:
            _fault(f"{path.name}, values, {slot}", f"is not one of {', '.join(SLOTS)}")
        values[str(slot)] = dict(file.section("values").section(str(slot)).phrases())
    spelling = tuple(_phrases(file.text("spelling", ""), f"{path.name}, spelling"))
    return Language(path.stem, letters, words, values, spelling, lookalikes)


def _ranges(text: str, place: str) -> Iterator[tuple[str, str]]:
    """The letters of a language: single ones, and "a-z" for all between two."""
    for low, high in _RANGE.findall(text):
        if high and high < low:
            _fault(place, f"'{low}-{high}' is no range of letters: it ends before it begins")
        yield low, high or low


def _phrases(text: str, place: str) -> Iterator[str]:
    """The phrases of a row: separated by commas or line ends, with "(a|b|)" for a choice in one."""
    for written in _SEPARATOR.split(text):
        phrase = written.strip()
        if "(" not in phrase and ")" not in phrase:
            if phrase:
                yield phrase
            continue
        parts = _CHOICE.split(phrase)
        choices = [part.split("|") if n % 2 else [part] for n, part in enumerate(parts)]
        if "(" in "".join(parts[::2]) or ")" in "".join(parts[::2]):
            _fault(place, f"'{phrase}' has a bracket without its other half")
        found = [" ".join("".join(choice).split()) for choice in itertools.product(*choices)]
        if len(found) > _MAX_PHRASES:
            _fault(place, f"'{phrase}' stands for {len(found)} phrases; at most {_MAX_PHRASES} do")
        yield from found


def _unmarked(phrases: Iterable[str], lookalikes: frozenset[str]) -> Iterator[str]:
    """The same without apostrophes, as most people type: dont, im; but "well" is no "we'll"."""
    for phrase in phrases:
        plain = phrase.replace("'", "")
        if plain != phrase and plain not in lookalikes:
            yield plain


def _simplified(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    file = _Section(_read(path), path.name)
    file.only("pairs")
    pairs = file.text("pairs").split()
    for pair in pairs:
        if len(pair) != 2:
            _fault(f"{path.name}, pairs", f"'{pair}' is not a pair of characters")
    return {pair[0]: pair[1] for pair in pairs}


def _homophones(path: Path) -> Mapping[str, tuple[str, ...]]:
    if not path.exists():
        return {}
    file = _Section(_read(path), path.name)
    return {str(word): tuple(file.text(str(word)).split()) for word in file.values}


def _guesses(path: Path) -> Guesses:
    """The weights that make_guesses.py wrote; without them nothing is guessed."""
    try:
        table = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Guesses()
    except (OSError, ValueError) as error:
        raise DataError(f"{path.name}: can't be read ({error}). Make it anew.") from error
    try:
        outcomes = tuple(map(str, table["outcomes"]))
        weights = {str(name): tuple(map(int, row)) for name, row in table["weights"].items()}
        bias = tuple(map(int, table["bias"]))
        scale = int(table["scale"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"{path.name}: is no table of weights ({error}). Make it anew.") from error
    guesses = Guesses(outcomes, scale, bias, weights)
    _check_guesses(guesses, path.name)
    return guesses


def _check_guesses(guesses: Guesses, place: str) -> None:
    for name, row in (("bias", guesses.bias), *guesses.weights.items()):
        if len(row) != len(guesses.outcomes):
            _fault(f"{place}, {name!r}", f"has to have {len(guesses.outcomes)} weights")
        if "\n" in name:
            _fault(f"{place}, {name!r}", "can't hold a line break")
    for outcome in guesses.outcomes:
        if outcome not in OUTCOMES:
            _fault(f"{place}, outcomes", f"'{outcome}' is not one of {', '.join(OUTCOMES)}")


def _check_classes(classes: tuple[str, ...]) -> None:
    missing = sorted((PARTS | set(SLOTS)) - set(classes))
    if missing:
        _fault(f"{CATALOGUE}, classes", f"the router relies on {', '.join(missing)}")
    double = sorted({name for name in classes if classes.count(name) > 1})
    if double:
        _fault(f"{CATALOGUE}, classes", f"{', '.join(double)} stands there twice")


def _lines(path: Path) -> list[int]:
    """The line of each rule of a catalogue, from 1, for whoever looks for the one that decided."""
    with path.open("rb") as stream:
        tree = yaml.compose(stream, Loader=_Loader)
    sections = tree.value if isinstance(tree, yaml.MappingNode) else ()
    [rules] = (value for key, value in sections if key.value == "rules")
    return [row.start_mark.line + 1 for row in rules.value]


def _read(path: Path) -> object:
    try:
        with path.open("rb") as stream:
            return yaml.load(stream, Loader=_Loader)  # noqa: S506 - both loaders are the safe kind
    except OSError as error:
        raise DataError(f"{path}: can't be read ({error.strerror}).") from error
    except yaml.YAMLError as error:
        raise DataError(f"{path}: is not YAML: {error}") from error


def _fault(place: str, fault: str) -> NoReturn:
    raise DataError(f"{place}: {fault}.")
