"""What a turn tells its surfaces, one frozen value after another.

The words for each stand in `translations/replies/`, under the event's `type`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import ClassVar, TypeAlias

from skill_runtime.model.plan import Action, Topic
from skill_runtime.model.timeline import Change, Timeline


@dataclass(frozen=True, slots=True)
class _Event:
    type: ClassVar[str]
    progress: ClassVar[bool] = False
    """True where it only says how far things are: stderr, not the reply."""


@dataclass(frozen=True, slots=True)
class Connecting(_Event):
    type: ClassVar[str] = "connecting"
    progress: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Connected(_Event):
    """There is a token, so the backend can be used."""

    type: ClassVar[str] = "connected"
    host: str


@dataclass(frozen=True, slots=True)
class Ready(_Event):
    """A new session stands; says which backend it is at."""

    type: ClassVar[str] = "ready"
    backend: str
    """cloud · studio · other"""
    host: str = ""


@dataclass(frozen=True, slots=True)
class SessionReplaced(_Event):
    """The backend no longer knew the session: the timeline is a new one."""

    type: ClassVar[str] = "session_replaced"


@dataclass(frozen=True, slots=True)
class Said(_Event):
    """More of the backend's reply, after GUI translation; to be shown at once, joined as it
    comes.
    """

    type: ClassVar[str] = "said"
    text: str


@dataclass(frozen=True, slots=True)
class Corrected(_Event):
    """The reply so far was replaced by another wording: this is the whole of it."""

    type: ClassVar[str] = "corrected"
    text: str


@dataclass(frozen=True, slots=True)
class SaidAll(_Event):
    """One message of the backend is complete."""

    type: ClassVar[str] = "said_all"
    text: str
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class StillWorking(_Event):
    type: ClassVar[str] = "still_working"
    progress: ClassVar[bool] = True
    seconds: int


@dataclass(frozen=True, slots=True)
class Questioned(_Event):
    """The backend asks the user something."""

    type: ClassVar[str] = "questioned"
    id: str
    name: str
    prompt: str


@dataclass(frozen=True, slots=True)
class FileReceived(_Event):
    """The backend sent a picture or file along with its words."""

    type: ClassVar[str] = "file_received"
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class FirstVideo(_Event):
    """Stage one of two: the raw video stands, music and titles are still to come."""

    type: ClassVar[str] = "first_video"
    progress: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class TimelineShown(_Event):
    type: ClassVar[str] = "timeline"
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class TimelineChanged(_Event):
    """An edit that came without words, told from the state."""

    type: ClassVar[str] = "changed"
    changes: tuple[Change, ...]
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class NothingChanged(_Event):
    type: ClassVar[str] = "nothing_changed"


@dataclass(frozen=True, slots=True)
class JobsShown(_Event):
    """Render jobs that are still under way."""

    type: ClassVar[str] = "jobs"
    count: int


@dataclass(frozen=True, slots=True)
class Balance(_Event):
    type: ClassVar[str] = "balance"
    available: float
    frozen: float = 0
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Uploading(_Event):
    type: ClassVar[str] = "uploading"
    progress: ClassVar[bool] = True
    name: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Uploaded(_Event):
    type: ClassVar[str] = "uploaded"
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UploadAsked(_Event):
    """The user wants to upload but named no file."""

    type: ClassVar[str] = "upload_asked"
    formats: tuple[str, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class FileRefused(_Event):
    """A file stays where it is: missing, a directory, empty, no accepted media, too large."""

    type: ClassVar[str] = "file_refused"
    name: str
    reason: str
    """missing · directory · unreadable · special · empty · type · size"""
    formats: tuple[str, ...] = ()
    size: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class NothingToExport(_Event):
    type: ClassVar[str] = "nothing_to_export"


@dataclass(frozen=True, slots=True)
class RenderStarted(_Event):
    type: ClassVar[str] = "render_started"
    progress: ClassVar[bool] = True
    job: str
    again: bool = False
    """True for the one new try after a failed render."""


@dataclass(frozen=True, slots=True)
class Rendering(_Event):
    type: ClassVar[str] = "rendering"
    progress: ClassVar[bool] = True
    seconds: int
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class RenderGoesOn(_Event):
    """The render takes longer than a turn waits; it is not lost."""

    type: ClassVar[str] = "render_goes_on"
    job: str


@dataclass(frozen=True, slots=True)
class RenderFailed(_Event):
    type: ClassVar[str] = "render_failed"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Downloading(_Event):
    type: ClassVar[str] = "downloading"
    progress: ClassVar[bool] = True
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class DownloadFailed(_Event):
    """The render is finished and kept at the backend; only the way here failed."""

    type: ClassVar[str] = "download_failed"
    job: str
    disk: bool = False
    """True where this machine's disk refused."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Exported(_Event):
    type: ClassVar[str] = "exported"
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Helped(_Event):
    """An answer about the tool itself, from the skill's own facts."""

    type: ClassVar[str] = "help"
    topic: Topic
    formats: tuple[str, ...] = ()
    limit: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held(_Event):
    """The user said not to: nothing was run."""

    type: ClassVar[str] = "held"


@dataclass(frozen=True, slots=True)
class Cancelled(_Event):
    type: ClassVar[str] = "cancelled"


@dataclass(frozen=True, slots=True)
class NothingToCancel(_Event):
    type: ClassVar[str] = "nothing_to_cancel"


@dataclass(frozen=True, slots=True)
class NothingToWaitFor(_Event):
    type: ClassVar[str] = "nothing_to_wait_for"


@dataclass(frozen=True, slots=True)
class Busy(_Event):
    """Another turn of this session is still running."""

    type: ClassVar[str] = "busy"


@dataclass(frozen=True, slots=True)
class PlanStopped(_Event):
    """A step failed, so the ones after it were not run."""

    type: ClassVar[str] = "plan_stopped"
    done: tuple[Action, ...]
    left: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class ConnectionLost(_Event):
    """The stream broke after the message had gone out: nothing is sent again, the state is read
    instead.
    """

    type: ClassVar[str] = "connection_lost"
    progress: ClassVar[bool] = True
    seconds: int
    """Until the next look."""


@dataclass(frozen=True, slots=True)
class NotConfirmed(_Event):
    """The recovery ladder ended without a change: the edit failed or can't be seen; the user may
    try again.
    """

    type: ClassVar[str] = "not_confirmed"
    seen: bool = True
    """False where the state could not be read, so that nobody knows."""


@dataclass(frozen=True, slots=True)
class NoConnection(_Event):
    type: ClassVar[str] = "no_connection"
    host: str = ""


@dataclass(frozen=True, slots=True)
class ForeignAnswer(_Event):
    """What answered does not speak this contract."""

    type: ClassVar[str] = "foreign_answer"
    host: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Refused(_Event):
    """The backend said no: a row of CONTRACT's error table."""

    type: ClassVar[str] = "refused"
    reason: str
    """token · given_token · no_credits · formats · too_large · plan · rate_limit · server ·
    other
    """
    code: int
    message: str = ""
    link: str = ""
    """Where the user can do something about it."""
    formats: tuple[str, ...] = ()
    limit: int = 0


@dataclass(frozen=True, slots=True)
class RunFailed(_Event):
    """The backend's agent failed in the middle of its work."""

    type: ClassVar[str] = "run_failed"
    message: str = ""
    code: str = ""


Event: TypeAlias = _Event


def as_json(event: Event) -> dict[str, object]:
    """A flat object for `--json` and the store: `type`, then the event's own fields."""
    return {"type": event.type, **{f.name: _plain(getattr(event, f.name)) for f in fields(event)}}


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value
