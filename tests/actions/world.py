"""A small world for flows, in virtual time: it walks a flow and answers its steps.

No event loop, no clock, no sleeping: the backend is a table by kind of request, the stream a list
of (seconds after it was opened, what arrives). What happened is kept in order, in `log`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Any, TypeAlias, TypeVar

from skill_runtime.actions.context import BackendKind, Context
from skill_runtime.assembly import load_translator
from skill_runtime.core.file_names import next_name
from skill_runtime.core.gui import GuiTranslator
from skill_runtime.model.events import Event
from skill_runtime.model.records import (
    Fact,
    Job,
    JobsIntended,
    JobState,
    MessageIntended,
    Outcome,
    QuestionKept,
    Session,
    TokenKept,
)
from skill_runtime.model.skill import Skill
from skill_runtime.model.steps import (
    Answer,
    Arrived,
    Call,
    Closed,
    Discard,
    Emit,
    Expand,
    Failed,
    Failure,
    Fetch,
    Fetched,
    FileFacts,
    Flow,
    Found,
    Get,
    Item,
    Keep,
    Look,
    NextItem,
    Now,
    Number,
    Once,
    Open,
    Place,
    Placed,
    Post,
    Progress,
    Quiet,
    Reach,
    Reply,
    Save,
    SendFiles,
    SendMessage,
    Step,
    TakeNumber,
    Wait,
)
from skill_runtime.model.stream import Heard

START = 1000.0
_MOST_STEPS = 20_000
Draft: TypeAlias = Mapping[str, Any]
Came: TypeAlias = "Heard | Item"
E = TypeVar("E", bound=Event)

LOST = Failed(0, Failure.LOST, "reset")
UNREACHABLE = Failed(0, Failure.UNREACHABLE, "refused")
FOREIGN = Failed(0, Failure.FOREIGN, "HTML")
DISK_FULL = Failed(0, Failure.DISK, "No space left on device")
END = Closed(0)


def refusal(code: int, *, retry_after: float | None = None, message: str = "no") -> Reply:
    return Reply(0, code, {}, message, retry_after)


def arrival(what: Came, at: float) -> Item:
    """What a stream or transfer brings, at its time."""
    if isinstance(what, Progress | Fetched | Reply | Failed | Quiet | Closed | Arrived):
        return replace(what, at=at)
    return Arrived(at, what)


def ok(**data: object) -> Reply:
    return Reply(0, 0, data)


def segment(label: str, seconds: int = 10, *, key: str = "", **meta: object) -> dict[str, Any]:
    return {"id": key or f"id-{label}", "s": 0, "d": seconds * 1000, "m": {"name": label, **meta}}


def draft(*, video: str = "", music: str = "", title: str = "") -> Draft:
    named = ((0, video), (1, music), (7, title))
    return {"t": [{"tt": kind, "sg": [segment(label)]} for kind, label in named if label]}


EMPTY: Draft = {"t": []}
CITY = draft(video="city")
CITY_WITH_TITLE = draft(video="city", title="Urban Dreams")

SESSION = Session("s0", "t0", "en")
SKILL = Skill("image-generation-generator", "1.2.0", examples=("make a city",))


@cache
def translator() -> GuiTranslator:
    return load_translator()


def context(**changes: Any) -> Context:
    """A client with a token and a session; `changes` are Context's own fields."""
    known: dict[str, Any] = {
        "skill": SKILL,
        "translator": translator,
        "language": "en",
        "backend": BackendKind.OTHER,
        "host": "backend.test",
        "client_id": "client-1",
        "spare_client_id": "client-2",
        "has_token": True,
        "token_given": False,
        "disclosed": True,
        "session": SESSION,
        "folder": "/out",
        "web_base": "https://web.test",
    }
    return Context(**{**known, **changes})


_PATHS = {
    "/api/credits/": "credits",
    "/api/state/": "state",
    "/api/auth/": "token",
    "/api/tasks/": "session",
    "/api/upload-video/": "upload",
    "/run_sse": "message",
    "/list-apps": "apps",
    "/api/studio/cancel": "cancel",
}


def kind(request: Get | Post | SendMessage | SendFiles | Fetch) -> str:
    """Which of CONTRACT's calls a request is."""
    if isinstance(request, Fetch):
        return "fallback" if request.url.startswith("/") else "download"
    if request.path.startswith("/apps/"):
        return "state" if isinstance(request, Get) else "session"
    if request.path.startswith("/api/render/"):
        return "poll" if isinstance(request, Get) else "render"
    return next(name for start, name in _PATHS.items() if request.path.startswith(start))


