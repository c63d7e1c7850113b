"""Reads the labelled examples under tests/intents/: groups of utterances that share one plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.labelled_rows import rows

FOLDER = Path(__file__).parents[1] / "intents"
MISSES = Path(__file__).parent / "misses"
"""Utterances whose plan is known not to be found yet."""

Steps = list[tuple[str, dict[str, tuple[str, ...]]]]


@dataclass(frozen=True, slots=True)
class Example:
    """One utterance with the plan that it has to give."""

    source: str
    text: str
    attachments: tuple[str, ...]
    steps: Steps
    topic: str | None
    why: str
    group: int
    """Counts the groups of its file."""

    @property
    def name(self) -> str:
        return f"{self.source}: {self.text}"


def examples(folder: Path = FOLDER) -> Iterator[Example]:
    """Every utterance of every file."""
    for path in sorted(folder.glob("*/*.yaml")):
        source = f"{path.parent.name}/{path.stem}"
        groups = rows(path) or ()
        for number, group in enumerate(groups):
            steps = [_step(step) for step in group["plan"]]
            attachments = tuple(group.get("attachments", ()))
            for text in group["say"]:
                topic, why = group.get("topic"), group.get("why", "")
                yield Example(source, text, attachments, steps, topic, why, number)


def _step(
    written: str | dict[str, dict[str, str | list[str]]],
) -> tuple[str, dict[str, tuple[str, ...]]]:
    if isinstance(written, str):
        return written, {}
    [(action, slots)] = written.items()
    return action, {
        name: (value,) if isinstance(value, str) else tuple(value) for name, value in slots.items()
    }
