"""What an action asks of the world, and what the world answers. Values only.

An action is a generator that yields steps and is sent answers; the driver performs them:

    Call, Once   → Reply | Failed          Open     → Reply | Failed
    NextItem     → Item                    Wait     → Now
    Look, Keep, Reach → FileFacts          Place    → Placed | Failed
    Expand       → Found
    TakeNumber   → Number                  Save, Discard, Emit → None

Every answer from outside carries `at`, seconds on a clock that never jumps, so deadlines are plain
comparisons. A turn that the user stops is closed where it stands: no answer tells of it.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from skill_runtime.model.events import Event
from skill_runtime.model.records import Fact, Outcome
from skill_runtime.model.values import dataclass

if TYPE_CHECKING:
    from skill_runtime.model.stream import Heard

# --- requests ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Get:
    path: str
    """Below the API base."""
    listed: bool = False
    """The answer is a list; it comes as `items`."""


@dataclass(frozen=True, slots=True)
class Post:
    path: str
    body: Mapping[str, object]
    headers: Mapping[str, str] = field(default_factory=dict)
    """Besides those that every request carries."""
    anonymous: bool = False
    """Sent without a token: only the call that fetches one."""


@dataclass(frozen=True, slots=True)
class SendMessage:
    """`POST /run_sse`: the answer is an event stream."""

    path: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SendFiles:
    """A multipart upload, field `files` repeated; progress comes as items."""

    path: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fetch:
    """A download into a temporary file of `folder`; progress comes as items."""

    url: str
    """Absolute, or a path below the API base. The token goes along to the API base alone."""
    folder: str
    name: str
    """Of the temporary file: the same for each try, so that one goes on where another stopped."""
    validator: str = ""
    """What the server said of the part that is there; without it the download begins anew."""


# --- steps ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Call:
    """A request that may be repeated."""

    request: Get | Post


@dataclass(frozen=True, slots=True)
class Once:
    """A paid or visible request, never repeated blindly: `intent` is on disk before it goes out."""

    request: Post
    intent: Fact | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Begin something that goes on for a while; its items are then asked for one by one."""

    request: SendMessage | SendFiles | Fetch
    intent: Fact | None = None


@dataclass(frozen=True, slots=True)
class NextItem:
    """The next thing of what was opened, or `Quiet` once the clock reaches `until`."""

    until: float


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: float


@dataclass(frozen=True, slots=True)
class Look:
    """What a local file really is, by its content."""

    path: str


@dataclass(frozen=True, slots=True)
class Expand:
    """The files that a path with wildcards means; a path that is there means itself."""

    path: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether files can be made in a folder, which may have to be made itself; `problem` says why
    not. Nothing is made.
    """

    folder: str


@dataclass(frozen=True, slots=True)
class Place:
    """Give a downloaded file its name, in the folder where it lies, and never over another one.

    It may be done again: what an earlier try did is found by the name and the size.
    """

    path: str
    """Of the temporary file, absolute."""
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Discard:
    """Remove the temporary file of a download, if there is one."""

    folder: str
    name: str


@dataclass(frozen=True, slots=True)
class TakeNumber:
    """A number that no other step, of any process, is given: about the wall clock's milliseconds
    since 1970.
    """


@dataclass(frozen=True, slots=True)
class Keep:
    """Write a file that came in the stream into `folder`, never over an existing one."""

    folder: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Save:
    """Write down a fact that must survive this process."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class Emit:
    event: Event


Step: TypeAlias = (
    "Call | Once | Open | NextItem | Wait | Look | Keep | Expand | Reach | Place | Discard"
    " | TakeNumber | Save | Emit"
)

# --- answers -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reply:
    """The backend answered."""

    at: float
    code: int
    """0 is success; else the envelope's code, or the HTTP status where there is no envelope."""
    data: Mapping[str, object] = field(default_factory=dict)
    """The envelope's `data`, or the whole object of an answer that has no envelope."""
    message: str = ""
    retry_after: float | None = None
    """Seconds, from the header of that name."""

    @property
    def ok(self) -> bool:
        return self.code == 0


class Failure(StrEnum):
    UNREACHABLE = "unreachable"
    """No connection came about: nothing was sent."""
    LOST = "lost"
    """The connection broke after something was sent: the outcome is unknown."""
    FOREIGN = "foreign"
    """The answer is none of this contract: HTML, truncated JSON, wrong types."""
    OVERSIZED = "oversized"
    """More came than is read; what became of a message is unknown."""
    NO_APP = "no_app"
    """The server has no agent, or several of which none was named: `detail` lists them."""
    DISK = "disk"
    """A file could not be read or written here."""
    UNTRUSTED = "untrusted"
    """An address that nothing is fetched from: nothing was sent there."""


class Cause(StrEnum):
    """Why no answer came, as far as it decides what the user can do."""

    UNKNOWN = ""
    NAME = "name"
    """The host's name leads nowhere."""
    TLS = "tls"
    """No secure connection: a certificate, the date, something in between."""
    SILENT = "silent"
    """Nothing came in the time that was given."""
    BROKEN = "broken"
    """The answer began and did not end."""
    REFUSED = "refused"
    """Nobody listens there."""


@dataclass(frozen=True, slots=True)
class Failed:
    """No usable answer came."""

    at: float
    failure: Failure
    detail: str = ""
    """For the log and `--json`; without a token, a header or a URL's query."""
    cause: Cause = Cause.UNKNOWN


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something came on the event stream."""

    at: float
    heard: Heard


@dataclass(frozen=True, slots=True)
class Progress:
    """Bytes that went up or came down so far."""

    at: float
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A download is complete, and its file was opened: a whole one of that format."""

    at: float
    path: str
    """Absolute; still under its temporary name."""
    size: int
    format: str
    """By content; mp4 stands for its kin as well."""
    frame: tuple[int, int] | None = None
    """Width and height in px, where the file tells."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing arrived by the time asked for."""

    at: float


@dataclass(frozen=True, slots=True)
class Closed:
    """The stream ended as it should."""

    at: float


@dataclass(frozen=True, slots=True)
class Now:
    at: float


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a file has got its name. Without a path it has not: `free` is the next name that nobody
    has taken, or empty where the temporary file is gone.
    """

    path: str = ""
    free: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """In order; the path itself where it has no wildcards, or nothing fits them."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    value: int


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a path that the user named leads to, or a file that was kept."""

    path: str
    name: str
    size: int = 0
    format: str | None = None
    """By content: mp4 mov avi webm mkv jpg png gif webp mp3 wav m4a aac; None for anything else."""
    problem: str | None = None
    """missing · directory · unreadable · special · link; None when it can be read. Of a file that
    could not be kept, and of a folder: what the disk said.
    """


Item: TypeAlias = "Arrived | Progress | Fetched | Reply | Failed | Quiet | Closed"
Answer: TypeAlias = "Reply | Failed | Item | Now | FileFacts | Found | Placed | Number | None"
Flow: TypeAlias = "Generator[Step, Answer, Outcome]"
