"""Skills on disk: reads a SKILL.md into a `Skill`. It never writes there."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

from skill_runtime.adapters.skill_place import SKILL_FILE
from skill_runtime.adapters.strict_yaml import parse_strict_yaml
from skill_runtime.core.skill_reader import read_skill
from skill_runtime.errors import Problem, SkillError, UsageError, unreadable
from skill_runtime.model.skill import Skill

MAX_BYTES = 1024 * 1024

_FOREIGN_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def load_skill(path: Path, trusted: Set[str] = frozenset()) -> Skill:
    """Loads a skill from its folder or its SKILL.md. `trusted` are the addresses that the user has
    named himself.

    Raises UsageError where there is no such file or it can't be opened, SkillError where its
    contents are no usable skill.
    """
    file = skill_file(path)
    raw = _read(file)
    return read_skill(_decode(raw, str(path)), parse_strict_yaml, str(path), trusted)


def skill_file(path: Path) -> Path:
    """The SKILL.md that a path means. Raises UsageError where there is none."""
    try:
        if path.is_dir():
            return _within(path)
        if path.is_file():
            return path
        exists = path.exists()
    except OSError as error:
        raise unreadable(str(path), _reason(error)) from error
    if exists:
        raise _no_skill(path, "is no ordinary file")
    raise _no_skill(path, "does not exist")


def _within(folder: Path) -> Path:
    """The file in a folder; older installers wrote its name in lower case."""
    for name in (SKILL_FILE, SKILL_FILE.lower()):
        file = folder / name
        if file.is_file():
            return file
    raise _no_skill(folder, f"holds no {SKILL_FILE}")


def _no_skill(path: Path, reason: str) -> UsageError:
    advice = f"{path} {reason}: give a skill's folder or its {SKILL_FILE}."
    return UsageError(advice, "no_skill", path=path, reason=reason)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise unreadable(str(file), _reason(error)) from error
    if len(raw) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1024} KiB; a SKILL.md has a few"
        raise SkillError(str(file), (Problem(0, message),))
    return raw


def _decode(raw: bytes, source: str) -> str:
    for mark, encoding in _FOREIGN_MARKS.items():
        if raw.startswith(mark):
            raise SkillError(source, (Problem(1, f"the file is {encoding}: save it as UTF-8"),))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        byte = raw[error.start]
        message = f"the byte {byte:#04x} is no UTF-8: save the file as UTF-8"
        raise SkillError(source, (Problem(line, message),)) from error


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
