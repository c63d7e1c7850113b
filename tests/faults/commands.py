"""A command as a process runs it: real store, HTTP and words, and a clock that never waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from pathlib import Path

from skill_runtime.adapters.http_backend import HttpBackend
from skill_runtime.adapters.media_files import LocalFiles
from skill_runtime.adapters.reply_templates import ReplyTemplates
from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.assembly import data_folder, load_router
from skill_runtime.model.plan import Action, Plan, PlanStep, Slots
from skill_runtime.model.records import Outcome, Session, SessionKey, TokenKept
from skill_runtime.model.told import Told
from skill_runtime.runtime.conversation import Conversation
from skill_runtime.runtime.ports import Ports
from tests.actions.world import context
from tests.faults.counting import FILM
from tests.runtime.fakes import FakeSkill

KEY = SessionKey("http://backend", "image-generation-generator")
REPLIES = ReplyTemplates(data_folder("translations") / "replies")


class HastyClock:
    """What would be waited for has passed at once."""

    def __init__(self, wall_ms: int = 1_700_000_000_000) -> None:
        self._passed = 0.0
        self._wall_ms = wall_ms

    def now(self) -> float:
        return time.monotonic() + self._passed

    def wall_ms(self) -> int:
        return self._wall_ms + int(self._passed * 1000)

    async def sleep(self, seconds: float) -> None:
        self._passed += seconds
        await asyncio.sleep(0)


class User:
    """A state folder, an output folder, and one command after another."""

    def __init__(self, folder: Path, url: str) -> None:
        self.state = folder / "state"
        self.out = folder / "out"
        self.out.mkdir()
        self.upload = folder / "photo.gif"
        self.upload.write_bytes(FILM)
        self.url = url
        self.clock = HastyClock()
        self.patience_s = 10.0
        """How long a state file that is locked is waited for."""

    def prepare(self, *, token: bool = True, session: bool = True) -> None:
        store = SqliteStore(self.state)
        turn = store.begin(KEY, "", "en")
        if token:
            store.save(turn, TokenKept("nmv_usr_kept", "client-1"))
        if session:
            store.save(turn, Session("s0", "t0", "en"))
        store.end(turn, Outcome.DONE)
        store.close()

    def do(self, call: str) -> list[Told]:
        """The command in which this call of the backend is met."""
        return asyncio.run(self._do(call))

    async def _do(self, call: str) -> list[Told]:
        store = SqliteStore(self.state, self.patience_s)
        backend = HttpBackend(lambda: self.url, {"X-Skill-Source": "tests"}, self.clock)
        known = context(folder=str(self.out), has_token=False, session=None)
        ports = Ports(backend, store, REPLIES, self.clock, LocalFiles(), FakeSkill())
        try:
            talk = Conversation(KEY, load_router, ports, known)
            return [told async for told in self._events(talk, call)]
        finally:
            await backend.close()
            store.close()

    def _events(self, talk: Conversation, call: str) -> AsyncGenerator[Told, None]:
        match call:
            case "token":
                return talk.connect("en")
            case "wait":
                return talk.wait("en")
            case "session" | "message":
                return talk.say("add a title")
            case "state":
                step = PlanStep(Action.STATUS)
            case "credits":
                step = PlanStep(Action.CREDITS)
            case "upload":
                step = PlanStep(Action.UPLOAD, Slots(paths=(str(self.upload),)))
            case _:
                step = PlanStep(Action.EXPORT, Slots(format=("gif",)))
        return talk.run(Plan((step,)), call, "en")

    def films(self) -> list[Path]:
        return sorted(path for path in self.out.iterdir() if not path.name.startswith("."))
