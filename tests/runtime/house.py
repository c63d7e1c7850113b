"""One backend, one state folder, and as many processes as a test wants."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.model.stream import Delta
from skill_runtime.model.told import Told
from skill_runtime.runtime.conversation import Conversation
from tests.actions.world import (
    CITY,
    World,
)
from tests.runtime.fakes import (
    KILL,
    FakeBackend,
    KilledError,
    all_of,
    conversation,
    run,
)

EDIT = "make it brighter"


class House:
    """One backend, one state folder, and as many processes as a test wants."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self._stack = stack
        self.world = World(CITY)
        self.backend = FakeBackend(self.world)

    def process(self, **known: Any) -> tuple[Conversation, SqliteStore]:
        talk, store = conversation(self.folder, self.backend, **known)
        self._stack.callback(store.close)
        return talk, store

    def say(self, text: str) -> list[Told]:
        """One command: a process of its own, from beginning to end."""
        talk, _ = self.process()
        return run(all_of(talk.say(text)))

    def wait(self) -> list[Told]:
        talk, _ = self.process()
        return run(all_of(talk.wait("en")))

    def die_on(self, text: str) -> None:
        """A command that is killed in the middle."""
        talk, _ = self.process()
        with pytest.raises(KilledError):
            run(all_of(talk.say(text)))
        self.backend.dies = set()

    def die_on_the_stream(self) -> None:
        self.world.stream((1, Delta("I am ")), (2, KILL))
        self.die_on(EDIT)
