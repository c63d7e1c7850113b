"""The way to the backend that every action uses: a token, a session, and the repeats that are safe.

What is repeated, and when (CONTRACT, Errors): a refused token once with a new one; an unknown
session once with a new one; a rate limit once after its wait; an idempotent read a few times.
Nothing else is sent twice.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import TypeAlias

from skill_runtime.actions.context import BackendKind, Context
from skill_runtime.core import adk, contract
from skill_runtime.core.handling import Handling
from skill_runtime.model.events.connection import Connecting, FirstUse, Ready, SessionReplaced
from skill_runtime.model.records import Disclosed, Session, TokenKept
from skill_runtime.model.steps import (
    Answer,
    Call,
    Cause,
    Emit,
    Failed,
    Failure,
    Fetch,
    Get,
    Once,
    Open,
    Reply,
    Save,
    SendFiles,
    Step,
    Wait,
)

Outward: TypeAlias = "Call | Once | Open"
Answered: TypeAlias = "Generator[Step, Answer, Reply | Failed]"
Performance: TypeAlias = "Callable[[Outward], Answered]"

_RATE_LIMIT = 429
_LONGEST_WAIT = 120
"""Seconds of a Retry-After that a user is made to wait; a longer one ends as a refusal."""


class Line:
    """One turn's line to the backend. It lives as long as a flow, and no longer."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session
        self._has_token = context.has_token
        self._renewed = False
        self._replaced = False
        self._told_ready = False
        self._image_host = ""
        self._disclosed = context.disclosed
        self.bind_id = _bind_id(context.session) if context.session else ""
        """For the registration link."""

    @property
    def session(self) -> Session | None:
        return self._session

    def since(self, draft: Mapping[str, object]) -> Mapping[str, object]:
        """What to compare the state with: a session that had to be replaced began anew, and empty,
        whatever the one before it held.
        """
        return {} if self._replaced else draft

    def connect(self) -> Generator[Step, Answer, Reply | Failed | None]:
        """None once there is a token; else why there is none."""
        if self._has_token:
            return None
        yield Emit(Connecting())
        return (yield from self._fetch_token())

    def reach(self) -> Generator[Step, Answer, Failed | None]:
        """Why nobody is there, before a project that was never begun is called empty. The studio is
        started when it is needed.
        """
        if self._context.backend is BackendKind.STUDIO:
            return None
        look = self._context.surface.apps or contract.credits_balance()
        answer = yield from self.ask(Call(look))
        return answer if isinstance(answer, Failed) else None

    def ask(self, step: Outward) -> Answered:
        """A request that needs a token and no session."""
        yield from self._disclose()
        first = not self._has_token
        refusal = yield from self.connect()
        if first and not refusal:
            yield from self._tell_ready()
        return refusal or (yield from self._send(step))

    def ask_in_session(
        self, build: Callable[[Session], Outward], see_through: Performance | None = None
    ) -> Answered:
        """A request inside the session; `build` makes it anew where the session had to be replaced.

        `see_through` sees a longer exchange through to its answer, where one step is not all of it.
        """
        for replaced in (False, True):
            session = yield from self._open_session(replaced)
            if not isinstance(session, Session):
                return session
            answer = yield from self._send(build(session), see_through)
            if not self._asks_for(answer, Handling.NEW_SESSION):
                return answer
            self._session = None
        return answer

    def _open_session(self, replaced: bool) -> Generator[Step, Answer, Session | Reply | Failed]:
        yield from self._disclose()
        refusal = yield from self.connect()
        if refusal:
            return refusal
        if self._session:
            return self._session
        language = self._context.language
        app = yield from self._find_app()
        if not isinstance(app, str):
            return app
        create = self._context.surface.create_session(self._context.skill, language, app)
        answer = yield from self._send(Once(create))
        if isinstance(answer, Failed) or not answer.ok:
            return answer
        session = self._context.surface.session_of(answer.data, language)
        if session is None:
            return Failed(answer.at, Failure.FOREIGN, "no session id in the answer")
        self._session, self._replaced = session, replaced
        self._image_host = contract.image_host_of(answer.data)
        self.bind_id = contract.bind_id_of(answer.data) or _bind_id(session)
        yield Save(session)
        if replaced:
            yield Emit(SessionReplaced())
        else:
            yield from self._tell_ready()
        return session

    def _find_app(self) -> Generator[Step, Answer, str | Reply | Failed]:
        """The agent to talk to, where the server may have several. ADK opens sessions for agents
        that it hasn't got, so a name is looked up before.
        """
        surface = self._context.surface
        if surface.apps is None:
            return surface.app
        answer = yield from self._send(Call(surface.apps))
        if isinstance(answer, Failed):
            return answer
        if not answer.ok:
            return surface.app or answer  # a gateway may keep the list to itself
        apps = adk.apps_of(answer.data)
        fitting = tuple(app for app in apps if app == surface.app) if surface.app else apps
        if len(fitting) == 1:
            return fitting[0]
        return Failed(answer.at, Failure.NO_APP, "\n".join(apps))

    def _disclose(self) -> Generator[Step, Answer, None]:
        """Said before anything is sent, once for each backend."""
        if not self._disclosed:
            self._disclosed = True
            yield Emit(FirstUse(self._context.host))
            yield Save(Disclosed())

    def _tell_ready(self) -> Generator[Step, Answer, None]:
        """The first reply says which backend it is, and says it once."""
        if not self._told_ready:
            self._told_ready = True
            backend = self._context.backend
            image_host = self._image_host if backend is BackendKind.STUDIO else ""
            yield Emit(Ready(backend, self._context.host, image_host))

    def _fetch_token(self) -> Generator[Step, Answer, Reply | Failed | None]:
        client_id = self._context.client_id
        answer = yield from self._patiently(Call(contract.anonymous_token(client_id)))
        if self._asks_for(answer, Handling.NEW_CLIENT_ID):
            client_id = self._context.spare_client_id
            answer = yield from self._patiently(Call(contract.anonymous_token(client_id)))
        if isinstance(answer, Failed) or not answer.ok:
            return answer
        token = contract.token_of(answer.data)
        if not token:
            return Failed(answer.at, Failure.FOREIGN, "no token in the answer")
        self._image_host = contract.image_host_of(answer.data)
        yield Save(TokenKept(token, client_id))
        self._has_token = True
        return None

    def _asks_for(self, answer: Reply | Failed, handling: Handling) -> bool:
        return isinstance(answer, Reply) and self._context.handling(answer.code) is handling

    def _may_repeat(self, step: Outward, answer: Reply) -> bool:
        """After a wait. A skill's own row is no promise that what costs money was not done."""
        if not self._asks_for(answer, Handling.RETRY_ONCE):
            return False
        return answer.code == _RATE_LIMIT or _is_harmless(step)

    def _send(self, step: Outward, see_through: Performance | None = None) -> Answered:
        answer = yield from self._patiently(step, see_through)
        bad_token = self._asks_for(answer, Handling.REAUTH) and _carries_token(step)
        if not bad_token or self._context.token_given or self._renewed:
            return answer
        self._renewed = True
        refusal = yield from self._fetch_token()
        return refusal or (yield from self._patiently(step, see_through))

    def _patiently(self, step: Outward, see_through: Performance | None = None) -> Answered:
        """With the waits of a rate limit, and those of a passing fault where a repeat is
        harmless.
        """
        attempt = see_through or perform
        answer = yield from attempt(step)
        if isinstance(answer, Reply) and self._may_repeat(step, answer):
            seconds = answer.retry_after or self._context.deadlines.rate_limit
            if seconds > _LONGEST_WAIT:
                return answer
            yield Wait(seconds)
            answer = yield from attempt(step)
        for tried, seconds in enumerate(self._context.deadlines.backoff):
            if not _repeatable(step, answer) or (tried and self._is_in_vain(answer)):
                break
            yield Wait(seconds)
            answer = yield from attempt(step)
        return answer

    def _is_in_vain(self, answer: Reply | Failed) -> bool:
        """Nobody listens on this machine: the first repeat starts a studio, and no repeat any other
        server.
        """
        refused = isinstance(answer, Failed) and answer.cause is Cause.REFUSED
        return refused and self._context.local


def perform(step: Outward) -> Answered:
    """One step, one answer."""
    answer = yield step
    if not isinstance(answer, Reply | Failed):
        raise TypeError(f"{type(step).__name__} was answered with {type(answer).__name__}")
    return answer


def _repeatable(step: Outward, answer: Reply | Failed) -> bool:
    """A passing fault of a step that does no harm when it is done again."""
    if isinstance(answer, Reply):
        passing = 500 <= answer.code < 600
    else:
        passing = answer.failure in {Failure.UNREACHABLE, Failure.LOST}
    match step:
        case Open(request=SendFiles()):
            # What was sent may have arrived: the project tells, and the user decides on another.
            return isinstance(answer, Failed) and answer.failure is Failure.UNREACHABLE
        case _:
            return passing and _is_harmless(step)


def _is_harmless(step: Outward) -> bool:
    """It changes nothing at the backend, however often it is done."""
    if isinstance(step, Open):
        return False
    return isinstance(step.request, Get) or step.request.anonymous


def _carries_token(step: Outward) -> bool:
    """False for a download from elsewhere: what that refuses says nothing about our token."""
    return not (isinstance(step.request, Fetch) and "://" in step.request.url)


def _bind_id(session: Session) -> str:
    return session.task_id or session.id
