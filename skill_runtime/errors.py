"""Every exception of the runtime; whose fault it is stands in the type.

    SkillRuntimeError
    ├── SkillError    the SKILL.md: every problem in it, each with its line
    ├── UsageError    what the user typed: a flag, a file, a value
    ├── DataError     a data file under intents/ or translations/: file, row and fault
    ├── SetupError    this machine: an extra that is missing, a folder that can't be written
    └── StoreError    the state file: corrupt, locked, from a newer version

A backend's refusal is no exception: it comes back to an action as an answer (see `model.steps`).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "DataError",
    "Problem",
    "SetupError",
    "SkillError",
    "SkillRuntimeError",
    "StoreError",
    "UsageError",
    "unreadable",
]


class SkillRuntimeError(Exception):
    """The base of all of them: its text is a sentence for the user, without a traceback."""

    def __init__(self, text: str, type_: str = "", **fields: object) -> None:
        super().__init__(text)
        self.type = type_
        """Names the words for it under `translations/faults/`; empty: there is only the text."""
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file."""

    line: int
    """1-based; 0 where the fault is that something is missing."""
    message: str
    """What is wrong and what to do, one sentence."""

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class SkillError(SkillRuntimeError):
    """A SKILL.md that can't be used, with *all* its problems."""

    def __init__(self, source: str, problems: tuple[Problem, ...]) -> None:
        self.source = source
        self.problems = problems
        text = "\n".join([f"{source} can't be used:", *(f"  {p}" for p in problems)])
        super().__init__(text, "faulty_skill", path=source, problems=[str(p) for p in problems])


class UsageError(SkillRuntimeError):
    """The command line or a call of the Python API asks for something that can't be done."""


class DataError(SkillRuntimeError):
    """A data file has a fault: the text names the file, the row and what is wrong."""


class SetupError(SkillRuntimeError):
    """Something of this machine is missing or refused, and the text says how to mend it."""


class StoreError(SkillRuntimeError):
    """The state file can't be used."""


def unreadable(path: str, reason: str) -> UsageError:
    """A file that the user named and that can't be read."""
    return UsageError(f"{path} can't be read: {reason}.", "unreadable", path=path, reason=reason)


def not_utf8(path: str) -> UsageError:
    """A file that the user named for its text, and that holds none that can be read."""
    return UsageError(f"{path} is no text in UTF-8.", "not_utf8", path=path)
