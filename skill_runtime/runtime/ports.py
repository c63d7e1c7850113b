"""What the driver and the conversation ask of the outside, as Protocols. The adapters keep them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from skill_runtime.model.errand import Errand
from skill_runtime.model.events import Event
from skill_runtime.model.plan import Action
from skill_runtime.model.records import (
    Fact,
    Job,
    MessageIntended,
    Outcome,
    Session,
    SessionKey,
    Standing,
    Turn,
    TurnRecord,
)
from skill_runtime.model.steps import (
    Failed,
    Fetch,
    FileFacts,
    Found,
    Get,
    Item,
    Placed,
    Post,
    Reply,
    SendFiles,
    SendMessage,
)
from skill_runtime.model.stream import Question
from skill_runtime.model.told import Told
from skill_runtime.model.values import dataclass


class Exchange(Protocol):
    """Something that was opened and goes on: a message's stream, an upload, a download."""

    async def next(self, seconds: float) -> Item:
        """The next item, or `Quiet` after so many seconds."""
        ...

    async def close(self) -> None:
        """End it now; closing a stream cancels the run at the backend."""
        ...


class Backend(Protocol):
    """A peer that keeps CONTRACT. Refusals and faults are answers, never exceptions."""

    def use_token(self, token: str) -> None:
        """Every later request carries it, to the API base alone."""
        ...

    def hide(self, text: str) -> str:
        """The text without any token, for whatever is shown or kept."""
        ...

    async def call(self, request: Get | Post) -> Reply | Failed: ...

    async def open(
        self, request: SendMessage | SendFiles | Fetch
    ) -> tuple[Reply | Failed, Exchange | None]:
        """The refusal and None, or a `Reply` with code 0 and the exchange."""
        ...

    async def close(self) -> None: ...


class Clock(Protocol):
    def now(self) -> float:
        """Seconds that only go forward."""
        ...

    def wall_ms(self) -> int:
        """Milliseconds since 1970."""
        ...

    async def sleep(self, seconds: float) -> None: ...


class Files(Protocol):
    def look(self, path: str) -> FileFacts:
        """What a path leads to, by content. Never raises."""
        ...

    def keep(self, folder: str, name: str, data: bytes) -> FileFacts:
        """Write a new file; its path, or the problem that the disk had. Never raises."""
        ...

    def expand(self, path: str) -> Found:
        """Wildcards as a shell reads them (`model.steps.Expand`). Never raises."""
        ...

    def reach(self, folder: str) -> FileFacts:
        """Whether files can be made there (`model.steps.Reach`). Never raises."""
        ...

    def place(self, path: str, name: str, size: int) -> Placed:
        """Give a downloaded file its name (`model.steps.Place`). Raises OSError."""
        ...

    def discard(self, folder: str, name: str) -> None:
        """Remove a temporary file, if it is there. Never raises."""
        ...


class SkillPlace(Protocol):
    """Where the running skill was loaded from, which installers may change under it."""

    def hold(self) -> None:
        """Have in memory all that a turn may need, however long it runs."""
        ...

    def stale(self) -> bool:
        """It is not what it was when this process read it, so that another would read another."""
        ...

    def change(self) -> str:
        """What became of the skill since the last look: `changed`, `gone`, or empty."""
        ...


class Replies(Protocol):
    def words(self, event: Event, language: str) -> str:
        """The event as a user reads it; languages that have no file fall back to English."""
        ...


class History(Protocol):
    """Turns as whoever follows them needs them. Raises `StoreError`."""

    def find(self, handle: int) -> TurnRecord | None: ...

    def latest(self, key: SessionKey, count: int, *, made: bool = False) -> tuple[TurnRecord, ...]:
        """Oldest first. `made`: with those of the conversations that `make` opened."""
        ...

    def conversations(self, key: SessionKey, count: int) -> tuple[str, ...]:
        """Other conversations that somebody named, the newest first."""
        ...

    def waiting_elsewhere(self, key: SessionKey, count: int) -> tuple[str, ...]:
        """Other conversations with a turn that is not over, not told or not fetched, the newest
        first.
        """
        ...

    def untold(self, key: SessionKey) -> tuple[TurnRecord, ...]:
        """Turns of which not every event was shown, the running one among them; oldest first."""
        ...

    def left_open(self, key: SessionKey) -> tuple[TurnRecord, ...]:
        """Turns without an outcome, oldest first. Look-ups are none of them: they run beside other
        turns, and leave nothing behind.
        """
        ...

    def show(self, turn: Turn, number: int) -> None:
        """The user has seen its events up to this one; 0: it runs where nobody sees it."""
        ...


class Workers(Protocol):
    """Processes of their own that run a turn, whatever becomes of the command that began it."""

    def begin(self, errand: Errand) -> int | None:
        """The handle of the turn that one of them has begun; None where the session is busy.
        Raises SkillRuntimeError where none could begin.
        """
        ...


class Store(Protocol):
    """What survives this process. Every call is one short transaction. Raises `StoreError`."""

    @property
    def history(self) -> History: ...

    def token(self, backend: str) -> str | None:
        """Raises SetupError where it lies in a keyring that can't be used; so does keeping one."""
        ...

    def client_id(self, backend: str) -> str | None: ...

    def disclosed(self, backend: str) -> bool:
        """Whether the user was told what goes there."""
        ...

    def session(self, key: SessionKey) -> Session | None: ...

    def jobs(self, key: SessionKey) -> tuple[Job, ...]:
        """Render jobs that are neither delivered nor given up, oldest first."""
        ...

    def take_number(self, wall_ms: int) -> int:
        """See `model.steps.TakeNumber`."""
        ...

    def questions(self, key: SessionKey) -> tuple[Question, ...]:
        """Open ones of the current session, oldest first."""
        ...

    def pending(self, key: SessionKey) -> MessageIntended | None:
        """The message of the newest turn that never ended, if it had gone out."""
        ...

    def standing(self, key: SessionKey) -> Standing:
        """How far a conversation has come."""
        ...

    def running(self, key: SessionKey) -> Turn | None:
        """The newest turn without an outcome that is no look-up."""
        ...

    def moved_aside(self) -> str | None:
        """Where a damaged state file was moved; only the first who asks is told."""
        ...

    def language(self, key: SessionKey) -> str | None:
        """Of the newest turn."""
        ...

    def begin(
        self, key: SessionKey, text: str, language: str, actions: tuple[Action, ...] = ()
    ) -> Turn:
        """`actions`: its plan, of which the first step is begun."""
        ...

    def save(self, turn: Turn, fact: Fact) -> None: ...

    def append(self, turn: Turn, told: Told) -> None: ...

    def events(self, turn: Turn, after: int) -> tuple[tuple[int, Told], ...]:
        """Events with their numbers, from the one after `after`."""
        ...

    def end(self, turn: Turn, outcome: Outcome) -> None: ...

    def outcome(self, turn: Turn) -> Outcome | None: ...

    def settle(self, turns: Iterable[Turn], *, landed: bool = False) -> None:
        """Turns that died are over: `unfinished`, for they were looked after. `landed`: what their
        message did was seen.
        """
        ...

    def ask_to_stop(self, turn: Turn) -> None: ...

    def asked_to_stop(self, turn: Turn) -> bool: ...

    def hold(self, key: SessionKey) -> AbstractContextManager[bool]:
        """The session's lock across processes; False where another process has it. Never waits."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    backend: Backend
    store: Store
    replies: Replies
    clock: Clock
    files: Files
    skill: SkillPlace