class World:
    """Walks one flow after another; the clock goes on."""

    def __init__(self, project: Draft = EMPTY) -> None:
        self.now = START
        self.log: list[object] = []
        """Requests, saved facts and events, in order."""
        self.waits: list[float] = []
        self.files: dict[str, FileFacts] = {}
        self.disk_problem: str | None = None
        self.wildcards: dict[str, tuple[str, ...]] = {}
        self.folder_problems: dict[str, str] = {}
        self.came: list[list[tuple[float, Came]]] = []
        """What the next streams or transfers bring."""
        self.lands: Draft | None = None
        """What the project holds as soon as a message has gone out."""
        self._drafts = [(START, project)]
        self._answers: defaultdict[str, list[Reply | Failed | None]] = defaultdict(list)
        self._always: dict[str, Reply | Failed] = {}
        self.coming: list[tuple[float, Came]] = []
        self.uploads: int | None = None
        """How many the project lists; None: it lists none at all."""
        self.knows_what_arrived = False
        """The status of a render that was never submitted is a refusal."""
        self._sessions = 0
        self._numbers = 1_700_000_000_000
        self.parts: set[str] = set()
        """Temporary files of downloads."""
        self.names: set[str] = set()
        """Files that are there under their names."""

    # --- what the test arranges

    def answer(self, what: str, *answers: Reply | Failed | None) -> None:
        """The next answers to a kind of call; None: as usual."""
        self._answers[what] += answers

    def always(self, what: str, answer: Reply | Failed) -> None:
        self._always[what] = answer

    def project(self, seconds: float, content: Draft) -> None:
        """What the state holds from so many seconds on."""
        self._drafts.append((START + seconds, content))

    def stream(self, *came: tuple[float, Came]) -> None:
        self.came = [list(came)]

    def streams(self, *each: Iterable[tuple[float, Came]]) -> None:
        """What one after another brings."""
        self.came = [list(came) for came in each]

    # --- what the test asks

    @property
    def elapsed(self) -> float:
        return self.now - START

    @property
    def events(self) -> list[Event]:
        return [entry for entry in self.log if isinstance(entry, Event)]

    @property
    def facts(self) -> list[Fact]:
        wanted = (Session, TokenKept, MessageIntended, Job, JobsIntended)
        return [entry for entry in self.log if isinstance(entry, wanted)]

    @property
    def calls(self) -> list[str]:
        return [kind(entry) for entry in self.requests()]

    @property
    def kept(self) -> list[QuestionKept]:
        return [entry for entry in self.log if isinstance(entry, QuestionKept)]

    def requests(self, what: str = "") -> list[Any]:
        sent = (Get, Post, SendMessage, SendFiles, Fetch)
        found = [entry for entry in self.log if isinstance(entry, sent)]
        return [request for request in found if not what or kind(request) == what]

    def told(self, wanted: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, wanted)]

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    @property
    def job_states(self) -> list[JobState]:
        """As they were written down; one that was written again counts once."""
        states = [fact.state for fact in self.facts if isinstance(fact, Job)]
        return [state for state, _ in groupby(states)]

    @property
    def placed(self) -> list[Place]:
        return [entry for entry in self.log if isinstance(entry, Place)]

    # --- the walk

    def play(self, flow: Flow) -> Outcome:
        answer: Answer = None
        for _ in range(_MOST_STEPS):
            try:
                step = flow.send(answer)
            except StopIteration as stop:
                outcome = stop.value
                assert isinstance(outcome, Outcome)
                return outcome
            answer = self._perform(step)
        raise AssertionError("the flow never ends")

    def die_after(self, steps: int, flow: Flow) -> None:
        """Perform so many steps of a flow; the answer to the last one never reaches it."""
        answer: Answer = None
        for _ in range(steps):
            try:
                answer = self._perform(flow.send(answer))
            except StopIteration:
                return
        flow.close()

    def _perform(self, step: Step) -> Answer:
        match step:
            case Emit(event=entry) | Save(fact=entry):
                self.log.append(entry)
            case Call(request=request):
                return self.request(request)
            case Once(request=request, intent=intent):
                self._intend(intent)
                return self.request(request)
            case Open(request=request, intent=intent):
                self._intend(intent)
                return self.open(request)
            case NextItem(until=until):
                return self._next(until)
            case Wait(seconds=seconds):
                return self._wait(seconds)
            case _:
                return self._do(step)
        return None

    def expand(self, path: str) -> Found:
        return Found(self.wildcards.get(path, (path,)))

    def reach(self, folder: str) -> FileFacts:
        return FileFacts(folder, folder, problem=self.folder_problems.get(folder))

    def _do(self, step: Look | Keep | Expand | Reach | Place | Discard | TakeNumber) -> Answer:
        match step:
            case Look(path=path):
                return self.files.get(path) or FileFacts(path, path, problem="missing")
            case Keep(folder=folder, name=name, data=data):
                return self.keep(folder, name, data)
            case Expand(path=path):
                return self.expand(path)
            case Reach(folder=folder):
                return self.reach(folder)
            case Place(path=path, name=name):
                self.log.append(step)
                return self.place(path, name)
            case Discard(folder=folder, name=name):
                self.log.append(step)
                self.parts.discard(f"{folder}/{name}")
                return None
            case TakeNumber():
                self._numbers += 1
                return Number(self._numbers - 1)

    def place(self, path: str, name: str) -> Placed:
        final = f"{path.rpartition('/')[0]}/{name}"
        if path not in self.parts:
            return Placed(final if final in self.names else "")
        if final in self.names:
            return Placed(free=next_name(name))
        self.parts.remove(path)
        self.names.add(final)
        return Placed(final)

    def keep(self, folder: str, name: str, data: bytes) -> FileFacts:
        return FileFacts(f"{folder}/{name}", name, len(data), problem=self.disk_problem)

    def _wait(self, seconds: float) -> Now:
        assert seconds > 0
        self.waits.append(seconds)
        self.now += seconds
        return Now(self.now)

    def _intend(self, intent: Fact | None) -> None:
        if intent is not None:
            self.log.append(intent)

    def open(self, request: SendMessage | SendFiles | Fetch) -> Reply | Failed:
        answer = self.request(request)
        if isinstance(answer, Reply) and answer.ok:
            usual = _usual(request, self._format_of(request))
            came = self.came.pop(0) if self.came else usual
            self.coming = [(self.now + seconds, what) for seconds, what in came]
        return answer

    def _format_of(self, request: SendMessage | SendFiles | Fetch) -> str:
        """What was asked for in the submission whose file a download brings."""
        for sent in self.requests("render"):
            if isinstance(request, Fetch) and sent.body["id"] in request.name:
                return str(sent.body["output"]["format"])
        return "mp4"

    def _next(self, until: float) -> Item:
        if not self.coming or self.coming[0][0] > until:
            self.now = max(self.now, until)
            return Quiet(self.now)
        at, what = self.coming.pop(0)
        self.now = max(self.now, at)
        return self.arrived(what, self.now)

    def arrived(self, what: Came, at: float) -> Item:
        if isinstance(what, Fetched):
            self.parts.add(what.path)
        return arrival(what, at)

    def request(self, request: Get | Post | SendMessage | SendFiles | Fetch) -> Reply | Failed:
        self.log.append(request)
        what = kind(request)
        if what == "message" and self.lands is not None:
            self._drafts.append((self.now, self.lands))
        queued = self._answers[what]
        answer = queued.pop(0) if queued else self._always.get(what)
        if what == "poll" and self.knows_what_arrived and not self._arrived(request):
            answer = refusal(404)
        return replace(answer or self._usually(what), at=self.now)

    def _arrived(self, poll: Any) -> bool:
        return any(sent.body["id"] in poll.path for sent in self.requests("render"))

    def _usually(self, what: str) -> Reply:
        match what:
            case "token":
                return ok(token="nmv_usr_made_up", credits=100)
            case "session":
                self._sessions += 1
                return ok(session_id=f"s{self._sessions}", task_id=f"t{self._sessions}")
            case "state":
                current = [content for at, content in self._drafts if at <= self.now][-1]
                listed = {} if self.uploads is None else {"video_infos": [{}] * self.uploads}
                return ok(state={"draft": current, **listed})
            case "credits":
                return ok(available=62, frozen=3, total=65)
            case "poll":
                return ok(status="completed", output={"url": "https://cdn.test/v.mp4"})
            case _:
                return ok()


def fetched(path: str, format_: str = "mp4") -> Fetched:
    return Fetched(0, path, 10, format_)


def _usual(request: SendMessage | SendFiles | Fetch, format_: str) -> Iterable[tuple[float, Came]]:
    if isinstance(request, SendFiles):
        return [(1, Progress(0, 5, 10)), (2, ok(files=[{"cdn_url": "https://cdn.test/f"}]))]
    if isinstance(request, Fetch):
        path = f"{request.folder}/{request.name}"
        return [(1, Progress(0, 5, 10)), (2, fetched(path, format_))]
    return [(1, END)]


Build: TypeAlias = Callable[[Context], Flow]
