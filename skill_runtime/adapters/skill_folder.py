"""The folder that the running skill came from: it may be updated or removed under a running turn.

An installer replaces the folder while a conversation goes on, so that what a turn imports on its
way could be gone, or be another version's. Nothing is read from there twice.
"""

from __future__ import annotations

import hashlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path

from skill_runtime.adapters.skill_place import SKILL_FILE

_ROOMS = ("model", "core", "actions", "adapters")
_BEFORE_A_TURN = frozenset({
    "answer_words",
    "gui_rules",
    "skill_files",
    "skill_reader",
    "strict_yaml",
    "vocabulary",
})
"""These read what is read before a turn begins."""
_OF_NO_TURN = frozenset({"bundle", "bundle_files", "inspection"})


class SkillFolder:
    """Made when the skill has just been read."""

    def __init__(self, place: Path, load_data: Iterable[Callable[[], object]]) -> None:
        """`place` is the SKILL.md or its folder; `load_data` reads what a turn may need of the
        packaged data.
        """
        self._place = place.absolute()
        self._load_data = load_data
        self._held = False
        self._first = self._seen = self._digest()

    def hold(self) -> None:
        """Have the code and the data of a whole turn in memory."""
        if not self._held:
            self._held = True
            for room in _ROOMS:
                for name in _modules(f"skill_runtime.{room}"):
                    import_module(name)
            for load in self._load_data:
                load()

    def stale(self) -> bool:
        """It is not what it was at first."""
        return self._digest() != self._first

    def change(self) -> str:
        """What became of the SKILL.md since the last look: `changed`, `gone`, or empty."""
        before, self._seen = self._seen, self._digest()
        if before == self._seen:
            return ""
        return "changed" if self._seen else "gone"

    def _digest(self) -> bytes:
        """Of the contents: on a network share, times say little. Empty where there is no file."""
        for file in (self._place, self._place / SKILL_FILE, self._place / SKILL_FILE.lower()):
            try:
                if file.is_file():
                    return hashlib.sha256(file.read_bytes()).digest()
            except OSError:
                continue
        return b""


def _modules(package: str) -> Iterator[str]:
    for module in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
        if module.name.rpartition(".")[2] in _BEFORE_A_TURN | _OF_NO_TURN:
            continue
        yield module.name
        if module.ispkg:
            yield from _modules(module.name)
