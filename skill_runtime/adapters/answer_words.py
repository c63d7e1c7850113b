"""The folder `intents/answers/` → the words that answer a question, of all its languages."""

from __future__ import annotations

from pathlib import Path

from skill_runtime.adapters.strict_yaml import parse_strict_yaml
from skill_runtime.core.answers import AnswerWords, Reading
from skill_runtime.core.skill_reader import StrictYamlError
from skill_runtime.errors import DataError

_MEANINGS = ({reading.value for reading in Reading} - {Reading.OTHER.value}) | {"courtesy"}


def load_answer_words(folder: Path) -> AnswerWords:
    """Raises DataError for a file that is no mapping of meanings to phrases."""
    rows = [row for path in sorted(folder.glob("*.yaml")) for row in _rows(path)]
    # A phrase that two languages share keeps its first meaning: English goes before the others.
    return AnswerWords.build(reversed(rows))


def _rows(path: Path) -> list[tuple[str, str]]:
    try:
        content = parse_strict_yaml(path.read_text("utf-8")).values
    except (OSError, UnicodeDecodeError, StrictYamlError) as error:
        raise DataError(f"{path} can't be read: {error}") from error
    if not _MEANINGS.issuperset(content):
        raise DataError(f"{path} has to be a mapping with the rows {', '.join(sorted(_MEANINGS))}")
    rows = []
    for meaning, phrases in content.items():
        if not isinstance(phrases, str):
            raise DataError(f"{path}, {meaning}: has to be text, phrases parted by commas")
        rows += [(phrase, str(meaning)) for phrase in phrases.replace("\n", ",").split(",")]
    return rows
