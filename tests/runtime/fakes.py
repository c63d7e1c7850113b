"""Fakes for the ports, on an event loop whose time jumps: whatever would sleep, is over at once."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.assembly import load_router
from skill_runtime.core.redaction import hidden
from skill_runtime.model.events import Event
from skill_runtime.model.records import Outcome, Session, SessionKey
from skill_runtime.model.steps import (
    Failed,
    Fetch,
    FileFacts,
    Found,
    Get,
    Item,
    Placed,
    Post,
    Quiet,
    Reply,
    SendFiles,
    SendMessage,
)
from skill_runtime.model.told import Told
from skill_runtime.runtime.conversation import Conversation
from skill_runtime.runtime.ports import Exchange, Ports, Store
from tests.actions.world import START, World, context, kind

T = TypeVar("T")
KEY = SessionKey("https://backend.test", "image-generation-generator")


class _JumpingSelector(selectors.DefaultSelector):
    """Instead of waiting, it moves the loop's clock."""

    passed = START

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise AssertionError("everybody waits for something that never happens")
        self.passed += max(timeout, 0)
        return super().select(0)


class JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.passed


def run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)


class FakeClock:
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def wall_ms(self) -> int:
        return int(self.now() * 1000)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class KilledError(BaseException):
    """What `kill -9` looks like from inside: nothing catches it."""


class FakeExchange:
    def __init__(self, world: World) -> None:
        self._world = world
        self.closed = False

    async def next(self, seconds: float) -> Item:
        loop = asyncio.get_running_loop()
        coming = self._world.coming
        wait = max(0.0, coming[0][0] - loop.time()) if coming else seconds + 1
        await asyncio.sleep(min(wait, seconds))
        if wait > seconds:
            return Quiet(loop.time())
        what = coming.pop(0)[1]
        if what is KILL:
            raise KilledError
        return self._world.arrived(what, loop.time())

    async def close(self) -> None:
        self.closed = True


KILL: Any = object()
"""On a stream: the process dies here."""


class FakeBackend:
    """A `World` behind the port. It answers at once, but for what is in `hangs`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.hangs: set[str] = set()
        self.dies: set[str] = set()
        """Calls in the middle of which the process dies, after they arrived."""
        self.tokens: list[str] = []
        self.exchanges: list[FakeExchange] = []
        self.closed = False

    def use_token(self, token: str) -> None:
        self.tokens.append(token)

    def hide(self, text: str) -> str:
        return hidden(text, self.tokens)

    async def call(self, request: Get | Post) -> Reply | Failed:
        await self._arrive(request)
        answer = self.world.request(request)
        self._die(request)
        return answer

    async def open(
        self, request: SendMessage | SendFiles | Fetch
    ) -> tuple[Reply | Failed, Exchange | None]:
        await self._arrive(request)
        answer = self.world.open(request)
        self._die(request)
        if isinstance(answer, Failed) or not answer.ok:
            return answer, None
        self.exchanges.append(FakeExchange(self.world))
        return answer, self.exchanges[-1]

    async def close(self) -> None:
        self.closed = True

    async def _arrive(self, request: Get | Post | SendMessage | SendFiles | Fetch) -> None:
        await asyncio.sleep(0)
        self.world.now = asyncio.get_running_loop().time()
        if kind(request) in self.hangs:
            self.world.log.append(request)
            await asyncio.sleep(10_000)

    def _die(self, request: Get | Post | SendMessage | SendFiles | Fetch) -> None:
        if kind(request) in self.dies:
            raise KilledError


class FakeFiles:
    def __init__(self, world: World) -> None:
        self._world = world

    def look(self, path: str) -> FileFacts:
        return self._world.files.get(path) or FileFacts(path, path, problem="missing")

    def place(self, path: str, name: str, size: int) -> Placed:
        return self._world.place(path, name)

    def expand(self, path: str) -> Found:
        return self._world.expand(path)

    def reach(self, folder: str) -> FileFacts:
        return self._world.reach(folder)

    def discard(self, folder: str, name: str) -> None:
        self._world.parts.discard(f"{folder}/{name}")

    def keep(self, folder: str, name: str, data: bytes) -> FileFacts:
        return self._world.keep(folder, name, data)


class FakeReplies:
    """Words that only say which event and which language."""

    def words(self, event: Event, language: str) -> str:
        return f"{language}:{event.type}"


class FakeSkill:
    """A skill that nobody touches, until a test does."""

    def __init__(self) -> None:
        self.becomes = ""
        self.holds = 0

    def hold(self) -> None:
        self.holds += 1

    def stale(self) -> bool:
        return bool(self.becomes)

    def change(self) -> str:
        became, self.becomes = self.becomes, ""
        return became


def ports(backend: FakeBackend, store: Store, skill: FakeSkill | None = None) -> Ports:
    files = FakeFiles(backend.world)
    return Ports(backend, store, FakeReplies(), FakeClock(), files, skill or FakeSkill())


def conversation(
    folder: Path,
    backend: FakeBackend,
    session: Session | None = None,
    skill: FakeSkill | None = None,
    behind: Callable[[SqliteStore], Store] = lambda store: store,
    **known: Any,
) -> tuple[Conversation, SqliteStore]:
    """A process of its own, as far as the store can tell, which it sees through `behind`."""
    store = SqliteStore(folder)
    changes = {"has_token": True, "token_given": True, **known}
    if session is not None:
        turn = store.begin(KEY, "", "en")
        store.save(turn, session)
        store.end(turn, Outcome.DONE)
    parts = ports(backend, behind(store), skill)
    return Conversation(KEY, load_router, parts, context(**changes)), store


async def all_of(turn: AsyncGenerator[Told, None]) -> list[Told]:
    return [told async for told in turn]


def types(told: Sequence[Told]) -> list[str]:
    return [one.type for one in told]


def outcome(told: Sequence[Told]) -> object:
    assert told[-1].type == "end"
    return told[-1].data["outcome"]
